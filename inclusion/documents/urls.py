from django.urls import path

from inclusion.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("modeles/", views.document_models, name="models"),
    path("<uuid:pk>/", views.document_download, name="download"),
    path("<uuid:pk>/relancer/", views.document_retry, name="document_retry"),
    path("taches/<uuid:pk>/", views.job_progress, name="progress"),
    path("taches/<uuid:pk>/relancer/", views.job_retry, name="retry"),
]

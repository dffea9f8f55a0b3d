from django.urls import path

from inclusion.offline import views

app_name = "offline"
urlpatterns = [
    path("api/v1/csrf", views.csrf, name="csrf"),
    path("api/v1/sync", views.sync, name="sync"),
    path("api/v1/roster", views.roster, name="roster"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]

from django.urls import path

from funding.views import grants

urlpatterns = [
    path("projets/<uuid:pk>/subvention/", grants.grant_create, name="grant_create"),
    path("subventions/<uuid:pk>/", grants.grant_detail, name="grant_detail"),
    path("subventions/<uuid:pk>/modifier/", grants.grant_edit, name="grant_edit"),
]

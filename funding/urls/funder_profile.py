from django.urls import path

from funding.views import funder_profile

urlpatterns = [
    path("profil/", funder_profile.profile, name="profile"),
    path("dispositifs/", funder_profile.program_list, name="program_list"),
    path("dispositifs/nouveau/", funder_profile.program_create, name="program_create"),
    path("dispositifs/<uuid:pk>/", funder_profile.program_edit, name="program_edit"),
]

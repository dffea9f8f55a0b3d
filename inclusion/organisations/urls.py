from django.urls import path

from inclusion.organisations import views

app_name = "organisations"
urlpatterns = [
    path("changer/", views.switch, name="switch"),
    path("membres/", views.members, name="members"),
    path("membres/<uuid:pk>/fermer/", views.membership_end, name="membership_end"),
    path("invitations/<uuid:pk>/retirer/", views.invitation_revoke, name="invitation_revoke"),
    path("identite/", views.settings_page, name="settings"),
    path("<int:pk>/logo/", views.logo, name="logo"),
]

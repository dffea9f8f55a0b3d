from django.urls import include, path

from workshops import views

app_name = "workshops"
urlpatterns = [
    path("", include("workshops.urls.roll")),
    path("", views.week, name="week"),
    path("liste/", views.session_list, name="session_list"),
    path("mes-ateliers/", views.my_sessions, name="my_sessions"),
    path("nouveau/", views.workshop_create, name="workshop_create"),
    path("planifier/", views.session_plan, name="session_plan"),
    path("<uuid:pk>/", views.session_detail, name="session_detail"),
    path("<uuid:pk>/modifier/", views.session_update, name="session_update"),
    path("<uuid:pk>/annuler/", views.session_cancel, name="session_cancel"),
    path("<uuid:pk>/chercher/", views.participant_search, name="participant_search"),
    path("<uuid:pk>/inscrire/", views.participant_register, name="participant_register"),
    path("<uuid:pk>/desinscrire/", views.participant_unregister, name="participant_unregister"),
    path("<uuid:pk>/presences/", views.attendance, name="attendance"),
    path("<uuid:pk>/attestations/", views.certificates_issue, name="certificates_issue"),
]

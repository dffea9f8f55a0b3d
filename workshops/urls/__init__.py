from django.urls import include, path

from workshops import views

app_name = "workshops"
urlpatterns = [
    path("", include("workshops.urls.roll")),
    path("", views.week, name="week"),
    path("liste/", views.session_list, name="session_list"),
    path("mes-ateliers/", views.my_sessions, name="my_sessions"),
    path("nouveau/", views.workshop_create, name="workshop_create"),
    path("au-programme/", views.workshop_list, name="workshop_list"),
    path("au-programme/<uuid:pk>/", views.workshop_detail, name="workshop_detail"),
    path("au-programme/<uuid:pk>/modifier/", views.workshop_update, name="workshop_update"),
    path("reglages/", views.programme_settings, name="settings"),
    path("reglages/fermetures/<uuid:pk>/", views.closure_remove, name="closure_remove"),
    path("repeter/", views.series_plan, name="series_plan"),
    path("copier/", views.series_copy, name="series_copy"),
    path("mois/", views.month, name="month"),
    path("imprimer/", views.programme_paper, name="programme_paper"),
    path("mon-calendrier/", views.my_calendar, name="my_calendar"),
    path("calendrier/<str:token>.ics", views.private_feed, name="private_feed"),
    path("inscription/<str:token>/", views.my_registration, name="my_registration"),
    path("en-ligne/<uuid:pk>/", views.online_act, name="online_act"),
    path("mes-heures/", views.my_hours, name="my_hours"),
    path("bienvenue/", views.welcome, name="welcome"),
    path("benevolat/", views.volunteers, name="volunteers"),
    path("benevolat/export/", views.volunteers_export, name="volunteers_export"),
    path("planifier/", views.session_plan, name="session_plan"),
    path("<uuid:pk>/", views.session_detail, name="session_detail"),
    path("<uuid:pk>/modifier/", views.session_update, name="session_update"),
    path("<uuid:pk>/annuler/", views.session_cancel, name="session_cancel"),
    path("<uuid:pk>/chercher/", views.participant_search, name="participant_search"),
    path("<uuid:pk>/inscrire/", views.participant_register, name="participant_register"),
    path("<uuid:pk>/desinscrire/", views.participant_unregister, name="participant_unregister"),
    path("<uuid:pk>/textos/", views.texts, name="texts"),
    path("<uuid:pk>/materiel/", views.kit, name="kit"),
    path("<uuid:pk>/presences/", views.attendance, name="attendance"),
    path("<uuid:pk>/attestations/", views.certificates_issue, name="certificates_issue"),
    # Last: an organisation's own address, for everyone.
    path("<slug:slug>/", views.public_programme, name="public_programme"),
    path("<slug:slug>/inscription/", views.public_register, name="public_register"),
    path("<slug:slug>/calendrier.ics", views.public_feed, name="public_feed"),
]

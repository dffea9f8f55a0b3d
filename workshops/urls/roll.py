"""Presences: corrections, what is still to fill in, proof, what people said."""

from django.urls import path

from workshops import views

urlpatterns = [
    path("hors-ligne/", views.offline, name="offline"),
    path("parcours/", views.course_certify, name="course_certify"),
    path("feuilles/", views.sheet_list, name="sheet_list"),
    path("feuilles/<uuid:pk>/", views.sheet_download, name="sheet_download"),
    path("feuilles/<uuid:pk>/seance/", views.sheet_attach, name="sheet_attach"),
    path("feuilles/<uuid:pk>/detruire/", views.sheet_discard, name="sheet_discard"),
    path("signatures/<uuid:pk>/", views.signature_download, name="signature_download"),
    path("sans-presence/", views.unfilled, name="unfilled"),
    path("<uuid:pk>/tous-presents/", views.all_present, name="all_present"),
    path("<uuid:pk>/corriger/", views.session_amend, name="session_amend"),
    path("<uuid:pk>/feuille/", views.sheet_print, name="sheet_print"),
    path("<uuid:pk>/feuille-signee/", views.sheet_add, name="sheet_add"),
    path("<uuid:pk>/signer/", views.session_sign, name="session_sign"),
    path("<uuid:pk>/avis/", views.feedback_open, name="feedback_open"),
    path("<uuid:pk>/avis-papier/", views.feedback_type, name="feedback_type"),
    path("<uuid:pk>/bilan/", views.session_summary, name="session_summary"),
]

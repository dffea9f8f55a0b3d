"""Presences: corrections, what is still to fill in, proof, what people said."""

from django.urls import path

from workshops import views

urlpatterns = [
    path("sans-presence/", views.unfilled, name="unfilled"),
    path("<uuid:pk>/tous-presents/", views.all_present, name="all_present"),
    path("<uuid:pk>/corriger/", views.session_amend, name="session_amend"),
]

"""Figures, the records behind them, and what comes in and goes out as tables."""

from django.urls import path

from workshops.views import activity

urlpatterns = [
    path("chiffres/", activity.activity, name="activity"),
    path("chiffres/seances/", activity.figure_sessions, name="figure_sessions"),
    path("chiffres/participations/", activity.figure_presences, name="figure_presences"),
    path("chiffres/personnes/", activity.figure_people, name="figure_people"),
]

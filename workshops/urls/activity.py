"""Figures, the records behind them, and what comes in and goes out as tables."""

from django.urls import path

from inclusion.tables.pages import table_pages
from workshops.views import activity

urlpatterns = [
    path("chiffres/", activity.activity, name="activity"),
    path("chiffres/seances/", activity.figure_sessions, name="figure_sessions"),
    path("chiffres/participations/", activity.figure_presences, name="figure_presences"),
    path("chiffres/personnes/", activity.figure_people, name="figure_people"),
    path("chiffres/exporter/", activity.figures_export, name="figures_export"),
    path("chiffres/activites/", activity.activities_export, name="activities_export"),
    *table_pages("coop-activities"),
]

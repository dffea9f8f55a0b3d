"""Where a structure without an account confirms a lot: /lot/."""

from django.urls import path

from equipment.views import lot_arrivals as views

urlpatterns = [
    path("<str:token>/", views.lot_arrival, name="lot_arrival"),
    path("<str:token>/suite/", views.lot_arrival_act, name="lot_arrival_act"),
    path("<str:token>/ligne/", views.lot_arrival_line, name="lot_arrival_line"),
    path("<str:token>/pdf/", views.lot_arrival_paper, name="lot_arrival_paper"),
]

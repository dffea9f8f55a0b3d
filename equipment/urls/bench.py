"""The addresses of the bench; included by those of the pool."""

from django.urls import path

from equipment import views

urlpatterns = [
    path("supports/", views.medium_list, name="medium_list"),
    path("supports/<uuid:pk>/retirer/", views.medium_remove, name="medium_remove"),
    path("supports/<uuid:pk>/poser/", views.medium_put, name="medium_put"),
    path("supports/<uuid:pk>/detruire/", views.medium_destroy, name="medium_destroy"),
    path("interventions/<uuid:pk>/fiche/", views.intervention_sheet, name="intervention_sheet"),
    path("sortir/", views.devices_retire, name="devices_retire"),
    path("sorties/", views.retirement_list, name="retirement_list"),
    path("sorties/<uuid:pk>/", views.retirement_detail, name="retirement_detail"),
    path("sorties/<uuid:pk>/confirmer/", views.retirement_confirm, name="retirement_confirm"),
    path("sorties/<uuid:pk>/refuser/", views.retirement_decline, name="retirement_decline"),
    path("violations/", views.breach_list, name="breach_list"),
    path("violations/<uuid:pk>/", views.breach_detail, name="breach_detail"),
    path("<uuid:pk>/banc/", views.device_bench, name="device_bench"),
    path("<uuid:pk>/reparer/", views.device_repair, name="device_repair"),
    path("<uuid:pk>/repare/", views.device_repaired, name="device_repaired"),
    path("<uuid:pk>/pieces/", views.device_for_parts, name="device_for_parts"),
    path("<uuid:pk>/perdu/", views.device_lost, name="device_lost"),
    path("<uuid:pk>/retrouve/", views.device_found, name="device_found"),
    path("<uuid:pk>/fiche-produit/", views.device_product_sheet, name="device_product_sheet"),
]

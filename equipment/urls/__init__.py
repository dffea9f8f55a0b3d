from django.urls import include, path

from equipment import views
from inclusion.tables.pages import table_pages

app_name = "equipment"
urlpatterns = [
    path("", views.device_list, name="device_list"),
    path("", include("equipment.urls.evidence")),
    path("", include("equipment.urls.bench")),
    path("scanner/", views.scan, name="scan"),
    path("nouveau/", views.device_receive, name="device_receive"),
    path("bilan/", views.impact, name="impact"),
    path("", include("equipment.urls.scanning")),
    path("", include("equipment.urls.sight")),
    path("deplacer/", views.device_move, name="device_move"),
    path("", include("equipment.urls.donations")),
    path("", include("equipment.urls.lots")),
    path("exporter/", views.device_export, name="device_export"),
    *table_pages("devices"),
    path("", include("equipment.urls.giving")),
    path("", include("equipment.urls.after")),
    path("<uuid:pk>/", views.device_detail, name="device_detail"),
    path("<uuid:pk>/modifier/", views.device_update, name="device_update"),
    path("<uuid:pk>/pret/", views.device_ready, name="device_ready"),
    path("<uuid:pk>/certificat/", views.device_certify, name="device_certify"),
    path("<uuid:pk>/retour/", views.device_return, name="device_return"),
    path("<uuid:pk>/rebut/", views.device_waste, name="device_waste"),
    path("<uuid:pk>/attribuer/", views.device_allocate, name="device_allocate"),
    path("<uuid:pk>/support/", views.medium_add, name="medium_add"),
    path("supports/<uuid:pk>/", views.medium_correct, name="medium_correct"),
    path("supports/<uuid:pk>/preuve/", views.proof_add, name="proof_add"),
    path("preuves/<uuid:pk>/fichier/", views.proof_file, name="proof_file"),
    path("remises/", views.allocation_list, name="allocation_list"),
    path("remises/<uuid:pk>/", views.allocation_detail, name="allocation_detail"),
    path("remises/<uuid:pk>/annuler/", views.allocation_cancel, name="allocation_cancel"),
    path("", include("equipment.urls.handing")),
    path("offres/", views.offer_list, name="offer_list"),
    path("offres/nouvelle/", views.offer_create, name="offer_create"),
    path("offres/<uuid:pk>/", views.offer_detail, name="offer_detail"),
    path("offres/<uuid:pk>/clore/", views.offer_close, name="offer_close"),
]

"""Addresses of what comes back and of what leaves for good: after-sales, waste, gifts of stock."""

from django.urls import path

from equipment.views import service, waste

urlpatterns = [
    path("sav/", service.service_list, name="service_list"),
    path("sav/<uuid:pk>/", service.service_detail, name="service_detail"),
    path("sav/<uuid:pk>/attente/", service.service_wait, name="service_wait"),
    path("sav/<uuid:pk>/travail/", service.service_work, name="service_work"),
    path("sav/<uuid:pk>/clore/", service.service_close, name="service_close"),
    path("sav/<uuid:pk>/echange/", service.service_swap, name="service_swap"),
    path("sav/<uuid:pk>/fiche/", service.service_sheet, name="service_sheet"),
    path("personnes/<uuid:pk>/article/", service.person_give, name="person_give"),
    path("dechets/", waste.waste_list, name="waste_list"),
    path("dechets/ajouter/", waste.waste_add, name="waste_add"),
    path("dechets/poids/", waste.waste_weights, name="waste_weights"),
    path("dechets/partir/", waste.waste_ship, name="waste_ship"),
    path("dechets/enlevements/", waste.waste_shipments, name="waste_shipments"),
    path("dechets/enlevements/<uuid:pk>/", waste.waste_shipment, name="waste_shipment"),
    path(
        "dechets/enlevements/<uuid:pk>/bordereau/",
        waste.waste_shipment_slip,
        name="waste_shipment_slip",
    ),
    path(
        "dechets/enlevements/<uuid:pk>/garder/",
        waste.waste_shipment_keep,
        name="waste_shipment_keep",
    ),
    path(
        "dechets/enlevements/<uuid:pk>/inscrit/",
        waste.waste_shipment_declare,
        name="waste_shipment_declare",
    ),
    path("dechets/registre/", waste.waste_register, name="waste_register"),
    path("dechets/registre/tableur/", waste.waste_register_file, name="waste_register_file"),
    path("dechets/registre/document/", waste.waste_register_issue, name="waste_register_issue"),
    path("dechets/lignes/<uuid:pk>/", waste.waste_line, name="waste_line"),
    path("dechets/lignes/<uuid:pk>/retirer/", waste.waste_line_remove, name="waste_line_remove"),
    path("dechets/supports/<uuid:pk>/", waste.waste_medium_add, name="waste_medium_add"),
    path("<uuid:pk>/sav/", service.device_service, name="device_service"),
    path("<uuid:pk>/dechet/", waste.device_describe, name="device_describe"),
]

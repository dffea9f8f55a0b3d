"""Lots confided to partners, the partners, and the lots received from others."""

from django.urls import path

from equipment.views import lot_arrivals, lot_partners, lots

urlpatterns = [
    path("lots/", lots.lot_list, name="lot_list"),
    path("lots/nouveau/", lots.lot_create, name="lot_create"),
    path("lots/partenaires/", lot_partners.lot_partner_list, name="lot_partner_list"),
    path("lots/partenaires/nouveau/", lot_partners.lot_partner_create, name="lot_partner_create"),
    path("lots/partenaires/<uuid:pk>/", lot_partners.lot_partner_detail, name="lot_partner_detail"),
    path(
        "lots/partenaires/<uuid:pk>/modifier/",
        lot_partners.lot_partner_update,
        name="lot_partner_update",
    ),
    path("lots/recus/", lot_arrivals.delivery_list, name="delivery_list"),
    path("lots/recus/<uuid:pk>/", lot_arrivals.delivery_detail, name="delivery_detail"),
    path("lots/recus/<uuid:pk>/suite/", lot_arrivals.delivery_act, name="delivery_act"),
    path("lots/recus/<uuid:pk>/ligne/", lot_arrivals.delivery_line, name="delivery_line"),
    path("lots/recus/<uuid:pk>/pdf/", lot_arrivals.delivery_paper, name="delivery_paper"),
    path("lots/<uuid:pk>/", lots.lot_detail, name="lot_detail"),
    path("lots/<uuid:pk>/modifier/", lots.lot_update, name="lot_update"),
    path("lots/<uuid:pk>/remplir/", lots.lot_fill, name="lot_fill"),
    path("lots/<uuid:pk>/suite/", lots.lot_act, name="lot_act"),
]

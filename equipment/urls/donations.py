"""Gifts: announcements, proposals, agreements, rounds, receptions, the entry register."""

from django.urls import path

from equipment.views import donation_collections, donation_intents, donations

urlpatterns = [
    path("dons/", donations.donation_list, name="donation_list"),
    path("dons/nouveau/", donations.donation_create, name="donation_create"),
    path("dons/portail/", donation_intents.portal, name="portal"),
    path("dons/annonces/", donation_intents.intent_list, name="intent_list"),
    path("dons/annonces/<uuid:pk>/", donation_intents.intent_detail, name="intent_detail"),
    path("dons/annonces/<uuid:pk>/suite/", donation_intents.intent_act, name="intent_act"),
    path("dons/annonces/<uuid:pk>/photo/", donation_intents.intent_photo, name="intent_photo"),
    path("dons/propositions/", donation_intents.routing_list, name="routing_list"),
    path("dons/propositions/<uuid:pk>/", donation_intents.routing_detail, name="routing_detail"),
    path(
        "dons/propositions/<uuid:pk>/reponse/",
        donation_intents.routing_answer,
        name="routing_answer",
    ),
    path(
        "dons/propositions/<uuid:pk>/photo/", donation_intents.routing_photo, name="routing_photo"
    ),
    path("dons/<uuid:pk>/", donations.donation_detail, name="donation_detail"),
    path("dons/<uuid:pk>/convention/", donations.donation_agreement, name="donation_agreement"),
    path("dons/<uuid:pk>/abandon/", donations.donation_cancel, name="donation_cancel"),
    path("dons/<uuid:pk>/collecte/", donation_collections.donation_plan, name="donation_plan"),
    path(
        "dons/<uuid:pk>/reception/",
        donation_collections.donation_receive,
        name="donation_receive",
    ),
    path("tournees/", donation_collections.round_list, name="round_list"),
    path("tournees/<uuid:pk>/", donation_collections.round_detail, name="round_detail"),
    path("collectes/<uuid:pk>/", donation_collections.collection_detail, name="collection_detail"),
    path("registre/", donation_collections.register, name="register"),
    path("registre/csv/", donation_collections.register_csv, name="register_csv"),
    path("registre/document/", donation_collections.register_issue, name="register_issue"),
]

"""Tax receipts and attestations of reuse."""

from django.urls import path

from equipment.views import giving

urlpatterns = [
    path("dons/recus/", giving.receipt_list, name="receipt_list"),
    path("dons/recus/csv/", giving.receipt_csv, name="receipt_csv"),
    path("dons/recus/habilitation/", giving.eligibility_create, name="eligibility_create"),
    path("dons/recus/habilitation/<uuid:pk>/fin/", giving.eligibility_end, name="eligibility_end"),
    path(
        "dons/recus/habilitation/<uuid:pk>/piece/",
        giving.eligibility_file,
        name="eligibility_file",
    ),
    path("dons/recus/<uuid:pk>/annuler/", giving.receipt_cancel, name="receipt_cancel"),
    path("dons/<uuid:pk>/recu/", giving.donation_receipt, name="donation_receipt"),
    path("dons/<uuid:pk>/reemploi/", giving.donation_reuse, name="donation_reuse"),
]

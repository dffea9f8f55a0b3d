"""Addresses of the counter: who waits, the papers, the loans."""

from django.urls import path

from equipment.views import handing, loans

urlpatterns = [
    path("attente/", handing.waiting_list, name="waiting_list"),
    path("attente/<uuid:pk>/", handing.person_choose, name="person_choose"),
    path("mentions/", handing.sale_terms, name="sale_terms"),
    path("prets/", loans.loan_list, name="loan_list"),
    path("prets/<uuid:pk>/", loans.loan_detail, name="loan_detail"),
    path("prets/<uuid:pk>/prolonger/", loans.loan_prolong, name="loan_prolong"),
    path("prets/<uuid:pk>/retour/", loans.loan_return, name="loan_return"),
    path("remises/<uuid:pk>/remettre/", handing.hand_over, name="hand_over"),
    path("remises/<uuid:pk>/preter/", loans.allocation_lend, name="allocation_lend"),
    path("remises/<uuid:pk>/bon/", handing.allocation_papers, name="allocation_papers"),
    path("remises/<uuid:pk>/prolonger/", handing.allocation_prolong, name="allocation_prolong"),
    path("remises/<uuid:pk>/signer/", handing.allocation_sign, name="allocation_sign"),
    path("remises/<uuid:pk>/signature/", handing.allocation_signature, name="allocation_signature"),
]

"""Addresses of the referrals sent and received, under /beneficiaires/."""

from django.urls import path

from beneficiaries.views import incoming, referrals

urlpatterns = [
    path("<uuid:pk>/orientations/nouvelle/", referrals.referral_create, name="referral_create"),
    path("orientations/", referrals.referral_list, name="referral_list"),
    path("orientations/recues/", incoming.incoming_list, name="incoming_list"),
    path("orientations/recues/<uuid:pk>/", incoming.incoming_detail, name="incoming_detail"),
    path("orientations/recues/<uuid:pk>/ouvrir/", incoming.incoming_open, name="incoming_open"),
    path(
        "orientations/recues/<uuid:pk>/accepter/", incoming.incoming_accept, name="incoming_accept"
    ),
    path(
        "orientations/recues/<uuid:pk>/decliner/",
        incoming.incoming_decline,
        name="incoming_decline",
    ),
    path(
        "orientations/recues/<uuid:pk>/rendez-vous/",
        incoming.incoming_appoint,
        name="incoming_appoint",
    ),
    path("orientations/recues/<uuid:pk>/venue/", incoming.incoming_attend, name="incoming_attend"),
    path("orientations/recues/<uuid:pk>/suite/", incoming.incoming_close, name="incoming_close"),
    path("orientations/recues/<uuid:pk>/dossier/", incoming.incoming_file, name="incoming_file"),
    path("orientations/<uuid:pk>/", referrals.referral_detail, name="referral_detail"),
    path("orientations/<uuid:pk>/choix/", referrals.referral_choose, name="referral_choose"),
    path("orientations/<uuid:pk>/refus/", referrals.referral_refuse, name="referral_refuse"),
    path("orientations/<uuid:pk>/transmettre/", referrals.referral_send, name="referral_send"),
    path("orientations/<uuid:pk>/relance/", referrals.referral_remind, name="referral_remind"),
    path(
        "orientations/<uuid:pk>/rendez-vous/", referrals.referral_appoint, name="referral_appoint"
    ),
    path("orientations/<uuid:pk>/venue/", referrals.referral_attend, name="referral_attend"),
    path("orientations/<uuid:pk>/suite/", referrals.referral_close, name="referral_close"),
    path("orientations/<uuid:pk>/fiche/", referrals.referral_sheet, name="referral_sheet"),
    path("orientations/<uuid:pk>/retrait/", referrals.referral_withdraw, name="referral_withdraw"),
]

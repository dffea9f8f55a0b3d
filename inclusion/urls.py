"""Every address. French in the bar, English in the code."""

from django.contrib import admin
from django.urls import include, path, re_path

from equipment import views as equipment
from inclusion import health, home
from inclusion.documents import views as documents
from inclusion.offline.signing_out import sign_out
from inclusion.organisations import views as organisations
from workshops import views as workshops

urlpatterns = [
    path("", home.home, name="home"),
    path("compte/", home.account, name="account"),
    path("aide/", home.help_page, name="help"),
    path("connexion/logout/", sign_out, name="account_logout"),
    path("connexion/", include("allauth.urls")),
    path("invitation/<str:token>/", organisations.invitation_accept, name="invitation_accept"),
    path("structure/", include("inclusion.organisations.urls")),
    path("documents/", include("inclusion.documents.urls")),
    path("beneficiaires/", include("beneficiaries.urls")),
    # Where a structure without an account answers a referral.
    path("o/", include("beneficiaries.urls.referral_link")),
    path("materiel/", include("equipment.urls")),
    # Where anyone gives equipment, without an account.
    path("don/", include("equipment.urls.gifts")),
    # Where a structure without an account confirms the lot it received.
    path("lot/", include("equipment.urls.lot_link")),
    path("ateliers/", include("workshops.urls")),
    # What scripts ask, and the page that works without a network.
    path("", include("inclusion.offline.urls")),
    # Where people say in ten seconds how a session was.
    path("avis/<str:token>/", workshops.feedback, name="feedback"),
    path("annuaire/", include("inclusion.places.urls")),
    path("financements/", include("funding.urls")),
    path("financeur/", include("funding.officer_urls")),
    # What a label's QR code holds; capitals keep the code small.
    path("e/<str:tag>", equipment.label, name="label"),
    path("E/<str:tag>", equipment.label, name="label_capitals"),
    path("v/", documents.verify_home, name="verify_home"),
    path("v/<str:code>", documents.verify, name="verify"),
    path("accessibilite/", home.accessibility, name="accessibility"),
    path("donnees-personnelles/", home.privacy, name="privacy"),
    path("verification/", home.how_verification_works, name="how_verification_works"),
    path("demonstration/", include("inclusion.demo.urls")),
    re_path(r"^sante/pret$", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
]

handler400 = "inclusion.errors.bad_request"
handler403 = "inclusion.errors.permission_denied"
handler404 = "inclusion.errors.not_found"
handler500 = "inclusion.errors.server_error"

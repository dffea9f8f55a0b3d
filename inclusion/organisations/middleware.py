"""One transaction per request, in the context of the member's active organisation."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from inclusion.errors import answer_to_a_script, for_a_script
from inclusion.organisations.database import organisation
from inclusion.organisations.models import SECOND_FACTOR_ROLES, Membership, Role

SESSION_KEY = "organisation_id"
STAFF_IDLE_SECONDS = 2 * 60 * 60
STAFF_ABSOLUTE_SECONDS = 12 * 60 * 60
VOLUNTEER_SECONDS = 30 * 24 * 60 * 60
# Sliding expiry is written back at most this often: a session is not saved at every page.
RENEW_SECONDS = 300


def memberships_of(user):
    """The user's places, by organisation name, each with its organisation and user loaded."""
    return list(
        Membership.objects.active()
        .filter(user=user)
        .select_related("organisation", "user")
        .order_by("organisation__name", "pk")
    )


class OrganisationTransactionMiddleware:
    """Owns the request's transaction (ATOMIC_REQUESTS is off) and sets `request.member`.

    The membership is read from the database at each request; the session only remembers which
    organisation was chosen among the user's own. A response of 500 or more rolls back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member, request.memberships = None, []
        if request.user.is_authenticated:
            request.memberships = memberships_of(request.user)
            request.member = self._active(request)
        org_id = request.member.organisation_id if request.member else None
        with organisation(org_id):
            response = self.get_response(request)
            if response.status_code >= 500:
                from django.db import transaction

                transaction.set_rollback(True)
        return response

    def _active(self, request):
        chosen = request.session.get(SESSION_KEY)
        for member in request.memberships:
            if member.organisation_id == chosen:
                return member
        return request.memberships[0] if request.memberships else None


def to_sign_in(request):
    """Lead to the sign-in page, and back here afterwards."""
    if for_a_script(request):
        return answer_to_a_script(
            "signed_out",
            "Votre session est terminée\u00a0: reconnectez-vous.",
            401,
            sign_in=reverse(settings.LOGIN_URL),
        )
    login = redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
    if request.headers.get("HX-Request"):
        # A fragment must not receive the sign-in page as if it were its answer.
        response = HttpResponse(status=401)
        response["HX-Redirect"] = login["Location"]
        return response
    return login


class LoginRequiredMiddleware:
    """Everything is closed, but the views marked `public` and the sign-in pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated:
            return self._end_old_session(request)
        if is_public(request, view):
            return None
        return to_sign_in(request)

    def _end_old_session(self, request):
        """Staff sessions end after two idle hours or twelve in all; volunteers keep theirs."""
        now = int(timezone.now().timestamp())
        session = request.session
        started, seen = session.get("started_at", now), session.get("seen_at", now)
        if request.member is None or request.member.role != Role.VOLUNTEER:
            if now - started > STAFF_ABSOLUTE_SECONDS or now - seen > STAFF_IDLE_SECONDS:
                from django.contrib.auth import logout

                logout(request)
                return to_sign_in(request)
            lifetime = STAFF_ABSOLUTE_SECONDS
        else:
            lifetime = VOLUNTEER_SECONDS
        if "started_at" not in session or now - seen > RENEW_SECONDS:
            session["started_at"], session["seen_at"] = started, now
            session.set_expiry(lifetime)
        return None


# Views that are not ours and need no account: allauth's way in, Django's static files in tests.
PUBLIC_ROUTES = {
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def is_public(request, view):
    """True when the view needs no account."""
    from inclusion.permissions import Public

    if isinstance(getattr(view, "access_rule", None), Public):
        return True
    match = request.resolver_match
    return bool(match and not match.app_name and match.url_name in PUBLIC_ROUTES)


class SecondFactorMiddleware:
    """Outside the demo, roles that read personal files or public money enrol a second factor."""

    ALLOWED_PREFIXES = ("mfa_", "account_")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        needs = request.user.is_superuser or any(
            member.role in SECOND_FACTOR_ROLES for member in request.memberships
        )
        if not needs or is_public(request, view):
            return None
        name = request.resolver_match.url_name or ""
        if name.startswith(self.ALLOWED_PREFIXES) and not request.resolver_match.app_name:
            return None
        from allauth.mfa.models import Authenticator
        from allauth.mfa.utils import is_mfa_enabled

        # Recovery codes stand in for a lost second factor; they are not one.
        factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if is_mfa_enabled(request.user, types=factors):
            return None
        if for_a_script(request):
            return answer_to_a_script(
                "second_factor",
                "Ajoutez d’abord votre second facteur\u00a0: ouvrez votre compte.",
                403,
                sign_in=reverse("mfa_index"),
            )
        return redirect("mfa_index")

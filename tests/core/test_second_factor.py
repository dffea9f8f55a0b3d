"""Outside the demo, whoever reads personal files or public money enrols a second factor first."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inclusion.organisations.models import SECOND_FACTOR_ROLES, Membership, Role
from tests.factories import UserFactory

ENROLMENT = "/connexion/2fa/"
PAGES = ["/", "/compte/", "/aide/", "/documents/", "/structure/membres/", "/admin/"]


@pytest.fixture(autouse=True)
def second_factor_required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_a_role_that_reads_personal_files_is_led_to_enrolment(
    role, association, member_of, client_for
):
    client = client_for(member_of(association, role))
    for path in PAGES:
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, ENROLMENT), path
    for name in ("organisations:switch", "organisations:members"):
        assert client.post(reverse(name))["Location"] == ENROLMENT
    assert client.get(ENROLMENT).status_code == 200
    assert client.get("/v/").status_code == 200
    assert client.post("/connexion/logout/").status_code == 302


@pytest.mark.parametrize("role", sorted(set(Role.values) - SECOND_FACTOR_ROLES))
def test_a_volunteer_and_a_technician_are_not(role, association, member_of, client_for):
    client = client_for(member_of(association, role))
    assert client.get("/").status_code == 200
    assert client.get("/documents/").status_code == 200


def test_one_demanding_place_is_enough(association, other_association, member_of, client_for):
    volunteer = member_of(association, "VOLUNTEER")
    treasurer = member_of(other_association, "TREASURER", user=volunteer.user)
    client = client_for(volunteer)
    assert client.get("/")["Location"] == ENROLMENT
    Membership.objects.filter(pk=treasurer.pk).update(ended_at=timezone.now())
    assert client.get("/").status_code == 200


def test_a_platform_administrator_needs_one_too(db, client):
    user = UserFactory(is_superuser=True, is_staff=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/", "/admin/"):
        assert client.get(path)["Location"] == ENROLMENT


def test_once_enrolled_everything_opens(association, member_of, client_for):
    member = member_of(association, "MEDIATOR")
    Authenticator.objects.create(
        user=member.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    client = client_for(member)
    assert client.get("/").status_code == 200
    assert client.get("/documents/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(association, member_of, client_for):
    member = member_of(association, "MEDIATOR")
    Authenticator.objects.create(
        user=member.user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
    )
    assert client_for(member).get("/")["Location"] == ENROLMENT


@pytest.fixture
def enrolled(association, member_of):
    """Someone whose telephone shows codes; returns (user, code shown at a moment)."""
    user = member_of(association, "MEDIATOR").user
    user.set_password("une phrase bien à moi")
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)

    def shown_at(moment):
        step = int(moment.timestamp()) // app_settings.TOTP_PERIOD
        return auth.format_hotp_value(auth.hotp_value(secret, step))

    return user, shown_at


def _sign_in_with(user, code):
    client = Client()
    first = {"login": user.email, "password": "une phrase bien à moi"}
    assert client.post("/connexion/login/", first)["Location"] == "/connexion/2fa/authenticate/"
    answer = client.post("/connexion/2fa/authenticate/", {"code": code})
    return answer.status_code == 302 and client.get("/documents/").status_code == 200


@pytest.mark.parametrize(("late", "is_accepted"), [(0, True), (29, True), (61, False)])
def test_a_code_that_ends_while_it_is_typed_is_accepted(enrolled, late, is_accepted):
    user, shown_at = enrolled
    start = datetime(2026, 10, 5, 9, 0, 20, tzinfo=UTC)
    code = shown_at(start)
    with time_machine.travel(start + timedelta(seconds=late), tick=False):
        assert _sign_in_with(user, code) is is_accepted


@pytest.mark.parametrize("later", [0, 31, 39])
def test_a_code_never_opens_twice(enrolled, later):
    user, shown_at = enrolled
    start = datetime(2026, 10, 5, 9, 0, 0, tzinfo=UTC)
    code = shown_at(start + timedelta(seconds=20))
    with time_machine.travel(start, tick=False):
        assert _sign_in_with(user, code)
    with time_machine.travel(start + timedelta(seconds=later), tick=False):
        assert not _sign_in_with(user, f" {code[:3]} {code[3:]}")

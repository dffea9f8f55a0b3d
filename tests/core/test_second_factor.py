"""Outside the demo, whoever reads personal files or public money enrols a second factor first."""

import pytest
from allauth.mfa.models import Authenticator
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

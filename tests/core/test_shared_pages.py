"""The pages every organisation has: home, documents, members, verification, help."""

import pytest
from django.urls import reverse

from inclusion.jobs.models import Mail
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Invitation, Membership, Role, User

ROLES = Role.values


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_home_page_that_says_what_to_do(role, association, member_of, client_for):
    client = client_for(member_of(association, role))
    response = client.get("/")
    assert response.status_code == 200
    assert "Bonjour Claire" in response.content.decode()


@pytest.mark.parametrize("name", ["account", "help", "documents:list", "verify_home"])
def test_shared_pages_open_for_a_manager(name, association, member_of, client_for):
    assert client_for(member_of(association)).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/connexion/login/",
        "/v/",
        "/accessibilite/",
        "/donnees-personnelles/",
        "/verification/",
        "/demonstration/courrier/",
        "/demonstration/composants/",
        "/sante/vivant",
    ],
)
def test_public_pages_open_without_an_account(path, client, db):
    assert client.get(path).status_code == 200


def test_a_page_asks_to_sign_in_first(client, db):
    response = client.get("/documents/")
    assert response.status_code == 302
    assert response["Location"].startswith("/connexion/login/?next=")


def test_a_fragment_is_never_answered_with_the_sign_in_page(client, db):
    response = client.get("/documents/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/connexion/login/")


def test_an_invitation_opens_one_account_once(association, member_of, client_for, client):
    manager = member_of(association)
    response = client_for(manager).post(
        "/structure/membres/", {"email": "Nouvelle@Exemple.example", "role": "MEDIATOR"}
    )
    assert response.status_code == 302
    mail = Mail.objects.get()
    assert mail.to == "nouvelle@exemple.example"
    path = "/invitation/" + mail.text.split("/invitation/")[1].split()[0]
    page = client.get(path)
    assert "Ouvrir mon compte" in page.content.decode()
    form = {"first_name": "Zoé", "last_name": "Martin", "password": "un long secret facile"}
    assert client.post(path, form).status_code == 302
    user = User.objects.get(email="nouvelle@exemple.example")
    membership = Membership.objects.get(user=user)
    assert (membership.organisation, membership.role) == (association, "MEDIATOR")
    client.logout()
    assert client.get(path).status_code == 404


def test_a_revoked_invitation_opens_nothing(association, member_of, client_for, client):
    manager = member_of(association)
    signed_in = client_for(manager)
    signed_in.post("/structure/membres/", {"email": "a@exemple.example", "role": "VOLUNTEER"})
    path = "/invitation/" + Mail.objects.get().text.split("/invitation/")[1].split()[0]
    invitation = Invitation.objects.get()
    signed_in.post(reverse("organisations:invitation_revoke", args=[invitation.pk]))
    assert client.get(path).status_code == 404


def test_an_invitation_is_bound_to_its_address(association, member_of, client_for):
    manager = member_of(association)
    client_for(manager).post(
        "/structure/membres/", {"email": "a@exemple.example", "role": "VOLUNTEER"}
    )
    path = "/invitation/" + Mail.objects.get().text.split("/invitation/")[1].split()[0]
    User.objects.create_user("a@exemple.example", "x" * 12, first_name="A", last_name="B")
    stranger = member_of(association, "VOLUNTEER")
    client_for(stranger).post(path)
    assert not Membership.objects.filter(user__email="a@exemple.example").exists()


def test_the_last_manager_cannot_be_closed(association, member_of, client_for):
    first, second = member_of(association), member_of(association)
    client = client_for(first)
    assert client.post(reverse("organisations:membership_end", args=[second.pk])).status_code == 302
    second.refresh_from_db()
    assert second.ended_at is not None
    client.post(reverse("organisations:membership_end", args=[first.pk]))
    first.refresh_from_db()
    assert first.ended_at is None


def test_the_switcher_changes_the_active_organisation(
    association, other_association, member_of, client_for
):
    here = member_of(association)
    there = member_of(other_association, "VOLUNTEER", user=here.user)
    client = client_for(here)
    assert association.name in client.get("/").content.decode()
    client.post("/structure/changer/", {"membership": str(there.pk)})
    page = client.get("/").content.decode()
    assert "Bénévole" in page
    stranger = member_of(other_association)
    refused = client.post("/structure/changer/", {"membership": str(stranger.pk)})
    assert refused.status_code == 404


def test_a_closed_member_is_out_at_the_next_page(association, member_of, client_for):
    from django.utils import timezone

    member = member_of(association, "MEDIATOR")
    client = client_for(member)
    assert client.get("/documents/").status_code == 200
    Membership.objects.filter(pk=member.pk).update(ended_at=timezone.now())
    assert client.get("/documents/").status_code == 403


def test_an_error_of_the_server_keeps_nothing(association, member_of, client_for, monkeypatch):
    from inclusion import home
    from inclusion.places.models import Venue

    member = member_of(association)

    def half_done(member):
        Venue.objects.create(organisation=association, name="À moitié")
        raise RuntimeError("boom")

    monkeypatch.setattr(home.registry, "todo", [half_done])
    assert client_for(member).get("/").status_code == 500
    with organisation(association):
        assert not Venue.objects.exists()

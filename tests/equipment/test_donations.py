"""Gifts from the announcement to the labelled devices: each act, each refusal, and races."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from equipment import services
from equipment.models import (
    CollectionLine,
    Device,
    Donation,
    DonationIntent,
    DonationLine,
    DonationPortal,
    IntentRouting,
)
from equipment.services.donation_routing import contact_of
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Mail
from inclusion.organisations.database import organisation
from tests.equipment import gifts
from tests.factories import OrganisationFactory

DONOR = "accueil@atelier-gresset.example"


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside, "MANAGER")


@pytest.fixture
def portal(manager, other_association):
    return gifts.a_portal(manager, other_association)


def subjects(to=DONOR):
    return list(Mail.objects.filter(to=to).order_by("pk").values_list("subject", flat=True))


# ---- The announcement ----


def test_an_announcement_is_confirmed_from_its_mail(portal, journal):
    intent = gifts.announced(portal)
    assert (intent.status, intent.total) == ("unconfirmed", 5)
    assert subjects() == ["Confirmez votre annonce de don"]
    assert services.confirm_intent(intent=intent).status == "waiting"
    assert journal("intent.announced")["total"] == 5
    with pytest.raises(Refused, match="déjà"):
        services.confirm_intent(intent=intent)


def test_a_closed_portal_takes_nothing(manager):
    portal = services.save_portal(
        by=manager, territory="Nantes", welcome="", is_published=False, partners=[]
    )
    with pytest.raises(Refused, match="ne prend plus"):
        gifts.announced(portal)


def test_an_announcement_of_nothing_is_refused(portal):
    with pytest.raises(Refused, match="au moins un appareil"):
        gifts.announced(portal, lines=[])


def test_nothing_is_routed_before_it_is_confirmed(manager, portal, other_association):
    intent = gifts.announced(portal)
    with pytest.raises(Refused, match="À confirmer"):
        services.route_intent(intent=intent, to_organisation=other_association, by=manager)


def test_an_announcement_goes_to_a_partner_only(manager, portal):
    with pytest.raises(Refused, match="partenaire"):
        services.route_intent(
            intent=gifts.confirmed(portal), to_organisation=OrganisationFactory(), by=manager
        )


def test_a_declined_announcement_says_why(manager, portal):
    intent = gifts.confirmed(portal)
    with pytest.raises(Refused, match="pourquoi"):
        services.decline_intent(intent=intent, by=manager, reason="parce que")
    services.decline_intent(intent=intent, by=manager, reason="too_far")
    assert Mail.objects.filter(to=DONOR, text__contains="trop loin").exists()
    with pytest.raises(Refused):
        services.keep_intent(intent=intent, by=manager)


def test_the_portal_may_keep_a_gift_once(manager, portal):
    intent = gifts.confirmed(portal)
    donation = services.keep_intent(intent=intent, by=manager)
    assert donation.donor.name == "Atelier Gresset"
    assert donation.lines.count() == 2
    with pytest.raises(Refused, match="déjà"):
        services.keep_intent(intent=intent, by=manager)


def test_a_gift_the_portal_gives_up_is_to_route_again(manager, portal):
    intent = gifts.confirmed(portal)
    donation = services.keep_intent(intent=intent, by=manager)
    services.cancel_donation(donation=donation, by=manager, reason="Camion en panne")
    intent.refresh_from_db()
    assert (intent.status, intent.donation_id) == ("waiting", None)


# ---- The routing ----


@pytest.fixture
def workshop(other_association):
    return gifts.workshop_member(other_association)


def test_a_workshop_accepts_and_the_portal_follows(association, member_of, workshop):
    by = member_of(association, "MANAGER")
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
    with organisation(workshop.organisation):
        routing = IntentRouting.objects.get(pk=routing.pk)
        assert contact_of(routing)["contact_name"] == "Lise Gresset"
        assert DonationIntent.objects.count() == 0
        donation = services.accept_routing(routing=routing, by=workshop)
        assert (donation.donor.name, donation.donor.email) == ("Atelier Gresset", DONOR)
        with pytest.raises(Refused, match="déjà"):
            services.accept_routing(routing=routing, by=workshop)
    gifts.follow_jobs()
    intent = gifts.in_portal(by, routing.intent_id)
    assert (intent.status, intent.taken_by) == ("accepted", workshop.organisation)
    assert intent.donation_id == donation.pk
    assert any("accepte votre don" in subject for subject in subjects())


def test_a_workshop_declines_and_its_copy_forgets_the_person(association, member_of, workshop):
    by = member_of(association, "MANAGER")
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
    with organisation(workshop.organisation):
        with pytest.raises(Refused, match="pourquoi"):
            services.decline_routing(routing=routing, by=workshop, reason="")
        services.decline_routing(routing=routing, by=workshop, reason="full", words="En juin.")
        routing.refresh_from_db()
        assert contact_of(routing) == {}
    gifts.follow_jobs()
    assert gifts.in_portal(by, routing.intent_id).status == "waiting"
    assert any("autre association" in subject for subject in subjects())


def test_a_workshop_passes_on_and_the_portal_proposes_it_there(association, member_of, workshop):
    by, third = member_of(association, "MANAGER"), OrganisationFactory()
    with organisation(association):
        gifts.a_portal(by, workshop.organisation, third)
        routing = gifts.routed(by, workshop.organisation)
    with organisation(workshop.organisation):
        with pytest.raises(Refused, match="ne peut pas recevoir"):
            services.pass_routing_on(routing=routing, by=workshop, to_organisation=association)
        services.pass_routing_on(routing=routing, by=workshop, to_organisation=third)
    gifts.follow_jobs()
    with organisation(third):
        copy = IntentRouting.objects.get(status="sent")
        assert copy.words.startswith("Transmise par")
        assert copy.others == []


def test_the_portal_takes_an_unanswered_proposal_back(association, member_of, workshop):
    by = member_of(association, "MANAGER")
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
        intent = DonationIntent.objects.get(pk=routing.intent_id)
        services.recall_routing(intent=intent, by=by)
        with pytest.raises(Refused, match="n’attend plus"):
            services.recall_routing(intent=intent, by=by)
    with organisation(workshop.organisation), pytest.raises(Refused, match="Reprise"):
        services.accept_routing(routing=routing, by=workshop)


def test_a_foreign_workshop_cannot_answer(association, member_of, workshop):
    by, third = member_of(association, "MANAGER"), OrganisationFactory()
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
    with organisation(third), pytest.raises(Refused, match="n’existe plus"):
        services.accept_routing(routing=routing, by=gifts.workshop_member(third))


def test_a_gift_given_back_returns_to_its_portal(association, member_of, workshop):
    by = member_of(association, "MANAGER")
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
    with organisation(workshop.organisation):
        donation = services.accept_routing(routing=routing, by=workshop)
    gifts.follow_jobs()
    with organisation(workshop.organisation):
        services.cancel_donation(donation=donation, by=workshop, reason="Atelier fermé")
    gifts.follow_jobs()
    assert gifts.in_portal(by, routing.intent_id).status == "waiting"


# ---- The agreement ----


def test_an_agreement_is_accepted_once_and_issued(manager, journal):
    donation = gifts.proposed(manager)
    assert donation.status == "agreement_sent"
    with pytest.raises(Refused, match="nom"):
        services.accept_agreement(donation=donation, name=" ")
    donation = services.accept_agreement(donation=donation, name="Lise Gresset")
    facts = json.loads(donation.agreement.facts)
    assert facts["accepted"]["by"] == "Lise Gresset"
    assert facts["total"] == {"quantity": 5, "value": "200.00"}
    assert journal("donation.agreed")["document"].startswith("CVD-")
    with pytest.raises(Refused, match="déjà"):
        services.accept_agreement(donation=donation, name="Lise Gresset")
    with pytest.raises(Refused, match="déjà"):
        gifts.proposed(manager, donation)


def test_what_was_agreed_stays(manager):
    donation = gifts.agreed(manager)
    with pytest.raises(IntegrityError, match="agreement stay"), transaction.atomic():
        DonationLine.objects.filter(donation=donation).update(quantity=99)


def test_a_legal_person_has_a_siret_and_a_signatory(manager):
    donation = gifts.direct(manager, siret="", kind="association")
    with pytest.raises(Refused, match="SIRET"):
        gifts.proposed(manager, donation)


@pytest.mark.parametrize(
    ("value", "eligible", "sentence"),
    [
        ("300.01", True, "300,00"),
        (None, True, "déclare la valeur"),
        ("300.00", False, "association qui peut recevoir"),
    ],
)
def test_a_public_donor_gives_little_to_the_eligible(manager, value, eligible, sentence):
    donation = gifts.direct(manager, kind="local_authority")
    with pytest.raises(Refused, match=sentence):
        gifts.proposed(manager, donation, value=value, is_receiver_eligible=eligible)


def test_a_public_gift_of_three_hundred_euros_is_accepted(manager):
    donation = gifts.direct(manager, kind="state")
    donation = gifts.agreed(manager, donation, value="300.00", is_receiver_eligible=True)
    assert json.loads(donation.agreement.facts)["is_public_donor"] is True
    devices = gifts.received(manager, gifts.collected(manager, gifts.planned(manager, donation)))
    assert {device.origin for device in devices} == {"public_gift"}


def test_the_database_refuses_a_public_gift_to_who_is_not_eligible(manager):
    donation = gifts.direct(manager, kind="state")
    with pytest.raises(IntegrityError, match="donation_public"), transaction.atomic():
        Donation.objects.filter(pk=donation.pk).update(status="agreement_sent")


def test_the_database_moves_nothing_without_an_agreement(manager):
    donation = gifts.direct(manager)
    with pytest.raises(IntegrityError, match="donation_agreed"), transaction.atomic():
        Donation.objects.filter(pk=donation.pk).update(status="collected")


def test_a_donor_of_the_same_siret_is_one_donor(manager):
    assert gifts.direct(manager).donor == gifts.direct(manager, name="Gresset").donor


def test_a_gift_is_given_up_with_a_reason_and_never_after_the_pick_up(manager):
    donation = gifts.agreed(manager)
    with pytest.raises(Refused, match="pourquoi"):
        services.cancel_donation(donation=donation, by=manager, reason=" ")
    collection = gifts.planned(manager, donation)
    services.cancel_donation(donation=donation, by=manager, reason="Camion en panne")
    collection.refresh_from_db()
    assert collection.status == "cancelled"
    collection = gifts.collected(manager)
    with pytest.raises(Refused, match="Collectée"):
        services.withdraw_donation(donation=collection.donation)


# ---- The pick-up ----


def test_a_pick_up_waits_for_the_agreement(manager):
    with pytest.raises(Refused, match="déjà"):
        gifts.planned(manager, gifts.proposed(manager))


def test_a_pick_up_is_not_planned_yesterday_nor_by_a_stranger(manager, workshop):
    donation = gifts.agreed(manager)
    today = timezone.localdate()
    with pytest.raises(Refused, match="passé"):
        services.plan_collection(
            donation=donation, by=manager, day=today - timezone.timedelta(days=1), driver=manager
        )
    with pytest.raises(Refused, match="tournée"):
        services.plan_collection(donation=donation, by=manager, day=today, driver=workshop)


def test_a_pick_up_moves_to_another_day(manager):
    collection = gifts.planned(manager)
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    moved = services.plan_collection(
        donation=collection.donation, by=manager, day=tomorrow, driver=manager
    )
    assert (moved.pk, moved.round.day) == (collection.pk, tomorrow)


def test_a_slip_is_counted_explained_and_signed(manager):
    collection = gifts.planned(manager)
    assert collection.donation.lines_words == "3\u00a0ordinateurs portables, 2\u00a0souris"
    for changes, sentence in (
        ({"lines": {"laptop": (3, "")}}, "chaque type"),
        ({"lines": {"laptop": (0, "x"), "mouse": (0, "x")}}, "Rien n’a été compté"),
        ({"lines": {"laptop": (2, ""), "mouse": (2, "")}}, "Expliquez"),
        ({"donor_signer": ""}, "qui a remis"),
        ({"collector_strokes": ""}, "manque une signature"),
        ({"donor_strokes": "", "collector_strokes": ""}, "photographiez"),
        ({"donor_strokes": '"/><script>'}, "pas pu être lue"),
    ):
        with pytest.raises(Refused, match=sentence):
            gifts.collected(manager, collection, **changes)
    lines = {"laptop": (2, "un gardé"), "mouse": (2, ""), "screen": (1, "offert sur place")}
    collection = gifts.collected(manager, collection, lines=lines)
    facts = json.loads(collection.slip.facts)
    assert facts["total"] == {"announced": 5, "counted": 5, "difference": 0}
    assert [line["difference"] for line in facts["lines"]] == [-1, 1, 0]


def test_a_paper_slip_is_photographed(manager):
    collection = gifts.collected(
        manager, donor_strokes="", collector_strokes="", paper=b"une photo"
    )
    assert (collection.is_drawn, len(collection.paper_sha256)) == (False, 64)


def test_a_signed_slip_never_changes(manager):
    collection = gifts.collected(manager)
    with pytest.raises(Refused, match="déjà"):
        gifts.collected(manager, collection)
    with pytest.raises(IntegrityError, match="signed slip"), transaction.atomic():
        CollectionLine.objects.filter(collection=collection).update(counted=1)
    with pytest.raises(IntegrityError, match="signed slip"), transaction.atomic():
        collection.reserves = "Ajout"
        collection.save()


# ---- The reception ----


def test_a_whole_gift_is_labelled_at_once(manager, journal):
    devices = gifts.received(manager)
    assert len({device.asset_tag for device in devices}) == 3
    donation = devices[0].donation
    assert (donation.status, donation.devices.count()) == ("received", 3)
    assert {device.status for device in Device.objects.all()} == {"quarantine"}
    assert journal("donation.received")["devices"] == 3
    facts = json.loads(Document.objects.get(kind="donation_acknowledgement").facts)
    assert {"type": "Souris", "quantity": 2} in facts["lines"]
    with pytest.raises(Refused, match="déjà"):
        services.receive_donation(donation=donation, by=manager, groups=[("laptop", 3, "", "")])


def test_a_reception_that_differs_is_explained_and_all_or_nothing(manager):
    collection = gifts.collected(manager)
    for groups, sentence in (
        ([("laptop", 2, "", "")], "expliquez l’écart"),
        ([("laptop", 3, "", ""), ("mouse", 2, "", "")], "étiquette"),
        ([("laptop", 501, "", "")], "au plus 500"),
    ):
        with pytest.raises(Refused, match=sentence):
            gifts.received(manager, collection, groups=groups)
    assert Device.objects.count() == 0
    groups = [("laptop", 1, "", ""), ("screen", 1, "", "")]
    devices = gifts.received(manager, collection, groups=groups, note="Deux volés")
    assert [device.status for device in devices] == ["quarantine", "erased"]


# ---- Two at once ----


@pytest.mark.django_db(transaction=True)
def test_two_workshops_asked_at_once_only_one_is(association, member_of, at_once):
    by = member_of(association, "MANAGER")
    partners = [OrganisationFactory(), OrganisationFactory()]
    with organisation(association):
        intent = gifts.confirmed(gifts.a_portal(by, *partners))
    asked = iter(partners)
    results = at_once(
        association,
        lambda: services.route_intent(intent=intent, to_organisation=next(asked), by=by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert IntentRouting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_members_accepting_at_once_accept_once(association, member_of, at_once, workshop):
    by = member_of(association, "MANAGER")
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
    results = at_once(
        workshop.organisation, lambda: services.accept_routing(routing=routing, by=workshop)
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(workshop.organisation):
        assert Donation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_recall_and_a_yes_at_once_are_one_of_them(association, member_of, at_once, workshop):
    by = member_of(association, "MANAGER")
    with organisation(association):
        routing = gifts.routed(by, workshop.organisation)
        intent = DonationIntent.objects.get(pk=routing.intent_id)

    def recall():
        with organisation(association):
            return services.recall_routing(intent=intent, by=by)

    def accept():
        with organisation(workshop.organisation):
            return services.accept_routing(routing=routing, by=workshop)

    acts = iter([recall, accept])
    results = at_once(None, lambda: next(acts)())
    assert sum(isinstance(result, Refused) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_receive_a_gift_once(association, member_of, at_once):
    by = member_of(association, "MANAGER")
    with organisation(association):
        collection = gifts.collected(by)
    results = at_once(association, lambda: gifts.received(by, collection))
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert Device.objects.count() == 3


def test_the_portals_are_read_by_anyone_and_written_by_their_own(portal, other_association):
    with organisation(other_association):
        assert DonationPortal.objects.filter(pk=portal.pk).exists()
        assert DonationPortal.objects.filter(pk=portal.pk).update(territory="Ailleurs") == 0

"""What a person agrees to: written once, the last answer counts, a withdrawal acts at once."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Consent, Paper
from beneficiaries.selectors.rights import (
    consent_badges,
    consent_label,
    current_consents,
    has_consent,
    rights_panel,
    timeline_entries,
)
from beneficiaries.services import (
    after_withdrawal,
    give_consent,
    lock_person,
    refuse_consent,
    withdraw_consent,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.days import dated

ROUTES = ["consents", "consent_answer", "consent_withdraw"]


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def person(inside, mediator):
    return BeneficiaryFactory(organisation=inside, informed_by=mediator)


@pytest.fixture
def hooks():
    """The withdrawal's hooks, given back as they were."""
    kept = list(after_withdrawal)
    yield after_withdrawal
    after_withdrawal[:] = kept


def give(person, by, purpose="sms", **fields):
    return give_consent(
        beneficiary=person, by=by, purpose=purpose, **({"manner": "witnessed"} | fields)
    )


def withdraw(person, by, purpose="sms", receiver=""):
    return withdraw_consent(
        beneficiary=person, by=by, purpose=purpose, receiver=receiver, manner="witnessed"
    )


def test_an_agreement_counts_until_it_is_withdrawn(person, mediator):
    assert not has_consent(person, "sms")
    consent = give(person, mediator)
    assert has_consent(person, "sms")
    assert consent.notice_version == "2026-1"
    withdraw(person, mediator)
    assert not has_consent(person, "sms")
    assert Consent.objects.count() == 2


def test_a_transmission_is_for_one_structure_however_it_is_spelt(person, mediator):
    give(person, mediator, "transmission", receiver="CCAS  de Cournon ")
    assert has_consent(person, "transmission", "ccas de cournon")
    assert not has_consent(person, "transmission", "Simplon")
    assert not has_consent(person, "transmission")
    withdraw(person, mediator, "transmission", "CCAS DE COURNON")
    assert {consent.receiver for consent in Consent.objects.all()} == {"CCAS de Cournon"}


def test_an_agreement_runs_out_on_its_last_day(person, mediator):
    today = timezone.localdate()
    give(person, mediator, valid_until=today)
    assert has_consent(person, "sms")
    (consent,) = current_consents(person)
    consent.valid_until = today - timedelta(days=1)
    assert consent_label(consent)[2] == "Accord échu"


def test_an_answer_before_the_notice_says_so(inside, mediator):
    person = BeneficiaryFactory(organisation=inside, urgent_welcome_by=mediator)
    assert give(person, mediator).notice_version == ""


def test_the_journal_knows_the_answer_by_pseudonym_without_the_structure(inside, person, mediator):
    give(person, mediator, "transmission", receiver="Simplon")
    chain_pending_entries(inside.pk)
    entry = Entry.objects.get(action="consent.given")
    assert entry.subject_id == person.pseudonym
    assert "Simplon" not in entry.facts
    assert json.loads(entry.facts)["purpose"] == "transmission"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"purpose": "spying"}, "pour quoi"),
        ({"purpose": "transmission"}, "quelle structure"),
        ({"purpose": "transmission", "receiver": "…"}, "quelle structure"),
        ({"purpose": "transmission", "receiver": "x" * 121}, "120"),
        ({"manner": "telepathy"}, "comment"),
        ({"valid_until": timedelta(days=-1)}, "trois ans"),
        ({"valid_until": timedelta(days=2000)}, "trois ans"),
    ],
)
def test_an_agreement_is_refused_in_french(person, mediator, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        give(person, mediator, **dated(fields))
    assert not Consent.objects.exists()


def test_the_same_answer_twice_is_refused(person, mediator):
    give(person, mediator)
    with pytest.raises(Refused, match="déjà donné"):
        give(person, mediator)
    with pytest.raises(Refused, match="retirez"):
        refuse_consent(beneficiary=person, by=mediator, purpose="sms", manner="witnessed")
    withdraw(person, mediator)
    with pytest.raises(Refused, match="rien à retirer"):
        withdraw(person, mediator)
    refuse_consent(beneficiary=person, by=mediator, purpose="photo", manner="witnessed")
    with pytest.raises(Refused, match="déjà inscrit"):
        refuse_consent(beneficiary=person, by=mediator, purpose="photo", manner="witnessed")


def test_the_paper_of_another_person_proves_nothing(inside, person, mediator):
    other = BeneficiaryFactory(organisation=inside)
    paper = Paper.objects.create(
        organisation=inside,
        beneficiary=other,
        kind="consent",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        path="x",
        added_by=mediator,
    )
    with pytest.raises(Refused, match="pièce"):
        give(person, mediator, evidence=paper)


def test_a_frozen_file_gives_nothing_more_but_takes_back(person, mediator):
    give(person, mediator)
    person.limited_at = timezone.now()
    person.save(update_fields=["limited_at"])
    with pytest.raises(Refused, match="gelé"):
        give(person, mediator, "photo")
    withdraw(person, mediator)
    assert not has_consent(person, "sms")


def test_what_waited_on_the_agreement_ends_with_it_or_the_withdrawal_does_not_happen(
    person, mediator, hooks
):
    seen = []
    hooks.append(lambda *, consent, by: seen.append((consent.purpose, consent.state, by)))
    give(person, mediator)
    withdraw(person, mediator)
    assert seen == [("sms", "withdrawn", mediator)]

    def stubborn(*, consent, by):
        raise Refused("Non.")

    hooks.append(stubborn)
    give(person, mediator)
    with pytest.raises(Refused, match="Non"):
        withdraw(person, mediator)
    assert has_consent(person, "sms")


def test_a_neighbours_person_does_not_exist_for_any_answer(mediator, other_association):
    with organisation(other_association):
        person = BeneficiaryFactory(organisation=other_association)
    for act in (
        lambda: give(person, mediator),
        lambda: withdraw(person, mediator),
        lambda: refuse_consent(beneficiary=person, by=mediator, purpose="sms", manner="witnessed"),
    ):
        with pytest.raises(Refused, match="n’existe plus"):
            act()


def test_an_answer_is_never_rewritten(person, mediator):
    consent = give(person, mediator)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(state="refused")


def test_a_transmission_names_its_receiver_in_the_database_too(inside, person, mediator):
    with (
        pytest.raises(IntegrityError, match="consent_transmission_names_its_receiver"),
        transaction.atomic(),
    ):
        Consent.objects.create(
            organisation=inside,
            beneficiary=person,
            purpose="transmission",
            state="given",
            manner="witnessed",
            by=mediator,
            notice_version="",
        )


@pytest.mark.parametrize("field", ["beneficiary", "by"])
def test_an_answer_stays_in_its_organisation(
    inside, person, mediator, other_association, member_of, field
):
    with organisation(other_association):
        strangers = {
            "beneficiary": BeneficiaryFactory(organisation=other_association),
            "by": member_of(other_association),
        }
    values = {"beneficiary": person, "by": mediator, "purpose": "sms", "state": "given"}
    values |= {"manner": "witnessed", "notice_version": ""}
    with pytest.raises(IntegrityError, match=f"consent_{field}"), transaction.atomic():
        Consent.objects.create(organisation=inside, **values | {field: strangers[field]})


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_sending_at_once_never_both_hold(association, member_of, hooks):
    """Whoever locks the person first: nothing stays sent without her agreement."""
    mediator = member_of(association, "MEDIATOR")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=mediator)
        give(person, mediator, "transmission", receiver="Simplon")
    sent, barrier, refused = set(), Barrier(2), []
    hooks.append(lambda *, consent, by: sent.clear())

    def send():
        locked = lock_person(person, mediator)
        if not has_consent(locked, "transmission", "Simplon"):
            raise Refused("Sans accord.")
        sent.add(person.pk)

    def run(act):
        try:
            with organisation(association):
                barrier.wait(timeout=10)
                act()
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    acts = (send, lambda: withdraw(person, mediator, "transmission", "Simplon"))
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not sent
    with organisation(association):
        assert not has_consent(person, "transmission", "Simplon")


@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_withdraw_once(association, member_of):
    mediator = member_of(association, "MEDIATOR")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=mediator)
        give(person, mediator)
    refused, barrier = [], Barrier(2)

    def run():
        try:
            with organisation(association):
                barrier.wait(timeout=10)
                withdraw(person, mediator)
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with organisation(association):
        states = Consent.objects.values("state").annotate(n=Count("pk")).order_by("state")
        assert list(states.values_list("state", "n")) == [("given", 1), ("withdrawn", 1)]


# The panel and the pages


def test_the_panel_and_the_path_cost_three_queries_together_whatever_the_history(person, mediator):
    counts = []
    for purposes in (("sms",), ("photo", "testimony")):
        for purpose in purposes:
            give(person, mediator, purpose)
        fresh = type(person).objects.get(pk=person.pk)
        with CaptureQueriesContext(connection) as queries:
            panel = rights_panel(fresh, mediator)
            entries = timeline_entries(fresh, mediator)
            badges = consent_badges(fresh)
        counts.append(len(queries))
    assert counts == [3, 3]
    assert [line["purpose"] for line in panel["consents"]] == ["SMS", "Photo", "Témoignage"]
    assert panel["delivery"].version == "2026-1" and not panel["is_outdated"]
    assert len(entries) == 3
    assert badges[0] == ("ok", "chat-dots", "SMS accepté")
    assert badges[1][2] == "Photo acceptée"


def address(route, person):
    return reverse(f"beneficiaries:{route}", args=[person.pk])


@pytest.fixture
def outside(association, member_of):
    with organisation(association):
        return BeneficiaryFactory(
            organisation=association, informed_by=member_of(association, "MEDIATOR")
        )


@pytest.mark.parametrize("role", ["TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"])
def test_other_roles_see_no_answer(association, outside, member_of, client_for, role):
    client = client_for(member_of(association, role))
    assert {client.get(address(route, outside)).status_code for route in ROUTES} == {403}


def test_the_pages_ask_note_and_withdraw(association, outside, member_of, client_for):
    client = client_for(member_of(association, "MEDIATOR"))
    assert {client.get(address(route, outside)).status_code for route in ROUTES} == {200}
    asked = address("consent_answer", outside)
    assert client.get(asked, {"pour": "sms"}).status_code == 200
    empty = client.post(asked, {"purpose": "transmission", "answer": "yes", "manner": "witnessed"})
    assert empty.status_code == 422 and "quelle structure" in empty.text
    values = {"purpose": "sms", "answer": "yes", "manner": "signature"}
    assert client.post(asked, values).status_code == 302
    again = client.post(asked, values)
    assert again.status_code == 422 and "déjà donné" in again.text
    assert client.post(asked, values | {"purpose": "photo", "answer": "no"}).status_code == 302
    with organisation(association):
        given = Consent.objects.get(purpose="sms")
    page = client.get(address("consents", outside))
    assert "Retirer" in page.text and "Refusé" in page.text
    withdrawn = {"consent": str(given.pk), "manner": "witnessed"}
    assert client.post(address("consent_withdraw", outside), withdrawn).status_code == 302
    assert client.post(address("consent_withdraw", outside), withdrawn).status_code == 422
    with organisation(association):
        assert Entry.objects.filter(action="read.consents").count() >= 1


def test_a_neighbours_answers_do_not_exist(association, member_of, client_for, other_association):
    with organisation(other_association):
        stranger = BeneficiaryFactory(organisation=other_association)
    client = client_for(member_of(association, "MEDIATOR"))
    assert {client.get(address(route, stranger)).status_code for route in ROUTES} == {404}

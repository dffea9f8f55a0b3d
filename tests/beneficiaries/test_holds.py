"""Kept beyond its time: for a reason, out of sight, looked at again within six months."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Beneficiary, Hold, PurgeRun
from beneficiaries.retention.jobs import files_at_term, run_retention
from beneficiaries.retention.rules import add_months
from beneficiaries.selectors.retention import (
    announced_erasures,
    failed_night,
    holds_to_review,
    merges_to_decide,
    retention_panel,
    timeline_entries,
)
from beneficiaries.services import (
    erase_beneficiary,
    open_hold,
    propose_merge,
    release_hold,
    renew_hold,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.days import dated
from tests.factories import MembershipFactory, OrganisationFactory


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside)


@pytest.fixture
def person(inside):
    return BeneficiaryFactory(organisation=inside)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def held(person, by, **fields):
    values = {"reason": "litigation", "words": "Médiation en cours.", "review_on": in_days(60)}
    return open_hold(beneficiary=person, by=by, **(values | fields))


def test_a_hold_stops_the_erasure_and_says_why(person, manager):
    hold = held(person, manager)
    with pytest.raises(Refused, match="Litige en cours, à revoir le"):
        erase_beneficiary(beneficiary=person, by=manager, reason="asked")
    release_hold(hold=hold, by=manager)
    erase_beneficiary(beneficiary=person, by=manager, reason="asked")


def test_a_file_in_use_stays_in_use_until_its_time(person, manager):
    held(person, manager)
    person.refresh_from_db()
    assert person.status == "active"


@pytest.mark.parametrize("before", ["dormant", "closed"])
def test_a_file_no_longer_in_use_goes_to_the_archive_and_comes_back(
    inside, person, manager, member_of, before
):
    closed_at = timezone.now() if before == "closed" else None
    Beneficiary.objects.filter(pk=person.pk).update(status=before, closed_at=closed_at)
    hold = held(person, manager)
    person.refresh_from_db()
    assert person.status == "archived"
    mediator = member_of(inside, "MEDIATOR")
    assert person not in Beneficiary.objects.visible_to(mediator)
    assert person in Beneficiary.objects.visible_to(manager)
    release_hold(hold=hold, by=manager)
    person.refresh_from_db()
    assert person.status == "dormant"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "curiosity"}, "motif"),
        ({"words": "  "}, "Précisez"),
        ({"review_on": timedelta(0)}, "à venir"),
        ({"review_on": timedelta(days=185)}, "6"),
        ({"review_on": None}, "à venir"),
    ],
)
def test_what_a_hold_must_say(person, manager, fields, words):
    with pytest.raises(Refused, match=words):
        held(person, manager, **dated(fields))


def test_six_months_exactly_are_accepted(person, manager):
    held(person, manager, review_on=add_months(timezone.localdate(), 6))


def test_one_open_hold_a_reason(person, manager, inside):
    hold = held(person, manager)
    with pytest.raises(Refused, match="déjà conservé"):
        held(person, manager)
    with pytest.raises(IntegrityError, match="hold_once"), transaction.atomic():
        Hold.objects.create(
            organisation=inside,
            beneficiary=person,
            reason="litigation",
            words="Encore.",
            review_on=in_days(9),
            opened_by=manager,
        )
    release_hold(hold=hold, by=manager)
    with pytest.raises(Refused, match="déjà levée"):
        release_hold(hold=hold, by=manager)
    held(person, manager)


def test_only_the_manager_decides(person, manager, inside, member_of):
    hold, mediator = held(person, manager), member_of(inside, "MEDIATOR")
    for act in (
        lambda: held(person, mediator, reason="grant"),
        lambda: renew_hold(hold=hold, review_on=in_days(9), by=mediator),
        lambda: release_hold(hold=hold, by=mediator),
    ):
        with pytest.raises(Refused, match="C’est au responsable"):
            act()


def test_an_expired_review_is_an_alarm_not_an_end(person, manager, inside, member_of):
    hold = held(person, manager)
    assert holds_to_review(manager) == []
    Hold.objects.filter(pk=hold.pk).update(review_on=in_days(-3))
    (line,) = holds_to_review(manager)
    assert line.is_late
    assert line.when == "3\u00a0jours de retard"
    assert holds_to_review(member_of(inside, "MEDIATOR")) == []
    with pytest.raises(Refused, match="Litige"):
        erase_beneficiary(beneficiary=person, by=manager, reason="asked")
    renew_hold(hold=hold, review_on=in_days(90), by=manager)
    assert holds_to_review(manager) == []


def test_acts_are_journalled_without_words(person, manager, inside):
    hold = held(person, manager)
    renew_hold(hold=hold, review_on=in_days(90), by=manager)
    release_hold(hold=hold, by=manager)
    chain_pending_entries(inside.pk)
    entries = Entry.objects.filter(action__startswith="hold.").order_by("seq")
    assert [entry.action for entry in entries] == ["hold.opened", "hold.renewed", "hold.released"]
    assert {entry.subject_id for entry in entries} == {person.pseudonym}
    assert "Médiation" not in "".join(entry.facts for entry in entries)


@pytest.mark.django_db(transaction=True)
def test_at_its_term_a_held_file_is_archived_and_leaves_when_the_hold_is_over():
    org = OrganisationFactory()
    by = MembershipFactory(organisation=org)
    with organisation(org):
        person = BeneficiaryFactory(
            organisation=org, first_contact_on=add_months(timezone.localdate(), -30)
        )
        hold = held(person, by)
        assert [each.verdict for each in files_at_term(timezone.localdate())] == ["archive"]
    run_retention(org.pk, erases=True)
    with organisation(org):
        person.refresh_from_db()
        assert person.status == "archived"
        release_hold(hold=hold, by=by)
    run_retention(org.pk, erases=True)
    with organisation(org):
        person.refresh_from_db()
        assert (person.status, person.erasure_announced_on) == ("dormant", timezone.localdate())


def test_the_panel_says_until_when_in_few_queries(person, manager, django_assert_max_num_queries):
    held(person, manager)
    with django_assert_max_num_queries(3):
        panel = retention_panel(person, manager)
        assert panel["holds"][0].get_reason_display() == "Litige en cours"
    assert panel["until"] == add_months(timezone.localdate(), 24)
    assert [entry.title for entry in timeline_entries(person, manager)] == [
        "Dossier conservé exceptionnellement"
    ]


def test_the_home_page_announces_to_the_referent(inside, person, manager, member_of):
    mediator, colleague = member_of(inside, "MEDIATOR"), member_of(inside, "MEDIATOR")
    Beneficiary.objects.filter(pk=person.pk).update(
        status="dormant", erasure_announced_on=timezone.localdate(), referent=mediator
    )
    (line,) = announced_erasures(mediator)
    assert "va être effacé" in line.title
    assert announced_erasures(colleague) == announced_erasures(manager) == []
    Beneficiary.objects.filter(pk=person.pk).update(referent=None)
    assert len(announced_erasures(manager)) == 1


def test_the_home_page_tells_the_manager_of_merges_and_failures(inside, person, manager):
    other = BeneficiaryFactory(organisation=inside)
    propose_merge(survivor=person, absorbed=other, by=manager)
    assert len(merges_to_decide(manager)) == 1
    assert failed_night(manager) == []
    PurgeRun.objects.create(
        organisation=inside, failed=True, checks=[{"label": "x", "detail": "Non.", "found": 1}]
    )
    (line,) = failed_night(manager)
    assert (line.is_late, line.detail) == (True, "Non.")


def url(name, *args):
    return reverse(f"beneficiaries:{name}", args=args)


@pytest.mark.django_db
def test_the_manager_keeps_reviews_and_releases_on_the_pages(person, manager, client_for):
    client = client_for(manager)
    wrong = client.post(url("hold_open", person.pk), {"reason": "litigation", "words": "Litige."})
    assert wrong.status_code == 422
    assert "Litige." in wrong.content.decode()
    client.post(
        url("hold_open", person.pk),
        {"reason": "litigation", "words": "Litige.", "review_on": in_days(30).isoformat()},
    )
    hold = Hold.objects.get()
    assert "Litige en cours" in client.get(url("retention_person", person.pk)).content.decode()
    assert person.file_number in client.get(url("retention")).content.decode()
    client.post(url("hold_renew", hold.pk), {"review_on": in_days(60).isoformat()})
    client.post(url("hold_release", hold.pk))
    hold.refresh_from_db()
    assert (hold.review_on, hold.released_by) == (in_days(60), manager)
    assert client.get(url("hold_renew", hold.pk)).status_code == 404


@pytest.mark.django_db
def test_delays_are_set_on_the_page(manager, client_for):
    client = client_for(manager)
    page = url("retention_delay") + "?regle=beneficiary_file"
    assert client.get(page).status_code == 200
    assert client.post(page, {"days": "900"}).status_code == 422
    assert client.post(page, {"days": "deux"}).status_code == 422
    client.post(page, {"days": "365"})
    assert "365\u00a0jours" in client.get(url("retention")).content.decode()
    client.post(url("retention_delay_reset"), {"regle": "beneficiary_file"})
    assert "24\u00a0mois" in client.get(url("retention")).content.decode()
    for name in ("journal", "unknown"):
        assert client.get(url("retention_delay") + f"?regle={name}").url == url("retention")


@pytest.mark.django_db
def test_she_came_back_and_the_page_says_so(inside, person, member_of, client_for):
    mediator = member_of(inside, "MEDIATOR")
    Beneficiary.objects.filter(pk=person.pk).update(
        status="dormant", erasure_announced_on=timezone.localdate()
    )
    client = client_for(mediator)
    assert (
        "La personne a repris contact"
        in client.get(url("retention_person", person.pk)).content.decode()
    )
    client.post(url("retention_resume", person.pk))
    person.refresh_from_db()
    assert (person.status, person.erasure_announced_on) == ("active", None)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["MEDIATOR", "VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_others_manage_nothing(inside, person, member_of, client_for, role):
    client = client_for(member_of(inside, role))
    assert client.get(url("retention")).status_code == 403
    assert client.get(url("retention_delay")).status_code == 403
    assert client.get(url("hold_open", person.pk)).status_code == 403


@pytest.mark.django_db
def test_anothers_file_or_hold_is_not_found(
    person, manager, other_association, member_of, client_for
):
    hold = held(person, manager)
    stranger = client_for(member_of(other_association))
    assert stranger.get(url("retention_person", person.pk)).status_code == 404
    assert stranger.post(url("hold_release", hold.pk)).status_code == 404

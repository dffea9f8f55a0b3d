"""Two files of one person become one; nothing is lost, and for thirty days nothing is final."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from beneficiaries.models import (
    Assessment,
    AssessmentGrid,
    Beneficiary,
    BeneficiaryStatus,
    Consent,
    DistinctPair,
    Hold,
    Household,
    HouseholdMember,
    Merge,
    MergeStatus,
    Note,
    Referral,
)
from beneficiaries.selectors.rights import has_consent
from beneficiaries.services import (
    approve_merge,
    decline_merge,
    mark_distinct,
    propose_merge,
    survivor_of,
    undo_merge,
    update_beneficiary,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.factories import MembershipFactory, OrganisationFactory
from tests.workshops.factories import RegistrationFactory, SessionFactory
from workshops.models import Attendance, Registration, WorkshopSession
from workshops.services import close_session, register_participant


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside)


@pytest.fixture
def two(inside):
    """The file that stays, and the one that goes into it."""
    return (
        BeneficiaryFactory(
            organisation=inside,
            phone="+33639981200",
            first_contact_on=date(2025, 6, 1),
            last_contact_on=date(2026, 2, 1),
            situation="retraite",
        ),
        BeneficiaryFactory(
            organisation=inside,
            first_name="Amina",
            email="amina@exemple.example",
            situation="en_emploi",
            first_contact_on=date(2024, 3, 1),
            last_contact_on=date(2025, 12, 1),
        ),
    )


def merged(two, by, **choices):
    survivor, absorbed = two
    merge = propose_merge(survivor=survivor, absorbed=absorbed, by=by)
    return approve_merge(merge=merge, by=by, choices=choices)


def note(person, by, **fields):
    return Note.objects.create(
        **{
            "organisation": person.organisation,
            "beneficiary": person,
            "level": "team",
            "kind": "contact",
            "body": "Passée ce matin.",
            "author": by,
        }
        | fields
    )


def consent(person, by, state, purpose="sms", receiver="", days=0):
    return Consent.objects.create(
        organisation=person.organisation,
        beneficiary=person,
        purpose=purpose,
        receiver=receiver,
        state=state,
        notice_version="2026-1",
        manner="witnessed",
        at=timezone.now() - timedelta(days=days),
        by=by,
    )


def test_what_was_chosen_stays_and_what_was_missing_is_filled(two, manager):
    merged(two, manager, first_name="absorbed")
    survivor = Beneficiary.objects.get(pk=two[0].pk)
    assert survivor.first_name == "Amina"
    assert survivor.phone == "+33639981200"
    assert survivor.email == "amina@exemple.example"
    assert bytes(survivor.email_index)
    assert survivor.situation == "retraite"
    assert survivor.tokens.filter(token="w:amina").exists()


def test_the_earliest_first_contact_and_the_latest_last_one_hold(two, manager):
    merged(two, manager)
    survivor = Beneficiary.objects.get(pk=two[0].pk)
    assert survivor.first_contact_on == date(2024, 3, 1)
    assert survivor.last_contact_on == date(2026, 2, 1)


def test_both_file_numbers_lead_to_the_survivor(two, manager, inside):
    merged(two, manager)
    absorbed = Beneficiary.objects.get(file_number=two[1].file_number)
    assert absorbed.status == BeneficiaryStatus.MERGED
    assert survivor_of(absorbed) == two[0]
    third = BeneficiaryFactory(organisation=inside)
    merged((third, two[0]), manager)
    absorbed.refresh_from_db()
    assert absorbed.merged_into == third


def test_rows_follow_and_restricted_notes_keep_their_level(two, manager):
    kept = note(two[1], manager, level="restricted")
    merge = merged(two, manager)
    kept.refresh_from_db()
    assert (kept.beneficiary, kept.level, kept.body) == (two[0], "restricted", "Passée ce matin.")
    assert merge.moved["beneficiaries.Note.beneficiary"] == [str(kept.pk)]
    assert "Passée" not in str(merge.moved)


def test_an_old_note_moves_although_its_words_are_set(two, manager):
    kept = note(two[1], manager, written_at=timezone.now() - timedelta(days=90))
    merged(two, manager)
    kept.refresh_from_db()
    assert kept.beneficiary == two[0]


@pytest.mark.parametrize("refusal", ["refused", "withdrawn"])
@pytest.mark.parametrize("side", [0, 1])
def test_the_most_restrictive_answer_holds(two, manager, refusal, side):
    consent(two[side], manager, refusal, days=30)
    consent(two[1 - side], manager, "given", days=1)
    merge = merged(two, manager)
    assert not has_consent(two[0], "sms")
    assert Consent.objects.filter(beneficiary=two[0]).count() == 3
    undo_merge(merge=merge, by=manager)
    assert has_consent(two[1 - side], "sms")
    assert Consent.objects.count() == 2


def test_an_agreement_only_one_file_holds_is_kept(two, manager):
    consent(two[1], manager, "given")
    merged(two, manager)
    assert has_consent(two[0], "sms")


def test_a_transmission_under_an_agreement_the_other_refuses_stops_the_merge(two, manager):
    agreed = consent(two[0], manager, "given", "transmission", "Simplon")
    consent(two[1], manager, "withdrawn", "transmission", "Simplon")
    Referral.objects.create(
        organisation=two[0].organisation,
        beneficiary=two[0],
        need="acces-aux-droits",
        mode="transmission",
        status="sent",
        receiver_name="Simplon",
        consent=agreed,
        created_by=manager,
    )
    with pytest.raises(Refused, match="repose sur un accord"):
        merged(two, manager)


def test_two_assessments_under_way_stop_the_merge(two, manager, inside):
    grid = AssessmentGrid.objects.create(
        organisation=inside, code="base", version="9", title="Grille", content={}, sha256="0" * 64
    )
    for person in two:
        Assessment.objects.create(
            organisation=inside,
            beneficiary=person,
            grid=grid,
            kind="initial",
            channel="phone",
            by=manager,
        )
    with pytest.raises(Refused, match="Un diagnostic est en cours dans chacun"):
        merged(two, manager)


def test_one_person_keeps_one_seat(two, manager, inside):
    session = SessionFactory(organisation=inside, capacity=2)
    for person in two:
        register_participant(session=session, beneficiary=person, by=manager)
    session.refresh_from_db()
    assert session.seats_taken == 2
    merge = merged(two, manager)
    session.refresh_from_db()
    assert session.seats_taken == 1
    assert Registration.objects.registered().get().beneficiary == two[0]
    undo_merge(merge=merge, by=manager)
    session.refresh_from_db()
    assert session.seats_taken == 2
    assert Registration.objects.registered().count() == 2


def test_a_seat_taken_since_refuses_the_undoing(two, manager, inside):
    session = SessionFactory(organisation=inside, capacity=2)
    for person in two:
        register_participant(session=session, beneficiary=person, by=manager)
    merge = merged(two, manager)
    newcomer = BeneficiaryFactory(organisation=inside)
    register_participant(session=session, beneficiary=newcomer, by=manager)
    with pytest.raises(Refused, match="rempli depuis"):
        undo_merge(merge=merge, by=manager)
    merge.refresh_from_db()
    assert merge.status == MergeStatus.DONE


def test_her_seat_is_kept_when_only_the_absorbed_file_still_holds_it(two, manager, inside):
    session = SessionFactory(organisation=inside)
    mine = RegistrationFactory(organisation=inside, session=session, beneficiary=two[0])
    RegistrationFactory(organisation=inside, session=session, beneficiary=two[1])
    Registration.objects.filter(pk=mine.pk).update(status="cancelled", cancelled_at=timezone.now())
    WorkshopSession.objects.filter(pk=session.pk).update(seats_taken=1)
    merge = merged(two, manager)
    assert Registration.objects.registered().get().beneficiary == two[0]
    session.refresh_from_db()
    assert session.seats_taken == 1
    undo_merge(merge=merge, by=manager)
    assert Registration.objects.registered().get().beneficiary == two[1]
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_noted_twice_at_one_session_she_came_once(two, manager, inside):
    session = SessionFactory(organisation=inside, held=True)
    for person in two:
        RegistrationFactory(organisation=inside, session=session, beneficiary=person)
    close_session(session=session, by=manager, absent={two[0]: "noshow"})
    before = dict(Attendance.objects.values_list("pk", "status"))
    merge = merged(two, manager)
    assert Attendance.objects.seen().get().beneficiary == two[0]
    undo_merge(merge=merge, by=manager)
    assert dict(Attendance.objects.values_list("pk", "status")) == before


def test_a_household_both_belong_to_is_joined_once_and_stays_confidential(two, manager, inside):
    household = Household.objects.create(organisation=inside)
    for person, hidden in zip(two, (False, True), strict=True):
        HouseholdMember.objects.create(
            organisation=inside,
            household=household,
            beneficiary=person,
            role="adult",
            is_confidential=hidden,
        )
    merge = merged(two, manager)
    place = HouseholdMember.objects.get(beneficiary=two[0])
    assert place.is_confidential
    undo_merge(merge=merge, by=manager)
    place.refresh_from_db()
    assert not place.is_confidential
    assert HouseholdMember.objects.filter(beneficiary=two[1], is_confidential=True).exists()


def test_a_hold_for_the_same_reason_stays_and_protects_both(two, manager, inside):
    for person in two:
        Hold.objects.create(
            organisation=inside,
            beneficiary=person,
            reason="litigation",
            words="Litige",
            review_on=timezone.localdate() + timedelta(days=30),
            opened_by=manager,
        )
    merged(two, manager)
    assert Hold.objects.open().filter(beneficiary=two[0]).count() == 1
    assert Hold.objects.open().count() == 2


def test_undone_everything_is_where_it_was(two, manager):
    kept = note(two[1], manager)
    own = note(two[0], manager)
    fields = ("first_name", "phone", "email", "status", "first_contact_on", "last_contact_on")
    before = [[getattr(person, name) for name in fields] for person in two]
    merge = merged(two, manager, first_name="absorbed")
    since = note(two[0], manager)
    undo_merge(merge=merge, by=manager)
    after = [Beneficiary.objects.get(pk=person.pk) for person in two]
    assert [[getattr(person, name) for name in fields] for person in after] == before
    for row, person in ((kept, two[1]), (own, two[0]), (since, two[0])):
        row.refresh_from_db()
        assert row.beneficiary == person
    merge.refresh_from_db()
    assert (merge.status, merge.former) == (MergeStatus.UNDONE, "")


def test_what_was_corrected_since_stays_as_corrected(two, manager):
    merge = merged(two, manager, first_name="absorbed")
    update_beneficiary(
        beneficiary=Beneficiary.objects.get(pk=two[0].pk), by=manager, first_name="Aminatou"
    )
    undo_merge(merge=merge, by=manager)
    assert Beneficiary.objects.get(pk=two[0].pk).first_name == "Aminatou"


def test_thirty_days_later_it_is_final(two, manager):
    merge = merged(two, manager)
    merge.refresh_from_db()
    late = merge.decided_at + timedelta(days=30)
    with pytest.raises(Refused, match="pendant 30"):
        undo_merge(merge=merge, by=manager, now=late)
    undo_merge(merge=merge, by=manager, now=late - timedelta(seconds=1))


def test_a_merge_under_another_is_undone_after_it(two, manager, inside):
    first = merged(two, manager)
    third = BeneficiaryFactory(organisation=inside)
    second = merged((third, Beneficiary.objects.get(pk=two[0].pk)), manager)
    with pytest.raises(Refused, match="annulez d’abord"):
        undo_merge(merge=first, by=manager)
    undo_merge(merge=second, by=manager)
    undo_merge(merge=first, by=manager)
    assert not Beneficiary.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"limited_at": timezone.now()}, "gelé"),
        ({"status": "archived"}, "en archive"),
    ],
)
def test_some_files_are_not_merged(two, manager, change, words):
    Beneficiary.objects.filter(pk=two[1].pk).update(**change)
    with pytest.raises(Refused, match=words):
        propose_merge(survivor=two[0], absorbed=two[1], by=manager)


def test_a_file_is_not_merged_with_itself_nor_twice(two, manager, inside):
    with pytest.raises(Refused, match="deux dossiers différents"):
        propose_merge(survivor=two[0], absorbed=two[0], by=manager)
    merge = propose_merge(survivor=two[0], absorbed=two[1], by=manager)
    with pytest.raises(Refused, match="déjà proposée"):
        propose_merge(survivor=two[1], absorbed=two[0], by=manager)
    third = BeneficiaryFactory(organisation=inside)
    with pytest.raises(Refused, match="déjà dans une fusion"):
        propose_merge(survivor=third, absorbed=two[1], by=manager)
    approve_merge(merge=merge, by=manager)
    with pytest.raises(Refused, match="déjà été décidée"):
        approve_merge(merge=merge, by=manager)
    with pytest.raises(Refused, match="déjà été décidée"):
        decline_merge(merge=merge, by=manager)
    with pytest.raises(Refused, match="déjà été joint"):
        propose_merge(survivor=third, absorbed=two[1], by=manager)


def test_a_mediator_proposes_and_does_not_decide(two, manager, inside, member_of):
    mediator = member_of(inside, "MEDIATOR")
    merge = propose_merge(survivor=two[0], absorbed=two[1], by=mediator)
    for act in (approve_merge, decline_merge):
        with pytest.raises(Refused, match="décidée par le responsable"):
            act(merge=merge, by=mediator)
    approve_merge(merge=merge, by=manager)
    with pytest.raises(Refused, match="décidée par le responsable"):
        undo_merge(merge=merge, by=mediator)


def test_declined_the_two_are_never_proposed_again(two, manager, inside, member_of):
    merge = propose_merge(survivor=two[0], absorbed=two[1], by=manager)
    decline_merge(merge=merge, by=manager)
    assert DistinctPair.objects.get().decided_by == manager
    with pytest.raises(Refused, match="deux personnes"):
        propose_merge(survivor=two[0], absorbed=two[1], by=member_of(inside, "MEDIATOR"))
    propose_merge(survivor=two[0], absorbed=two[1], by=manager)
    assert not DistinctPair.objects.exists()


def test_not_the_same_person_is_noted_once(two, manager):
    mark_distinct(one=two[1], other=two[0], by=manager)
    with pytest.raises(Refused, match="C’est déjà noté"):
        mark_distinct(one=two[0], other=two[1], by=manager)


def test_what_was_said_of_the_absorbed_is_said_of_the_survivor(two, manager, inside):
    third = BeneficiaryFactory(organisation=inside)
    mark_distinct(one=two[1], other=third, by=manager)
    merge = merged(two, manager)
    pair = DistinctPair.objects.get()
    assert {pair.first_id, pair.second_id} == {two[0].pk, third.pk}
    undo_merge(merge=merge, by=manager)
    pair.refresh_from_db()
    assert {pair.first_id, pair.second_id} == {two[1].pk, third.pk}


def test_choices_that_do_not_exist_are_refused(two, manager):
    merge = propose_merge(survivor=two[0], absorbed=two[1], by=manager)
    for choices in ({"journal_key": "absorbed"}, {"phone": "the third one"}):
        with pytest.raises(Refused, match="choisissez l’un des deux"):
            approve_merge(merge=merge, by=manager, choices=choices)


def test_acts_are_journalled_by_pseudonym(two, manager, inside):
    merge = merged(two, manager)
    undo_merge(merge=merge, by=manager)
    chain_pending_entries(inside.pk)
    entries = Entry.objects.filter(action__startswith="merge.").order_by("seq")
    assert [entry.action for entry in entries] == ["merge.proposed", "merge.done", "merge.undone"]
    assert all(two[1].pseudonym in entry.facts for entry in entries)
    assert not any("Diarra" in entry.facts for entry in entries)


def test_another_associations_files_do_not_exist(association, other_association, member_of):
    with organisation(other_association):
        theirs = BeneficiaryFactory(organisation=other_association)
    with organisation(association):
        mine = BeneficiaryFactory(organisation=association)
        with pytest.raises(Refused, match="n’existe plus"):
            propose_merge(survivor=mine, absorbed=theirs, by=member_of(association))


def test_the_database_keeps_one_merge_a_file(two, manager, inside):
    propose_merge(survivor=two[0], absorbed=two[1], by=manager)
    with pytest.raises(IntegrityError, match="merge_absorbed_once"), transaction.atomic():
        Merge.objects.create(
            organisation=inside, survivor=two[0], absorbed=two[1], proposed_by=manager
        )


def at_once(*acts):
    """Run each act in its own thread and transaction; returns what each raised, or None."""
    results = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(position, act):
        try:
            start.wait(5)
            act()
        except Refused as refusal:
            results[position] = refusal.message
        except IntegrityError as error:
            results[position] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    close_old_connections()
    return results


@pytest.fixture
def scene():
    org = OrganisationFactory()
    by = MembershipFactory(organisation=org)
    with organisation(org):
        people = [BeneficiaryFactory(organisation=org) for _ in range(2)]
        # The organisation's keys exist since its first note.
        note(people[0], by).delete()
    return org, by, people


def inside_of(org, act):
    def run():
        with organisation(org):
            act()

    return run


@pytest.mark.django_db(transaction=True)
def test_two_crossing_merges_meet_without_deadlock(scene):
    org, by, (one, other) = scene
    with organisation(org):
        merges = [
            Merge.objects.create(
                organisation=org, survivor=survivor, absorbed=absorbed, proposed_by=by
            )
            for survivor, absorbed in ((one, other), (other, one))
        ]
    refusals = at_once(
        *(inside_of(org, lambda merge=merge: approve_merge(merge=merge, by=by)) for merge in merges)
    )
    assert sum(refusal is None for refusal in refusals) == 1
    with organisation(org):
        assert Beneficiary.objects.filter(status="merged").count() == 1
        assert Merge.objects.filter(status="done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_approved_twice_at_once_it_is_done_once(scene):
    org, by, (one, other) = scene
    with organisation(org):
        note(other, by)
        merge = propose_merge(survivor=one, absorbed=other, by=by)
    act = inside_of(org, lambda: approve_merge(merge=merge, by=by))
    refusals = at_once(act, act)
    assert sorted(refusals, key=str)[0] == "Cette fusion a déjà été décidée."
    assert None in refusals
    with organisation(org):
        assert Entry.objects.filter(action="merge.done").count() == 1
        assert Note.objects.get().beneficiary == one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_a_note_written_during_the_merge_is_not_lost(scene, attempt):
    org, by, (one, other) = scene
    with organisation(org):
        merge = propose_merge(survivor=one, absorbed=other, by=by)
    written, approved = at_once(
        inside_of(org, lambda: note(other, by)),
        inside_of(org, lambda: approve_merge(merge=merge, by=by)),
    )
    assert approved is None
    with organisation(org):
        if written is None:
            assert Note.objects.get().beneficiary == one
        else:
            assert "joined to another" in written
            assert not Note.objects.exists()

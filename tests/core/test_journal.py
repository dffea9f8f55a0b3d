"""The journal: chained by the database, append-only for everyone, and provably whole."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from inclusion.exceptions import Refused
from inclusion.journal.models import Entry, Head
from inclusion.journal.recording import record, record_read
from inclusion.journal.verification import GENESIS, verify_active_organisation, verify_chain
from inclusion.organisations.database import NoOrganisation, as_owner, organisation
from inclusion.places.models import Venue
from tests.core.together import together
from tests.factories import MembershipFactory, OrganisationFactory


def venue_of(org, name="Salle des Vergnes"):
    return Venue.objects.create(organisation=org, name=name)


def act(org, member, name):
    """An act of the simplest kind: a venue is added."""
    with organisation(org):
        venue = venue_of(org, name)
        record("venue.added", venue, by=member, venue=venue.pk)
    return venue


def test_acts_are_chained_one_to_the_other(association, member_of):
    member = member_of(association)
    for name in ("Accueil", "Atelier", "Réserve"):
        act(association, member, name)
    with organisation(association):
        entries = list(Entry.objects.order_by("seq"))
        head = Head.objects.get(chain="acts")
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.prev_hash for entry in entries] == [GENESIS, entries[0].hash, entries[1].hash]
    assert (head.seq, head.hash) == (3, entries[2].hash)
    assert {entry.actor_id for entry in entries} == {member.pk}


def test_facts_are_canonical_whatever_the_order_they_are_given_in(inside, member_of):
    member = member_of(inside)
    venue = venue_of(inside)
    with organisation(inside):
        record("venue.counted", venue, by=member, seats=12, account="é")
    connection.run_on_commit[-1][1]()
    assert connection.run_on_commit[-1][1].facts == '{"account":"é","seats":12}'


def test_a_refused_act_leaves_no_entry(association, member_of):
    member = member_of(association)
    with organisation(association):
        with pytest.raises(Refused), transaction.atomic():
            venue = venue_of(association)
            record("venue.added", venue, by=member)
            raise Refused("Cette salle est fermée.")
        record("venue.looked_for", member, by=member)
    with organisation(association):
        assert list(Entry.objects.values_list("action", flat=True)) == ["venue.looked_for"]


def test_nothing_is_recorded_outside_an_organisation(db, association):
    with pytest.raises(NoOrganisation):
        record("venue.added", association)


def test_a_read_names_the_person_by_her_pseudonym_only(association, member_of):
    class Person:
        pk = "0199-its-key"
        pseudonym = "pseudonyme-de-la-personne"
        _meta = Venue._meta

    with organisation(association):
        record_read(Person(), by=member_of(association), what="file")
    with organisation(association):
        entry = Entry.objects.get()
    assert (entry.chain, entry.action) == ("reads", "read.file")
    assert entry.subject_id == "pseudonyme-de-la-personne"
    assert "0199-its-key" not in f"{entry.subject_id}{entry.facts}"


def test_an_act_in_two_organisations_is_recorded_in_each(association, other_association):
    with organisation(association):
        record("lot.sent", venue_of(association))
        with organisation(other_association):
            record("lot.received", venue_of(other_association))
    for org, action in ((association, "lot.sent"), (other_association, "lot.received")):
        with organisation(org):
            assert Entry.objects.get().action == action


def test_entries_of_a_nested_act_go_with_it_when_it_is_rolled_back(association, other_association):
    with organisation(association):
        with pytest.raises(Refused), organisation(other_association):
            record("lot.received", venue_of(other_association))
            raise Refused("Ce lot est refusé.")
        assert Venue.objects.count() == 0
        record("lot.sent", venue_of(association))
    with organisation(other_association):
        assert not Entry.objects.exists()
    with organisation(association):
        assert Entry.objects.get().action == "lot.sent"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET action = 'autre'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "UPDATE journal_head SET seq = 0",
        "DELETE FROM journal_head",
        "INSERT INTO journal_head (id, organisation_id, chain, seq, hash)"
        " SELECT gen_random_uuid(), organisation_id, 'reads', 7, hash FROM journal_head",
        "TRUNCATE journal_head",
    ],
)
def test_the_application_cannot_rewrite_the_journal(statement, association, member_of):
    act(association, member_of(association), "Accueil")
    with organisation(association), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(statement)


def test_an_entry_cannot_name_someone_of_another_organisation(
    association, other_association, member_of
):
    stranger = member_of(other_association)
    with pytest.raises(DatabaseError, match="journal_entry_actor"), organisation(association):
        record("venue.added", venue_of(association), by=stranger)


TAMPERINGS = {
    "une écriture modifiée": "UPDATE journal_entry SET facts = '{}' WHERE seq = 2",
    "son empreinte refaite": "UPDATE journal_entry SET facts = '{}', hash = repeat('a', 64)"
    " WHERE seq = 2",
    "une écriture retirée au milieu": "DELETE FROM journal_entry WHERE seq = 2",
    "deux écritures échangées": "UPDATE journal_entry e SET action = o.action,"
    " subject_id = o.subject_id, facts = o.facts FROM journal_entry o"
    " WHERE e.seq IN (2, 3) AND o.seq = 5 - e.seq",
    "la dernière écriture retirée": "DELETE FROM journal_entry WHERE seq = 4",
    "tout retiré": "DELETE FROM journal_entry",
    "la tête reculée": "UPDATE journal_head SET (seq, hash) ="
    " (SELECT seq, hash FROM journal_entry WHERE seq = 3) WHERE chain = 'acts'",
    "la tête faussée": "UPDATE journal_head SET hash = repeat('b', 64) WHERE chain = 'acts'",
}


@pytest.mark.django_db(transaction=True)
def test_tampering_by_the_owner_is_refused_then_caught(capsys):
    org, member = OrganisationFactory(), None
    member = MembershipFactory(organisation=org)
    for name in ("Accueil", "Atelier", "Réserve", "Bureau"):
        act(org, member, name)
    call_command("verify_journal")
    assert "Journal intact : 4 écritures vérifiées." in capsys.readouterr().out
    with as_owner():
        for statement in (
            "UPDATE journal_entry SET action = 'autre'",
            "DELETE FROM journal_entry",
            "TRUNCATE journal_entry",
            "DELETE FROM journal_head",
        ):
            with pytest.raises(DatabaseError, match="append-only"):
                with organisation(org), connection.cursor() as cursor:
                    cursor.execute(statement)
        for kind, statement in TAMPERINGS.items():
            with organisation(org), connection.cursor() as cursor:
                cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
                cursor.execute(statement)
                assert cursor.rowcount, kind
                assert any(r.problem for r in verify_active_organisation()), kind
                with pytest.raises(CommandError, match="1 chaîne"):
                    call_command("verify_journal")
                transaction.set_rollback(True)
    call_command("verify_journal")


@pytest.mark.django_db(transaction=True)
def test_ten_people_at_once_chain_without_gap_nor_deadlock():
    org = OrganisationFactory()
    members = [MembershipFactory(organisation=org) for _ in range(10)]

    def several_acts(position):
        reports = []
        for turn in range(3):
            with organisation(org):
                venue = venue_of(org, f"Salle {position} {turn}")
                # Both chains in one transaction, asked for in either order.
                chains = ("acts", "reads") if position % 2 else ("reads", "acts")
                for chain in chains:
                    record("venue.added", venue, by=members[position], chain=chain)
            with organisation(org):
                reports.append(verify_chain("acts").problem)
        return reports

    assert together(10, several_acts) == [["", "", ""]] * 10
    with organisation(org):
        for chain in ("acts", "reads"):
            numbers = (
                Entry.objects.filter(chain=chain).order_by("seq").values_list("seq", flat=True)
            )
            assert list(numbers) == list(range(1, 31))
        assert [(r.entries, r.problem) for r in verify_active_organisation()] == [(30, "")] * 2

"""Notes at three levels: who writes, who reads, what may change, what never comes back."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    Hold,
    Note,
    NoteLevel,
    NoteReader,
    RequestKind,
    RightsRequest,
)
from beneficiaries.selectors.notes import (
    ReadingReason,
    desk_notes_for,
    notes_panel,
    shown_notes,
    timeline_entries,
)
from beneficiaries.services import (
    NoteChanged,
    amend_note,
    correct_note,
    erase_note,
    name_note_readers,
    read_restricted_note,
    version_of,
    write_note,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory

WORDS = "Préfère le mardi matin."


def again(person):
    """Her file as a page reads it: what a page read once, another reads anew."""
    return Beneficiary.objects.get(pk=person.pk)


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def colleague(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def manager(association, member_of):
    return member_of(association, "MANAGER")


@pytest.fixture
def person(association):
    with organisation(association):
        return BeneficiaryFactory(organisation=association)


def written(person, by, **fields):
    values = {"level": "team", "kind": "contact", "body": WORDS} | fields
    return write_note(beneficiary=person, by=by, **values)


def old_note(person, by, *, hours=25, **fields):
    """A note of yesterday or before, as the acts had written it."""
    values = {"level": "team", "kind": "contact", "body": WORDS} | fields
    return Note.objects.create(
        organisation=person.organisation,
        beneficiary=person,
        author=by,
        written_at=timezone.now() - timedelta(hours=hours),
        **values,
    )


def corrected(note, by, body, **fields):
    values = {"level": note.level, "kind": note.kind, "axis": note.axis, "body": body} | fields
    return correct_note(note=note, by=by, **values)


def entry_of(org, action):
    chain_pending_entries(org.pk)
    return Entry.objects.get(action=action)


def words_for(person, member):
    return [shown.words for shown in shown_notes(person, member)]


# ---- Writing -----------------------------------------------------------------


def test_a_note_is_sealed_and_the_journal_does_not_know_its_words(inside, mediator, person):
    note = written(person, mediator, axis="procedures")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM beneficiaries_note WHERE id = %s", [note.pk])
        assert b"mardi" not in bytes(cursor.fetchone()[0])
    assert Note.objects.get().body == WORDS
    entry = entry_of(inside, "note.written")
    assert (entry.subject_id, entry.actor) == (person.pseudonym, mediator)
    assert json.loads(entry.facts) == {"kind": "contact", "level": "team", "note": str(note.pk)}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": " \n "}, "Écrivez la note"),
        ({"body": "x" * 4001}, "4000"),
        ({"level": "secret"}, "qui peut lire"),
        ({"kind": "rumour"}, "rend compte"),
        ({"axis": "weather"}, "axe"),
        ({"body": "mdp : soleil63"}, "carnet"),
        ({"body": "sécu 2 79 06 63 113 024 31"}, "sécurité sociale"),
    ],
)
def test_a_note_is_refused_in_french(inside, mediator, person, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        written(person, mediator, **fields)
    assert not Note.objects.exists()


def test_the_same_note_twice_is_written_once(inside, mediator, colleague, person):
    written(person, mediator)
    with pytest.raises(Refused, match="déjà enregistrée"):
        written(person, mediator)
    written(person, colleague)
    written(person, mediator, body="Autre chose.")
    written(person, mediator)
    assert Note.objects.count() == 4


@pytest.mark.parametrize("role", ["VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_other_roles_write_nothing(inside, person, member_of, role):
    with pytest.raises(Refused, match="accompagnent"):
        written(person, member_of(inside, role), level="desk")


def test_a_frozen_file_gains_loses_and_changes_no_note(inside, mediator, person):
    note = written(person, mediator)
    person.limited_at = timezone.now()
    person.save()
    for act in (
        lambda: written(person, mediator, body="Autre chose."),
        lambda: corrected(note, mediator, "Autre chose."),
        lambda: amend_note(note=note, by=mediator, body="Autre chose."),
        lambda: erase_note(note=note, by=mediator),
    ):
        with pytest.raises(Refused, match="gelé"):
            act()


def test_a_file_joined_to_another_gains_no_note(inside, mediator, person):
    person.status, person.merged_into = (
        BeneficiaryStatus.MERGED,
        BeneficiaryFactory(organisation=inside),
    )
    person.save()
    with pytest.raises(Refused, match="joint"):
        written(person, mediator)


# ---- Levels ------------------------------------------------------------------


@pytest.fixture
def three_notes(inside, mediator, person):
    return {level: written(person, mediator, level=level, body=level) for level in NoteLevel.values}


@pytest.mark.parametrize(
    ("role", "readable"),
    [
        ("MANAGER", {"desk", "team", "restricted"}),
        ("MEDIATOR", {"desk", "team"}),
        ("VOLUNTEER", {"desk"}),
        ("TECHNICIAN", {"desk"}),
        ("TREASURER", set()),
        ("OFFICER", set()),
    ],
)
def test_each_role_reads_its_levels(inside, three_notes, member_of, role, readable):
    notes = Note.objects.readable_by(member_of(inside, role))
    assert set(notes.values_list("level", flat=True)) == readable


def test_a_neighbour_reads_nothing(three_notes, other_association, member_of):
    stranger = member_of(other_association, "MANAGER")
    assert not Note.objects.readable_by(stranger).exists()
    with organisation(other_association), pytest.raises(Refused, match="n’existe plus"):
        erase_note(note=three_notes["desk"], by=stranger)


def test_a_restricted_note_is_read_by_its_author_and_those_named(
    inside, mediator, colleague, manager, member_of, person
):
    other = member_of(inside, "MEDIATOR")
    written(person, mediator, level="restricted", body="Réservé.", readers=[colleague])
    assert words_for(person, mediator) == words_for(person, colleague) == ["Réservé."]
    assert words_for(person, other) == []
    assert notes_panel(again(person), other)["hidden_words"].startswith("1\u00a0note, réservée")
    (shown,) = shown_notes(person, manager)
    assert (shown.words, shown.is_locked) == ("", True)


def test_only_those_who_accompany_here_are_named(inside, mediator, member_of, person):
    outsiders = [
        member_of(inside, "VOLUNTEER"),
        member_of(inside, "TREASURER"),
        member_of(inside, "MEDIATOR", ended_at=timezone.now()),
        member_of(inside, "OFFICER"),
    ]
    for outsider in outsiders:
        with pytest.raises(Refused, match="lecteur nommé"):
            written(person, mediator, level="restricted", readers=[outsider])
    with pytest.raises(Refused, match="restreinte"):
        written(person, mediator, level="team", readers=[member_of(inside, "MEDIATOR")])
    assert not Note.objects.exists()


def test_a_member_of_another_organisation_is_not_named(
    inside, mediator, other_association, member_of, person
):
    stranger = member_of(other_association, "MEDIATOR")
    with pytest.raises(Refused, match="lecteur nommé"):
        written(person, mediator, level="restricted", readers=[stranger])


def test_readers_are_named_later_by_the_author_or_a_manager(
    inside, mediator, colleague, manager, person
):
    note = written(person, mediator, level="restricted")
    name_note_readers(note=note, by=mediator, readers=[colleague])
    assert words_for(person, colleague) == [WORDS]
    with pytest.raises(Refused, match="déjà"):
        name_note_readers(note=note, by=mediator, readers=[colleague])
    with pytest.raises(Refused, match="auteur"):
        name_note_readers(note=note, by=colleague, readers=[])
    name_note_readers(note=note, by=manager, readers=[])
    assert words_for(person, colleague) == []
    with pytest.raises(Refused, match="lecteur nommé"):
        name_note_readers(note=note, by=manager, readers=[manager])
    with pytest.raises(Refused, match="restreinte"):
        name_note_readers(note=written(person, mediator, body="x"), by=mediator, readers=[])


def test_a_manager_says_why_she_reads_a_restricted_note(inside, mediator, manager, person):
    note = written(person, mediator, level="restricted")
    with pytest.raises(Refused, match="pourquoi"):
        read_restricted_note(note=note, by=manager, reason="curiosity")
    read = read_restricted_note(note=note, by=manager, reason=ReadingReason.SAFETY)
    assert read.body == WORDS
    entry = entry_of(inside, "read.restricted")
    assert (entry.chain, entry.actor, entry.subject_id) == ("reads", manager, person.pseudonym)
    assert json.loads(entry.facts) == {"note": str(note.pk), "reason": "safety"}


def test_a_volunteer_reads_the_desk_notes_of_the_people_of_her_session(
    inside, mediator, member_of, person
):
    volunteer = member_of(inside, "VOLUNTEER")
    someone_else = BeneficiaryFactory(organisation=inside)
    written(person, mediator, level="desk")
    written(person, mediator, level="team", body="Équipe.")
    written(someone_else, mediator, level="desk", body="Une autre.")
    gone = written(person, mediator, level="desk", body="À effacer.")
    erase_note(note=gone, by=mediator)
    today = timezone.localdate()
    for days in (-1, 0, 1):
        day = today + timedelta(days=days)
        assert desk_notes_for(volunteer, [person], session_on=day) == {person.pk: [WORDS]}
    for day in (None, today - timedelta(days=2), today + timedelta(days=2)):
        assert desk_notes_for(volunteer, [person], session_on=day) == {}
    assert desk_notes_for(mediator, [person]) == {person.pk: [WORDS]}
    for role in ("TREASURER", "OFFICER"):
        assert desk_notes_for(member_of(inside, role), [person], session_on=today) == {}


# ---- Correcting, completing --------------------------------------------------


def test_its_author_corrects_a_note_within_the_day(inside, mediator, person):
    note = written(person, mediator)
    corrected(note, mediator, "Préfère le jeudi.", level="desk")
    note = Note.objects.get()
    assert (note.body, note.level) == ("Préfère le jeudi.", "desk")
    assert note.corrected_at
    facts = json.loads(entry_of(inside, "note.corrected").facts)
    assert facts["fields"] == ["body", "level"]
    with pytest.raises(Refused, match="rien n’a changé"):
        corrected(note, mediator, "Préfère le jeudi.")


def test_a_note_no_longer_restricted_has_no_named_reader(inside, mediator, colleague, person):
    note = written(person, mediator, level="restricted", readers=[colleague])
    corrected(note, mediator, WORDS, level="team")
    assert not NoteReader.objects.exists()


def test_nobody_else_and_not_the_next_day(inside, mediator, colleague, manager, person):
    note = written(person, mediator)
    for other in (colleague, manager):
        with pytest.raises(Refused, match="auteur"):
            corrected(note, other, "Autre.")
    with pytest.raises(Refused, match="24"):
        corrected(old_note(person, mediator), mediator, "Autre.")


def test_the_second_window_learns_what_the_first_one_wrote(inside, mediator, person):
    note = written(person, mediator)
    seen = version_of(note)
    corrected(note, mediator, "Première fenêtre.", seen=seen)
    with pytest.raises(NoteChanged) as refusal:
        corrected(note, mediator, "Seconde fenêtre.", seen=seen)
    assert refusal.value.note.body == "Première fenêtre."
    assert Note.objects.get().body == "Première fenêtre."


def test_a_note_is_completed_by_another_of_its_level_and_readers(
    inside, mediator, colleague, member_of, person
):
    other = member_of(inside, "MEDIATOR")
    note = old_note(person, mediator, level="restricted", axis="procedures")
    name_note_readers(note=note, by=mediator, readers=[colleague])
    more = amend_note(note=note, by=colleague, body="La suite.")
    assert (more.level, more.axis, more.amends_id) == ("restricted", "procedures", note.pk)
    (shown,) = shown_notes(person, mediator)
    assert [each.words for each in shown.amendments] == ["La suite."]
    assert words_for(person, other) == []
    again = amend_note(note=more, by=mediator, body="La fin.")
    assert again.amends_id == note.pk
    (shown,) = shown_notes(person, colleague)
    assert [each.words for each in shown.amendments] == ["La suite.", "La fin."]


def test_who_has_not_read_a_restricted_note_does_not_complete_it(inside, mediator, manager, person):
    note = written(person, mediator, level="restricted")
    with pytest.raises(Refused, match="restreinte"):
        amend_note(note=note, by=manager, body="Suite.")


# ---- Erasing -----------------------------------------------------------------


@pytest.mark.parametrize("hours", [0, 25])
def test_an_erased_note_keeps_who_and_when_and_no_word(inside, mediator, person, hours):
    note = old_note(person, mediator, hours=hours, level="restricted")
    erase_note(note=note, by=mediator)
    kept = Note.objects.get()
    assert (kept.body, kept.author, kept.erased_by) == ("", mediator, mediator)
    assert kept.written_at == note.written_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT octet_length(body) FROM beneficiaries_note")
        assert cursor.fetchone() == (0,)
    assert entry_of(inside, "note.erased").subject_id == person.pseudonym
    with pytest.raises(Refused, match="effacée"):
        erase_note(note=note, by=mediator)
    with pytest.raises(Refused, match="effacée"):
        amend_note(note=note, by=mediator, body="Suite.")


def test_a_manager_erases_and_a_colleague_does_not(inside, mediator, colleague, manager, person):
    note = written(person, mediator)
    with pytest.raises(Refused, match="direction"):
        erase_note(note=note, by=colleague)
    erase_note(note=note, by=manager)
    assert Note.objects.get().erased_by == manager


def test_nothing_is_erased_from_a_file_kept_for_a_reason(inside, mediator, manager, person):
    note = written(person, mediator)
    Hold.objects.create(
        organisation=inside,
        beneficiary=person,
        reason="litigation",
        opened_by=manager,
        review_on=timezone.localdate() + timedelta(days=90),
    )
    with pytest.raises(Refused, match="conservé"):
        erase_note(note=note, by=mediator)


def test_nothing_is_erased_while_she_waits_to_read_her_file(inside, mediator, person):
    note = written(person, mediator)
    today = timezone.localdate()
    RightsRequest.objects.create(
        organisation=inside,
        beneficiary=person,
        subject_pseudonym=person.pseudonym,
        kind=RequestKind.ACCESS,
        received_on=today,
        due_on=today + timedelta(days=30),
        identity_check="known",
        received_by=mediator,
    )
    with pytest.raises(Refused, match="a demandé à lire"):
        erase_note(note=note, by=mediator)


# ---- What the database itself refuses ----------------------------------------


def change(note, **values):
    names = ", ".join(f"{name} = %s" for name in values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE beneficiaries_note SET {names} WHERE id = %s",
            [*values.values(), note.pk],
        )
        return cursor.rowcount


def test_the_database_rewords_no_note_older_than_a_day(inside, mediator, person):
    note = old_note(person, mediator)
    for values in (
        {"body": b"autre"},
        {"body": b""},
        {"level": "desk"},
        {"kind": "decision"},
        {"axis": "equipment"},
        {"corrected_at": timezone.now()},
    ):
        with pytest.raises(DatabaseError, match="set after a day"):
            change(note, **values)
    recent = old_note(person, mediator, hours=23)
    assert change(recent, level="desk") == 1


def test_the_database_keeps_who_wrote_and_when(inside, mediator, colleague, person):
    note = written(person, mediator)
    other = written(person, mediator, body="Autre.")
    for values in (
        {"author_id": colleague.pk},
        {"written_at": timezone.now()},
        {"amends_id": other.pk},
    ):
        with pytest.raises(DatabaseError, match="never changes"):
            change(note, **values)


def test_the_database_brings_no_word_back(inside, mediator, person):
    note = erase_note(note=written(person, mediator), by=mediator)
    for values in (
        {"erased_at": None, "erased_by_id": None, "body": b"retour"},
        {"level": "desk"},
    ):
        with pytest.raises(DatabaseError, match="erased note"):
            change(note, **values)


def test_a_merge_moves_a_note_of_any_age(inside, mediator, person):
    survivor = BeneficiaryFactory(organisation=inside)
    notes = [old_note(person, mediator), erase_note(note=written(person, mediator), by=mediator)]
    for note in notes:
        assert change(note, beneficiary_id=survivor.pk) == 1
    # What was sealed is bound to the note, not to the file it was in.
    assert Note.objects.get(pk=notes[0].pk).body == WORDS


def test_an_erased_note_with_words_is_refused_by_name(inside, mediator, person):
    note = written(person, mediator)
    with pytest.raises(IntegrityError, match="note_erased_to_the_last_word"):
        change(note, erased_at=timezone.now(), erased_by_id=mediator.pk)


# ---- Two at once -------------------------------------------------------------


def at_once(org, *acts):
    """Each act in its own thread and transaction; what it returned, or raised."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(rank, act):
        try:
            barrier.wait(timeout=10)
            with organisation(org):
                outcomes[rank] = act()
        except Refused as refusal:
            outcomes[rank] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_the_second_is_told(association, mediator, person):
    with organisation(association):
        note = written(person, mediator)
    outcomes = at_once(
        association,
        *(lambda text=text: corrected(note, mediator, text, seen="") for text in ("Un.", "Deux.")),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Note", "NoteChanged"]
    with organisation(association):
        assert Note.objects.get().body in {"Un.", "Deux."}
        assert Entry.objects.filter(action="note.corrected").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_never_revives_an_erased_note(association, mediator, manager, person):
    for _ in range(3):
        with organisation(association):
            note = old_note(person, mediator, hours=1)
        at_once(
            association,
            lambda note=note: corrected(note, mediator, "Corrigée.", seen=""),
            lambda note=note: erase_note(note=note, by=manager),
        )
        with organisation(association):
            kept = Note.objects.get(pk=note.pk)
            assert kept.erased_at
            assert kept.body == ""


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_writes_one_note(association, mediator, person):
    outcomes = at_once(association, *[lambda: written(person, mediator)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["Note", "Refused"]
    with organisation(association):
        assert Note.objects.count() == 1


# ---- Panel, timeline ---------------------------------------------------------


def test_the_panel_shows_desk_notes_first_and_costs_the_same_for_two_and_twelve(
    inside, mediator, colleague, person, django_assert_max_num_queries
):
    for rank in range(2):
        written(person, mediator, body=f"Équipe {rank}.")
    written(person, mediator, level="desk")
    with django_assert_max_num_queries(3):
        panel = notes_panel(again(person), mediator)
    assert panel["notes"][0].words == WORDS
    for rank in range(10):
        written(person, mediator, level="restricted", body=f"R {rank}.", readers=[colleague])
    with django_assert_max_num_queries(3):
        panel = notes_panel(again(person), colleague)
    assert len(panel["notes"]) == 5
    assert panel["more"] == 8


def test_the_panel_is_drawn_from_its_own_context(inside, mediator, colleague, person):
    empty = render_to_string(
        "beneficiaries/partials/_notes_panel.html", notes_panel(again(person), mediator)
    )
    assert "Aucune note pour le moment" in empty
    written(person, mediator, level="restricted", body="Réservé.")
    amend_note(note=written(person, mediator, axis="handling"), by=mediator, body="La suite.")
    context = notes_panel(again(person), colleague)
    shown = render_to_string("beneficiaries/partials/_notes_panel.html", context)
    assert "Prise en main" in shown
    assert "La suite." in shown
    assert "Réservé." not in shown
    assert "réservée à son auteur" in shown


def test_the_path_says_that_a_meeting_was_and_never_its_words(inside, mediator, person):
    written(person, mediator, kind="meeting", body="Secret de polichinelle.")
    written(person, mediator, kind="observation", body="x")
    written(person, mediator, kind="meeting", level="restricted", body="y")
    (entry,) = timeline_entries(person, mediator)
    assert entry.title == "Rendez-vous"
    assert "polichinelle" not in f"{entry.title} {entry.detail}"


# ---- Pages -------------------------------------------------------------------


def address(route, thing):
    return reverse(f"beneficiaries:{route}", args=[thing.pk])


def filled(**fields):
    return {"body": WORDS, "level": "team", "kind": "contact", "axis": ""} | fields


ON_A_NOTE = ["note_correct", "note_amend", "note_erase", "note_readers", "note_read"]


@pytest.fixture
def note(association, mediator, person):
    with organisation(association):
        return written(person, mediator)


@pytest.mark.parametrize("role", ["VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_other_roles_open_no_page_of_notes(association, note, person, member_of, client_for, role):
    client = client_for(member_of(association, role))
    pages = [address(route, person) for route in ("note_list", "note_write")]
    pages += [address(route, note) for route in ON_A_NOTE]
    assert {client.get(page).status_code for page in pages} == {403}


def test_a_neighbours_note_does_not_exist(other_association, member_of, client_for, note, person):
    client = client_for(member_of(other_association, "MANAGER"))
    pages = [address(route, person) for route in ("note_list", "note_write")]
    pages += [address(route, note) for route in ON_A_NOTE]
    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(page, filled()).status_code for page in pages[1:]} == {404}


def test_another_mediators_restricted_note_does_not_exist_for_me(
    association, mediator, colleague, client_for, person
):
    with organisation(association):
        note = written(person, mediator, level="restricted", body="Réservé.")
    client = client_for(colleague)
    assert {client.get(address(route, note)).status_code for route in ON_A_NOTE} == {404}
    page = client.get(address("note_list", person)).text
    assert "Réservé." not in page
    assert "1\u00a0note, réservée à son auteur" in page


def test_a_note_is_written_on_its_page_which_says_that_it_is_hers_to_read(
    association, mediator, client_for, person
):
    client = client_for(mediator)
    page = client.get(address("note_write", person))
    assert "même restreinte, est remise à la personne" in page.text
    answer = client.post(address("note_write", person), filled(level="desk"), follow=True)
    assert answer.redirect_chain == [(address("note_list", person), 302)]
    assert WORDS in answer.text
    with organisation(association):
        assert Entry.objects.filter(action="read.notes").count() == 1


def test_a_secret_is_refused_and_nothing_typed_is_lost(association, mediator, client_for, person):
    answer = client_for(mediator).post(
        address("note_write", person), filled(body="Vient le mardi. mdp : soleil63")
    )
    assert answer.status_code == 422
    assert "carnet de mots de passe" in answer.text
    assert "Vient le mardi." in answer.text
    with organisation(association):
        assert not Note.objects.exists()


def test_delicate_words_are_shown_then_confirmed_for_these_words_only(
    association, mediator, client_for, person
):
    client, page = client_for(mediator), address("note_write", person)
    first = client.post(page, filled(body="Elle est dépressive."))
    assert first.status_code == 422
    assert "«\u00a0dépressive\u00a0»" in first.text
    assert "Écrivez le besoin, pas la cause" in first.text
    token = first.context["form"].confirmation
    other = client.post(
        page, filled(body="Elle est dépressive et alcoolique.", words_confirmed=token)
    )
    assert other.status_code == 422
    same = client.post(page, filled(body="Elle est dépressive.", words_confirmed=token))
    assert same.status_code == 302
    with organisation(association):
        assert Note.objects.count() == 1


def test_the_restricted_note_is_opened_by_saying_why(
    association, mediator, manager, client_for, person
):
    with organisation(association):
        note = written(person, mediator, level="restricted", body="Réservé.")
    client = client_for(manager)
    assert "Réservé." not in client.get(address("note_list", person)).text
    assert "Réservé." not in client.get(address("note_read", note)).text
    refused = client.post(address("note_read", note), {})
    assert refused.status_code == 422
    assert "Réservé." not in refused.text
    opened = client.post(address("note_read", note), {"reason": "absence"})
    assert "Réservé." in opened.text
    assert "no-store" in opened["Cache-Control"]
    with organisation(association):
        assert Entry.objects.filter(action="read.restricted").count() == 1
    # Erasing and naming readers do not show the words either.
    for route in ("note_erase", "note_readers"):
        assert "Réservé." not in client.get(address(route, note)).text
    assert client.get(address("note_amend", note)).status_code == 302


def test_the_second_window_is_shown_what_the_note_says_now(association, mediator, client_for, note):
    client, page = client_for(mediator), address("note_correct", note)
    assert client.post(page, filled(body="Première fenêtre.", version="")).status_code == 302
    answer = client.post(page, filled(body="Seconde fenêtre.", version=""))
    assert answer.status_code == 422
    assert "Première fenêtre." in answer.text
    assert "Seconde fenêtre." in answer.text
    # Saved again knowingly, it goes through.
    version = answer.context["form"]["version"].value()
    again = client.post(page, filled(body="Seconde fenêtre.", version=version))
    assert again.status_code == 302
    with organisation(association):
        assert Note.objects.get().body == "Seconde fenêtre."


def test_each_act_has_its_page(association, mediator, colleague, client_for, person):
    with organisation(association):
        note = written(person, mediator, level="restricted", body="Réservé.")
    client = client_for(mediator)
    posted = {
        "note_correct": filled(level="restricted", body="Mieux dit."),
        "note_readers": {"readers": [str(colleague.pk)]},
        "note_amend": {"body": "La suite."},
        "note_erase": {},
    }
    for route, data in posted.items():
        assert client.get(address(route, note)).status_code == 200
        answer = client.post(address(route, note), data)
        assert (answer.status_code, answer["Location"]) == (302, address("note_list", person))
    with organisation(association):
        first, more = Note.objects.order_by("written_at")
        assert (first.body, more.body) == ("", "La suite.")
        assert more.readers.get().member == colleague
    page = client.get(address("note_list", person)).text
    assert "Ses mots n’existent plus." in page
    assert client.post(address("note_erase", note)).status_code == 302


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", "مرحبا كيف الحال", "🙂" * 50, "e\u0301te\u0301", "a\r\nb"]
)
def test_any_writing_is_kept_and_shown_as_text(association, mediator, client_for, person, body):
    client = client_for(mediator)
    answer = client.post(address("note_write", person), filled(body=body), follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    with organisation(association):
        assert Note.objects.get().body

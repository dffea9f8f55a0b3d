"""The requests of persons: in time, by the right people, and really done."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.documents import MASK, hide, words_to_hide
from beneficiaries.duties.access import portable_data
from beneficiaries.duties.delays import EXTENDED_MONTHS, due_on
from beneficiaries.home_rights import personal_data, requests_to_answer
from beneficiaries.models import (
    Beneficiary,
    Note,
    RequestKind,
    RightsRequest,
)
from beneficiaries.selectors.rights import deadline_words, has_consent, is_late, rights_panel
from beneficiaries.services import (
    answer_request,
    extend_request,
    give_consent,
    lift_limitation,
    receive_request,
    release_access,
    update_beneficiary,
)
from beneficiaries.services.rights import record_portability
from inclusion.documents.models import Document
from inclusion.documents.rendering import render
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries, record_read
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.beneficiaries.test_services import in_threads
from tests.days import dated
from tests.documents.pdf_text import text_of

REQUEST_ROUTES = ["request_detail", "request_extend", "request_answer", "request_review"]


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside, "MANAGER")


@pytest.fixture
def person(inside, mediator):
    return BeneficiaryFactory(organisation=inside, informed_by=mediator, phone="+33612345678")


def ask(person, by, kind="access", **fields):
    values = {"received_on": timezone.localdate(), "identity_check": "known"}
    return receive_request(beneficiary=person, by=by, kind=kind, **values | fields)


def grant(request, by, outcome="granted", answer="C’est fait."):
    return answer_request(request=request, by=by, outcome=outcome, answer=answer)


def write_note(person, by, body, level="team"):
    return Note.objects.create(
        organisation_id=person.organisation_id,
        beneficiary=person,
        level=level,
        kind="contact",
        body=body,
        author=by,
    )


# The calendar


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 10), date(2026, 4, 10)),
        # No 31st of the month: its last day.
        (date(2026, 8, 31), date(2026, 9, 30)),
        (date(2027, 1, 31), date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),
        # A Saturday, then a Sunday, lead to Monday.
        (date(2026, 9, 17), date(2026, 10, 19)),
        # Easter Monday, and the 1st of May, which leads over a weekend.
        (date(2026, 3, 6), date(2026, 4, 7)),
        (date(2026, 4, 1), date(2026, 5, 4)),
        (date(2026, 11, 25), date(2026, 12, 28)),
        (date(2026, 12, 10), date(2027, 1, 11)),
    ],
)
def test_a_month_is_counted_as_the_regulation_counts(received, due):
    assert due_on(received) == due


def test_a_complex_request_has_three_months_in_all():
    assert due_on(date(2026, 3, 10), EXTENDED_MONTHS) == date(2026, 6, 10)


# Receiving


def test_a_request_received_is_due_within_a_month(inside, person, mediator):
    request = ask(person, mediator, words="Je voudrais lire mon dossier.")
    assert request.due_on == due_on(timezone.localdate())
    assert request.subject_pseudonym == person.pseudonym
    request.refresh_from_db()
    assert request.words == "Je voudrais lire mon dossier."
    chain_pending_entries(inside.pk)
    entry = Entry.objects.get(action="rights.received")
    assert entry.subject_id == person.pseudonym and "lire" not in entry.facts


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "revenge"}, "ce que la personne demande"),
        ({"identity_check": "smell"}, "bien elle"),
        ({"received_on": timedelta(days=1)}, "année écoulée"),
        ({"received_on": timedelta(days=-400)}, "année écoulée"),
        ({"words": "x" * 2001}, "2000"),
        ({"words": "mon numéro est le 1 79 06 63 113 024 52"}, "sécurité sociale"),
    ],
)
def test_a_request_is_refused_in_french(person, mediator, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(person, mediator, **dated(fields))
    assert not RightsRequest.objects.exists()


def test_the_same_request_is_not_opened_twice(person, mediator):
    ask(person, mediator)
    with pytest.raises(Refused, match="déjà en cours"):
        ask(person, mediator)
    ask(person, mediator, "erasure")


def test_only_a_manager_answers(person, mediator):
    request = ask(person, mediator, "limitation")
    for act in (
        lambda: grant(request, mediator),
        lambda: extend_request(request=request, by=mediator, reason="…", is_told=True),
        lambda: release_access(request=request, by=mediator),
        lambda: lift_limitation(beneficiary=person, by=mediator, reason="x", is_told=True),
    ):
        with pytest.raises(Refused, match="responsable"):
            act()


# Extending


def test_an_extension_is_said_to_the_person_with_its_reason(person, manager):
    request = ask(person, manager)
    with pytest.raises(Refused, match="Dites d’abord"):
        extend_request(request=request, by=manager, reason="Archives papier.", is_told=False)
    with pytest.raises(Refused, match="pourquoi"):
        extend_request(request=request, by=manager, reason="  ", is_told=True)
    extended = extend_request(request=request, by=manager, reason="Archives papier.", is_told=True)
    assert extended.due_on == due_on(request.received_on, EXTENDED_MONTHS)
    with pytest.raises(Refused, match="déjà été prolongée"):
        extend_request(request=request, by=manager, reason="Encore.", is_told=True)


def test_a_late_request_is_not_extended(person, manager):
    request = ask(person, manager, received_on=timezone.localdate() - timedelta(days=60))
    assert is_late(request) and "retard" in deadline_words(request)
    with pytest.raises(Refused, match="délai est passé"):
        extend_request(request=request, by=manager, reason="Archives.", is_told=True)


# Answering: each right is really done


def test_an_answer_needs_words_and_is_given_once(person, manager):
    request = ask(person, manager, "limitation")
    with pytest.raises(Refused, match="ce que vous répondez"):
        grant(request, manager, answer=" ")
    with pytest.raises(Refused, match="quelle suite"):
        grant(request, manager, outcome="maybe")
    grant(request, manager)
    with pytest.raises(Refused, match="déjà été répondu"):
        grant(request, manager)


def test_a_refusal_changes_nothing(person, manager):
    request = ask(person, manager, "limitation")
    answered = grant(request, manager, outcome="refused", answer="Non, parce que…")
    person.refresh_from_db()
    assert answered.closed_at and person.limited_at is None


def test_access_gives_a_copy_with_all_notes_others_hidden_and_who_read(inside, person, manager):
    record_read(person, by=manager, what="file")
    chain_pending_entries(inside.pk)
    shared = write_note(person, manager, "Vient avec son voisin Karim Benali, Karim l’aide.")
    write_note(person, manager, "Préfère ne pas croiser sa sœur.", level="restricted")
    request = ask(person, manager)
    with pytest.raises(Refused, match="Préparez d’abord la copie"):
        grant(request, manager)
    document = release_access(
        request=request, by=manager, hidden_words={str(shared.pk): ["Karim Benali", "Karim"]}
    )
    facts = json.loads(document.facts)
    assert [note["text"] for note in facts["notes"]] == [
        f"Vient avec son voisin {MASK}, {MASK} l’aide.",
        "Préfère ne pas croiser sa sœur.",
    ]
    assert facts["hidden_count"] == 2 and "Karim" not in document.facts
    assert {"label": "Téléphone", "value": "06 12 34 56 78"} in facts["file"]
    assert facts["readings"][0]["who"] == "Responsable"
    assert "Dumas" not in json.dumps(facts["readings"])
    titles = [section["title"] for section in facts["sections"]]
    assert "Notices d’information remises" in titles and "Notes" not in titles
    assert "sera effacé après le" in facts["retention"]
    named = release_access(request=request, by=manager, with_reader_names=True)
    assert "Claire Dumas" in named.facts and named.replaces == document
    grant(request, manager)
    request.refresh_from_db()
    assert (request.outcome, request.document) == ("granted", named)


def test_the_copy_is_drawn_and_holds_its_data(inside, person, manager):
    write_note(person, manager, "Vient le mardi.")
    give_consent(beneficiary=person, by=manager, purpose="sms", manner="witnessed")
    document = release_access(request=ask(person, manager), by=manager)
    pdf = render("access_response", json.loads(document.facts))
    words = text_of(pdf)
    assert "Copie de votre dossier" in words and "Vient le mardi." in words


def test_a_word_to_hide_must_be_in_the_note():
    assert hide("Karim et Karima", ["Karim"]) == (f"{MASK} et Karima", 1)
    assert hide("KARIM vient", ["karim"]) == (f"{MASK} vient", 1)
    with pytest.raises(Refused, match="n’est pas dans la note"):
        hide("Karim", ["Karima"])
    assert words_to_hide(" Karim ; Ali,\nAli ,") == ["Karim", "Ali"]
    with pytest.raises(Refused, match="au plus"):
        words_to_hide(",".join(f"nom{n}" for n in range(41)))


def test_rectification_is_granted_once_the_file_was_corrected(inside, person, manager):
    request = ask(person, manager, "rectification")
    with pytest.raises(Refused, match="Corrigez d’abord"):
        grant(request, manager)
    update_beneficiary(beneficiary=person, by=manager, birth_year=1980)
    chain_pending_entries(inside.pk)
    assert grant(request, manager).outcome == "granted"


def test_erasure_erases_and_only_the_proof_of_the_answer_stays(inside, person, manager):
    write_note(person, manager, "Une note.")
    request = ask(person, manager, "erasure", words="Effacez tout.")
    pseudonym = request.subject_pseudonym
    grant(request, manager)
    assert not Beneficiary.objects.filter(pk=person.pk).exists()
    assert not Note.objects.exists()
    left = RightsRequest.objects.get(pk=request.pk)
    assert (left.beneficiary, left.words, left.answer) == (None, "", "")
    assert (left.outcome, left.subject_pseudonym) == ("granted", pseudonym)
    with pytest.raises(Refused, match="déjà été répondu"):
        grant(left, manager)


def test_opposition_ends_every_agreement_and_closes_the_file(person, manager):
    give_consent(beneficiary=person, by=manager, purpose="sms", manner="witnessed")
    grant(ask(person, manager, "opposition"), manager)
    person.refresh_from_db()
    assert not has_consent(person, "sms")
    assert (person.preferred_contact, person.status) == ("none", "closed")


def test_a_limitation_freezes_until_it_is_lifted_with_a_reason(inside, person, manager):
    request = ask(person, manager, "limitation")
    grant(request, manager)
    with pytest.raises(Refused, match="gelé"):
        update_beneficiary(beneficiary=person, by=manager, city="Ailleurs")
    for fields, sentence in (
        ({"reason": "", "is_told": True}, "pourquoi"),
        ({"reason": "Vérifié.", "is_told": False}, "Informez"),
    ):
        with pytest.raises(Refused, match=sentence):
            lift_limitation(beneficiary=person, by=manager, **fields)
    lift_limitation(beneficiary=person, by=manager, reason="Vérifié.", is_told=True)
    request.refresh_from_db()
    assert "Vérifié." in request.answer
    update_beneficiary(beneficiary=person, by=manager, city="Ailleurs")
    with pytest.raises(Refused, match="n’est pas gelé"):
        lift_limitation(beneficiary=person, by=manager, reason="x", is_told=True)


def test_portability_hands_over_what_she_gave_and_nothing_we_wrote(inside, person, manager):
    write_note(person, manager, "Une conclusion.")
    request = ask(person, manager, "portability")
    with pytest.raises(Refused, match="Téléchargez d’abord"):
        grant(request, manager)
    record_portability(request=request, by=manager)
    chain_pending_entries(inside.pk)
    assert grant(request, manager).outcome == "granted"
    data = portable_data(person)
    assert data["phone"] == "+33612345678"
    assert "conclusion" not in json.dumps(data, ensure_ascii=False)
    with pytest.raises(Refused, match="portabilité"):
        record_portability(request=ask(person, manager, "access"), by=manager)


def test_only_an_access_request_gives_a_copy(person, manager):
    with pytest.raises(Refused, match="demande d’accès"):
        release_access(request=ask(person, manager, "erasure"), by=manager)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_answer_once(association, member_of):
    manager = member_of(association, "MANAGER")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=manager)
        request = ask(person, manager, "limitation")
    results = in_threads(association, *[lambda: grant(request, manager)] * 2)
    assert sum(isinstance(result, Refused) for result in results) == 1


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("rightsrequest_closed_with_its_outcome", {"outcome": "granted"}),
        ("rightsrequest_due_after_received", {"due_on": date(2020, 1, 1)}),
    ],
)
def test_each_constraint_of_a_request_bites(person, manager, constraint, fields):
    request = ask(person, manager)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(**fields)


def test_a_neighbours_person_and_request_do_not_exist(manager, other_association, member_of):
    with organisation(other_association):
        stranger = BeneficiaryFactory(organisation=other_association)
        request = ask(stranger, member_of(other_association, "MANAGER"))
    with pytest.raises(Refused, match="n’existe plus"):
        ask(stranger, manager)
    with pytest.raises(Refused, match="n’existe plus"):
        grant(request, manager)


# What is asked of the manager


def test_the_manager_is_told_the_late_ones_and_nobody_else_is(person, manager, mediator):
    ask(person, mediator, received_on=timezone.localdate() - timedelta(days=60))
    ask(person, mediator, "portability")
    lines = requests_to_answer(manager)
    assert [line.is_late for line in lines] == [True, False]
    assert requests_to_answer(mediator) == []
    (panel,) = personal_data(manager)
    assert panel.lines[0][1] == 2 and personal_data(mediator) == []
    assert [line["is_late"] for line in rights_panel(person, mediator)["requests"]] == [True, False]


# The pages


@pytest.fixture
def scene(association, member_of):
    """(manager, person, her access request), committed in the association's context."""
    manager = member_of(association, "MANAGER")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=manager)
        return manager, person, ask(person, manager)


def page(route, thing):
    return reverse(f"beneficiaries:{route}", args=[thing.pk])


@pytest.mark.parametrize("role", ["TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"])
def test_other_roles_open_no_request(association, scene, member_of, client_for, role):
    _, person, request = scene
    client = client_for(member_of(association, role))
    pages = [page(route, request) for route in REQUEST_ROUTES]
    pages += [reverse("beneficiaries:request_list"), page("rights_receive", person)]
    assert {client.get(address).status_code for address in pages} == {403}


def test_a_mediator_receives_and_sees_but_does_not_answer(
    association, scene, member_of, client_for
):
    _, person, request = scene
    client = client_for(member_of(association, "MEDIATOR"))
    assert client.get(reverse("beneficiaries:request_list")).status_code == 200
    assert "Répondre" not in client.get(page("request_detail", request)).text
    forbidden = [*(page(route, request) for route in REQUEST_ROUTES[1:])]
    assert {client.get(address).status_code for address in forbidden} == {403}
    assert client.post(page("request_export", request)).status_code == 403
    values = {"kind": "erasure", "received_on": timezone.localdate().isoformat()}
    assert client.post(page("rights_receive", person), values).status_code == 422
    values["identity_check"] = "seen"
    assert client.post(page("rights_receive", person), values).status_code == 302


def test_a_neighbours_request_is_not_found(scene, other_association, member_of, client_for):
    _, person, request = scene
    other = client_for(member_of(other_association, "MANAGER"))
    assert {other.get(page(route, request)).status_code for route in REQUEST_ROUTES} == {404}
    assert other.get(page("rights_receive", person)).status_code == 404


def test_the_manager_prepares_and_hands_over_the_copy(association, scene, client_for):
    manager, person, request = scene
    with organisation(association):
        note = write_note(person, manager, "Son fils Idris l’accompagne.")
    client = client_for(manager)
    review = page("request_review", request)
    assert "Son fils Idris" in client.get(review).text
    wrong = client.post(review, {f"note-{note.pk}": "Karim"})
    assert wrong.status_code == 422 and "n’est pas dans la note" in wrong.text
    assert client.post(review, {f"note-{note.pk}": "Idris"}).status_code == 302
    with organisation(association):
        document = Document.objects.get(kind="access_response")
        assert "Idris" not in document.facts
        assert Entry.objects.filter(action="read.access_review").exists()
    answered = client.post(
        page("request_answer", request), {"outcome": "granted", "answer": "Remise ce jour."}
    )
    assert answered.status_code == 302
    assert "Remise ce jour." in client.get(page("request_detail", request)).text


def test_sensitive_words_of_an_answer_are_confirmed_once(association, scene, client_for):
    manager, _, request = scene
    client = client_for(manager)
    answer = page("request_answer", request)
    values = {"outcome": "refused", "answer": "Elle est diabétique, donc non."}
    warned = client.post(answer, values)
    assert warned.status_code == 422 and "Enregistrer ainsi" in warned.text
    mark = warned.context["form"].confirmation
    assert client.post(answer, values | {"confirmed": mark}).status_code == 302


def test_the_data_she_takes_away_come_as_a_file(association, member_of, client_for):
    manager = member_of(association, "MANAGER")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=manager)
        request = ask(person, manager, "portability")
    client = client_for(manager)
    answer = client.post(page("request_export", request))
    assert answer["Content-Type"].startswith("application/json")
    assert json.loads(answer.content)["last_name"] == "Diarra"
    assert "attachment" in answer["Content-Disposition"]


def test_the_list_costs_the_same_for_two_and_for_twelve(association, member_of, client_for):
    manager = member_of(association, "MANAGER")
    client = client_for(manager)
    address = reverse("beneficiaries:request_list")
    client.get(address)
    counts = []
    for more in (2, 10):
        with organisation(association):
            for _ in range(more):
                person = BeneficiaryFactory(organisation=association, informed_by=manager)
                ask(person, manager, RequestKind.ACCESS)
                grant(ask(person, manager, "limitation"), manager)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""Assessments: their acts and refusals, what the database keeps of them, their pages."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries import demo
from beneficiaries.assessment import grid as grids
from beneficiaries.demo import assessments as demo_assessments
from beneficiaries.forms.assessments import from_letters
from beneficiaries.models import (
    AnswerState,
    Assessment,
    AssessmentAnswer,
    AssessmentGrid,
    AssessmentKind,
    Beneficiary,
    ExternalResult,
    NoticeDelivery,
    Path,
)
from beneficiaries.selectors.assessments import assessment_panel, timeline_entries, todo
from beneficiaries.services import (
    GridRefused,
    add_external_result,
    add_grid,
    answer_question,
    answer_questions,
    cancel_draft,
    complete_assessment,
    decide_path,
    grid_in_use,
    remove_external_result,
    retire_grid,
    start_assessment,
)
from inclusion.demo import world as demo_world
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from inclusion.registry import registry
from tests.beneficiaries.factories import BeneficiaryFactory, told
from tests.core.together import together

GRID = grids.load(grids.shipped())
# Letters of the sheet: isolated; at ease but lost in procedures.
ISOLATED = "eg c b a d b c c d d d e c e c d e d b eg d"
LOST = "a b c a b b a b b c a c d d d c c b b b a"


def by_letters(letters):
    return {
        question.code: from_letters(question, text)
        for question, text in zip(GRID.questions, letters.split(), strict=True)
    }


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def person(inside, mediator):
    return BeneficiaryFactory(organisation=inside, informed_by=mediator)


def start(person, by, **fields):
    return start_assessment(beneficiary=person, by=by, **{"channel": "face_to_face"} | fields)


def done(person, by, letters=ISOLATED):
    assessment = start(person, by)
    answer_questions(assessment=assessment, by=by, answers=by_letters(letters))
    return complete_assessment(assessment=assessment, by=by)


def facts_of(org, action, person):
    """The entry of that action about her, and its facts."""
    chain_pending_entries(org.pk)
    entry = Entry.objects.get(action=action, subject_id=person.pseudonym)
    return entry, json.loads(entry.facts)


# ---- Start, answer, complete -----------------------------------------------


def test_the_first_assessment_copies_the_shipped_grid_once(inside, mediator, person):
    assert not AssessmentGrid.objects.exists()
    first = start(person, mediator)
    other = start(BeneficiaryFactory(organisation=inside, informed_by=mediator), mediator)
    assert first.grid == other.grid == AssessmentGrid.objects.get()
    assert first.grid.sha256 == grids.digest(first.grid.content)
    assert first.kind == AssessmentKind.INITIAL
    entry, facts = facts_of(inside, "assessment.started", person)
    assert entry.subject_id == person.pseudonym
    assert facts["grid"] == "inclusion-2026-1"


def test_a_second_assessment_is_one_of_progress(mediator, person):
    done(person, mediator)
    assert start(person, mediator).kind == AssessmentKind.INTERMEDIATE


def test_one_assessment_at_a_time(mediator, person):
    start(person, mediator)
    with pytest.raises(Refused, match="déjà en cours"):
        start(person, mediator)


def test_the_database_keeps_one_in_progress(mediator, person):
    draft = start(person, mediator)
    with pytest.raises(IntegrityError, match="assessment_one_in_progress"), transaction.atomic():
        Assessment.objects.create(
            organisation=draft.organisation,
            beneficiary=person,
            grid=draft.grid,
            kind="initial",
            channel="phone",
            by=mediator,
        )


def test_nobody_is_assessed_before_being_told(inside, mediator):
    stranger = BeneficiaryFactory(organisation=inside)
    with pytest.raises(Refused, match="notice"):
        start(stranger, mediator)
    welcomed = BeneficiaryFactory(organisation=inside, urgent_welcome_by=mediator)
    assert start(welcomed, mediator).pk


def test_a_promise_of_the_notice_ends_after_thirty_days(inside, mediator):
    person = BeneficiaryFactory(organisation=inside)
    told(person, by=mediator, channel="urgent", at=timezone.now() - timedelta(days=31))
    with pytest.raises(Refused, match="notice"):
        start(person, mediator)


def test_a_closed_or_frozen_file_is_not_assessed(inside, mediator, person):
    closed = BeneficiaryFactory(organisation=inside, informed_by=mediator, closed=True)
    with pytest.raises(Refused, match="clos"):
        start(closed, mediator)
    draft = start(person, mediator)
    Beneficiary.objects.filter(pk=person.pk).update(limited_at=timezone.now())
    with pytest.raises(Refused, match="gelé"):
        answer_question(assessment=draft, by=mediator, question="device", state="refused")
    with pytest.raises(Refused, match="gelé"):
        complete_assessment(assessment=draft, by=mediator)


@pytest.mark.parametrize("fields", [{"channel": "pigeon"}, {"kind": "last"}, {"channel": ""}])
def test_an_unknown_manner_is_refused(mediator, person, fields):
    with pytest.raises(Refused, match="Dites"):
        start(person, mediator, **fields)


def test_an_answer_is_written_changed_and_taken_back(mediator, person):
    draft = start(person, mediator)
    say = {"assessment": draft, "by": mediator, "question": "device"}
    assert answer_question(**say, state="answered", values=["tablet"]) == 1
    assert answer_question(**say, state="answered", values=["tablet"]) == 0
    assert answer_question(**say, state="refused") == 1
    row = draft.answers.get()
    assert (row.state, row.values) == (AnswerState.REFUSED, [])
    assert answer_questions(assessment=draft, by=mediator, answers={"device": None}) == 1
    assert not draft.answers.exists()


@pytest.mark.parametrize(
    ("question", "state", "values", "sentence"),
    [
        ("age", "answered", ["old"], "grille"),
        ("device", "answered", ["fridge"], "Question 3"),
        ("device", "answered", [], "grille"),
        ("device", "answered", ["tablet", "computer"], "une seule"),
        ("obstacles", "answered", ["nothing", "hours"], "se répond seul"),
        ("device", "maybe", [], "comprise"),
    ],
)
def test_an_answer_outside_the_grid_is_refused(mediator, person, question, state, values, sentence):
    draft = start(person, mediator)
    with pytest.raises(Refused, match=sentence):
        answer_question(
            assessment=draft, by=mediator, question=question, state=state, values=values
        )
    assert not draft.answers.exists()


def test_the_end_freezes_the_profile_and_the_proposals(inside, mediator, person):
    assessment = done(person, mediator)
    assert assessment.scores["availability"] == 1
    assert assessment.proposed_path == Path.INDIVIDUAL
    assert {each["path"] for each in assessment.proposals[0]["against"]} >= {"initiation"}
    assert assessment.minutes == 1
    _, facts = facts_of(inside, "assessment.completed", person)
    assert (facts["answered"], facts["refused"], facts["not_asked"]) == (21, 0, 0)
    assert "device" not in json.dumps(facts)


def test_what_was_completed_never_changes(mediator, person):
    assessment = done(person, mediator)
    for act in (complete_assessment, cancel_draft):
        with pytest.raises(Refused, match="déjà terminé"):
            act(assessment=assessment, by=mediator)
    with pytest.raises(Refused, match="déjà terminé"):
        answer_question(assessment=assessment, by=mediator, question="device", state="refused")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        assessment.answers.filter(question="device").update(values=["none"])
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(scores={})


def test_an_assessment_that_says_nothing_is_not_completed(mediator, person):
    draft = start(person, mediator)
    answer_question(assessment=draft, by=mediator, question="device", state="refused")
    with pytest.raises(Refused, match="Aucune"):
        complete_assessment(assessment=draft, by=mediator)


def test_a_paper_or_a_resumed_assessment_has_no_duration(mediator, person):
    draft = start(person, mediator, channel="paper")
    answer_questions(assessment=draft, by=mediator, answers=by_letters(LOST))
    assert complete_assessment(assessment=draft, by=mediator).minutes is None
    draft = start(person, mediator)
    Assessment.objects.filter(pk=draft.pk).update(started_at=timezone.now() - timedelta(days=2))
    answer_questions(assessment=draft, by=mediator, answers=by_letters(LOST))
    assert complete_assessment(assessment=draft, by=mediator).minutes is None


def test_a_draft_is_thrown_away_with_its_answers(inside, mediator, person):
    draft = start(person, mediator)
    answer_questions(assessment=draft, by=mediator, answers=by_letters(LOST))
    cancel_draft(assessment=draft, by=mediator)
    assert not Assessment.objects.exists()
    assert not AssessmentAnswer.objects.exists()
    assert facts_of(inside, "assessment.cancelled", person)[0].actor == mediator
    with pytest.raises(Refused, match="n’existe plus"):
        cancel_draft(assessment=draft, by=mediator)


# ---- Decide ----------------------------------------------------------------


def test_a_human_follows_the_proposal_or_says_why_not(inside, mediator, person):
    assessment = done(person, mediator)
    with pytest.raises(Refused, match="pourquoi"):
        decide_path(assessment=assessment, by=mediator, path=Path.EQUIPMENT)
    decided = decide_path(
        assessment=assessment, by=mediator, path=Path.EQUIPMENT, reason="Elle le demande."
    )
    assert (decided.chosen_path, decided.decided_by) == (Path.EQUIPMENT, mediator)
    again = Assessment.objects.get(pk=assessment.pk)
    assert again.override_reason == "Elle le demande."
    with connection.cursor() as cursor:
        cursor.execute("SELECT override_reason FROM beneficiaries_assessment")
        assert b"demande" not in bytes(cursor.fetchone()[0])
    _, facts = facts_of(inside, "assessment.decided", person)
    assert (facts["proposed"], facts["chosen"]) == ("individual", "equipment")
    assert "demande" not in json.dumps(facts)
    with pytest.raises(Refused, match="déjà retenue"):
        decide_path(
            assessment=assessment, by=mediator, path=Path.EQUIPMENT, reason="Elle le demande."
        )
    back = decide_path(assessment=assessment, by=mediator, path=Path.INDIVIDUAL)
    assert (back.chosen_path, back.override_reason) == (Path.INDIVIDUAL, "")


@pytest.mark.parametrize(
    ("path", "reason", "sentence"),
    [
        ("camp", "", "Choisissez"),
        ("equipment", " \u200b ", "pourquoi"),
        ("equipment", "x" * 501, "500"),
        ("equipment", "mot de passe : Azerty123", "mot de passe"),
    ],
)
def test_a_decision_is_refused_in_french(mediator, person, path, reason, sentence):
    assessment = done(person, mediator)
    with pytest.raises(Refused, match=sentence):
        decide_path(assessment=assessment, by=mediator, path=path, reason=reason)


def test_one_does_not_decide_before_the_end(mediator, person):
    draft = start(person, mediator)
    with pytest.raises(Refused, match="terminé"):
        decide_path(assessment=draft, by=mediator, path=Path.EQUIPMENT, reason="Vite.")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"chosen_path": "equipment"}, "assessment_decided_once_completed"),
        (
            {"chosen_path": "equipment", "decided_at": timezone.now()},
            "assessment_override_has_its_reason",
        ),
    ],
)
def test_the_database_checks_decisions(mediator, person, change, constraint):
    assessment = done(person, mediator)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(**change)


@pytest.mark.parametrize(("state", "values"), [("answered", []), ("refused", ["tablet"])])
def test_the_database_tells_answers_from_refusals(mediator, person, state, values):
    draft = start(person, mediator)
    name = "assessmentanswer_values_when_answered"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AssessmentAnswer.objects.create(
            organisation=draft.organisation,
            assessment=draft,
            question="device",
            state=state,
            values=values,
        )


# ---- Tests taken elsewhere -------------------------------------------------


def test_a_result_from_elsewhere_is_noted_and_taken_back(inside, mediator, person):
    day = timezone.localdate() - timedelta(days=3)
    result = add_external_result(
        beneficiary=person, by=mediator, tool="pix", level=" 240  pix ", taken_on=day
    )
    assert result.level == "240 pix"
    with pytest.raises(Refused, match="déjà"):
        add_external_result(
            beneficiary=person, by=mediator, tool="pix", level="240 pix", taken_on=day
        )
    assert facts_of(inside, "external_result.added", person)[1]["tool"] == "pix"
    remove_external_result(beneficiary=person, by=mediator, result=result.pk)
    assert not ExternalResult.objects.exists()
    with pytest.raises(Refused, match="n’est plus"):
        remove_external_result(beneficiary=person, by=mediator, result=result.pk)


@pytest.mark.parametrize(
    ("tool", "level", "days", "sentence"),
    [
        ("toise", "A2", 1, "outil"),
        ("pix", " ", 1, "niveau"),
        ("pix", "x" * 61, 1, "60"),
        ("pix", "240", -1, "passée"),
        ("pix", "240", 365 * 12, "dix ans"),
    ],
)
def test_a_result_from_elsewhere_is_refused(mediator, person, tool, level, days, sentence):
    day = timezone.localdate() - timedelta(days=days)
    with pytest.raises(Refused, match=sentence):
        add_external_result(beneficiary=person, by=mediator, tool=tool, level=level, taken_on=day)


# ---- Grids -----------------------------------------------------------------


def own_grid(**changes):
    return json.dumps(grids.shipped() | {"code": "aubiers", "version": "1"} | changes).encode()


def test_a_grid_of_ones_own_is_used_next_and_old_answers_stay_readable(
    inside, member_of, mediator, person
):
    manager = member_of(inside, "MANAGER")
    before = done(person, mediator)
    grid = add_grid(by=manager, data=own_grid(title="Grille des Aubiers"))
    after = start(person, mediator)
    assert after.grid == grid and before.grid.code == "inclusion"
    assert grids.load(before.grid.content).questions[0].text == GRID.questions[0].text
    retire_grid(grid=grid.pk, by=manager)
    assert grid_in_use(inside) == before.grid
    with pytest.raises(Refused, match="n’est plus"):
        retire_grid(grid=grid.pk, by=manager)
    # The draft goes on with the questions it began with.
    answer_questions(assessment=after, by=mediator, answers=by_letters(LOST))
    assert complete_assessment(assessment=after, by=mediator).grid == grid


def test_a_version_is_added_once(inside, member_of):
    manager = member_of(inside, "MANAGER")
    add_grid(by=manager, data=own_grid())
    with pytest.raises(GridRefused) as refusal:
        add_grid(by=manager, data=own_grid(title="Autre"))
    assert "existe déjà" in refusal.value.problems[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xfe", "JSON"),
        (b"{", "JSON"),
        (b"NaN", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"title": "\\u0000"}', "JSON"),
        (b'{"title": "\\ud800"}', "JSON"),
        (b" " * 200_001, "200"),
        (b"[]", "grille"),
        (json.dumps(grids.shipped()).encode(), "origine"),
    ],
)
def test_a_file_that_is_no_grid_is_refused(inside, member_of, data, sentence):
    with pytest.raises(GridRefused) as refusal:
        add_grid(by=member_of(inside, "MANAGER"), data=data)
    assert sentence in refusal.value.problems[0]
    assert not AssessmentGrid.objects.exists()


def test_a_grid_in_use_never_changes(mediator, person):
    grid = start(person, mediator).grid
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        AssessmentGrid.objects.filter(pk=grid.pk).update(content={})


# ---- Two people at once ----------------------------------------------------


@pytest.fixture
def two(transactional_db, association, member_of):
    members = [member_of(association, "MEDIATOR"), member_of(association, "MANAGER")]
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, informed_by=members[0])
    return members, person


def acting(association, act):
    def run(position):
        with organisation(association):
            return act(position)

    return run


@pytest.mark.django_db(transaction=True)
def test_two_who_start_at_once_open_one(association, two):
    members, person = two
    outcomes = together(2, acting(association, lambda i: start(person, members[i])))
    assert sum(isinstance(each, Assessment) for each in outcomes) == 1
    assert sum(isinstance(each, Refused) for each in outcomes) == 1
    with organisation(association):
        assert Assessment.objects.count() == AssessmentGrid.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_assessments_of_an_association_share_one_grid(association, two, member_of):
    members, person = two
    with organisation(association):
        people = [person, BeneficiaryFactory(organisation=association, informed_by=members[1])]
    outcomes = together(2, acting(association, lambda i: start(people[i], members[i])))
    assert all(isinstance(each, Assessment) for each in outcomes), outcomes
    with organisation(association):
        assert AssessmentGrid.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_end_at_once_never_part(association, two):
    members, person = two
    with organisation(association):
        draft = start(person, members[0])
        answer_questions(assessment=draft, by=members[0], answers=by_letters(LOST))

    def act(position):
        if position:
            return complete_assessment(assessment=draft, by=members[1])
        return answer_question(
            assessment=draft, by=members[0], question="company", state="answered", values=["never"]
        )

    outcomes = together(2, acting(association, act))
    with organisation(association):
        kept = Assessment.objects.get(pk=draft.pk)
        answers = {
            each.question: grids.Given(each.state, tuple(each.values))
            for each in kept.answers.all()
        }
        assert kept.scores == grids.score(GRID, answers)
    assert isinstance(outcomes[1], Assessment)
    assert outcomes[0] == 1 or isinstance(outcomes[0], Refused)


@pytest.mark.django_db(transaction=True)
def test_two_who_complete_at_once_complete_once(association, two):
    members, person = two
    with organisation(association):
        draft = start(person, members[0])
        answer_questions(assessment=draft, by=members[0], answers=by_letters(LOST))
    outcomes = together(
        2, acting(association, lambda i: complete_assessment(assessment=draft, by=members[i]))
    )
    assert sum(isinstance(each, Refused) for each in outcomes) == 1


# ---- Pages -----------------------------------------------------------------


@pytest.fixture
def desk(association, member_of, client_for):
    """A mediator signed in, and a person who was told."""
    mediator = member_of(association, "MEDIATOR")
    with organisation(association):
        person = BeneficiaryFactory(
            organisation=association, informed_by=mediator, referent=mediator
        )
    client = client_for(mediator)
    client.mediator, client.person = mediator, person
    return client


def address(route, thing):
    return reverse(f"beneficiaries:{route}", args=[thing.pk])


def begun(client, view="one"):
    """A draft opened through the page; its address."""
    form = {"kind": "initial", "channel": "face_to_face", "view": view}
    return client.post(address("assessment_create", client.person), form)["Location"]


def test_one_question_after_another_until_the_result(association, desk):
    url = begun(desk)
    for question, letter in zip(GRID.questions, ISOLATED.split(), strict=True):
        page = desk.get(url)
        assert question.text in page.text
        given = from_letters(question, letter)
        form = {
            "n": question.number,
            "asked": question.code,
            f"before-{question.code}": "",
            f"q-{question.code}": list(given.values),
        }
        url = desk.post(url.split("?")[0], form)["Location"]
    assert "Relire avant de terminer" in desk.get(url).text
    url = desk.post(url.split("?")[0], {"n": 22, "act": "complete"})["Location"]
    page = desk.get(url).text
    assert "Proposé parce que\u00a0: Vous voyez peu de monde" in page
    assert "Commencer par un groupe décourage" in page
    assert "Retenir cette voie" in page
    with organisation(association):
        assert Entry.objects.filter(chain="reads", action="read.assessment").exists()


def test_an_autosave_writes_its_one_question(association, desk):
    url = begun(desk, view="all")
    form = {"only": "device", "q-device": "tablet"}
    answer = desk.post(url, form, headers={"hx-request": "true"})
    assert "1 sur 21" in answer.text and "<html" not in answer.text
    refused = desk.post(
        url, {"only": "device", "q-device": "fridge"}, headers={"hx-request": "true"}
    )
    assert refused.status_code == 422 and "n’est pas dans la grille" in refused.text
    with organisation(association):
        assert AssessmentAnswer.objects.get().values == ["tablet"]


def test_a_page_left_open_takes_nothing_back(association, desk):
    url = begun(desk, view="all")
    desk.post(url, {"only": "device", "q-device": "tablet"}, headers={"hx-request": "true"})
    # Drawn before the answer above, and nothing was touched in it but the mail.
    stale = {
        "asked": ["device", "mail"],
        "before-device": "",
        "q-device": "",
        "before-mail": "",
        "q-mail": "helped",
        "act": "save",
    }
    desk.post(url, stale)
    with organisation(association):
        kept = {each.question: each.values for each in AssessmentAnswer.objects.all()}
    assert kept == {"device": ["tablet"], "mail": ["helped"]}


def test_refused_unknown_and_not_asked_are_three_things(association, desk):
    url = begun(desk, view="all")
    form = {
        "asked": ["device", "mail", "cost"],
        "before-device": "",
        "before-mail": "",
        "before-cost": "",
        "q-device": "refused!",
        "q-mail": "unknown!",
        "q-cost": "",
    }
    desk.post(url, form)
    with organisation(association):
        kept = {each.question: each.state for each in AssessmentAnswer.objects.all()}
    assert kept == {"device": "refused", "mail": "unknown"}
    assert (
        "0 avec une réponse, 1 «\u00a0ne sait pas\u00a0», 1 refus, 19 non posées"
        in desk.get(url).text
    )


def test_a_sheet_is_copied_by_its_numbers(association, desk):
    form = {"kind": "initial", "channel": "paper"}
    url = desk.post(address("assessment_create", desk.person), form)["Location"]
    assert url.endswith("/papier/")
    names = [f"q-{question.code}" for question in GRID.questions]
    letters = dict(zip(names, LOST.split(), strict=True))
    wrong = desk.post(url, letters | {"q-device": "z"})
    assert wrong.status_code == 422
    assert "«\u00a0z\u00a0» n’existe pas" in wrong.text
    assert desk.post(url, letters | {"q-device": "R", "q-obstacles": "b, C"}).status_code == 302
    with organisation(association):
        kept = {each.question: each for each in AssessmentAnswer.objects.all()}
    assert kept["device"].state == AnswerState.REFUSED
    assert kept["obstacles"].values == ["hours", "childcare"]
    assert len(kept) == 21


def test_the_sheet_bears_the_same_numbers_and_letters(desk):
    page = desk.get(reverse("beneficiaries:assessment_paper")).text
    for question in GRID.questions:
        assert f'<span class="item-number">{question.number}</span>' in page
        assert question.text in page
        for option in question.options:
            assert f"<b>{option.letter}</b> {option.label}" in page


def test_another_path_needs_its_reason_on_the_page_too(association, desk):
    with organisation(association):
        assessment = done(desk.person, desk.mediator)
    url = address("assessment_decide", assessment)
    refused = desk.post(url, {"path": "equipment", "reason": ""})
    assert refused.status_code == 422
    assert "Dites pourquoi une autre voie est choisie." in refused.text
    warned = desk.post(url, {"path": "equipment", "reason": "Elle est en dépression."})
    assert warned.status_code == 422 and "Mots délicats" in warned.text
    token = warned.text.split('name="confirmation" value="')[1].split('"')[0]
    confirmed = {
        "path": "equipment",
        "reason": "Elle est en dépression.",
        "confirmation": token,
    }
    assert desk.post(url, confirmed).status_code == 302
    page = desk.get(address("assessment_detail", assessment)).text
    assert "autrement que proposé" in page
    assert f"?diagnostic={assessment.pk}" in page


def test_progress_is_shown_axis_by_axis(association, desk):
    with organisation(association):
        first = done(desk.person, desk.mediator)
        second = done(desk.person, desk.mediator, LOST)
    page = desk.get(address("assessment_detail", second)).text
    assert reverse("beneficiaries:assessment_detail", args=[first.pk]) in page
    # Handling goes from 2 to 3, equipment from 3 to 1.
    assert "<strong>+1</strong>" in page and "<strong>−2</strong>" in page
    assert 'class="previous"' in page


def test_the_page_asks_as_much_whatever_the_history(association, desk):
    with organisation(association):
        last = done(desk.person, desk.mediator)
    desk.get(address("assessment_detail", last))
    few = _queries(desk, address("assessment_detail", last))
    with organisation(association):
        for _ in range(5):
            last = done(desk.person, desk.mediator, LOST)
        for score in range(5):
            add_external_result(
                beneficiary=desk.person,
                by=desk.mediator,
                tool="pix",
                level=str(score),
                taken_on=timezone.localdate(),
            )
    many = _queries(desk, address("assessment_detail", last))
    assert many == few
    assert many <= 15


def _queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(
        not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config"))
        for each in captured
    )


def test_the_panel_takes_two_queries(association, desk):
    with organisation(association):
        for letters in (ISOLATED, LOST, LOST):
            done(desk.person, desk.mediator, letters)
        start(desk.person, desk.mediator)
        with CaptureQueriesContext(connection) as captured:
            panel = assessment_panel(desk.person, desk.mediator)
            assert [row.difference for row in panel["rows"]] == ["="] * 7
            assert panel["draft"] and panel["proposal"].path == Path.RIGHTS
        assert len(captured) == 2
        with CaptureQueriesContext(connection) as captured:
            entries = timeline_entries(desk.person, desk.mediator)
        # Her assessments were read for the panel: the path reads them no more.
        assert len(captured) == 1
        assert [each.title for each in entries].count("Diagnostic d’étape") == 2


def test_the_home_page_asks_to_resume_decide_and_measure_again(association, desk):
    with organisation(association):
        assessment = done(desk.person, desk.mediator)
        titles = [line.title for line in todo(desk.mediator)]
        assert titles == ["Choisir la voie de Aminata Diarra"]
        decide_path(assessment=assessment, by=desk.mediator, path=Path.INDIVIDUAL)
        assert todo(desk.mediator) == []
        late = _in_the_past(desk, days=190)
        assert [line.title for line in todo(desk.mediator)] == [f"Réévaluer {late.polite_name}"]
        start(late, desk.mediator)
        assert [line.act for line in todo(desk.mediator)] == ["Reprendre"]


def _in_the_past(desk, days):
    """Someone followed by the mediator, assessed that long ago."""
    at = timezone.now() - timedelta(days=days)
    person = BeneficiaryFactory(
        organisation=desk.person.organisation, informed_by=desk.mediator, referent=desk.mediator
    )
    Assessment.objects.create(
        organisation=person.organisation,
        beneficiary=person,
        grid=grid_in_use(person.organisation),
        kind="initial",
        channel="phone",
        by=desk.mediator,
        started_at=at,
        completed_at=at,
        proposed_path="rights",
        chosen_path="rights",
        decided_at=at,
        decided_by=desk.mediator,
    )
    return person


ROUTES = ["assessment_answer", "assessment_entry", "assessment_detail"]
ACTS = ["assessment_cancel", "assessment_decide"]
SHARED = ["grid_list", "grid_download", "assessment_paper"]


@pytest.mark.parametrize("role", ["TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"])
def test_other_roles_see_no_assessment(association, desk, member_of, client_for, role):
    with organisation(association):
        assessment = done(desk.person, desk.mediator)
    client = client_for(member_of(association, role))
    pages = [address(route, assessment) for route in ROUTES]
    pages += [address("assessment_create", desk.person)]
    pages += [reverse(f"beneficiaries:{route}") for route in SHARED]
    assert {client.get(page).status_code for page in pages} == {403}
    acts = [address(route, assessment) for route in ACTS]
    acts += [address("external_result_add", desk.person)]
    assert {client.post(page).status_code for page in acts} == {403}


def test_a_neighbours_assessment_does_not_exist(desk, other_association, member_of):
    with organisation(other_association):
        stranger = member_of(other_association, "MEDIATOR")
        person = BeneficiaryFactory(organisation=other_association, informed_by=stranger)
        assessment = done(person, stranger)
    assert {desk.get(address(route, assessment)).status_code for route in ROUTES} == {404}
    assert {desk.post(address(route, assessment)).status_code for route in ACTS} == {404}
    assert desk.get(address("assessment_create", person)).status_code == 404


def test_only_the_manager_changes_grids(association, desk, member_of, client_for):
    add = reverse("beneficiaries:grid_add")
    assert desk.post(add).status_code == 403
    assert "Ajouter une version" not in desk.get(reverse("beneficiaries:grid_list")).text
    client = client_for(member_of(association, "MANAGER"))
    answer = client.post(add)
    assert answer.status_code == 422 and "Choisissez un fichier" in answer.text
    for value in ("", "x", "0199aaaa-0000-7000-8000-000000000000"):
        assert client.post(reverse("beneficiaries:grid_retire"), {"grid": value}).status_code == 302


def test_a_grid_is_downloaded_changed_and_added_again(association, member_of, client_for, tmp_path):
    client = client_for(member_of(association, "MANAGER"))
    answer = client.get(reverse("beneficiaries:grid_download"))
    content = json.loads(answer.content) | {"code": "aubiers", "version": "2"}
    with organisation(association):
        # Looking at the grid in use writes nothing.
        assert not AssessmentGrid.objects.exists()
    file = tmp_path / "grille.json"
    file.write_text(json.dumps(content))
    with file.open("rb") as opened:
        assert client.post(reverse("beneficiaries:grid_add"), {"file": opened}).status_code == 302
    assert "version 2, en usage" in client.get(reverse("beneficiaries:grid_list")).text
    file.write_text(json.dumps(content | {"version": "3", "rules": [{"code": "x"}]}))
    with file.open("rb") as opened:
        wrong = client.post(reverse("beneficiaries:grid_add"), {"file": opened})
    assert wrong.status_code == 422 and "Règle 1" in wrong.text


def test_nobody_is_asked_anything_before_the_notice(association, desk):
    with organisation(association):
        NoticeDelivery.objects.all().delete()
    url = address("assessment_create", desk.person)
    assert "n’a pas encore reçu la notice" in desk.get(url).text
    refused = desk.post(url, {"kind": "initial", "channel": "phone"})
    assert refused.status_code == 422 and "Donnez d’abord la notice" in refused.text


def test_results_from_elsewhere_are_noted_on_the_page(association, desk):
    with organisation(association):
        assessment = done(desk.person, desk.mediator)
    form = {"tool": "abc_diag", "level": "Niveau 2", "taken_on": "2026-01-12"}
    desk.post(address("external_result_add", desk.person), form)
    page = desk.get(address("assessment_detail", assessment)).text
    assert "ABC Diag\u00a0: Niveau 2" in page
    desk.post(address("external_result_add", desk.person), form | {"taken_on": "12/34"})
    assert "Écrivez une date qui existe." in desk.get(address("assessment_detail", assessment)).text
    desk.post(address("external_result_remove", desk.person), {"result": "x"})
    with organisation(association):
        key = ExternalResult.objects.get().pk
    desk.post(address("external_result_remove", desk.person), {"result": key})
    with organisation(association):
        assert not ExternalResult.objects.exists()


# ---- The stories of the articles -------------------------------------------


def test_the_demo_tells_the_five_stories(db, monkeypatch):
    monkeypatch.setattr(registry, "demo", [(10, demo.build), (50, demo_assessments.build)])
    world = demo_world.load()
    with world.inside("emmaus-connect-bordeaux"):
        latest = {
            str(each.beneficiary): each
            for each in Assessment.objects.completed()
            .select_related("beneficiary")
            .order_by("completed_at")
        }
        proposed = {name: latest[name].proposed_path for name in STORIES}
        draft = Assessment.objects.in_progress().get()
    assert proposed == STORIES
    assert latest["Rosa Pereira"].kind == AssessmentKind.INTERMEDIATE
    assert draft.by == world.members["mediateur-bordeaux"]


STORIES = {
    "Odette Lartigue": Path.INDIVIDUAL,
    "Yasmine Kaddour": Path.RIGHTS,
    "Moussa Camara": Path.EQUIPMENT,
    "Svitlana Kovalenko": Path.URGENT_HELP,
    "Bertrand Castaing": Path.AUTONOMY,
    "Rosa Pereira": Path.OFFICE,
}

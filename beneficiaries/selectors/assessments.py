"""Reads of assessments: the grid in use, a draft's progress, a result with what it compares to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from beneficiaries.assessment import grid as grids
from beneficiaries.assessment.radar import Outline, radar
from beneficiaries.models import (
    AnswerState,
    Assessment,
    AssessmentGrid,
    Axis,
    BeneficiaryStatus,
    ExternalResult,
    Path,
)
from beneficiaries.permissions import can_open_files
from inclusion.registry import TimelineEntry, TodoLine
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import MINUS, short_day

# When the progress of a person is worth measuring again.
REASSESS_DAYS = 182
# Beyond this her file is about to be forgotten: nobody is asked to call her for an assessment.
FORGET_DAYS = 600
LINES_AT_MOST = 5
FORMER_AT_MOST = 12


# ---- Grids -----------------------------------------------------------------


def own_grids(organisation):
    """The versions an organisation made and uses, latest first."""
    return (
        AssessmentGrid.objects.filter(organisation=organisation, retired_at__isnull=True)
        .exclude(code=grids.SHIPPED_CODE)
        .order_by("-created_at", "-pk")
    )


def shipped_grid(organisation):
    """The organisation's copy of the shipped grid, not saved when nothing was answered on it."""
    content = grids.shipped()
    key = {"code": content["code"], "version": content["version"]}
    return AssessmentGrid.objects.filter(
        organisation=organisation, **key
    ).first() or AssessmentGrid(
        organisation_id=organisation.pk,
        title=content["title"],
        content=content,
        sha256=grids.digest(content),
        **key,
    )


def current_grid(organisation):
    """The grid that the next assessment will use; reading it writes nothing."""
    return own_grids(organisation).first() or shipped_grid(organisation)


def loaded(row):
    """The questions and rules of an AssessmentGrid."""
    return grids.load(row.content)


def grid_of(assessment):
    """The questions and rules of an assessment, as they were when it was made."""
    return loaded(assessment.grid)


# ---- Answers ---------------------------------------------------------------


def answers_of(assessment):
    """Question → Given; a question that is not there was not asked."""
    return {
        each.question: grids.Given(each.state, tuple(each.values))
        for each in assessment.answers.all()
    }


@dataclass(frozen=True)
class Said:
    """A question and what was said to it, as a page shows it."""

    question: grids.Question
    given: grids.Given | None

    @property
    def state(self):
        return self.given.state if self.given else "not_asked"

    @property
    def words(self):
        """« Je le fais sans aide », « Ne sait pas », « Question non posée »."""
        if self.given is None:
            return "Question non posée"
        if self.given.state != AnswerState.ANSWERED:
            return AnswerState(self.given.state).label
        chosen = (self.question.option(code) for code in self.given.values)
        return ", ".join(each.label for each in chosen if each)

    @property
    def chosen(self):
        return self.given.values if self.given else ()


@dataclass(frozen=True)
class Progress:
    """How far a draft has come."""

    answered: int
    refused: int
    unknown: int
    total: int

    @property
    def done(self):
        return self.answered + self.refused + self.unknown

    @property
    def not_asked(self):
        return self.total - self.done


def said(grid, answers):
    """Every question of a grid, in its order, with what was said."""
    return [Said(each, answers.get(each.code)) for each in grid.questions]


def progress(grid, answers):
    states = Counter(each.state for code, each in answers.items() if grid.question(code))
    return Progress(
        answered=states[AnswerState.ANSWERED],
        refused=states[AnswerState.REFUSED],
        unknown=states[AnswerState.UNKNOWN],
        total=len(grid.questions),
    )


def by_section(grid, answers):
    """(title, questions) by axis, in the order of the grid; first what no axis counts."""
    sections = {}
    for each in said(grid, answers):
        axis = each.question.axis
        title = Axis(axis).label if axis else "Sa demande"
        sections.setdefault(title, []).append(each)
    return list(sections.items())


def first_unasked(grid, answers):
    """The number of the first question without an answer; after the last when all have one."""
    for each in grid.questions:
        if each.code not in answers:
            return each.number
    return len(grid.questions) + 1


# ---- Result ----------------------------------------------------------------


@dataclass(frozen=True)
class AxisRow:
    """One line of the table beside the radar."""

    axis: Axis
    now: int | None
    former: int | None
    has_former: bool

    @property
    def difference(self):
        """« +2 », « −1 », « = », empty when one of the two is not known."""
        if not self.has_former or self.now is None or self.former is None:
            return ""
        gap = self.now - self.former
        if not gap:
            return "="
        return f"+{gap}" if gap > 0 else f"{MINUS}{-gap}"


@dataclass(frozen=True)
class ProposedPath:
    """A path with its label, its reason and the paths to avoid first."""

    path: Path
    reason: str
    against: tuple  # (Path, why)
    then: tuple[Path, ...]
    within_days: int | None


def proposals_of(assessment):
    """The frozen proposals with their labels; the first one is what is proposed."""
    return [
        ProposedPath(
            path=Path(each["path"]),
            reason=each["reason"],
            against=tuple((Path(one["path"]), one["why"]) for one in each["against"]),
            then=tuple(Path(path) for path in each["then"]),
            within_days=each["within_days"],
        )
        for each in assessment.proposals
    ]


def contraindications(proposals):
    """(path, why) of all the paths that must not come first, each once."""
    told = {}
    for proposal in proposals:
        for path, why in proposal.against:
            told.setdefault(path, why)
    return list(told.items())


def rows(assessment, former=None):
    """The seven axes of an assessment, beside those of a former one."""
    return [
        AxisRow(
            axis=axis,
            now=assessment.scores.get(axis),
            former=former.scores.get(axis) if former else None,
            has_former=former is not None,
        )
        for axis in Axis
    ]


def radar_of(assessment, former=None):
    """The drawing of the profile, and the former one's outline under it."""
    return radar(
        Outline(short_day(assessment.completed_at), assessment.scores),
        Outline(short_day(former.completed_at), former.scores) if former else None,
    )


def former_assessments(assessment):
    """The completed assessments of the same person before this one, latest first."""
    return list(
        Assessment.objects.completed()
        .filter(
            organisation=assessment.organisation_id,
            beneficiary=assessment.beneficiary_id,
            completed_at__lt=assessment.completed_at,
        )
        .order_by("-completed_at", "-pk")[:FORMER_AT_MOST]
    )


# ---- The person's page -----------------------------------------------------


def _history(beneficiary):
    """Her assessments, the draft first then the latest: read once for the panel and the path."""
    latest_first = Assessment.objects.select_related("by__user").order_by("-completed_at", "-pk")
    prefetch_related_objects([beneficiary], Prefetch("assessments", latest_first))
    return beneficiary.assessments.all()


def external_results_of(beneficiary):
    """The tests she took elsewhere, latest first; with her file when it was read for her page."""
    facts = getattr(beneficiary, "external_facts", None)
    if facts is None:
        return list(beneficiary.external_results.order_by("-taken_on", "-pk"))
    return [
        ExternalResult(
            tool=each["tool"], level=each["level"], taken_on=date.fromisoformat(each["taken_on"])
        )
        for each in facts
    ]


def assessment_panel(beneficiary, member):
    """What `_assessment_panel.html` shows: the same queries, whatever her history."""
    found = _history(beneficiary)
    draft = next((each for each in found if each.completed_at is None), None)
    completed = [each for each in found if each.completed_at]
    latest = completed[0] if completed else None
    former = completed[1] if len(completed) > 1 else None
    panel = {
        "beneficiary": beneficiary,
        "draft": draft,
        "assessment": latest,
        "former": former,
        "external_results": external_results_of(beneficiary)[:5],
    }
    if latest:
        proposals = proposals_of(latest)
        panel |= {
            "radar": radar_of(latest, former),
            "rows": rows(latest, former),
            "proposal": proposals[0],
            "against": contraindications(proposals)[:2],
            "is_due": latest.completed_at <= timezone.now() - timedelta(days=REASSESS_DAYS),
        }
    return panel


def timeline_entries(beneficiary, member):
    """Her assessments and the tests she took elsewhere, on the line of her path."""
    entries = [_entry(each) for each in _history(beneficiary) if each.completed_at]
    entries += [
        TimelineEntry(
            at=timezone.make_aware(datetime.combine(each.taken_on, time())),
            title=f"Test {each.get_tool_display()}",
            detail=each.level,
            icon="clipboard-check",
        )
        for each in external_results_of(beneficiary)
    ]
    return entries


def _entry(assessment):
    parts = [counted(assessment.minutes, "min", "min")] if assessment.minutes else []
    if assessment.chosen_path:
        parts.append(assessment.get_chosen_path_display().lower())
    return TimelineEntry(
        at=assessment.completed_at,
        title=f"Diagnostic {assessment.get_kind_display().lower()}",
        detail=", ".join(parts),
        icon="clipboard-pulse",
        url=reverse("beneficiaries:assessment_detail", args=[assessment.pk]),
        link_label="résultat",
    )


# ---- Home ------------------------------------------------------------------


def todo(member):
    """Drafts to resume, results to decide upon, assessments to make again, for those I follow."""
    if not can_open_files(member):
        return []
    return [*_drafts(member), *_undecided(member), *_due(member)]


def _of_active_people(member):
    return (
        Assessment.objects.visible_to(member)
        .filter(beneficiary__status=BeneficiaryStatus.ACTIVE)
        .select_related("beneficiary")
        .defer("scores", "proposals", "override_reason")
    )


def _drafts(member):
    drafts = _of_active_people(member).in_progress().filter(by=member).order_by("started_at", "pk")
    return [
        TodoLine(
            title=f"Reprendre le diagnostic de {each.beneficiary.polite_name}",
            detail=f"Commencé le {short_day(each.started_at)}, dossier"
            f" {each.beneficiary.file_number}",
            url=reverse("beneficiaries:assessment_answer", args=[each.pk]),
            act="Reprendre",
            rank=62,
        )
        for each in drafts[:LINES_AT_MOST]
    ]


def _undecided(member):
    waiting = (
        _of_active_people(member)
        .completed()
        .filter(by=member, chosen_path="")
        .order_by("completed_at", "pk")
    )
    return [
        TodoLine(
            title=f"Choisir la voie de {each.beneficiary.polite_name}",
            detail=f"Diagnostic du {short_day(each.completed_at)}, proposé{NO_BREAK}:"
            f" {each.get_proposed_path_display().lower()}",
            url=reverse("beneficiaries:assessment_detail", args=[each.pk]),
            act="Décider",
            rank=61,
        )
        for each in waiting[:LINES_AT_MOST]
    ]


def _due(member):
    now = timezone.now()
    newer = Assessment.objects.filter(
        organisation=OuterRef("organisation"), beneficiary=OuterRef("beneficiary")
    ).filter(started_at__gt=OuterRef("started_at"))
    due = (
        _of_active_people(member)
        .completed()
        .filter(
            beneficiary__referent=member,
            completed_at__lte=now - timedelta(days=REASSESS_DAYS),
            completed_at__gte=now - timedelta(days=FORGET_DAYS),
        )
        .filter(~Exists(newer))
        .order_by("completed_at", "pk")
    )
    return [
        TodoLine(
            title=f"Réévaluer {each.beneficiary.polite_name}",
            detail=f"Dernier diagnostic le {short_day(each.completed_at)}, dossier"
            f" {each.beneficiary.file_number}",
            url=reverse("beneficiaries:assessment_create", args=[each.beneficiary_id]),
            act="Réévaluer",
            rank=80,
        )
        for each in due[:LINES_AT_MOST]
    ]

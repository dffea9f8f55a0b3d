"""The acts of an assessment: started, answered, completed, decided upon; each locks the person.

Answers are autosaved many times a minute: the journal holds the start, the end with the number of
answers, and the decision, never what was answered.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.assessment import grid as grids
from beneficiaries.guard import refuse_forbidden
from beneficiaries.models import (
    AnswerState,
    Assessment,
    AssessmentAnswer,
    AssessmentChannel,
    AssessmentKind,
    BeneficiaryStatus,
    ExternalResult,
    ExternalTool,
    Path,
)
from beneficiaries.selectors.assessments import answers_of, grid_of
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.grids import grid_in_use
from beneficiaries.services.locking import lock_person
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

# An urgent welcome puts the notice off for that long, and no longer.
PROMISE_DAYS = 30
# Beyond this the assessment was put aside and resumed: its duration means nothing.
SITTING_MINUTES = 180
OLDEST_RESULT_YEARS = 10
REASON_LENGTH = 500
LEVEL_LENGTH = 60


@transaction.atomic
def start_assessment(*, beneficiary, by, channel, kind=""):
    """Open an assessment on the grid in use; a person has one in progress at most."""
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    if beneficiary.status in (BeneficiaryStatus.CLOSED, BeneficiaryStatus.ARCHIVED):
        raise Refused("Ce dossier est clos\u00a0: rouvrez-le pour faire un diagnostic.")
    if channel not in AssessmentChannel.values:
        raise Refused("Dites comment se fait le diagnostic.")
    kind = kind or _next_kind(beneficiary)
    if kind not in AssessmentKind.values:
        raise Refused("Dites à quel moment se fait le diagnostic.")
    if not is_informed(beneficiary):
        raise Refused(
            "Donnez d’abord la notice d’information à cette personne\u00a0: elle dit ce que l’on"
            " note et pourquoi."
        )
    if beneficiary.assessments.in_progress().exists():
        raise Refused("Un diagnostic est déjà en cours pour cette personne.")
    grid = grid_in_use(by.organisation)
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                organisation_id=beneficiary.organisation_id,
                beneficiary=beneficiary,
                grid=grid,
                kind=kind,
                channel=channel,
                by=by,
                started_at=timezone.now(),
            )
    except IntegrityError as error:
        if "assessment_one_in_progress" in str(error):
            raise Refused("Un diagnostic est déjà en cours pour cette personne.") from None
        raise
    record(
        "assessment.started",
        beneficiary,
        by=by,
        assessment=str(assessment.pk),
        grid=f"{grid.code}-{grid.version}",
        kind=kind,
        channel=channel,
    )
    return assessment


def is_informed(beneficiary):
    """She was told what is written about her, or will be: an urgent welcome of late."""
    since = timezone.now() - timedelta(days=PROMISE_DAYS)
    deliveries = beneficiary.notice_deliveries
    return (
        deliveries.told().exists() or deliveries.promised().filter(delivered_at__gte=since).exists()
    )


def _next_kind(beneficiary):
    has_one = beneficiary.assessments.completed().exists()
    return AssessmentKind.INTERMEDIATE if has_one else AssessmentKind.INITIAL


@transaction.atomic
def answer_questions(*, assessment, by, answers):
    """Write answers as given; `answers` maps a question's code to a Given, None to take it back.

    Returns how many changed. A question that is not named keeps its answer.
    """
    assessment = _locked_draft(assessment, by)
    grid = grid_of(assessment)
    kept = {each.question: each for each in assessment.answers.all()}
    changed = 0
    for code, given in answers.items():
        row = kept.get(code)
        if given is None:
            if row:
                row.delete()
                changed += 1
            continue
        state, values = _checked(grid, code, given)
        if row is None:
            row = AssessmentAnswer(
                organisation_id=assessment.organisation_id, assessment=assessment, question=code
            )
        elif (row.state, row.values) == (state, values):
            continue
        row.state, row.values = state, values
        row.save()
        changed += 1
    return changed


def answer_question(*, assessment, by, question, state, values=()):
    """Write one answer; returns how many answers changed (0 when it said so already)."""
    given = grids.Given(state, tuple(values))
    return answer_questions(assessment=assessment, by=by, answers={question: given})


def _checked(grid, code, given):
    """(state, values) as the database keeps them: options in the order of the grid."""
    question = grid.question(code)
    if question is None:
        raise Refused("Cette question n’est pas dans la grille.")
    if given.state not in AnswerState.values:
        raise Refused(f"Question {question.number}\u00a0: la réponse n’est pas comprise.")
    if given.state != AnswerState.ANSWERED:
        return given.state, []
    wanted = set(given.values)
    chosen = [each for each in question.options if each.code in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise Refused(f"Question {question.number}\u00a0: cette réponse n’est pas dans la grille.")
    if len(chosen) > 1 and not question.is_multiple:
        raise Refused(f"Question {question.number}\u00a0: une seule réponse est possible.")
    if len(chosen) > 1 and any(each.is_alone for each in chosen):
        alone = next(each for each in chosen if each.is_alone)
        raise Refused(
            f"Question {question.number}\u00a0: «\u00a0{alone.label}\u00a0» se répond seul."
        )
    return given.state, [each.code for each in chosen]


@transaction.atomic
def complete_assessment(*, assessment, by):
    """End it: scores per axis and proposals are computed from the answers, and frozen."""
    assessment = _locked_draft(assessment, by)
    answers = answers_of(assessment)
    if not any(each.state == AnswerState.ANSWERED for each in answers.values()):
        raise Refused("Aucune question n’a de réponse\u00a0: le diagnostic ne dit encore rien.")
    grid = grid_of(assessment)
    now = timezone.now()
    assessment.scores = grids.score(grid, answers)
    proposals = grids.propose(grid, answers, assessment.scores)
    assessment.proposals = [each.as_facts() for each in proposals]
    assessment.proposed_path = proposals[0].path
    assessment.minutes = _minutes(assessment, now)
    assessment.completed_at = now
    assessment.save()
    states = [each.state for each in answers.values()]
    record(
        "assessment.completed",
        assessment.beneficiary,
        by=by,
        assessment=str(assessment.pk),
        answered=states.count(AnswerState.ANSWERED),
        refused=states.count(AnswerState.REFUSED),
        unknown=states.count(AnswerState.UNKNOWN),
        not_asked=len(grid.questions) - len(states),
    )
    return assessment


def _minutes(assessment, now):
    """How long it took in one sitting; None for paper, or when it was resumed later."""
    minutes = max(1, round((now - assessment.started_at).total_seconds() / 60))
    is_sitting = assessment.channel != AssessmentChannel.PAPER and minutes <= SITTING_MINUTES
    return minutes if is_sitting else None


@transaction.atomic
def decide_path(*, assessment, by, path, reason=""):
    """A human chooses the path, with the person; another than proposed says why."""
    assessment = _locked(assessment, by)
    if assessment.completed_at is None:
        raise Refused("On choisit une voie quand le diagnostic est terminé.")
    if path not in Path.values:
        raise Refused("Choisissez une voie.")
    reason = clean(reason) if path != assessment.proposed_path else ""
    if path != assessment.proposed_path and not reason:
        raise Refused("Dites pourquoi une autre voie est choisie.")
    if len(reason) > REASON_LENGTH:
        raise Refused(f"La raison tient en {REASON_LENGTH}\u00a0caractères.")
    if (path, reason) == (assessment.chosen_path, assessment.override_reason):
        raise Refused("Cette voie est déjà retenue.")
    refuse_forbidden(reason)
    former = assessment.chosen_path
    assessment.chosen_path, assessment.override_reason = path, reason
    assessment.decided_at, assessment.decided_by = timezone.now(), by
    assessment.save(update_fields=["chosen_path", "override_reason", "decided_at", "decided_by"])
    record(
        "assessment.decided",
        assessment.beneficiary,
        by=by,
        assessment=str(assessment.pk),
        proposed=assessment.proposed_path,
        chosen=path,
        former=former,
    )
    return assessment


@transaction.atomic
def cancel_draft(*, assessment, by):
    """Throw away an assessment in progress, answers included."""
    assessment = _locked_draft(assessment, by)
    beneficiary, key = assessment.beneficiary, str(assessment.pk)
    assessment.answers.all().delete()
    assessment.delete()
    record("assessment.cancelled", beneficiary, by=by, assessment=key)


@transaction.atomic
def add_external_result(*, beneficiary, by, tool, level, taken_on):
    """Note the result of a test taken elsewhere: its tool, level and date, nothing of its items."""
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    if tool not in ExternalTool.values:
        raise Refused("Dites de quel outil vient ce résultat.")
    level = " ".join(clean(level).split())
    if not level or len(level) > LEVEL_LENGTH:
        raise Refused(f"Écrivez le niveau ou le score, en {LEVEL_LENGTH}\u00a0caractères au plus.")
    refuse_forbidden(level)
    today = timezone.localdate()
    if not today.year - OLDEST_RESULT_YEARS <= taken_on.year or taken_on > today:
        raise Refused("La date du test est passée, et remonte à dix ans au plus.")
    same = beneficiary.external_results.filter(tool=tool, level=level, taken_on=taken_on)
    if same.exists():
        raise Refused("Ce résultat est déjà au dossier.")
    result = ExternalResult.objects.create(
        organisation_id=beneficiary.organisation_id,
        beneficiary=beneficiary,
        tool=tool,
        level=level,
        taken_on=taken_on,
        added_by=by,
    )
    record("external_result.added", beneficiary, by=by, tool=tool, taken_on=str(taken_on))
    return result


@transaction.atomic
def remove_external_result(*, beneficiary, by, result):
    """Take back a result written by mistake; `result` is its key, or None."""
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    found = beneficiary.external_results.filter(pk=result).first()
    if found is None:
        raise Refused("Ce résultat n’est plus au dossier.")
    record("external_result.removed", beneficiary, by=by, tool=found.tool)
    found.delete()


def _locked(assessment, by):
    """The assessment read again, its person locked, her file not frozen."""
    beneficiary = lock_person(assessment.beneficiary, by)
    refuse_if_limited(beneficiary)
    try:
        return (
            Assessment.objects.visible_to(by)
            .locked()
            .select_related("grid", "beneficiary")
            .get(pk=assessment.pk, beneficiary=beneficiary)
        )
    except Assessment.DoesNotExist:
        raise Refused("Ce diagnostic n’existe plus.") from None


def _locked_draft(assessment, by):
    assessment = _locked(assessment, by)
    if assessment.completed_at:
        raise Refused("Ce diagnostic est déjà terminé\u00a0: il ne change plus.")
    return assessment

"""Pages of an assessment in progress: start, answer on a screen, on a page or from paper."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaries.forms.assessments import (
    NOT_ASKED,
    REFUSED,
    UNKNOWN,
    PaperForm,
    StartForm,
    field_name,
    posted_answers,
    trace_of,
)
from beneficiaries.models import Assessment, AssessmentChannel, AssessmentKind
from beneficiaries.permissions import can_write_files
from beneficiaries.selectors.assessments import (
    answers_of,
    by_section,
    current_grid,
    first_unasked,
    grid_of,
    loaded,
    progress,
    said,
)
from beneficiaries.services.assessments import (
    answer_questions,
    cancel_draft,
    complete_assessment,
    is_informed,
    start_assessment,
)
from beneficiaries.views.files import file_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling

# « ?n= »: the first question without an answer, and the page after the last one.
NEXT, END = "suite", "fin"


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def assessment_create(request, pk):
    """Start an assessment, or come back to the one in progress."""
    beneficiary = file_of(request, pk)
    draft = beneficiary.assessments.in_progress().first()
    if draft:
        return redirect("beneficiaries:assessment_answer", pk=draft.pk)
    has_one = beneficiary.assessments.completed().exists()
    form = StartForm(
        request.POST if request.method == "POST" else None,
        initial={
            "kind": AssessmentKind.INTERMEDIATE if has_one else AssessmentKind.INITIAL,
            "channel": AssessmentChannel.FACE_TO_FACE,
        },
    )
    if form.is_valid():
        try:
            assessment = start_assessment(
                beneficiary=beneficiary, by=request.member, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(_first_page(assessment, request.POST.get("view", "")))
    grid = loaded(current_grid(request.member.organisation))
    return render(
        request,
        "beneficiaries/assessment_create.html",
        {
            "beneficiary": beneficiary,
            "form": form,
            "grid": grid,
            "count": len(grid.questions),
            "is_informed": is_informed(beneficiary),
            "trail": _trail(beneficiary, ("Nouveau diagnostic", "")),
        },
        status=422 if form.errors else 200,
    )


def _first_page(assessment, view):
    """Where the questions begin: the sheet to copy, one question a screen, or all on a page."""
    if assessment.channel == AssessmentChannel.PAPER:
        return reverse("beneficiaries:assessment_entry", args=[assessment.pk])
    address = reverse("beneficiaries:assessment_answer", args=[assessment.pk])
    return address if view == "all" else f"{address}?n=1"


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def assessment_answer(request, pk):
    """The questions of a draft: all on a page, or the one that `n` numbers."""
    assessment = assessment_of(request, pk)
    if assessment.completed_at:
        return redirect("beneficiaries:assessment_detail", pk=pk)
    if request.method == "POST":
        return _save(request, assessment)
    record_read(assessment.beneficiary, by=request.member, what="assessment")
    grid, answers = grid_of(assessment), answers_of(assessment)
    number = _number(request.GET.get("n"), grid, answers)
    if number is None:
        return _whole_page(request, assessment, grid, answers)
    if number > len(grid.questions):
        return _review_page(request, assessment, grid, answers)
    return _question_page(request, assessment, grid, answers, number)


def _number(text, grid, answers):
    """The number asked for, brought within the grid; None for the whole page."""
    if not text:
        return None
    if text == NEXT:
        return first_unasked(grid, answers)
    if text == END:
        return len(grid.questions) + 1
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        return 1
    return min(max(int(text), 1), len(grid.questions) + 1)


def _save(request, assessment):
    """Write what the page says; then the next question, the fragment, or the result."""
    grid = grid_of(assessment)
    try:
        answer_questions(
            assessment=assessment, by=request.member, answers=posted_answers(grid, request.POST)
        )
        if request.POST.get("act") == "complete":
            complete_assessment(assessment=assessment, by=request.member)
            messages.success(request, "Le diagnostic est terminé. Choisissez la voie ensemble.")
            return redirect("beneficiaries:assessment_detail", pk=assessment.pk)
    except Refused as refusal:
        return _refused(request, assessment, grid, refusal)
    number = _number(request.POST.get("n"), grid, {})
    if number is not None:
        return redirect(_address(assessment, number + 1))
    if request.htmx:
        answers = answers_of(assessment)
        return render(
            request,
            "beneficiaries/partials/_assessment_progress.html",
            {"progress": progress(grid, answers), "is_saved": True},
        )
    messages.success(request, "Les réponses sont enregistrées.")
    return redirect("beneficiaries:assessment_answer", pk=assessment.pk)


def _refused(request, assessment, grid, refusal):
    """The page again with what was wrong; a fragment says it where the progress stands."""
    answers = answers_of(assessment)
    if request.htmx:
        return render(
            request,
            "beneficiaries/partials/_assessment_progress.html",
            {"progress": progress(grid, answers), "refusal": refusal.message},
            status=422,
        )
    messages.error(request, refusal.message)
    return redirect(_address(assessment, _number(request.POST.get("n"), grid, answers)))


def _address(assessment, number):
    address = reverse("beneficiaries:assessment_answer", args=[assessment.pk])
    return f"{address}?n={number}" if number else address


def _whole_page(request, assessment, grid, answers):
    return render(
        request,
        "beneficiaries/assessment_questions.html",
        about(assessment)
        | {
            "sections": [
                (title, [_control(each) for each in questions])
                for title, questions in by_section(grid, answers)
            ],
            "progress": progress(grid, answers),
            "next_url": _address(assessment, NEXT),
        },
    )


def _question_page(request, assessment, grid, answers, number):
    question = grid.questions[number - 1]
    return render(
        request,
        "beneficiaries/assessment_question.html",
        about(assessment)
        | {
            "control": _control(said(grid, answers)[number - 1]),
            "question": question,
            "number": number,
            "total": len(grid.questions),
            "done": number - 1,
            "former_url": _address(assessment, number - 1) if number > 1 else "",
            "next_url": _address(assessment, number + 1),
        },
    )


def _review_page(request, assessment, grid, answers):
    lines = said(grid, answers)
    return render(
        request,
        "beneficiaries/assessment_review.html",
        about(assessment)
        | {
            "lines": [(each, _address(assessment, each.question.number)) for each in lines],
            "progress": progress(grid, answers),
            "last": len(grid.questions) + 1,
            "former_url": _address(assessment, len(grid.questions)),
        },
    )


def _control(each):
    """A question as a page's controls show it."""
    return {
        "said": each,
        "question": each.question,
        "name": field_name(each.question),
        "trace": trace_of(each.given),
        "chosen": each.chosen,
        "is_refused": each.state == "refused",
        "is_unknown": each.state == "unknown",
        "is_not_asked": each.given is None,
        "refused": REFUSED,
        "unknown": UNKNOWN,
        "not_asked": NOT_ASKED,
    }


def about(assessment):
    """What every page of an assessment knows."""
    return {
        "assessment": assessment,
        "beneficiary": assessment.beneficiary,
        "address": reverse("beneficiaries:assessment_answer", args=[assessment.pk]),
        "trail": _trail(assessment.beneficiary, ("Diagnostic", "")),
    }


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def assessment_entry(request, pk):
    """Copy a sheet filled on paper, by its numbers and letters."""
    assessment = assessment_of(request, pk)
    if assessment.completed_at:
        return redirect("beneficiaries:assessment_detail", pk=pk)
    data = request.POST if request.method == "POST" else None
    form = PaperForm(data, grid=grid_of(assessment), answers=answers_of(assessment))
    if form.is_valid():
        try:
            answer_questions(assessment=assessment, by=request.member, answers=form.answers)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(_address(assessment, END))
    record_read(assessment.beneficiary, by=request.member, what="assessment")
    return render(
        request,
        "beneficiaries/assessment_entry.html",
        about(assessment) | {"form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@access(can_write_files)
def assessment_cancel(request, pk):
    """Throw a draft away."""
    assessment = assessment_of(request, pk)
    with telling(request, "Le brouillon est effacé, avec ses réponses."):
        cancel_draft(assessment=assessment, by=request.member)
    return redirect("beneficiaries:beneficiary_detail", pk=assessment.beneficiary_id)


def assessment_of(request, pk):
    """The assessment of that key; 404 when it is not the member's to see."""
    found = Assessment.objects.visible_to(request.member).select_related(
        "beneficiary", "grid", "by__user", "decided_by__user"
    )
    return get_object_or_404(found, pk=pk)


def _trail(beneficiary, *page):
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        (
            beneficiary.file_number,
            reverse("beneficiaries:beneficiary_detail", args=[beneficiary.pk]),
        ),
        *page,
    ]

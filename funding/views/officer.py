"""The funder's desk: frozen reports only, never a person, never a neighbour's live rows."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.filters import SubmissionFilter
from funding.forms.reviews import QuestionForm, RejectionForm
from funding.models import MessageKind, ReportMessage, ReportSubmission
from funding.permissions import can_read_received, can_review
from funding.presentation import figure_table, finding_cards, line_choices, records_context
from funding.selectors.reports import frozen, thread_of
from funding.services import (
    approve_submission,
    ask_question,
    close_question,
    open_review,
    reject_submission,
)
from inclusion.documents.drawing import read_stored
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.lists import keyset_page
from inclusion.permissions import access

LIST_TRAIL = ("Comptes rendus", "/financeur/")


def _received(member):
    return ReportSubmission.objects.received_by(member)


@require_GET
@access(can_read_received)
def submission_list(request):
    """Reports received, latest first, with their findings."""
    queryset = _received(request.member).defer("snapshot")
    filtered = SubmissionFilter(request.GET, queryset=queryset, request=request)
    page = keyset_page(filtered, request, order=("submitted_at", "pk"), descending=True)
    template = "officer/partials/_submission_results.html" if request.htmx else "officer/list.html"
    return render(request, template, {"page": page, "filter": filtered})


@require_GET
@access(can_read_received)
def review(request, pk):
    """One frozen report: findings first, figures, thread, decision. The read is recorded."""
    submission = get_object_or_404(_received(request.member).select_related("file"), pk=pk)
    record("submission.read", submission, by=request.member, chain="reads")
    return _review_page(request, submission)


def _review_page(request, submission, form=None):
    snapshot = frozen(submission)
    questions = thread_of(submission)
    still_open = [question for question in questions if not question.is_closed]
    records_url = reverse("officer:records", args=[submission.pk])
    waiting = [f for f in snapshot["findings"] if f["needs_explanation"] and not f["explanation"]]
    return render(
        request,
        "officer/review.html",
        {
            "submission": submission,
            "snapshot": snapshot,
            "findings": finding_cards(snapshot, questions),
            "figures": figure_table(snapshot, records_url=records_url, questions=questions),
            "records_url": records_url,
            "questions": questions,
            "first_open": still_open[0] if still_open else None,
            "decision_checks": [
                {"title": "Constats bloquants expliqués", "is_met": not waiting},
                *(
                    {"title": f"À faire\u00a0: clore la question {question.rank}"}
                    for question in still_open
                ),
                *([] if still_open else [{"title": "Aucune question ouverte", "is_met": True}]),
            ],
            "amount": _amount_to_approve(submission),
            "may_review": can_review(request.member),
            "form": form or QuestionForm(lines=line_choices(snapshot)),
            "trail": [LIST_TRAIL, (_name(submission), "")],
        },
        status=422 if form is not None else 200,
    )


def _name(submission):
    return f"{submission.number}, {submission.get_kind_display().lower()}"


def _amount_to_approve(submission):
    """What the records give a right to, or what was granted when they do not say."""
    if submission.claimed_amount is None:
        return submission.granted_amount
    return submission.claimed_amount


@require_GET
@access(can_read_received)
def records(request, pk):
    """The records behind the figures, in the frozen copy."""
    submission = get_object_or_404(_received(request.member), pk=pk)
    record("submission.records_read", submission, by=request.member, chain="reads")
    snapshot = frozen(submission)
    back = reverse("officer:review", args=[submission.pk])
    return render(
        request,
        "funding/report_records.html",
        {
            **records_context(
                snapshot,
                request.GET.get("nature"),
                request.GET.get("page"),
                submission=submission,
            ),
            "back": back,
            "trail": [LIST_TRAIL, (submission.number, back), ("Pièces", "")],
        },
    )


@require_GET
@never_cache
@access(can_read_received)
def pdf(request, pk):
    """The stored PDF, byte for byte, of the fingerprint that crossed."""
    submission = get_object_or_404(
        _received(request.member).filter(file__isnull=False).select_related("file"), pk=pk
    )
    try:
        content = read_stored(submission.organisation_id, submission.file.sha256)
    except FileNotFoundError:
        raise Http404("Le fichier de ce compte rendu est introuvable.") from None
    record("submission.pdf_read", submission, by=request.member, chain="reads")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{submission.number}.pdf"'
    return response


@require_POST
@access(can_review)
def review_open(request, pk):
    """Take the report into review."""
    submission = get_object_or_404(_received(request.member), pk=pk)
    return _said(
        request,
        submission,
        lambda: open_review(submission=submission, by=request.member),
        "L’examen est ouvert. L’association le voit.",
    )


@require_POST
@access(can_review)
def question_ask(request, pk):
    """Ask the association a question."""
    submission = get_object_or_404(_received(request.member).select_related("file"), pk=pk)
    form = QuestionForm(request.POST, lines=line_choices(frozen(submission)))
    if form.is_valid():
        try:
            ask_question(
                submission=submission,
                body=form.cleaned_data["body"],
                line_code=form.cleaned_data["line"],
                line_label=form.line_label,
                by=request.member,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Votre question est envoyée à l’association.")
            return redirect("officer:review", pk=submission.pk)
    return _review_page(request, submission, form)


@require_POST
@access(can_review)
def question_close(request, pk):
    """Close an answered question."""
    question = get_object_or_404(
        ReportMessage.objects.visible_to(request.member)
        .filter(
            kind=MessageKind.QUESTION,
            submission__to_organisation=request.member.organisation_id,
        )
        .select_related("submission"),
        pk=pk,
    )
    return _said(
        request,
        question.submission,
        lambda: close_question(question=question, by=request.member),
        "La question est close.",
    )


@require_http_methods(["GET", "POST"])
@access(can_review)
def approve(request, pk):
    """A page that repeats what will happen, then the act."""
    submission = get_object_or_404(_received(request.member), pk=pk)
    if request.method == "POST":
        return _said(
            request,
            submission,
            lambda: approve_submission(submission=submission, by=request.member),
            "Le compte rendu est approuvé. L’association le voit.",
        )
    snapshot = frozen(submission)
    still_open = next((q for q in thread_of(submission) if not q.is_closed), None)
    return render(
        request,
        "officer/approve.html",
        {
            "submission": submission,
            "snapshot": snapshot,
            "amount": _amount_to_approve(submission),
            "first_open": still_open,
            "back": reverse("officer:review", args=[submission.pk]),
            "trail": [
                LIST_TRAIL,
                (submission.number, reverse("officer:review", args=[submission.pk])),
                ("Approuver", ""),
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_review)
def reject(request, pk):
    """Say why, then send the report back."""
    submission = get_object_or_404(_received(request.member), pk=pk)
    form = RejectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _said(
            request,
            submission,
            lambda: reject_submission(
                submission=submission, reason=form.cleaned_data["reason"], by=request.member
            ),
            "Le compte rendu est refusé. L’association lit pourquoi.",
        )
    back = reverse("officer:review", args=[submission.pk])
    return render(
        request,
        "officer/reject.html",
        {
            "form": form,
            "submission": submission,
            "back": back,
            "trail": [LIST_TRAIL, (submission.number, back), ("Refuser", "")],
        },
        status=422 if form.errors else 200,
    )


def _said(request, submission, act, said):
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("officer:review", pk=submission.pk)

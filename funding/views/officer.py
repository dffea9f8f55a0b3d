"""The funder's desk: frozen reports only, never a person, never a neighbour's live rows."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from funding.filters import SubmissionFilter
from funding.forms.reviews import QuestionForm
from funding.models import Discharge, ReportSubmission, SharedCopy
from funding.permissions import can_read_received, can_review
from funding.presentation import figure_table, finding_cards, line_choices, records_context
from funding.review_path import may
from funding.selectors.reports import frozen, thread_of
from funding.selectors.reviews import (
    accepted_total,
    approvable_at_once,
    asked_before,
    asked_of_the_former,
    complements_of,
    read_together,
    rejections_of,
    second_signature_above,
    shared_grant_of,
)
from funding.services.bulk_approval import AT_ONCE
from funding.services.reading_log import tell_of_reading, tell_of_reading_copy
from inclusion.documents.drawing import read_stored
from inclusion.journal.recording import record
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.formats import short_day

PORTFOLIO_TRAIL = ("Portefeuille", "/financeur/")
LIST_TRAIL = ("Comptes rendus", "/financeur/comptes-rendus/")


def received(member):
    return ReportSubmission.objects.received_by(member)


@require_GET
@access(can_read_received)
def submission_list(request):
    """Reports received, latest first, with their findings; those one gesture may approve."""
    queryset = received(request.member).defer("snapshot")
    filtered = SubmissionFilter(request.GET, queryset=queryset, request=request)
    page = keyset_page(filtered, request, order=("submitted_at", "pk"), descending=True)
    template = "officer/partials/_submission_results.html" if request.htmx else "officer/list.html"
    at_once = (
        set(approvable_at_once(request.member).values_list("pk", flat=True)[:AT_ONCE])
        if can_review(request.member)
        else set()
    )
    return render(
        request,
        template,
        {
            "page": page,
            "filter": filtered,
            "at_once": at_once,
            "trail": [PORTFOLIO_TRAIL, ("Comptes rendus", "")],
        },
    )


@require_GET
@access(can_read_received)
def review(request, pk):
    """One frozen report: findings first, figures, thread, decision. The read is recorded."""
    submission = get_object_or_404(received(request.member).select_related("file"), pk=pk)
    record("submission.read", submission, by=request.member, chain="reads")
    tell_of_reading(submission, "report", request.member)
    return review_page(request, submission)


def review_page(request, submission, form=None):
    """The review page; with a bound form, as it was typed."""
    snapshot = frozen(submission)
    questions = thread_of(submission)
    records_url = reverse("officer:records", args=[submission.pk])
    shared = shared_grant_of(submission)
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
            "asked_before": asked_before(submission),
            "asked_of_the_former": asked_of_the_former(submission),
            "shared": shared,
            "copies": read_together(shared.project_key, request.member) if shared else [],
            "may_review": can_review(request.member),
            "may_ask": may("ask", submission, request.member),
            "form": form or QuestionForm(lines=line_choices(snapshot)),
            "trail": [LIST_TRAIL, (_name(submission), "")],
            **decision_context(submission, snapshot, questions, request.member),
        },
        status=422 if form is not None else 200,
    )


def decision_context(submission, snapshot, questions, member):
    """What the decision waits for, what it comes to, and which acts are open to this member."""
    still_open = [question for question in questions if not question.is_closed]
    complements = complements_of(submission)
    awaited = [each for each in complements if each.is_open]
    unexplained = [
        each
        for each in snapshot["findings"]
        if each["needs_explanation"] and not each["explanation"]
    ]
    amount = accepted_total(submission)
    threshold = second_signature_above(submission)
    signed_by_me = submission.signed_by == member.pk
    return {
        "complements": complements,
        "rejections": rejections_of(submission),
        "rejected": submission.base_amount - amount,
        "discharge": Discharge.objects.filter(submission=submission).select_related("file").first(),
        "amount": amount,
        "first_open": still_open[0] if still_open else None,
        "first_awaited": awaited[0] if awaited else None,
        "needs_two": threshold is not None and amount > threshold,
        "signed_by_me": signed_by_me,
        "may_decide": not (still_open or awaited or signed_by_me),
        "may_close": may("close", submission, member),
        "may_reopen": may("reopen", submission, member),
        "decision_checks": [
            {"title": "Constats bloquants expliqués", "is_met": not unexplained},
            *({"title": f"À faire\u00a0: clore la question {each.rank}"} for each in still_open),
            *([] if still_open else [{"title": "Aucune question ouverte", "is_met": True}]),
            *(
                {"title": _awaited(rank, each)}
                for rank, each in enumerate(complements, 1)
                if each.is_open
            ),
        ],
    }


def _awaited(rank, complement):
    """What an open complement waits for now: its coming, or the officer's word on the answer."""
    if complement.is_answered:
        return f"À faire\u00a0: lire le complément {rank}"
    if complement.is_late:
        return f"En retard\u00a0: complément {rank}, attendu le {short_day(complement.due_on)}"
    return f"Attendu\u00a0: complément {rank}, avant le {short_day(complement.due_on)}"


def _name(submission):
    return f"{submission.number}, {submission.get_kind_display().lower()}"


@require_GET
@access(can_read_received)
def records(request, pk):
    """The records behind the figures, in the frozen copy."""
    submission = get_object_or_404(received(request.member), pk=pk)
    record("submission.records_read", submission, by=request.member, chain="reads")
    tell_of_reading(submission, "records", request.member)
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
            "set_aside_url": reverse("officer:set_aside", args=[submission.pk])
            if may("set_aside", submission, request.member)
            else "",
            "trail": [LIST_TRAIL, (submission.number, back), ("Pièces", "")],
        },
    )


@require_GET
@never_cache
@access(can_read_received)
def pdf(request, pk):
    """The stored PDF, byte for byte, of the fingerprint that crossed."""
    submission = get_object_or_404(
        received(request.member).filter(file__isnull=False).select_related("file"), pk=pk
    )
    try:
        content = read_stored(submission.organisation_id, submission.file.sha256)
    except FileNotFoundError:
        raise Http404("Le fichier de ce compte rendu est introuvable.") from None
    record("submission.pdf_read", submission, by=request.member, chain="reads")
    tell_of_reading(submission, "pdf", request.member)
    return as_pdf(content, submission.number)


@require_GET
@never_cache
@access(can_read_received)
def discharge_pdf(request, pk):
    """The stored « quitus », byte for byte."""
    discharge = get_object_or_404(
        Discharge.objects.sent_by(request.member)
        .filter(file__isnull=False)
        .select_related("file", "submission"),
        pk=pk,
    )
    try:
        content = read_stored(discharge.organisation_id, discharge.file.sha256)
    except FileNotFoundError:
        raise Http404("Le fichier de ce quitus est introuvable.") from None
    record("discharge.pdf_read", discharge, by=request.member, chain="reads")
    tell_of_reading(discharge.submission, "discharge", request.member)
    return as_pdf(content, discharge.file.number)


def as_pdf(content, number):
    """A stored PDF as the browser opens it."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


@require_GET
@access(can_read_received)
def copy(request, pk):
    """What another funder of the project received, as it was frozen: read, never decided here."""
    shared = get_object_or_404(SharedCopy.objects.received_by(request.member).open(), pk=pk)
    record("copy.read", shared, by=request.member, chain="reads")
    tell_of_reading_copy(shared, request.member)
    snapshot = frozen(shared)
    return render(
        request,
        "officer/copy.html",
        {
            "copy": shared,
            "findings": finding_cards(snapshot),
            "figures": figure_table(snapshot),
            **records_context(
                snapshot,
                request.GET.get("nature"),
                request.GET.get("page"),
                submission=shared.submission_id,
            ),
            "trail": [PORTFOLIO_TRAIL, (shared.number, "")],
        },
    )

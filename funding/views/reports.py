"""Reports on the grantee's side: words written here, figures read from the records."""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.at_the_funder import at_the_funder
from funding.figures import report_figures
from funding.filters import ReportFilter
from funding.forms.reports import AnswerForm
from funding.models import (
    ComplementRequest,
    FinancialReport,
    MessageKind,
    ReportMessage,
    ReportState,
)
from funding.permissions import can_do_funding, can_submit
from funding.presentation import figure_table, finding_cards, records_context
from funding.report_findings import readiness, report_findings
from funding.selectors.reports import (
    frozen,
    reports_with_their_grant,
    submission_of,
    thread_of,
)
from funding.services import (
    answer_complement,
    answer_question,
    mark_ready,
    submit_report,
    take_back_report,
)
from funding.snapshot import live_snapshot
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.formats import short_day

LIST_TRAIL = ("Comptes rendus", "/financements/comptes-rendus/")


def _reports(member):
    return reports_with_their_grant().filter(organisation=member.organisation_id)


@require_GET
@access(can_do_funding)
def report_list(request):
    """Every report of the organisation, latest first, with the funder's decision."""
    queryset = (
        FinancialReport.objects.visible_to(request.member)
        .select_related("grant__funder", "grant__project", "grant__offer")
        .prefetch_related("submissions")
    )
    filtered = ReportFilter(request.GET, queryset=queryset, request=request)
    page = keyset_page(filtered, request, order=("created_at", "pk"), descending=True)
    for report in page:
        report.submission = next(iter(report.submissions.all()), None)
    template = (
        "funding/partials/_report_results.html" if request.htmx else "funding/report_list.html"
    )
    return render(request, template, {"page": page, "filter": filtered})


@require_GET
@access(can_do_funding)
def report_detail(request, pk):
    """One report: what is missing, its figures, and once submitted the funder's questions."""
    report = get_object_or_404(_reports(request.member), pk=pk)
    return _report_page(request, report)


def _report_page(request, report, answer_form=None, answered_pk=None):
    submission = submission_of(report)
    if submission:
        snapshot, checks = frozen(submission), []
    else:
        figures = report_figures(report)
        snapshot = _plain(live_snapshot(report, figures))
        checks = readiness(report, report_findings(report, figures))
    questions = thread_of(submission) if submission else []
    document = Document.objects.visible_to(request.member).about(report).first()
    return render(
        request,
        "funding/report_detail.html",
        {
            "report": report,
            "grant": report.grant,
            "submission": submission,
            "snapshot": snapshot,
            "steps": _steps(report, submission),
            "checks": checks,
            "missing_count": sum(check.is_missing for check in checks),
            "papers": list(report.attachments.all()),
            "findings": finding_cards(snapshot, questions),
            "figures": figure_table(
                snapshot,
                records_url=reverse("funding:report_records", args=[report.pk]),
                questions=questions,
            ),
            "records_url": reverse("funding:report_records", args=[report.pk]),
            "questions": questions,
            "answer_form": answer_form or AnswerForm(),
            "answered_pk": answered_pk,
            "document": document,
            "may_submit": can_submit(request.member),
            "trail": [LIST_TRAIL, (report.grant.title, "")],
            **at_the_funder(submission, request.member),
        },
        status=422 if answer_form is not None else 200,
    )


def _snapshot(report, submission):
    """Frozen once submitted, computed now before."""
    return frozen(submission) if submission else _plain(live_snapshot(report))


def _plain(snapshot):
    """As it would be read back once frozen."""
    return json.loads(json.dumps(snapshot))


def _steps(report, submission):
    """The chain of a report: from the draft to the funder's decision."""
    labels = ["Brouillon", "Prêt à déposer", "Déposé", "En examen", "Approuvé"]
    done = {ReportState.DRAFT: 0, ReportState.READY: 1}.get(report.state, 2)
    details = ["", short_day(report.ready_at), short_day(report.submitted_at), "", ""]
    if submission:
        done = {"submitted": 2, "in_review": 3, "withdrawn": 3, "replaced": 4}.get(
            submission.state, 5
        )
        details[3], details[4] = short_day(submission.opened_at), short_day(submission.decided_at)
        last = {"rejected": "Refusé", "replaced": "Remplacé", "closed": "Soldé"}
        labels[4] = last.get(submission.state, labels[4])
        if submission.state == "withdrawn":
            labels[3] = "Retiré"
    return [
        {
            "label": label,
            "detail": details[position] if position <= done else "",
            "state": "done" if position < done else "current" if position == done else "future",
        }
        for position, label in enumerate(labels)
    ]


@require_GET
@access(can_do_funding)
def report_records(request, pk):
    """The records behind the figures, as they leave: numbered, without anyone."""
    report = get_object_or_404(_reports(request.member), pk=pk)
    submission = submission_of(report)
    snapshot = _snapshot(report, submission)
    back = reverse("funding:report_detail", args=[report.pk])
    return render(
        request,
        "funding/report_records.html",
        {
            **records_context(
                snapshot,
                request.GET.get("nature"),
                request.GET.get("page"),
                report=report,
                submission=submission,
            ),
            "back": back,
            "trail": [LIST_TRAIL, (report.grant.title, back), ("Pièces", "")],
        },
    )


@require_POST
@access(can_do_funding)
def report_ready(request, pk):
    """Say that the report may be submitted."""
    return _act(
        request, pk, mark_ready, "Le compte rendu est prêt\u00a0: la responsable peut le déposer."
    )


@require_POST
@access(can_do_funding)
def report_take_back(request, pk):
    """Make a ready report a draft again."""
    return _act(request, pk, take_back_report, "Le compte rendu est de nouveau un brouillon.")


def _act(request, pk, act, said):
    report = get_object_or_404(_reports(request.member), pk=pk)
    try:
        act(report=report, by=request.member)
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("funding:report_detail", pk=report.pk)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def report_submit(request, pk):
    """A page that repeats what will happen, then the act."""
    report = get_object_or_404(_reports(request.member), pk=pk)
    back = reverse("funding:report_detail", args=[report.pk])
    if request.method == "POST":
        try:
            submission = submit_report(report=report, by=request.member)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request, f"Compte rendu {submission.number} déposé. Son PDF se prépare."
            )
        return redirect(back)
    if report.state != ReportState.READY:
        messages.error(request, "Ce compte rendu n’est pas prêt à déposer, ou l’est déjà.")
        return redirect(back)
    return render(
        request,
        "funding/report_submit.html",
        {
            "report": report,
            "grant": report.grant,
            "snapshot": _snapshot(report, None),
            "may_submit": can_submit(request.member),
            "back": back,
            "trail": [LIST_TRAIL, (report.grant.title, back), ("Déposer", "")],
        },
    )


@require_POST
@access(can_do_funding)
def question_answer(request, pk):
    """Answer a question of the funder."""
    question = get_object_or_404(
        ReportMessage.objects.visible_to(request.member)
        .filter(kind=MessageKind.QUESTION, submission__organisation=request.member.organisation_id)
        .select_related("submission"),
        pk=pk,
    )
    return _answer(
        request,
        question,
        lambda body: answer_question(question=question, body=body, by=request.member),
    )


@require_POST
@access(can_do_funding)
def complement_answer(request, pk):
    """Answer a complement in words."""
    complement = get_object_or_404(
        ComplementRequest.objects.received_by(request.member).select_related("submission"), pk=pk
    )
    return _answer(
        request,
        complement,
        lambda body: answer_complement(complement=complement, body=body, by=request.member),
    )


def _answer(request, asked, act):
    """Send the answer to what the funder asked, or show it again as it was typed."""
    report = get_object_or_404(_reports(request.member), pk=asked.submission.report_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            act(form.cleaned_data["body"])
        except Refused as refusal:
            # Said above all: where a review is over, the form is not there any more.
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Votre réponse est envoyée au financeur.")
            return redirect("funding:report_detail", pk=report.pk)
    return _report_page(request, report, form, asked.pk)

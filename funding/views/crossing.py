"""The association's side of a review: withdraw, give back, agree, and see as the funder does."""

import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.at_the_funder import reads_of
from funding.forms.reviews import RepaymentForm
from funding.models import Discharge, Project, ReportState, ReportSubmission
from funding.permissions import can_do_funding, is_manager
from funding.presentation import figure_table, finding_cards
from funding.review_path import may
from funding.selectors.reports import reports_with_their_grant, submission_of
from funding.services import consent_to_shared_review, record_repayment, withdraw_submission
from funding.snapshot import live_snapshot
from funding.views.officer import as_pdf
from inclusion.documents.drawing import read_stored
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access

LIST_TRAIL = ("Comptes rendus", "/financements/comptes-rendus/")


@require_GET
@access(can_do_funding)
def as_funder(request, pk):
    """« Voir comme la métropole »: the page the funder will read, with the figures of now."""
    report = get_object_or_404(
        reports_with_their_grant().filter(organisation=request.member.organisation_id), pk=pk
    )
    back = reverse("funding:report_detail", args=[report.pk])
    if report.state == ReportState.SUBMITTED:
        return redirect(back)
    # Through text, as it will be frozen: the funder's page reads no live row.
    snapshot = json.loads(json.dumps(live_snapshot(report)))
    return render(
        request,
        "funding/as_funder.html",
        {
            "report": report,
            "funder": report.grant.funder,
            "snapshot": snapshot,
            "findings": finding_cards(snapshot),
            "figures": figure_table(snapshot),
            "back": back,
            "trail": [LIST_TRAIL, (report.grant.title, back), ("Vu par le financeur", "")],
        },
    )


@require_GET
@access(can_do_funding)
def reads(request, pk):
    """Every reading of a report by its funder, and by those it is shared with."""
    report = get_object_or_404(
        reports_with_their_grant().filter(organisation=request.member.organisation_id), pk=pk
    )
    back = reverse("funding:report_detail", args=[report.pk])
    submission = submission_of(report)
    if submission is None:
        return redirect(back)
    return render(
        request,
        "funding/report_reads.html",
        {
            "submission": submission,
            "page": keyset_page(
                reads_of(submission), request, order=("read_at", "pk"), descending=True
            ),
            "trail": [LIST_TRAIL, (report.grant.title, back), ("Lectures", "")],
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def withdraw(request, pk):
    """A page that says what follows, then the act."""
    submission = get_object_or_404(_sent(request.member), pk=pk)
    back = reverse("funding:report_detail", args=[submission.report_id])
    if request.method == "POST":
        try:
            withdraw_submission(submission=submission, by=request.member)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Le compte rendu est retiré. Le financeur le voit.")
        return redirect(back)
    if not may("withdraw", submission, request.member):
        messages.error(request, "Ce compte rendu ne se retire pas, ou pas par vous.")
        return redirect(back)
    return render(
        request,
        "funding/report_withdraw.html",
        {
            "submission": submission,
            "back": back,
            "trail": [LIST_TRAIL, (submission.number, back), ("Retirer", "")],
        },
    )


@require_POST
@access(can_do_funding)
def repay(request, pk):
    """Say what was given back, and when."""
    discharge = get_object_or_404(
        Discharge.objects.received_by(request.member).select_related("submission"), pk=pk
    )
    form = RepaymentForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("Indiquez le jour du virement.")
        record_repayment(discharge=discharge, by=request.member, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Le remboursement est enregistré. Le financeur est prévenu.")
    return redirect("funding:report_detail", pk=discharge.submission.report_id)


@require_GET
@never_cache
@access(can_do_funding)
def discharge_pdf(request, pk):
    """The stored « quitus », byte for byte, as the funder issued it."""
    discharge = get_object_or_404(
        Discharge.objects.received_by(request.member)
        .filter(file__isnull=False)
        .select_related("file"),
        pk=pk,
    )
    try:
        content = read_stored(discharge.organisation_id, discharge.file.sha256)
    except FileNotFoundError:
        raise Http404("Le fichier de ce quitus est introuvable.") from None
    return as_pdf(content, discharge.file.number)


@require_POST
@access(is_manager)
def shared_review(request, pk):
    """Say yes or no to funders of a project who would read each other's reports."""
    project = get_object_or_404(Project.objects.visible_to(request.member), pk=pk)
    agrees = request.POST.get("accord") == "oui"
    try:
        consent_to_shared_review(project=project, agrees=agrees, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            "Votre accord est enregistré. Chaque financeur doit aussi donner le sien."
            if agrees
            else "Votre refus est enregistré\u00a0: plus rien n’est partagé.",
        )
    return redirect("funding:project_detail", pk=project.pk)


def _sent(member):
    return ReportSubmission.objects.sent_by(member)

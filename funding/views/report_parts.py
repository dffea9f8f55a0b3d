"""What goes with a report: papers, retained values, targets, and what changed since it left."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.drift import drift_of
from funding.figures import report_figures
from funding.forms.reports import AttachmentForm, RetainedValueForm, TargetsForm
from funding.models import ReportAttachment
from funding.permissions import can_do_funding
from funding.report_templates import template
from funding.selectors.reports import submission_of
from funding.services import (
    attach_paper,
    detach_paper,
    retain_value,
    set_targets,
    withdraw_value,
)
from funding.views.attached import attached_file
from funding.views.projects import HOME_TRAIL, form_page, grants_of
from funding.views.report_writing import LIST_TRAIL, annex_page, report_of
from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.ui.formats import number, percent


@require_POST
@access(can_do_funding)
def paper_attach(request, pk):
    """Join one paper to a draft."""
    report = report_of(request, pk)
    form = AttachmentForm(
        request.POST, request.FILES, attachments=template(report.template).attachments
    )
    if form.is_valid():
        try:
            attach_paper(report=report, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La pièce est jointe.")
            return redirect("funding:report_annex", pk=report.pk)
    return annex_page(request, report, paper_form=form, status=422)


def _attachment(request, pk):
    return get_object_or_404(
        ReportAttachment.objects.visible_to(request.member).select_related("report"), pk=pk
    )


@require_POST
@access(can_do_funding)
def paper_detach(request, pk):
    """Take a paper back from a draft."""
    attachment = _attachment(request, pk)
    try:
        detach_paper(attachment=attachment, by=request.member)
        messages.success(request, "La pièce est retirée.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("funding:report_annex", pk=attachment.report_id)


@require_GET
@never_cache
@access(can_do_funding)
def paper(request, pk):
    """The paper, byte for byte."""
    attachment = _attachment(request, pk)
    return attached_file(attachment.organisation_id, attachment.file_sha256, attachment.file_name)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def value_retain(request, pk):
    """Retain another value than the computed one, saying why; or come back to it."""
    report = report_of(request, pk)
    code = request.GET.get("indicateur", "")
    results = report_figures(report).indicators.results
    result = next((each for each in results if each.code == code), None)
    back = reverse("funding:report_figures", args=[report.pk])
    if result is None:
        messages.error(request, "Choisissez un indicateur de ce compte rendu.")
        return redirect(back)
    form = RetainedValueForm(
        request.POST if request.method == "POST" else None,
        initial={"value": result.override.value, "reason": result.override.reason}
        if result.override
        else None,
    )
    if request.method == "POST":
        try:
            if "retirer" in request.POST:
                withdraw_value(report=report, code=code, by=request.member)
            elif form.is_valid():
                retain_value(report=report, code=code, by=request.member, **form.cleaned_data)
            if "retirer" in request.POST or form.is_valid():
                messages.success(request, "La valeur imprimée est enregistrée.")
                return redirect(back)
        except Refused as refusal:
            form.is_valid()
            form.add_error(None, refusal.message)
    return render(
        request,
        "funding/report_value.html",
        {
            "report": report,
            "form": form,
            "result": result,
            "computed": _computed(result),
            "back": back,
            "trail": [
                LIST_TRAIL,
                (report.grant.title, reverse("funding:report_detail", args=[report.pk])),
                ("Valeur retenue", ""),
            ],
        },
        status=422 if form.errors else 200,
    )


def _computed(result):
    if result.is_masked:
        return "petit effectif, non affiché"
    if result.value is None:
        return "non comptée"
    return percent(result.value, 2) if result.definition.is_ratio else number(result.value)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_targets(request, pk):
    """What the agreement aims at, indicator by indicator."""
    grant = get_object_or_404(grants_of(request.member), pk=pk)
    targets = dict(grant.targets.values_list("code", "target"))
    form = TargetsForm(request.POST if request.method == "POST" else None, targets=targets)
    back = reverse("funding:grant_detail", args=[grant.pk])
    if request.method == "POST" and form.is_valid():
        try:
            set_targets(grant=grant, targets=form.cleaned_data, by=request.member)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Les objectifs sont enregistrés.")
            return redirect(back)
    return form_page(
        request,
        form,
        title="Objectifs de la subvention",
        lead="Ce que la convention vise. Les résultats, eux, se calculent\u00a0: ils ne s’écrivent"
        " pas.",
        act="Enregistrer les objectifs",
        trail=[HOME_TRAIL, (f"Subvention de {grant.funder}", back), ("Objectifs", "")],
        back=back,
    )


@require_GET
@access(can_do_funding)
def drift(request, pk):
    """What the records say today, beside what was frozen; the report itself does not change."""
    report = report_of(request, pk)
    submission = submission_of(report)
    if submission is None:
        raise Http404("Ce compte rendu n’est pas déposé.")
    back = reverse("funding:report_detail", args=[report.pk])
    context = {
        "report": report,
        "submission": submission,
        "drift": drift_of(report, submission),
        "back": back,
        "trail": [LIST_TRAIL, (report.grant.title, back), ("Depuis le dépôt", "")],
    }
    name = "funding/partials/_drift.html" if request.htmx else "funding/report_drift.html"
    return render(request, name, context)

"""Writing a report, step by step: figures, words, explanations, annex, check list, preview.

Each step is a page of its own, works without JavaScript, and can be left at any time.
"""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from funding.figures import report_figures
from funding.forms.reports import AttachmentForm, ReasonsForm, SectionsForm, WordsForm
from funding.models import ReportState
from funding.permissions import can_do_funding
from funding.presentation import figure_table, finding_cards
from funding.report_findings import readiness, report_findings, settling_url
from funding.report_templates import template
from funding.selectors.reports import reports_with_their_grant
from funding.services import write_report
from funding.services.previewing import latest_preview
from funding.skeleton import narrative_skeleton
from funding.snapshot import live_snapshot
from inclusion.exceptions import Refused
from inclusion.jobs.polling import polling
from inclusion.permissions import access

LIST_TRAIL = ("Comptes rendus", "/financements/comptes-rendus/")
# (address, word) of each step, in the order they are walked.
STEPS = (
    ("report_figures", "Chiffres"),
    ("report_write", "Récit"),
    ("report_reasons", "Écarts"),
    ("report_annex", "Annexe et pièces"),
    ("report_check", "Vérification"),
    ("report_preview", "Aperçu"),
)


def report_of(request, pk):
    queryset = reports_with_their_grant().filter(organisation=request.member.organisation_id)
    return get_object_or_404(queryset, pk=pk)


def _page(request, report, step, template_name, context, status=200):
    """One step of the wizard, with the way to the others."""
    back = reverse("funding:report_detail", args=[report.pk])
    if report.state != ReportState.DRAFT and "form" in context:
        for field in context["form"].fields.values():
            field.disabled = True
    names = [name for name, _ in STEPS]
    position = names.index(step)
    after = names[position + 1] if position + 1 < len(names) else None
    return render(
        request,
        template_name,
        {
            "report": report,
            "grant": report.grant,
            "steps": [
                {
                    "label": label,
                    "url": reverse(f"funding:{name}", args=[report.pk]),
                    "is_current": name == step,
                }
                for name, label in STEPS
            ],
            "next_url": reverse(f"funding:{after}", args=[report.pk]) if after else "",
            "back": back,
            "may_write": report.state == ReportState.DRAFT,
            "trail": [LIST_TRAIL, (report.grant.title, back), (STEPS[position][1], "")],
            **context,
        },
        status=status,
    )


def _plain(snapshot):
    return json.loads(json.dumps(snapshot))


@require_GET
@access(can_do_funding)
def figures(request, pk):
    """The figures of the moment; each opens onto its records, none can be typed."""
    report = report_of(request, pk)
    snapshot = _plain(live_snapshot(report))
    records_url = reverse("funding:report_records", args=[report.pk])
    return _page(
        request,
        report,
        "report_figures",
        "funding/writing_figures.html",
        {
            "snapshot": snapshot,
            "figures": figure_table(snapshot, records_url=records_url),
            "records_url": records_url,
            "findings": finding_cards(snapshot),
            "history": list(report.overrides.select_related("by__user")),
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def words(request, pk):
    """What was done, in words; an empty narrative starts from what the records say."""
    report = report_of(request, pk)
    snapshot = _plain(live_snapshot(report))
    skeleton = narrative_skeleton(snapshot)
    form = WordsForm(
        request.POST or None,
        sections=template(report.template).part("words"),
        written=report.sections,
        initial={
            "realisation": report.realisation,
            "narrative": report.narrative or skeleton,
            "difficulties": report.difficulties,
        },
    )
    if request.method == "POST" and form.is_valid():
        values = {**form.texts, "sections": form.sections}
        if _written(request, report, form, values):
            return _onward(request, report, "report_reasons")
    return _page(
        request,
        report,
        "report_write",
        "funding/writing_words.html",
        {
            "form": form,
            "figures": figure_table(snapshot),
            "skeleton": skeleton if report.narrative else "",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def reasons(request, pk):
    """Why a figure is not the one that was planned."""
    report = report_of(request, pk)
    found = report_findings(report, report_figures(report))
    # With nothing to explain, a form that was sent is bound all the same.
    form = ReasonsForm(request.POST if request.method == "POST" else None, findings=found)
    sent = request.method == "POST" and form.is_valid()
    if sent and _written(request, report, form, {"reasons": form.reasons}):
        return _onward(request, report, "report_annex")
    return _page(
        request,
        report,
        "report_reasons",
        "funding/writing_reasons.html",
        {
            "form": form,
            "settling_url": settling_url(report.grant),
            "waiting": [each for each in found if each.is_waiting and each.is_settled_apart],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def annex(request, pk):
    """The annex of the form, and the papers joined to the report."""
    report = report_of(request, pk)
    form = SectionsForm(
        request.POST if request.method == "POST" else None,
        sections=template(report.template).part("annex"),
        written=report.sections,
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and _written(request, report, form, {"sections": form.sections}):
        return _onward(request, report, "report_check")
    return annex_page(request, report, form=form, status=422 if form.errors else 200)


def annex_page(request, report, *, form=None, paper_form=None, status=200):
    form_of = template(report.template)
    return _page(
        request,
        report,
        "report_annex",
        "funding/writing_annex.html",
        {
            "form": form or SectionsForm(sections=form_of.part("annex"), written=report.sections),
            "paper_form": paper_form or AttachmentForm(attachments=form_of.attachments),
            "papers": list(report.attachments.all()),
        },
        status=status,
    )


def _written(request, report, form, values):
    try:
        write_report(report=report, by=request.member, **values)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, "Enregistré.")
    return True


def _onward(request, report, following):
    """The next step, or the report when one only wanted to keep what was typed."""
    name = following if "continuer" in request.POST else "report_detail"
    return redirect(f"funding:{name}", pk=report.pk)


@require_GET
@access(can_do_funding)
def check(request, pk):
    """What is still missing, and where it is done."""
    report = report_of(request, pk)
    checks = readiness(report, report_findings(report, report_figures(report)))
    return _page(
        request,
        report,
        "report_check",
        "funding/writing_check.html",
        {"checks": checks, "missing_count": sum(each.is_missing for each in checks)},
    )


@require_GET
@access(can_do_funding)
def preview(request, pk):
    """The report as it would leave, page by page of its content, marked « Projet »."""
    report = report_of(request, pk)
    snapshot = _plain(live_snapshot(report))
    return _page(
        request,
        report,
        "report_preview",
        "funding/writing_preview.html",
        {
            "snapshot": snapshot,
            "figures": figure_table(snapshot),
            "findings": finding_cards(snapshot),
            "job": latest_preview(report, request.member),
            **polling(request),
        },
    )

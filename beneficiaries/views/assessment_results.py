"""Pages of a completed assessment: its result, the decision, the tests taken elsewhere."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from beneficiaries.forms.assessments import DecisionForm, ExternalResultForm, key_of
from beneficiaries.models import Beneficiary, Path
from beneficiaries.permissions import can_open_files, can_write_files
from beneficiaries.selectors.assessments import (
    answers_of,
    by_section,
    contraindications,
    former_assessments,
    grid_of,
    progress,
    proposals_of,
    radar_of,
    rows,
)
from beneficiaries.services.assessments import (
    add_external_result,
    decide_path,
    remove_external_result,
)
from beneficiaries.views.assessments import about, assessment_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling


@require_GET
@access(can_open_files)
def assessment_detail(request, pk):
    """The result: profile, reasons, what not to begin with, the decision."""
    assessment = assessment_of(request, pk)
    if not assessment.completed_at:
        return redirect("beneficiaries:assessment_answer", pk=pk)
    return _result_page(request, assessment)


def _result_page(request, assessment, form=None, status=200):
    record_read(assessment.beneficiary, by=request.member, what="assessment")
    grid, answers = grid_of(assessment), answers_of(assessment)
    formers = former_assessments(assessment)
    former = formers[0] if formers else None
    proposals = proposals_of(assessment)
    against = contraindications(proposals)
    if form is None:
        form = _decision_form(assessment, against)
    results = assessment.beneficiary.external_results.order_by("-taken_on", "-pk")
    return render(
        request,
        "beneficiaries/assessment_detail.html",
        about(assessment)
        | {
            "radar": radar_of(assessment, former),
            "rows": rows(assessment, former),
            "former": former,
            "formers": formers,
            "proposal": proposals[0],
            "others": proposals[1:],
            "against": against,
            "form": form,
            "chosen": Path(assessment.chosen_path) if assessment.chosen_path else None,
            "is_overridden": assessment.chosen_path not in ("", assessment.proposed_path),
            "refer_url": _refer_url(assessment),
            "sections": by_section(grid, answers),
            "progress": progress(grid, answers),
            "external_results": list(results[:20]),
            "external_form": ExternalResultForm(),
        },
        status=status,
    )


def _decision_form(assessment, against, data=None):
    return DecisionForm(
        data,
        assessment=assessment,
        against=against,
        initial={
            "path": assessment.chosen_path or assessment.proposed_path,
            "reason": assessment.override_reason,
        },
    )


def _refer_url(assessment):
    address = reverse("beneficiaries:referral_create", args=[assessment.beneficiary_id])
    return f"{address}?diagnostic={assessment.pk}"


@require_POST
@access(can_write_files)
def assessment_decide(request, pk):
    """Choose the path; what is wrong is said on the result's page."""
    assessment = assessment_of(request, pk)
    if not assessment.completed_at:
        messages.error(request, "On choisit une voie quand le diagnostic est terminé.")
        return redirect("beneficiaries:assessment_answer", pk=pk)
    form = _decision_form(assessment, contraindications(proposals_of(assessment)), request.POST)
    if form.is_valid():
        try:
            decide_path(
                assessment=assessment,
                by=request.member,
                path=form.cleaned_data["path"],
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La voie est retenue. Vous pouvez orienter la personne.")
            return redirect("beneficiaries:assessment_detail", pk=pk)
    return _result_page(request, assessment, form, status=422)


@require_POST
@access(can_write_files)
def external_result_add(request, pk):
    """Note a test taken elsewhere."""
    beneficiary = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    form = ExternalResultForm(request.POST)
    if form.is_valid():
        with telling(request, "Le résultat est noté au dossier."):
            add_external_result(beneficiary=beneficiary, by=request.member, **form.cleaned_data)
    else:
        for errors in form.errors.values():
            messages.error(request, f"Résultat non noté\u00a0: {errors[0]}")
    return _back_to_result(beneficiary)


@require_POST
@access(can_write_files)
def external_result_remove(request, pk):
    """Take back a result written by mistake."""
    beneficiary = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    with telling(request, "Le résultat est retiré du dossier."):
        remove_external_result(
            beneficiary=beneficiary,
            by=request.member,
            result=key_of(request.POST.get("result", "")),
        )
    return _back_to_result(beneficiary)


def _back_to_result(beneficiary):
    """The page where results stand: her latest assessment's, or her file."""
    latest = beneficiary.assessments.completed().order_by("-completed_at", "-pk").first()
    if latest:
        return redirect("beneficiaries:assessment_detail", pk=latest.pk)
    return redirect("beneficiaries:beneficiary_detail", pk=beneficiary.pk)

"""Pages of retention: the table of delays, what is at term, a person's own time, her holds."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.forms.merging import DelayForm, HoldForm, ReviewForm
from beneficiaries.models import Beneficiary, Hold
from beneficiaries.permissions import can_manage_retention, can_open_files
from beneficiaries.retention.rules import RULES
from beneficiaries.selectors.retention import (
    announcement_text,
    open_holds,
    person_page,
    rule_lines,
    run_lines,
    term_lines,
)
from beneficiaries.services import (
    open_hold,
    release_hold,
    renew_hold,
    reset_delay,
    resume_contact,
    set_delay,
)
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling


def _trail(*pages):
    return [("Conservation", reverse("beneficiaries:retention") if pages else ""), *pages]


def _file_trail(beneficiary, *pages):
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        (
            beneficiary.file_number,
            reverse("beneficiaries:beneficiary_detail", args=[beneficiary.pk]),
        ),
        *pages,
    ]


@require_GET
@access(can_manage_retention)
def retention(request):
    """How long each thing is kept, who is at term and why, what the last nights did."""
    terms = term_lines(timezone.localdate())
    context = {
        "rules": rule_lines(),
        "terms": terms,
        "holds": open_holds(request.member),
        "runs": run_lines(request.member),
        "trail": _trail(),
    }
    return render(request, "beneficiaries/retention.html", context)


@require_http_methods(["GET", "POST"])
@access(can_manage_retention)
def retention_delay(request):
    """Choose the delay of one line of the table."""
    rule = request.GET.get("regle", "")
    line = RULES.get(rule)
    if line is None or not line.is_adjustable:
        messages.error(request, "Ce délai ne se règle pas.")
        return redirect("beneficiaries:retention")
    current = {each.rule.code: each for each in rule_lines()}[rule]
    initial = {"days": current.days, "justification": current.justification}
    form = DelayForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            set_delay(rule=rule, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le délai est réglé. Il s’applique dès la nuit prochaine.")
            return redirect("beneficiaries:retention")
    context = {
        "line": line,
        "current": current,
        "form": form,
        "trail": _trail((line.what, "")),
    }
    status = 422 if form.errors else 200
    return render(request, "beneficiaries/retention_delay.html", context, status=status)


@require_POST
@access(can_manage_retention)
def retention_delay_reset(request):
    """Back to the rule's own delay."""
    with telling(request, "Le délai est de nouveau celui de la règle."):
        reset_delay(rule=request.POST.get("regle", "")[:30], by=request.member)
    return redirect("beneficiaries:retention")


def _file(request, pk):
    files = Beneficiary.objects.visible_to(request.member).select_related("referent__user")
    return get_object_or_404(files, pk=pk, merged_into__isnull=True)


@require_GET
@access(can_open_files)
def retention_person(request, pk):
    """Until when her file is kept, what keeps it, and what to tell her when it will go."""
    beneficiary = _file(request, pk)
    record_read(beneficiary, by=request.member, what="retention")
    context = {
        **person_page(beneficiary, request.member),
        "text": announcement_text(beneficiary, request.member.organisation),
        "may_hold": can_manage_retention(request.member),
        "trail": _file_trail(beneficiary, ("Conservation", "")),
    }
    return render(request, "beneficiaries/retention_person.html", context)


@require_POST
@access(can_open_files)
def retention_resume(request, pk):
    """She came back."""
    beneficiary = _file(request, pk)
    with telling(request, "L’effacement est annulé\u00a0: le dossier est de nouveau suivi."):
        resume_contact(beneficiary=beneficiary, by=request.member)
    return redirect("beneficiaries:beneficiary_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_manage_retention)
def hold_open(request, pk):
    """Keep a file beyond its time."""
    beneficiary = _file(request, pk)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            open_hold(beneficiary=beneficiary, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le dossier est conservé. Rien ne s’en efface.")
            return redirect("beneficiaries:retention_person", pk=pk)
    context = {
        "beneficiary": beneficiary,
        "form": form,
        "trail": _file_trail(
            beneficiary,
            ("Conservation", reverse("beneficiaries:retention_person", args=[pk])),
            ("Conserver", ""),
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "beneficiaries/hold_open.html", context, status=status)


def _hold(request, pk):
    holds = Hold.objects.visible_to(request.member).select_related("beneficiary")
    return get_object_or_404(holds.open(), pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_manage_retention)
def hold_renew(request, pk):
    """Look at a hold again: still needed until another date."""
    hold = _hold(request, pk)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            renew_hold(hold=hold, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La conservation est revue.")
            return redirect("beneficiaries:retention_person", pk=hold.beneficiary_id)
    context = {
        "hold": hold,
        "beneficiary": hold.beneficiary,
        "form": form,
        "trail": _file_trail(
            hold.beneficiary,
            ("Conservation", reverse("beneficiaries:retention_person", args=[hold.beneficiary_id])),
            ("Revoir", ""),
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "beneficiaries/hold_renew.html", context, status=status)


@require_POST
@access(can_manage_retention)
def hold_release(request, pk):
    """No longer needed."""
    hold = _hold(request, pk)
    with telling(request, "La conservation est levée\u00a0: le dossier reprend son cours."):
        release_hold(hold=hold, by=request.member)
    return redirect("beneficiaries:retention_person", pk=hold.beneficiary_id)

"""Loans: lent until a day, prolonged, brought back."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment import services
from equipment.filters import LoanFilter
from equipment.forms.handing import LoanForm, LoanReturnForm, ProlongForm
from equipment.models import AllocationPurpose, AllocationStatus, Loan
from equipment.permissions import can_allocate
from equipment.selectors import papers_of
from equipment.views.handing import visible_allocation
from equipment.views.trails import allocation_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access

USUAL_DAYS = 182


def visible_loan(request, pk):
    loans = Loan.objects.visible_to(request.member).select_related(
        "device__venue", "allocation__beneficiary", "allocation__hand_over", "returned_by__user"
    )
    return get_object_or_404(loans, pk=pk)


def _trail(*further):
    return allocation_trail(("Prêts", reverse("equipment:loan_list")), *further)


@require_GET
@access(can_allocate)
def loan_list(request):
    """What is lent, the first to come back first; late ones say so."""
    loans = Loan.objects.visible_to(request.member).select_related(
        "device", "allocation__beneficiary"
    )
    filtered = LoanFilter(request.GET, queryset=loans, request=request)
    context = {
        "page": keyset_page(filtered, request, order=("due_on", "pk")),
        "filter": filtered,
        "is_filtered": filtered.is_active,
        "today": timezone.localdate(),
        "trail": allocation_trail(("Prêts", "")),
    }
    return render(request, "equipment/loan_list.html", context)


@require_GET
@access(can_allocate)
def loan_detail(request, pk):
    """One loan: until when, with what, and its papers."""
    loan = visible_loan(request, pk)
    context = {
        "loan": loan,
        "device": loan.device,
        "person": loan.allocation.beneficiary,
        "today": timezone.localdate(),
        "papers": papers_of(loan.allocation, request.member),
        "trail": _trail((loan.device.asset_tag, "")),
    }
    return render(request, "equipment/loan_detail.html", context)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def allocation_lend(request, pk):
    """Until when, against what, with which accessories; then the agreement."""
    allocation = visible_allocation(request, pk)
    is_waiting = allocation.status == AllocationStatus.RESERVED
    if request.method == "GET" and not (
        is_waiting and allocation.purpose == AllocationPurpose.LOAN
    ):
        return redirect("equipment:allocation_detail", pk=allocation.pk)
    initial = {
        "due_on": timezone.localdate() + timedelta(days=USUAL_DAYS),
        "accessories": allocation.device.accessories,
        "manner": "paper",
    }
    form = LoanForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            loan, _ = services.lend(
                allocation=allocation,
                due_on=form.cleaned_data["due_on"],
                deposit_amount=form.cleaned_data["deposit_amount"],
                by=request.member,
                **form.signature_values(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{allocation.device.asset_tag} est prêté.")
            return redirect("equipment:loan_detail", pk=loan.pk)
    context = {
        "allocation": allocation,
        "device": allocation.device,
        "form": form,
        "trail": allocation_trail((allocation.device.asset_tag, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/loan_lend.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def loan_prolong(request, pk):
    """A later day of return, and the agreement that says so."""
    loan = visible_loan(request, pk)
    later = loan.due_on + timedelta(days=91)
    form = ProlongForm(request.POST or None, initial={"due_on": later})
    return _act_on(
        request,
        loan,
        form,
        "equipment/loan_prolong.html",
        "Prolonger",
        lambda: services.prolong_loan(loan=loan, by=request.member, **form.cleaned_data),
        "Le prêt est prolongé\u00a0: la nouvelle convention est en préparation.",
    )


@require_http_methods(["GET", "POST"])
@access(can_allocate)
def loan_return(request, pk):
    """What came back, one by one; the device goes to quarantine."""
    loan = visible_loan(request, pk)
    names = [each["name"] for each in loan.accessories]
    initial = {"back": names, "returned_amount": str(loan.deposit_amount).replace(".", ",")}
    form = LoanReturnForm(request.POST or None, loan=loan, initial=initial)
    return _act_on(
        request,
        loan,
        form,
        "equipment/loan_return.html",
        "Rendre",
        lambda: services.return_loan(loan=loan, by=request.member, **form.cleaned_data),
        f"{loan.device.asset_tag} est rendu.",
    )


def _act_on(request, loan, form, template, step, act, success):
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, success)
            return redirect("equipment:loan_detail", pk=loan.pk)
    elif request.method == "GET" and not loan.is_out:
        return redirect("equipment:loan_detail", pk=loan.pk)
    context = {
        "loan": loan,
        "device": loan.device,
        "person": loan.allocation.beneficiary,
        "form": form,
        "trail": _trail((loan.device.asset_tag, ""), (step, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)

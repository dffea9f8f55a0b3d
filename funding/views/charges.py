"""Charging an expense to the grants of its project, from its page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from funding.ceilings import room_of
from funding.forms.expenses import ChargeForm, SpreadForm
from funding.models import ExpenseAllocation, Grant
from funding.permissions import can_do_funding, can_keep_expenses
from funding.selectors.expenses import charged_to
from funding.services import charge_expense, move_charge, remove_charge, spread_expense
from funding.services.allocations import CHARGEABLE, open_to_charges, why_closed
from funding.views.expenses import expense_page, find_expense
from funding.views.projects import HOME_TRAIL
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.telling import telling


def chargeable_grants(expense):
    """The running grants of the expense's project: one that is closed says so when it is named."""
    return (
        Grant.objects.filter(
            organisation=expense.organisation_id, project=expense.project_id, state__in=CHARGEABLE
        )
        .select_related("funder")
        .order_by("decided_on", "pk")
    )


def charge_forms(expense, shares):
    """The empty forms of the page, with the grants still open and the free part proposed."""
    grants = open_to_charges(chargeable_grants(expense))
    return {
        "charge_form": ChargeForm(grants=grants, initial={"amount": shares.free or None}),
        "spread_form": SpreadForm(grants=grants),
        "move_grants": grants,
        "has_grants": grants.exists(),
    }


@require_GET
@access(can_do_funding)
def grant_charges(request, pk):
    """What is charged to one grant: here, elsewhere, still free, and how much more it may pay."""
    grants = Grant.objects.visible_to(request.member).select_related(
        "funder", "project", "program", "offer"
    )
    grant = get_object_or_404(grants, pk=pk)
    charges = charged_to(grant, grant.eligible_from, grant.eligible_to)
    page = keyset_page(charges, request, order=("day", "pk"))
    return render(
        request,
        "funding/grant_charges.html",
        {
            "grant": grant,
            "page": page,
            "room": room_of(grant),
            "closed": why_closed(grant),
            "trail": [
                HOME_TRAIL,
                (str(grant.funder), reverse("funding:grant_detail", args=[grant.pk])),
                ("Dépenses imputées", ""),
            ],
        },
    )


@require_POST
@access(can_keep_expenses)
def expense_charge(request, pk):
    """Charge so much to one grant, or change how much."""
    expense = find_expense(request, pk)
    form = ChargeForm(request.POST, grants=chargeable_grants(expense))
    if form.is_valid():
        try:
            charge_expense(expense=expense, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "L’imputation est enregistrée.")
            return redirect("funding:expense_detail", pk=expense.pk)
    return expense_page(request, expense, charge_form=form)


@require_POST
@access(can_keep_expenses)
def expense_spread(request, pk):
    """Cut the expense by percentages."""
    expense = find_expense(request, pk)
    form = SpreadForm(request.POST, grants=chargeable_grants(expense))
    if form.is_valid():
        try:
            spread_expense(expense=expense, shares=form.shares, by=request.member)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La dépense est répartie, au centime près.")
            return redirect("funding:expense_detail", pk=expense.pk)
    return expense_page(request, expense, spread_form=form)


def _allocation(request, pk):
    rows = ExpenseAllocation.objects.visible_to(request.member).select_related("expense")
    return get_object_or_404(rows, pk=pk)


@require_POST
@access(can_keep_expenses)
def charge_remove(request, pk):
    """Charge nothing more of it to that grant."""
    allocation = _allocation(request, pk)
    with telling(request, "L’imputation est retirée."):
        remove_charge(allocation=allocation, by=request.member)
    return redirect("funding:expense_detail", pk=allocation.expense_id)


@require_POST
@access(can_keep_expenses)
def charge_move(request, pk):
    """Charge it to another grant instead."""
    allocation = _allocation(request, pk)
    grants = {str(grant.pk): grant for grant in chargeable_grants(allocation.expense)}
    target = grants.get(request.POST.get("grant", ""))
    if target is None:
        messages.error(request, "Choisissez la subvention qui la paiera.")
    else:
        with telling(request, "L’imputation est déplacée."):
            move_charge(allocation=allocation, grant=target, by=request.member)
    return redirect("funding:expense_detail", pk=allocation.expense_id)

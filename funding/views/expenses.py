"""Expenses: the list, one expense and what is charged of it, its forms."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.cerfa_lines import LINES
from funding.filters import ExpenseFilter
from funding.forms.expenses import CancelForm, CreditNoteForm, ExpenseForm
from funding.models import ExpenseState, Project
from funding.permissions import can_do_funding, can_keep_expenses
from funding.proofs import read_proof
from funding.selectors.expenses import expenses_of, shares_of, totals_of
from funding.selectors.reconciliation import open_findings
from funding.services import (
    cancel_expense,
    check_expense,
    correct_expense,
    record_credit_note,
    record_expense,
)
from funding.views.projects import HOME_TRAIL, form_page
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.money import ZERO
from inclusion.permissions import access
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from inclusion.tables.writing import CONTENT_TYPES
from inclusion.ui.telling import telling

LIST_TRAIL = ("Dépenses", "/financements/depenses/")
# What the list may be sorted by: the word of the address → columns, latest or largest first.
ORDERS = {
    "date": (("invoiced_on", "pk"), True),
    "montant": (("gross_amount", "pk"), True),
    "fournisseur": (("supplier_key", "pk"), False),
}


@require_GET
@access(can_do_funding)
def expense_list(request):
    """Every expense, what is charged of each, and the sums of what is shown."""
    filtered = ExpenseFilter(request.GET, queryset=expenses_of(request.member), request=request)
    sort = request.GET.get("tri", "date")
    if sort not in ORDERS:
        raise Http404("Tri inconnu.")
    order, descending = ORDERS[sort]
    page = keyset_page(filtered, request, order=order, descending=descending)
    return render(
        request,
        "funding/partials/_expense_results.html" if request.htmx else "funding/expense_list.html",
        {
            "page": page,
            "filter": filtered,
            "totals": totals_of(filtered.qs),
            "sort": sort,
            "sorts": _sort_urls(request, sort),
            "findings": open_findings(request.member),
            "export_query": request.GET.urlencode(),
            "may_write": can_keep_expenses(request.member),
        },
    )


def _sort_urls(request, current):
    words = {"date": "Date", "montant": "Montant", "fournisseur": "Fournisseur"}
    for name, word in words.items():
        query = request.GET.copy()
        for gone in ("avant", "apres"):
            query.pop(gone, None)
        query["tri"] = name
        yield {"word": word, "url": f"?{query.urlencode()}", "is_current": name == current}


@require_GET
@access(can_do_funding)
def expense_export(request):
    """The expenses shown by the filters, in the columns of the import and what is charged."""
    filtered = ExpenseFilter(request.GET, queryset=expenses_of(request.member), request=request)
    file_format = request.GET.get("format", "xlsx")
    export = export_of("expenses")
    try:
        content = file_of(
            export, export.produce(request.member.organisation, filtered.qs), file_format
        )
    except Refused as refusal:
        raise Http404(refusal.message) from None
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="depenses.{file_format}"'
    return response


def find_expense(request, pk):
    return get_object_or_404(expenses_of(request.member), pk=pk)


@require_GET
@access(can_do_funding)
def expense_detail(request, pk):
    """One expense: its piece, and where each of its euros is charged."""
    return expense_page(request, find_expense(request, pk))


def expense_page(request, expense, **forms):
    """The page of an expense, with a form given back when it was refused."""
    from funding.views.charges import charge_forms

    shares = shares_of(expense)
    closed = expense.state == ExpenseState.CANCELLED or expense.credit_of_id
    may_write = can_keep_expenses(request.member)
    context = {
        "expense": expense,
        "shares": shares,
        "is_sealed": any(each.report_id for each in shares.allocations),
        "bars": _bars(shares),
        "charge_rows": [
            {"allocation": each, "elsewhere": shares.elsewhere(each.grant)}
            for each in shares.allocations
        ],
        "line_label": LINES[expense.line_code].label if expense.line_code in LINES else "",
        "credits": expense.credit_notes.order_by("invoiced_on", "pk"),
        "findings": open_findings(request.member).filter(expense=expense),
        "may_write": may_write,
        "may_charge": may_write and not closed and expense.state == ExpenseState.CHECKED,
        "trail": [HOME_TRAIL, LIST_TRAIL, (str(expense), "")],
    }
    given_back = forms.keys() & {"charge_form", "spread_form"}
    if context["may_charge"] or given_back:
        context |= charge_forms(expense, shares)
        # A refusal is read on its form, even once no other charge could be written.
        context["writes_charges"] = given_back or context.pop("has_grants")
    context |= forms
    refused = any(form.errors for form in forms.values())
    return render(request, "funding/expense_detail.html", context, status=422 if refused else 200)


def _bars(shares):
    """The whole of an expense as one bar: who pays how much of it, and what is still free."""
    whole, start, bars = shares.expense.eligible_amount, ZERO, []
    if not whole:
        return bars
    parts = [(str(each.grant.funder), each.amount, False) for each in shares.allocations]
    if shares.free:
        parts.append(("libre", shares.free, True))
    for rank, (label, amount, is_free) in enumerate(parts):
        width = amount * 100 / whole
        bars.append(
            {
                "label": label,
                "amount": amount,
                "start": f"{start:.4f}%",
                "width": f"{width:.4f}%",
                "is_free": is_free,
                "is_second": rank % 2 == 1,
            }
        )
        start += width
    return bars


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def expense_create(request):
    """Record an expense; with « vérifiée », it may be charged at once."""
    wanted = request.GET.get("projet", "")
    known = Project.objects.visible_to(request.member)
    project = next((each for each in known if str(each.pk) == wanted), None) if wanted else None
    form = ExpenseForm(
        request.POST or None,
        request.FILES or None,
        member=request.member,
        initial={"project": project, "source": "invoice"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            expense = record_expense(
                by=request.member, is_checked="check" in request.POST, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La dépense est enregistrée.")
            return redirect("funding:expense_detail", pk=expense.pk)
    return _expense_form(
        request, form, "Nouvelle dépense", reverse("funding:expense_list"), is_new=True
    )


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def expense_edit(request, pk):
    """Correct an expense; what is charged of it must still fit."""
    expense = find_expense(request, pk)
    back = reverse("funding:expense_detail", args=[expense.pk])
    if expense.state == ExpenseState.CANCELLED or expense.credit_of_id:
        messages.error(request, "Cette dépense ne se corrige pas.")
        return redirect(back)
    form = ExpenseForm(
        request.POST or None,
        request.FILES or None,
        member=request.member,
        initial=ExpenseForm.initial_of(expense),
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_expense(expense=expense, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La dépense est corrigée.")
            return redirect(back)
    return _expense_form(request, form, "Corriger la dépense", back, expense=expense)


def _expense_form(request, form, title, back, **extra):
    context = {
        "form": form,
        "title": title,
        "back": back,
        "trail": [HOME_TRAIL, LIST_TRAIL, (title, "")],
        **extra,
    }
    status = 422 if form.errors else 200
    return render(request, "funding/expense_form.html", context, status=status)


@require_POST
@access(can_keep_expenses)
def expense_check(request, pk):
    """Vouch for an expense."""
    expense = find_expense(request, pk)
    with telling(request, "Vérifiée\u00a0: elle peut être imputée."):
        check_expense(expense=expense, by=request.member)
    return redirect("funding:expense_detail", pk=expense.pk)


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def expense_cancel(request, pk):
    """Cancel an expense, and say why."""
    expense = find_expense(request, pk)
    back = reverse("funding:expense_detail", args=[expense.pk])
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_expense(expense=expense, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La dépense est annulée. Elle reste lisible, avec son motif.")
            return redirect(back)
    return form_page(
        request,
        form,
        title="Annuler la dépense",
        lead=f"{expense.supplier}, pièce {expense.document_number}."
        " Rien n’est effacé\u00a0: la pièce et le motif restent.",
        act="Annuler la dépense",
        trail=[HOME_TRAIL, LIST_TRAIL, (str(expense), back), ("Annuler", "")],
        back=back,
    )


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def expense_credit(request, pk):
    """Record the credit note of an invoice: it is charged as the invoice is."""
    expense = find_expense(request, pk)
    back = reverse("funding:expense_detail", args=[expense.pk])
    form = CreditNoteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        values["recoverable_vat"] = values["recoverable_vat"] or ZERO
        try:
            credit = record_credit_note(invoice=expense, by=request.member, **values)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "L’avoir est enregistré\u00a0: il suit sa facture.")
            return redirect("funding:expense_detail", pk=credit.pk)
    return form_page(
        request,
        form,
        title="Enregistrer un avoir",
        lead=f"Sur la facture {expense.document_number} de {expense.supplier}.",
        act="Enregistrer l’avoir",
        trail=[HOME_TRAIL, LIST_TRAIL, (str(expense), back), ("Avoir", "")],
        back=back,
    )


@require_GET
@never_cache
@access(can_do_funding)
def expense_proof(request, pk):
    """The piece of an expense, byte for byte."""
    expense = get_object_or_404(expenses_of(request.member).exclude(proof_sha256=""), pk=pk)
    try:
        content, content_type = read_proof(expense)
    except FileNotFoundError:
        raise Http404("Cette pièce est introuvable.") from None
    response = HttpResponse(content, content_type=content_type)
    extension = expense.proof_name.rsplit(".", 1)[-1].lower()
    response["Content-Disposition"] = (
        f'attachment; filename="piece-{expense.proof_sha256[:8]}.{extension}"'
    )
    return response

"""The stock: what is left of each thing, and how it came and went."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.filters import StockFilter
from equipment.forms import NewStockItemForm, StockEntryForm, StockExitForm, StockItemForm
from equipment.models import StockItem
from equipment.permissions import can_run_pool, can_see_pool, can_take_stock
from equipment.services import (
    add_to_stock,
    create_stock_item,
    take_from_stock,
    update_stock_item,
)
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access


def stock_trail(*further):
    return [("Stocks", reverse("equipment:stock_list")), *further]


@require_GET
@access(can_see_pool)
def stock_list(request):
    """Everything held in number, by name."""
    items = StockItem.objects.visible_to(request.member)
    filtered = StockFilter(request.GET, queryset=items, request=request)
    context = {
        "filter": filtered,
        "is_filtered": filtered.is_active,
        "page": keyset_page(filtered, request, order=("name", "pk")),
        "runs_pool": can_run_pool(request.member),
    }
    return render(request, "equipment/stock_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def stock_create(request):
    """Begin to count something."""
    form = NewStockItemForm(request.POST or None, initial={"threshold": 0})
    if request.method == "POST" and form.is_valid():
        try:
            item = create_stock_item(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Article créé. Enregistrez sa première entrée.")
            return redirect("equipment:stock_detail", pk=item.pk)
    return _form_page(request, form, stock_trail(("Nouvel article", "")), "Nouvel article")


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def stock_update(request, pk):
    """Another name, another threshold."""
    item = _item(request, pk)
    names = ("name", "threshold", "reference", "shelf", "unit_amount")
    initial = {name: getattr(item, name) or None for name in names}
    form = StockItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_stock_item(item=item, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Article enregistré.")
            return redirect("equipment:stock_detail", pk=item.pk)
    url = reverse("equipment:stock_detail", args=[item.pk])
    return _form_page(request, form, stock_trail((item.name, url), ("Modifier", "")), "Modifier")


def _form_page(request, form, trail, heading):
    context = {"form": form, "trail": trail, "heading": heading}
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/stock_form.html", context, status=status)


def _item(request, pk):
    return get_object_or_404(StockItem.objects.visible_to(request.member), pk=pk)


def _item_page(request, item, *, entry_form=None, exit_form=None, status=200):
    moves = item.moves.select_related("by__user")
    context = {
        "item": item,
        "page": keyset_page(moves, request, order=("at", "pk"), descending=True),
        "entry_form": entry_form or StockEntryForm(auto_id="entree_%s"),
        "exit_form": exit_form or StockExitForm(auto_id="sortie_%s"),
        "failed": entry_form or exit_form,
        "runs_pool": can_run_pool(request.member),
        "takes": can_take_stock(request.member),
        "trail": stock_trail((item.name, "")),
    }
    return render(request, "equipment/stock_detail.html", context, status=status)


@require_GET
@access(can_see_pool)
def stock_detail(request, pk):
    """One thing: what is left, and every move."""
    return _item_page(request, _item(request, pk))


@require_POST
@access(can_run_pool)
def stock_enter(request, pk):
    """So many come in."""
    item = _item(request, pk)
    form = StockEntryForm(request.POST, auto_id="entree_%s")
    if _done(request, item, form, add_to_stock, "Entrée enregistrée."):
        return redirect("equipment:stock_detail", pk=item.pk)
    return _item_page(request, item, entry_form=form, status=422)


@require_POST
@access(can_take_stock)
def stock_take(request, pk):
    """So many leave."""
    item = _item(request, pk)
    form = StockExitForm(request.POST, auto_id="sortie_%s")
    if _done(request, item, form, take_from_stock, "Sortie enregistrée."):
        return redirect("equipment:stock_detail", pk=item.pk)
    return _item_page(request, item, exit_form=form, status=422)


def _done(request, item, form, act, sentence):
    """True when the move was made; its refusal is written on the form."""
    if not form.is_valid():
        return False
    try:
        act(item=item, by=request.member, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, sentence)
    return True

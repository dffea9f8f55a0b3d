"""The lots one confides: their list, each one's page, what goes in, and their acts."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.filters import LotFilter
from equipment.forms.lots import FillForm, LotForm, SettleForm
from equipment.models import (
    LineOutcome,
    Lot,
    LotDelivery,
    LotLine,
    LotPartner,
    LotStatus,
    LotUse,
    quantity_words,
)
from equipment.permissions import can_receive_lots, can_run_lots, can_see_lots
from equipment.selectors.lots import (
    FAMILY_TITLES,
    all_there,
    counts_of,
    devices_among,
    lot_chain,
    lot_lines,
    lots_listed,
)
from equipment.selectors.scanning import read_scans
from equipment.services.lots import (
    add_to_lot,
    cancel_lot,
    close_lot,
    open_lot,
    prepare_lot,
    remind_partner,
    reopen_lot,
    send_lot,
    settle_line,
    take_from_lot,
    update_lot,
)
from equipment.views.trails import lot_trail
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.text import counted

DESCRIBED = ("title", "use", "territory", "planned_on", "words")


@require_GET
@access(can_see_lots)
def lot_list(request):
    """The lots under way, latest first."""
    member = request.member
    filtered = LotFilter(request.GET, queryset=lots_listed(member), request=request)
    page = keyset_page(filtered, request, order=("created_at", "pk"), descending=True)
    context = {"page": page, "filter": filtered, "runs": can_run_lots(member)}
    if request.htmx:
        return render(request, "equipment/partials/_lots_results.html", context)
    context["there"] = all_there(member)
    context["to_confirm"] = (
        LotDelivery.objects.received_by(member).waiting().count() if can_receive_lots(member) else 0
    )
    return render(request, "equipment/lots_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_lots)
def lot_create(request):
    """For whom, for what, how many: the devices come next, by scanning."""
    initial = {}
    partner = _chosen_partner(request)
    if partner is not None:
        initial = {"partner": partner.pk, "territory": partner.territory}
    form = LotForm(request.POST or None, member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            lot = open_lot(
                by=request.member, partner=form.cleaned_data["partner"], **form.described
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Lot ouvert\u00a0: scannez ce qui y va.")
            return redirect("equipment:lot_detail", pk=lot.pk)
    return _lot_form(request, form, "Nouveau lot", "Ouvrir le lot")


def _chosen_partner(request):
    try:
        pk = UUID(request.GET.get("partenaire", ""))
    except ValueError:
        return None
    return LotPartner.objects.visible_to(request.member).filter(pk=pk).first()


def _lot_form(request, form, heading, button, lot=None):
    context = {
        "form": form,
        "lot": lot,
        "heading": heading,
        "button": button,
        "has_partners": form.fields["partner"].queryset.exists(),
        "trail": lot_trail((heading, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/lots_form.html", context, status=status)


def visible_lot(request, pk):
    lots = Lot.objects.visible_to(request.member).select_related(
        "partner__partner", "organisation", "agreement", "created_by__user", "sent_by__user"
    )
    return get_object_or_404(lots, pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_run_lots)
def lot_update(request, pk):
    """Promise otherwise, while nothing is printed."""
    lot = visible_lot(request, pk)
    initial = {
        "partner": lot.partner_id,
        **{
            name: getattr(lot, name)
            for name in ["title", "use", "territory", "planned_on", "words"]
        },
        **{f"n_{line['type']}": line["quantity"] for line in lot.planned},
    }
    data = None
    if request.method == "POST":
        # The partner of a lot is the one it was opened for.
        data = request.POST.copy()
        data["partner"] = str(lot.partner_id)
    form = LotForm(data, member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_lot(lot=lot, by=request.member, **form.described)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Lot modifié.")
            return redirect("equipment:lot_detail", pk=lot.pk)
    return _lot_form(request, form, "Modifier le lot", "Enregistrer", lot)


@require_GET
@access(can_see_lots)
def lot_detail(request, pk):
    """One lot: where it stands, what it holds by type and use, what remains to explain."""
    return lot_page(request, visible_lot(request, pk))


def _asked(request):
    """The figure one opened: its type, use and outcome, only known words."""
    family, use = request.GET.get("type", ""), request.GET.get("usage", "")
    outcome = request.GET.get("arrivee", "")
    return {
        "family": family if family in FAMILY_TITLES else "",
        "use": use if use in LotUse.values else "",
        "outcome": outcome if outcome in LineOutcome.values else "",
    }


def _words_of(asked):
    """« Tablettes, Ateliers hors les murs »: what the list below is narrowed to."""
    words = (
        FAMILY_TITLES.get(asked["family"], ""),
        LotUse(asked["use"]).label if asked["use"] else "",
        LineOutcome(asked["outcome"]).label if asked.get("outcome") else "",
    )
    return ", ".join(word for word in words if word)


def lot_page(request, lot, status=200, *, fill_form=None, settle=None, refused=None):
    runs = can_run_lots(request.member)
    lines = LotLine.objects.visible_to(request.member).filter(lot=lot)
    asked = _asked(request)
    page = keyset_page(
        lot_lines(lot, **asked), request, order=("device__asset_tag", "pk"), descending=False
    )
    if request.htmx:
        context = {"page": page, "lot": lot, "takes": False, "narrowed": _words_of(asked)}
        return render(request, "equipment/partials/_lot_devices.html", context)
    by_outcome = {outcome.value: 0 for outcome in LineOutcome}
    for outcome in lines.values_list("outcome", flat=True):
        by_outcome[outcome] += 1
    counts = counts_of(lines)
    missing = _missing(lot, settle) if runs else []
    context = {
        "lot": lot,
        "steps": lot_chain(lot),
        "counts": counts,
        "by_outcome": by_outcome,
        "has_left": lot.sent_at is not None,
        "promised": [quantity_words(line["type"], line["quantity"]) for line in lot.planned],
        "missing": missing,
        "next_act": _next_act(lot, counts, missing) if runs else "",
        "page": page,
        "narrowed": _words_of(asked),
        "runs": runs,
        "takes": runs and lot.status == "draft",
        "fill_form": fill_form or FillForm(),
        "failed": fill_form or (settle[1] if settle else None),
        "refused": refused or {},
        "papers": Document.objects.visible_to(request.member).about(lot).order_by("-issued_at"),
        "trail": lot_trail((lot.title, "")),
    }
    return render(request, "equipment/lots_detail.html", context, status=status)


def _next_act(lot, counts, missing):
    """The one act that takes this lot further now; none when something comes first."""
    if lot.status == LotStatus.DRAFT:
        return "prepare" if counts.total else ""
    if lot.status == LotStatus.DIFFERENCES and missing:
        return ""
    following = {
        LotStatus.PREPARED: "send",
        LotStatus.SENT: "remind",
        LotStatus.RECEIVED: "close",
        LotStatus.DIFFERENCES: "close",
    }
    return following.get(lot.status, "")


def _missing(lot, settle=None):
    """(line, its form) of what the partner did not find, the form that failed kept."""
    if lot.status != "differences":
        return []
    lines = lot_lines(lot, outcome=LineOutcome.MISSING).filter(ended_at__isnull=True)
    return [
        (
            line,
            settle[1]
            if settle and settle[0].pk == line.pk
            else SettleForm(auto_id=f"ecart{rank}_%s"),
        )
        for rank, line in enumerate(lines[:100], 1)
    ]


@require_POST
@access(can_run_lots)
def lot_fill(request, pk):
    """Put scanned devices into the lot; what may not go in is said, one by one."""
    lot = visible_lot(request, pk)
    form = FillForm(request.POST)
    if not form.is_valid():
        return lot_page(request, lot, 422, fill_form=form)
    reading = read_scans(form.cleaned_data["codes"], request.member.organisation.prefix)
    found = devices_among(request.member, reading.tags)
    unknown = dict.fromkeys(reading.tags, "Aucun appareil ne porte cette étiquette.")
    refused = dict(reading.errors) | {t: w for t, w in unknown.items() if t not in found}
    try:
        count, unfit = add_to_lot(
            lot=lot, devices=list(found.values()), by=request.member, use=form.cleaned_data["use"]
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return lot_page(request, lot, 422, fill_form=form, refused=refused)
    refused |= unfit
    many = counted(count, "appareil ajouté", "appareils ajoutés")
    messages.success(request, f"{many} au lot.")
    if refused:
        # What is left in the field is what did not go in.
        form = FillForm(initial={"codes": "\n".join(refused)})
        return lot_page(request, lot, 200, fill_form=form, refused=refused)
    return redirect("equipment:lot_detail", pk=lot.pk)


ACTS = {
    "prepare": (prepare_lot, "Papiers faits\u00a0: à signer par les deux structures."),
    "reopen": (reopen_lot, "Lot rouvert\u00a0: sa liste peut changer."),
    "send": (send_lot, "Le lot est parti. Le partenaire est prévenu."),
    "remind": (remind_partner, "Le partenaire est relancé par courriel."),
    "close": (close_lot, "Lot clos."),
    "cancel": (cancel_lot, "Lot abandonné\u00a0: ses appareils sont de nouveau prêts."),
}


@require_POST
@access(can_run_lots)
def lot_act(request, pk):
    """Prepare, send, remind, settle, close: one address, the act in the form."""
    lot = visible_lot(request, pk)
    act = request.POST.get("act", "")
    if act == "settle":
        return _settle(request, lot)
    try:
        if act == "take":
            device = take_from_lot(lot=lot, line=_line(request, lot), by=request.member)
            messages.success(request, f"{device.asset_tag} n’est plus dans le lot.")
        elif act in ACTS:
            function, done = ACTS[act]
            function(lot=lot, by=request.member)
            messages.success(request, done)
        else:
            messages.error(request, "Cette action n’existe pas.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("equipment:lot_detail", pk=pk)


def _line(request, lot):
    try:
        pk = UUID(request.POST.get("line", ""))
    except ValueError:
        pk = None
    line = lot.lines.select_related("device", "lot").filter(pk=pk).first() if pk else None
    if line is None:
        raise Refused("Cet appareil n’est plus dans ce lot.")
    return line


def _settle(request, lot):
    try:
        line = _line(request, lot)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:lot_detail", pk=lot.pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            settle_line(line=line, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{line.device.asset_tag}\u00a0: écart expliqué.")
            return redirect("equipment:lot_detail", pk=lot.pk)
    return lot_page(request, lot, 422, settle=(line, form))

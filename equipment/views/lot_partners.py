"""The structures that receive lots: their list, and what each has from us."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from equipment.forms.lots import PartnerForm
from equipment.models import LotPartner
from equipment.permissions import can_run_lots, can_see_lots
from equipment.selectors.lots import devices_at, figures_of, lots_listed, partners_listed
from equipment.services.lots import save_partner
from equipment.views.lots import _asked, _words_of
from equipment.views.trails import lot_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access

PARTNERS = ("Structures partenaires", "equipment:lot_partner_list")
LOTS_SHOWN = 100


@require_GET
@access(can_see_lots)
def lot_partner_list(request):
    """Every structure that receives lots, with what it holds."""
    page = keyset_page(partners_listed(request.member), request, order=("name", "pk"))
    context = {
        "page": page,
        "runs": can_run_lots(request.member),
        "trail": lot_trail((PARTNERS[0], "")),
    }
    return render(request, "equipment/lots_partners.html", context)


def _visible(request, pk):
    partners = LotPartner.objects.visible_to(request.member).select_related("partner")
    return get_object_or_404(partners, pk=pk)


@require_GET
@access(can_see_lots)
def lot_partner_detail(request, pk):
    """One structure: what is there by type and use, its lots, its devices."""
    partner = _visible(request, pk)
    asked = _asked(request)
    del asked["outcome"]
    page = keyset_page(
        devices_at(partner, **asked), request, order=("device__asset_tag", "pk"), descending=False
    )
    context = {
        "partner": partner,
        "figures": figures_of(partner),
        "lots": lots_listed(request.member)
        .filter(partner=partner)
        .order_by("-created_at", "-pk")[:LOTS_SHOWN],
        "page": page,
        "narrowed": _words_of(asked),
        "runs": can_run_lots(request.member),
        "trail": lot_trail(PARTNERS, (partner.name, "")),
    }
    if request.htmx:
        return render(request, "equipment/partials/_lot_devices.html", context)
    return render(request, "equipment/lots_partner.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_lots)
def lot_partner_create(request):
    """Write down a structure, of the platform or not; a lot for it comes next."""
    form = PartnerForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form)
        if saved is not None:
            messages.success(request, "Structure enregistrée\u00a0: ouvrez son premier lot.")
            return redirect(f"{reverse('equipment:lot_create')}?partenaire={saved.pk}")
    return _form_page(request, form, "Nouvelle structure partenaire")


@require_http_methods(["GET", "POST"])
@access(can_run_lots)
def lot_partner_update(request, pk):
    """Correct what is known of it."""
    partner = _visible(request, pk)
    names = "name siret contact_name email phone address postcode city territory"
    initial = {name: getattr(partner, name) for name in names.split()}
    form = PartnerForm(
        request.POST or None, member=request.member, partner=partner, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, partner)
        if saved is not None:
            messages.success(request, "Structure modifiée.")
            return redirect("equipment:lot_partner_detail", pk=partner.pk)
    return _form_page(request, form, partner.name, partner)


def _save(request, form, partner=None):
    try:
        return save_partner(by=request.member, partner=partner, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


def _form_page(request, form, heading, partner=None):
    context = {
        "form": form,
        "partner": partner,
        "heading": heading,
        "trail": lot_trail(PARTNERS, (heading, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/lots_partner_form.html", context, status=status)

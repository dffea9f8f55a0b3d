"""The portal's inbox of announcements, and the workshop's inbox of proposals."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment import donation_photos
from equipment.filters import IntentFilter
from equipment.forms.donations import DeclineForm, PortalForm, RouteForm
from equipment.forms.gifts import line_labels
from equipment.models import (
    DonationIntent,
    DonationPartner,
    DonationPortal,
    IntentRouting,
    IntentStatus,
    RoutingStatus,
)
from equipment.permissions import can_manage_portal, can_run_donations
from equipment.selectors.donations import gift_chain
from equipment.services.donation_intents import (
    decline_intent,
    keep_intent,
    recall_routing,
    route_intent,
    save_portal,
)
from equipment.services.donation_routing import (
    accept_routing,
    contact_of,
    decline_routing,
    pass_routing_on,
)
from equipment.views.trails import donation_trail
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.organisations.models import Organisation
from inclusion.permissions import access


def portal_of(member):
    return DonationPortal.objects.filter(organisation=member.organisation_id).first()


@require_http_methods(["GET", "POST"])
@access(can_manage_portal)
def portal(request):
    """Open the public form, say who announcements may go to."""
    found = portal_of(request.member)
    initial = {}
    if found:
        initial = {
            "territory": found.territory,
            "welcome": found.welcome,
            "is_published": found.is_published,
            "partners": list(found.partners.values_list("partner_id", flat=True)),
        }
    form = PortalForm(request.POST or None, member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_portal(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Portail enregistré.")
            return redirect("equipment:intent_list")
    trail = donation_trail(("Portail public", ""))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "portal": found, "trail": trail}
    return render(request, "equipment/donations_portal.html", context, status=status)


@require_GET
@access(can_run_donations)
def intent_list(request):
    """Announcements received, the latest first."""
    intents = DonationIntent.objects.visible_to(request.member).select_related("taken_by")
    filtered = IntentFilter(request.GET, queryset=intents, request=request)
    page = keyset_page(filtered, request, order=("created_at", "pk"), descending=True)
    context = {
        "page": page,
        "filter": filtered,
        "portal": portal_of(request.member),
        "trail": donation_trail(("Annonces", "")),
    }
    if request.htmx:
        return render(request, "equipment/partials/_donations_intents.html", context)
    return render(request, "equipment/donations_intents.html", context)


def _visible_intent(request, pk):
    intents = DonationIntent.objects.visible_to(request.member).select_related(
        "taken_by", "organisation"
    )
    return get_object_or_404(intents, pk=pk)


@require_GET
@access(can_run_donations)
def intent_detail(request, pk):
    """One announcement: who, what, where, and what to do with it."""
    return _intent_page(request, _visible_intent(request, pk))


def _intent_page(request, intent, status=200, **forms):
    routings = list(
        IntentRouting.objects.filter(
            organisation=request.member.organisation_id, intent_id=intent.pk
        )
        .select_related("to_organisation", "passed_to")
        .order_by("-sent_at", "-pk")
    )
    context = {
        "intent": intent,
        "lines": line_labels(intent.lines),
        "steps": gift_chain(intent),
        "routings": routings,
        "waits": intent.status == IntentStatus.WAITING,
        "waits_for": next((r for r in routings if r.status == RoutingStatus.SENT), None),
        "photos": range(intent.photos.count()),
        "route_form": forms.get("route_form") or _route_form(request, intent),
        "decline_form": forms.get("decline_form") or DeclineForm(auto_id="non_%s"),
        "trail": donation_trail(("Annonces", "equipment:intent_list"), (intent.name, "")),
    }
    return render(request, "equipment/donations_intent.html", context, status=status)


def _route_form(request, intent, data=None):
    asked = IntentRouting.objects.filter(
        organisation=request.member.organisation_id, intent_id=intent.pk
    ).values_list("to_organisation_id", flat=True)
    partners = DonationPartner.objects.filter(organisation=request.member.organisation_id)
    organisations = (
        Organisation.objects.filter(pk__in=partners.values("partner_id"))
        .exclude(pk__in=list(asked))
        .order_by("name", "pk")
    )
    return RouteForm(data, organisations=organisations, auto_id="vers_%s")


@require_POST
@access(can_run_donations)
def intent_act(request, pk):
    """Route, take back, keep or decline: one address, the act in the form."""
    intent = _visible_intent(request, pk)
    act = request.POST.get("act", "")
    try:
        if act == "route":
            form = _route_form(request, intent, request.POST)
            if not form.is_valid():
                return _intent_page(request, intent, 422, route_form=form)
            route_intent(intent=intent, by=request.member, **form.cleaned_data)
            messages.success(
                request,
                f"Proposée à {form.cleaned_data['to_organisation']}, prévenue par courriel.",
            )
        elif act == "decline":
            form = DeclineForm(request.POST, auto_id="non_%s")
            if not form.is_valid():
                return _intent_page(request, intent, 422, decline_form=form)
            decline_intent(intent=intent, by=request.member, **form.cleaned_data)
            messages.success(request, "Annonce déclinée, le donateur est prévenu.")
        elif act == "recall":
            recall_routing(intent=intent, by=request.member)
            messages.success(request, "Annonce reprise\u00a0: proposez-la à une autre association.")
        elif act == "keep":
            donation = keep_intent(intent=intent, by=request.member)
            messages.success(request, "Vous prenez ce don. Préparez sa convention.")
            return redirect("equipment:donation_detail", pk=donation.pk)
        else:
            messages.error(request, "Cette action n’existe pas.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("equipment:intent_detail", pk=pk)


@require_GET
@access(can_run_donations)
def intent_photo(request, pk):
    """One of the photos of an announcement, by its rank."""
    digests = _visible_intent(request, pk).photos.order_by("rank").values_list("sha256", flat=True)
    return _photo(request, request.member.organisation_id, list(digests))


def _photo(request, organisation_id, digests):
    try:
        digest = digests[int(request.GET.get("n", "0")[:2])]
        file = donation_photos.open_stored(organisation_id, digest)
    except (ValueError, IndexError, FileNotFoundError):
        raise Http404("Photo inconnue.") from None
    response = FileResponse(file, content_type=donation_photos.CONTENT_TYPE)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@access(can_run_donations)
def routing_list(request):
    """What portals propose to us, what waits first."""
    routings = IntentRouting.objects.received_by(request.member)
    waiting = list(routings.waiting().order_by("sent_at", "pk")[:100])
    answered = keyset_page(
        routings.exclude(status=RoutingStatus.SENT),
        request,
        order=("sent_at", "pk"),
        descending=True,
    )
    trail = donation_trail(("Propositions", ""))
    context = {"waiting": waiting, "page": answered, "trail": trail}
    if request.htmx:
        return render(request, "equipment/partials/_donations_answered.html", context)
    return render(request, "equipment/donations_routings.html", context)


def _visible_routing(request, pk):
    routings = IntentRouting.objects.received_by(request.member).select_related("organisation")
    return get_object_or_404(routings, pk=pk)


@require_GET
@access(can_run_donations)
def routing_detail(request, pk):
    """One proposal: what, where, when, and the three answers."""
    return _routing_page(request, _visible_routing(request, pk))


def _routing_page(request, routing, status=200, **forms):
    context = {
        "routing": routing,
        "contact": contact_of(routing),
        "lines": line_labels(routing.lines),
        "photos": range(len(routing.photos)),
        "waits": routing.status == RoutingStatus.SENT,
        "decline_form": forms.get("decline_form") or DeclineForm(auto_id="non_%s"),
        "pass_form": forms.get("pass_form") or _pass_form(routing),
        "trail": donation_trail(("Propositions", "equipment:routing_list"), (routing.name, "")),
    }
    return render(request, "equipment/donations_routing.html", context, status=status)


def _pass_form(routing, data=None):
    others = Organisation.objects.filter(pk__in=[pk for pk, _ in routing.others])
    form = RouteForm(data, organisations=others.order_by("name", "pk"), auto_id="vers_%s")
    form.fields["words"].label = "Pourquoi elle"
    return form


@require_POST
@access(can_run_donations)
def routing_answer(request, pk):
    """Accept, decline or pass on."""
    routing = _visible_routing(request, pk)
    act = request.POST.get("act", "")
    try:
        if act == "accept":
            donation = accept_routing(routing=routing, by=request.member)
            messages.success(request, "Don accepté\u00a0: préparez maintenant sa convention.")
            return redirect("equipment:donation_detail", pk=donation.pk)
        if act == "decline":
            form = DeclineForm(request.POST, auto_id="non_%s")
            if not form.is_valid():
                return _routing_page(request, routing, 422, decline_form=form)
            decline_routing(routing=routing, by=request.member, **form.cleaned_data)
            messages.success(request, "Réponse envoyée au portail.")
        elif act == "pass":
            form = _pass_form(routing, request.POST)
            if not form.is_valid():
                return _routing_page(request, routing, 422, pass_form=form)
            pass_routing_on(routing=routing, by=request.member, **form.cleaned_data)
            messages.success(request, f"Transmis à {form.cleaned_data['to_organisation']}.")
        else:
            messages.error(request, "Cette réponse n’existe pas.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("equipment:routing_list")


@require_GET
@access(can_run_donations)
def routing_photo(request, pk):
    """One of the photos that came with a proposal: kept by the portal, named in our copy."""
    routing = _visible_routing(request, pk)
    return _photo(request, routing.organisation_id, routing.photos)

"""Lots received: in one's own space, or on the private page of a structure without an account.

On the private page following the link changes nothing (mail scanners do it): everything is posted.
Its authority is its address alone: no cookie counts, so its forms need no token against forgery.
"""

from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.views.referral_link import unseen
from equipment.forms.lots import ArrivalForm, ConfirmForm
from equipment.models import DeliveryStatus, LotDelivery
from equipment.papers.lots import LOT_AGREEMENT
from equipment.permissions import can_receive_lots, can_see_lots
from equipment.selectors.lots import arrival_line, arrivals_of, delivery_counts
from equipment.services.lot_arrivals import confirm_delivery, scan_arrivals, undo_arrival
from equipment.services.lot_mails import LOT_LINK
from equipment.views.trails import delivery_trail
from inclusion.documents.drawing import read_stored
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink, hash_token
from inclusion.permissions import access, public
from inclusion.text import counted
from inclusion.throttling import too_many, within_limit

TRIES, TRIES_SECONDS = 300, 3600


@require_GET
@access(can_receive_lots)
def delivery_list(request):
    """What partners confide to us: to confirm first, then what was confirmed."""
    deliveries = LotDelivery.objects.received_by(request.member)
    waiting = delivery_counts(deliveries.waiting()).order_by("sent_at", "pk")[:100]
    page = keyset_page(
        delivery_counts(deliveries.exclude(status=DeliveryStatus.SENT)),
        request,
        order=("sent_at", "pk"),
        descending=True,
    )
    context = {
        "waiting": list(waiting),
        "page": page,
        "sees_lots": can_see_lots(request.member),
        "trail": delivery_trail(),
    }
    return render(request, "equipment/lots_received.html", context)


def _visible(request, pk):
    return get_object_or_404(LotDelivery.objects.received_by(request.member), pk=pk)


@require_GET
@access(can_receive_lots)
def delivery_detail(request, pk):
    """One lot that comes to us: what is awaited, what is here, and the word that ends it."""
    return _page(request, _visible(request, pk))


def _page(request, delivery, status=200, token="", **forms):
    member = None if token else request.member
    awaited, arrived = arrivals_of(delivery)
    context = {
        "delivery": delivery,
        "token": token,
        "awaited": awaited,
        "arrived": arrived,
        "done": len(arrived),
        "total": len(awaited) + len(arrived),
        "is_whole": not awaited and not delivery.excess,
        "scan_form": forms.get("scan_form") or ArrivalForm(),
        "confirm_form": forms.get("confirm_form") or ConfirmForm(member=member, auto_id="fin_%s"),
        "failed": forms.get("confirm_form") or forms.get("scan_form"),
        "errors": forms.get("errors", []),
        "act_url": reverse("lot_arrival_act", args=[token])
        if token
        else reverse("equipment:delivery_act", args=[delivery.pk]),
        "line_url": reverse("lot_arrival_line", args=[token])
        if token
        else reverse("equipment:delivery_line", args=[delivery.pk]),
        "paper_url": reverse("lot_arrival_paper", args=[token])
        if token
        else reverse("equipment:delivery_paper", args=[delivery.pk]),
    }
    if token:
        return render(request, "public/lot.html", context, status=status)
    context["trail"] = delivery_trail((delivery.title, ""))
    return render(request, "equipment/lots_delivery.html", context, status=status)


@require_POST
@access(can_receive_lots)
def delivery_act(request, pk):
    """Scan, undo or confirm: one address, the act in the form."""
    delivery = _visible(request, pk)
    back = reverse("equipment:delivery_detail", args=[pk])
    return _act(request, delivery, back, by=request.member)


def _act(request, delivery, back, *, by=None, token=""):
    act, form = request.POST.get("act", ""), None
    try:
        if act == "scan":
            form = ArrivalForm(request.POST)
            if not form.is_valid():
                return _page(request, delivery, 422, token, scan_form=form)
            said = scan_arrivals(delivery=delivery, codes=form.cleaned_data["codes"], by=by)
            _say(request, said)
            if said.errors:
                delivery.refresh_from_db()
                return _page(request, delivery, 200, token, errors=said.errors)
        elif act == "undo":
            undo_arrival(delivery=delivery, tag=request.POST.get("tag", "")[:16], by=by)
            messages.success(request, "Lecture annulée.")
        elif act == "confirm":
            form = ConfirmForm(request.POST, member=by, auto_id="fin_%s")
            if not form.is_valid():
                return _page(request, delivery, 422, token, confirm_form=form)
            confirm_delivery(delivery=delivery, by=by, **form.cleaned_data)
            messages.success(request, f"Lot confirmé. {delivery.sender_name} est prévenu.")
        else:
            messages.error(request, "Cette action n’existe pas.")
    except Refused as refusal:
        delivery.refresh_from_db()
        if act == "confirm" and form is not None:
            form.add_error(None, refusal.message)
            return _page(request, delivery, 422, token, confirm_form=form)
        messages.error(request, refusal.message)
    return redirect(back)


def _say(request, said):
    if said.arrived:
        many = counted(len(said.arrived), "appareil noté arrivé", "appareils notés arrivés")
        messages.success(request, f"{many}.")
    if said.excess:
        many = counted(len(said.excess), "étiquette n’est", "étiquettes ne sont")
        messages.warning(
            request,
            f"{many} pas dans ce lot\u00a0: notée{'s' if len(said.excess) > 1 else ''} en trop.",
        )


@require_GET
@access(can_receive_lots)
def delivery_line(request, pk):
    """What one more label is in this lot, for the list that grows as one scans."""
    return _line(request, _visible(request, pk))


def _line(request, delivery):
    said = arrival_line(delivery, request.GET.get("etiquette", "")[:200])
    return render(request, "equipment/partials/_lot_scanned.html", said)


@require_GET
@access(can_receive_lots)
def delivery_paper(request, pk):
    """The agreement of this lot, which its sender shares with us."""
    delivery = _visible(request, pk)
    with organisation(delivery.organisation_id):
        return _paper(delivery, reverse("equipment:delivery_detail", args=[pk]))


def _paper(delivery, back):
    document = Document.objects.filter(pk=delivery.agreement_id, kind=LOT_AGREEMENT).first()
    if document is None or not document.is_stored:
        # Not drawn yet: the page of the lot says where it stands.
        return redirect(back)
    content = read_stored(document.organisation_id, document.sha256)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.file_name}"'
    return response


@contextmanager
def behind(token):
    """The lot of a private address, in its sender's context; 404 for an unknown one."""
    link = PublicLink.resolve(token, LOT_LINK)
    if link is None:
        raise Http404("Lien inconnu.")
    with organisation(link.organisation_id):
        # One of the platform confirms in its own space, never by an address.
        delivery = LotDelivery.objects.filter(
            pk=link.object_id, to_organisation__isnull=True
        ).first()
        if delivery is None:
            raise Http404("Lot inconnu.")
        yield delivery


@csrf_exempt
@require_http_methods(["GET", "HEAD"])
@access(public)
@unseen
def lot_arrival(request, token):
    """What comes, for a structure without an account."""
    with behind(token) as delivery:
        return _page(request, delivery, token=token)


@csrf_exempt
@require_POST
@access(public)
@unseen
def lot_arrival_act(request, token):
    """Scan, undo or confirm, by the address alone."""
    if not within_limit("lot-arrival", hash_token(token), tries=TRIES, seconds=TRIES_SECONDS):
        return too_many(request, TRIES_SECONDS)
    with behind(token) as delivery:
        return _act(request, delivery, reverse("lot_arrival", args=[token]), token=token)


@require_GET
@access(public)
@unseen
def lot_arrival_line(request, token):
    """What one more label is in this lot."""
    with behind(token) as delivery:
        return _line(request, delivery)


@require_GET
@access(public)
@unseen
def lot_arrival_paper(request, token):
    """The agreement to sign."""
    with behind(token) as delivery:
        return _paper(delivery, reverse("lot_arrival", args=[token]))

"""Giving without an account: the public form, and the private page that follows the gift.

Following a link changes nothing (mail scanners do it): everything is posted. No cookie gives any
authority here, so these forms need no token against forgery; the private page's authority is its
address alone, which is why it is shown to no cache, no search engine and no next site.
"""

from contextlib import contextmanager

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.views.referral_link import unseen
from equipment.forms.gifts import AgreeForm, GiftForm, line_labels
from equipment.models import (
    PHOTOS_AT_MOST,
    CollectionStatus,
    Donation,
    DonationIntent,
    DonationStatus,
    IntentStatus,
    lines_in_order,
)
from equipment.papers.donations import agreement_facts
from equipment.selectors.donations import gift_chain, published_portals, what_became
from equipment.selectors.giving import (
    attestations_of,
    carbon_of,
    certificates_of,
    devices_of,
    fates_of,
    gift_milestones,
)
from equipment.services.donation_intents import announce_donation, confirm_intent, withdraw_intent
from equipment.services.donation_mails import DONATION_LINK, INTENT_LINK
from equipment.services.donations import accept_agreement, withdraw_donation
from inclusion.documents.drawing import read_stored
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink, hash_token
from inclusion.permissions import access, public
from inclusion.throttling import client_address, too_many, within_limit

# An association's box may hide many donors.
SENT, SENT_SECONDS = 20, 3600
# Looking at photos costs: the tries that fail are counted too, more of them.
TRIED, TRIED_SECONDS = 120, 3600


@require_GET
@access(public)
def give(request):
    """Which territory? Straight to the form when there is only one."""
    portals = list(published_portals())
    if len(portals) == 1:
        return redirect("donate", slug=portals[0].organisation.slug)
    return render(request, "public/donate_where.html", {"portals": portals})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public)
def donate(request, slug):
    """Say what one would like to give; a mail then asks to confirm."""
    portal = get_object_or_404(published_portals(), organisation__slug=slug)
    if request.method != "POST":
        return _form_page(request, portal, GiftForm())
    if not _within("donate-tried", request, TRIED, TRIED_SECONDS):
        return too_many(request, TRIED_SECONDS)
    form = GiftForm(request.POST, request.FILES)
    if form.is_from_a_machine:
        return redirect("donate_sent")
    if form.is_valid():
        if not _within("donate-sent", request, SENT, SENT_SECONDS):
            return too_many(request, SENT_SECONDS)
        try:
            with organisation(portal.organisation_id):
                announce_donation(portal=portal, photos=form.contents, **form.announced)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("donate_sent")
    form.hold()
    return _form_page(request, portal, form, status=422)


def _within(scope, request, tries, seconds):
    return within_limit(scope, client_address(request), tries=tries, seconds=seconds)


def _form_page(request, portal, form, status=200):
    context = {
        "portal": portal,
        "form": form,
        "held_count": len(form.contents),
        "photos_at_most": PHOTOS_AT_MOST,
    }
    return render(request, "public/donate.html", context, status=status)


@require_GET
@access(public)
def donate_sent(request):
    """It is sent: the mail is what matters now."""
    return render(request, "public/donate_sent.html")


@contextmanager
def followed(token):
    """(intent or None, donation or None) behind a private address; 404 for an unknown one.

    The announcement is read in its portal's context, the gift it became in its workshop's.
    """
    link = PublicLink.objects.filter(
        token_hash=hash_token(token), kind__in=[INTENT_LINK, DONATION_LINK]
    ).first()
    if link is None:
        raise Http404("Lien inconnu.")
    intent, at, pk = None, link.organisation_id, link.object_id
    if link.kind == INTENT_LINK:
        with organisation(at):
            intent = (
                DonationIntent.objects.select_related("organisation", "taken_by")
                .filter(pk=link.object_id)
                .first()
            )
        if intent is None:
            raise Http404("Annonce effacée.")
        at, pk = intent.taken_by_id or at, intent.donation_id
    with organisation(at):
        donation = (
            Donation.objects.select_related("organisation", "donor", "agreement", "acknowledgement")
            .filter(pk=pk)
            .first()
            if pk
            else None
        )
        if intent is None and donation is None:
            raise Http404("Don effacé.")
        yield intent, donation


@csrf_exempt
@require_http_methods(["GET", "HEAD"])
@access(public)
@unseen
def gift(request, token):
    """Where one's gift stands, and what one may do about it."""
    with followed(token) as (intent, donation):
        return _gift_page(request, token, intent, donation)


def _gift_page(request, token, intent, donation, status=200, agree_form=None, refusal=""):
    in_hand = donation if donation is not None else intent
    context = {
        "token": token,
        "intent": intent,
        "donation": donation,
        "keeper": donation.organisation if donation else intent.organisation,
        "steps": gift_chain(intent, donation),
        "refusal": refusal,
        "can_withdraw": _can_withdraw(in_hand),
        "lines": _lines(intent, donation),
    }
    if donation is not None:
        context |= _donation_context(donation, agree_form)
    return render(request, "public/gift.html", context, status=status)


def _lines(intent, donation):
    if donation is not None:
        lines = [
            {"type": line.type, "quantity": line.quantity} for line in lines_in_order(donation)
        ]
    else:
        lines = intent.lines
    return line_labels(lines)


def _can_withdraw(thing):
    if isinstance(thing, Donation):
        return thing.status in {
            DonationStatus.ACCEPTED,
            DonationStatus.AGREEMENT_SENT,
            DonationStatus.AGREED,
            DonationStatus.PLANNED,
        }
    return thing.can_become(IntentStatus.WITHDRAWN)


def _donation_context(donation, agree_form):
    context = {"papers": _papers(donation), "collection": _collection(donation)}
    if donation.status == DonationStatus.AGREEMENT_SENT:
        context["terms"] = agreement_facts(donation)
        context["agree_form"] = agree_form or AgreeForm()
    if donation.status == DonationStatus.RECEIVED:
        context |= _what_became(donation)
    return context


def _what_became(donation):
    """What the donor reads of each device: its label and its state, never whose it is."""
    devices = devices_of(donation)
    fates, certificates = fates_of(devices), dict(_certificates(devices))
    return {
        "became": what_became(donation),
        "carbon": carbon_of(devices),
        "devices": [
            (device, fates[device.pk], certificates.get(device.asset_tag)) for device in devices
        ],
        "milestones": gift_milestones(donation, _collection(donation), devices),
    }


def _certificates(devices):
    return [(device.asset_tag, document) for device, document in certificates_of(devices)]


def _collection(donation):
    return (
        donation.collections.exclude(status=CollectionStatus.CANCELLED)
        .select_related("round", "slip")
        .first()
    )


def _papers(donation):
    """(which, document) of the papers the donor may read, those that are drawn."""
    collection = _collection(donation)
    found = {
        "convention": donation.agreement,
        "bordereau": collection.slip if collection else None,
        "accuse": donation.acknowledgement,
    }
    # A receipt to be signed by hand is sent by hand; a cancelled one is shown no more.
    receipt = donation.tax_receipts.standing().filter(is_signed=True).select_related("document")
    found["recu"] = next((each.document for each in receipt), None)
    found["reemploi"] = attestations_of(donation).first()
    return {which: paper for which, paper in found.items() if paper and paper.is_stored}


def _certificate_for(donation, tag):
    """The certificate of the device of this gift that carries this label, or None."""
    return dict(_certificates(devices_of(donation))).get(tag)


@csrf_exempt
@require_POST
@access(public)
@unseen
def gift_act(request, token):
    """Confirm, accept the agreement, or withdraw: one address, the act in the form."""
    if not within_limit("gift-act", hash_token(token), tries=60, seconds=3600):
        return too_many(request, 3600)
    with followed(token) as (intent, donation):
        act = request.POST.get("act", "")
        form, refusal = None, ""
        try:
            if act == "confirm" and intent is not None:
                with organisation(intent.organisation_id):
                    confirm_intent(intent=intent)
            elif act == "accept" and donation is not None:
                form = AgreeForm(request.POST)
                if not form.is_valid():
                    return _gift_page(request, token, intent, donation, 422, form)
                accept_agreement(donation=donation, name=form.cleaned_data["agreed_name"])
            elif act == "withdraw":
                _withdraw(intent, donation)
            else:
                refusal = "Cette action n’existe pas\u00a0: rechargez la page."
        except Refused as refused:
            refusal = refused.message
        if refusal:
            if donation is not None:
                donation.refresh_from_db()
            return _gift_page(request, token, intent, donation, 422, form, refusal)
    return redirect(f"{reverse('gift', args=[token])}?fait={act}")


def _withdraw(intent, donation):
    """Where it is in hand first, then the announcement it came from."""
    if donation is not None and donation.status != DonationStatus.WITHDRAWN:
        withdraw_donation(donation=donation)
    if intent is not None:
        with organisation(intent.organisation_id):
            withdraw_intent(intent=intent)


@require_GET
@access(public)
@unseen
def gift_paper(request, token):
    """One of the papers of one's own gift."""
    with followed(token) as (_, donation):
        papers = _papers(donation) if donation else {}
        document = papers.get(request.GET.get("papier", "convention"))
        if donation is not None and "appareil" in request.GET:
            document = _certificate_for(donation, request.GET["appareil"])
        if document is None:
            # Not ready yet: the page of the gift says where it stands.
            return redirect("gift", token=token)
        content = read_stored(document.organisation_id, document.sha256)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.file_name}"'
    return response

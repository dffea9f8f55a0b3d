"""What is due and when, the private calendar of it, and the cash of the year to come."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.views.referral_link import unseen
from funding.deadline_calendar import calendar_response, deadline_calendar
from funding.forms.payments import BalanceForm, CommitmentForm
from funding.models import Commitment
from funding.permissions import can_do_funding
from funding.pictures.cash import cash_picture
from funding.selectors.deadlines import deadlines_of, papers_kept
from funding.selectors.forecast import cash_forecast, latest_balance, movements_of
from funding.selectors.radar import thresholds_of_year
from funding.services.deadline_feeds import (
    DEADLINES_LINK,
    deadline_feeds_of,
    make_deadline_feed,
    revoke_deadline_feed,
)
from funding.services.treasury import add_commitment, note_balance, remove_commitment
from funding.views.acting import act_at_once, act_page
from funding.views.projects import HOME_TRAIL
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Membership, PublicLink
from inclusion.permissions import access, public

TRAIL = [HOME_TRAIL, ("Échéances", "/financements/echeances/")]
DELAYS = (0, 30, 60, 90)


@require_GET
@access(can_do_funding)
def deadlines(request):
    """Every deadline in order, the thresholds of the year, how long papers are kept."""
    mine = request.member.organisation_id
    return render(
        request,
        "funding/deadlines.html",
        {
            "deadlines": deadlines_of(mine),
            "thresholds": thresholds_of_year(mine),
            "kept": papers_kept(mine),
            "trail": [HOME_TRAIL, ("Échéances", "")],
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def deadline_address(request):
    """Make, make anew, or revoke one's private address; it is shown once."""
    context = {"trail": [*TRAIL, ("Mon calendrier", "")]}
    if request.method == "POST":
        if request.POST.get("act") == "revoke":
            revoke_deadline_feed(by=request.member)
            messages.success(request, "L’adresse ne répond plus.")
            return redirect("funding:deadline_address")
        context["address"] = make_deadline_feed(by=request.member)
    context["has_feed"] = deadline_feeds_of(request.member).exists()
    return render(request, "funding/deadline_address.html", context)


@require_GET
@access(public)
@unseen
def deadline_feed(request, token):
    """The deadlines as a calendar; nothing once its owner has left or changed role."""
    link = PublicLink.resolve(token, DEADLINES_LINK)
    if link is None:
        raise Http404("Calendrier inconnu.")
    with organisation(link.organisation_id):
        member = (
            Membership.objects.active()
            .filter(pk=link.object_id, organisation=link.organisation_id)
            .select_related("organisation")
            .first()
        )
        if member is None or not can_do_funding(member):
            raise Http404("Calendrier fermé.")
        text = deadline_calendar(
            deadlines_of(member.organisation_id), f"Échéances, {member.organisation}"
        )
    return calendar_response(text)


@require_GET
@access(can_do_funding)
def forecast(request):
    """The cash of the year to come, and what late approvals would do to it."""
    mine, today = request.member.organisation_id, timezone.localdate()
    balance = latest_balance(mine)
    delay = request.GET.get("retard", "30")
    delay = int(delay) if delay in {str(days) for days in DELAYS} else 30
    context = {
        "balance": balance,
        "delay": delay,
        "delays": DELAYS,
        "commitments": Commitment.objects.visible_to(request.member),
        "trail": [*TRAIL, ("Trésorerie", "")],
    }
    if balance is not None:
        on_time = cash_forecast(mine, start=balance.amount, today=today)
        late = cash_forecast(mine, start=balance.amount, delay_days=delay, today=today)
        context |= {
            "on_time": on_time,
            "late": late if delay else None,
            "lowest": on_time.lowest,
            "late_lowest": late.lowest,
            "rows": on_time.balances()[:80],
            "picture": cash_picture(on_time, late if delay else None),
        }
    else:
        context["movement_count"] = len(movements_of(mine, today))
    return render(request, "funding/forecast.html", context)


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def cash_note(request):
    """Note the bank's balance."""
    return act_page(
        request,
        BalanceForm(request.POST or None),
        lambda form: note_balance(by=request.member, **form.cleaned_data),
        title="Noter le solde du compte",
        lead="Celui du relevé de banque\u00a0: la prévision part de là.",
        act="Noter le solde",
        done="Le solde est noté.",
        back=reverse("funding:forecast"),
        trail=[*TRAIL, ("Solde", "")],
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def commitment_add(request):
    """Write down what will be spent whatever happens."""
    return act_page(
        request,
        CommitmentForm(request.POST or None),
        lambda form: add_commitment(by=request.member, **form.cleaned_data),
        title="Ajouter une dépense engagée",
        lead="Loyer, salaire, commande passée\u00a0: ce qui sortira quoi qu’il arrive.",
        act="Ajouter",
        done="La dépense engagée est ajoutée.",
        back=reverse("funding:forecast"),
        trail=[*TRAIL, ("Dépense engagée", "")],
    )


@require_POST
@access(can_do_funding)
def commitment_remove(request, pk):
    """What will not be spent after all."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.member), pk=pk)
    return act_at_once(
        request,
        lambda: remove_commitment(commitment=commitment, by=request.member),
        done="La dépense engagée est retirée.",
        back=reverse("funding:forecast"),
    )

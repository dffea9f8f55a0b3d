"""What is due and when, the private calendar of it, and the cash of the year to come."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.views.referral_link import unseen
from funding.deadline_calendar import deadline_calendar
from funding.forms.payments import BalanceForm, CommitmentForm
from funding.models import Commitment
from funding.permissions import can_do_funding
from funding.pictures.cash import cash_picture
from funding.selectors.deadlines import deadlines_of, papers_kept
from funding.selectors.forecast import cash_forecast, latest_balance, movements_of
from funding.selectors.radar import thresholds_of_year
from funding.services.deadline_feeds import DEADLINES_FEED
from funding.services.treasury import add_commitment, note_balance, remove_commitment
from funding.views.acting import act_at_once, act_page
from funding.views.projects import HOME_TRAIL
from inclusion.calendars.ics import calendar_response
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
    return DEADLINES_FEED.page(request, "funding/deadline_address.html", context)


@require_GET
@access(public)
@unseen
def deadline_feed(request, token):
    """The deadlines as a calendar; nothing once its owner has left or changed role."""
    with DEADLINES_FEED.owner(token) as member:
        text = deadline_calendar(
            deadlines_of(member.organisation_id), f"Échéances, {member.organisation}"
        )
    return calendar_response(text, "echeances.ics")


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

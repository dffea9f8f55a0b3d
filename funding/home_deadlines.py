"""What the calendar asks of each side on its home page: cash that runs out, data to publish."""

from django.urls import reverse
from django.utils import timezone

from funding.deadlines import SOON_DAYS
from funding.opendata.deadlines import unpublished
from funding.permissions import can_do_funding, speaks_for_a_funder
from funding.selectors.forecast import cash_forecast, latest_balance
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import ago, euros, short_day

CASH_DAYS = 90


def todo(member):
    """The evening the cash runs out, and the essential data that wait."""
    if can_do_funding(member):
        yield from _cash(member)
    if speaks_for_a_funder(member):
        yield from _essential_data(member)


def _cash(member):
    """Only from a balance that someone noted: without one there is nothing to foresee."""
    balance = latest_balance(member.organisation_id)
    if balance is None:
        return
    ahead = cash_forecast(member.organisation_id, start=balance.amount)
    day, today = ahead.below_zero_on, timezone.localdate()
    # Further away, it is on its page: what waits for a year is not to be done today.
    if day is None or (day - today).days > CASH_DAYS:
        return
    lowest, _ = ahead.lowest
    yield TodoLine(
        title="Prévoir un trou de trésorerie",
        detail=f"au plus bas {euros(lowest)}, selon le solde du {short_day(balance.on)}",
        url=reverse("funding:forecast"),
        act="Voir la prévision",
        when=f"dès le {short_day(day)}",
        is_late=day <= today,
        rank=16,
    )


def _essential_data(member):
    today = timezone.localdate()
    pressing = [
        each for each in unpublished(member, today) if (each.due_on - today).days <= SOON_DAYS
    ]
    if not pressing:
        return
    first = pressing[0]
    yield TodoLine(
        title="Publier les données essentielles",
        detail=counted(
            len(pressing),
            "convention de plus de 23\u202f000\u00a0€",
            "conventions de plus de 23\u202f000\u00a0€",
        ),
        url=f"{reverse('officer:open_data')}?annee={first.grant.agreed_on.year}",
        act="Vérifier et publier",
        when=f"dues {ago(first.due_on)}"
        if first.is_late
        else f"avant le {short_day(first.due_on)}",
        is_late=first.is_late,
        rank=35,
    )

"""How much more may be charged to a grant, and the sentence when it is too much."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from funding.models import ExpenseAllocation
from funding.rules import rules_of_all
from funding.selectors.expenses import charged_total, in_kind_of, realised_base
from inclusion.exceptions import Refused
from inclusion.money import ZERO, capped_at, public_ceiling
from inclusion.ui.formats import euros, percent


@dataclass(frozen=True)
class Room:
    """What may still be charged to a grant, and why no more."""

    granted: Decimal
    charged: Decimal
    # The rate cap in euros, and what it is a share of; None without one.
    capped: Decimal | None = None
    base: Decimal | None = None

    @property
    def left(self):
        most = self.granted if self.capped is None else min(self.granted, self.capped)
        return max(most - self.charged, ZERO)


def room_of(grant):
    """How much is charged to a grant and how much more may be, today."""
    base = realised_base(grant) if grant.rate_cap is not None else None
    return Room(
        granted=grant.granted_amount,
        charged=charged_total(grant),
        capped=None if base is None else capped_at(grant.rate_cap, base),
        base=base,
    )


def refuse_beyond(grant):
    """Raise Refused when what is charged to `grant` now goes beyond what it may pay."""
    room = room_of(grant)
    if room.charged > room.granted:
        raise Refused(
            f"La subvention de {grant.funder} est de {euros(room.granted)}\u00a0:"
            f" {euros(room.charged)} y seraient imputés, soit"
            f" {euros(room.charged - room.granted)} de trop."
        )
    if room.capped is not None and room.charged > room.capped:
        raise Refused(
            f"La subvention de {grant.funder} paie au plus {percent(grant.rate_cap)} des"
            f" dépenses éligibles réalisées, soit {euros(room.capped)} de {euros(room.base)}\u00a0:"
            f" {euros(room.charged)} y seraient imputés,"
            f" {euros(room.charged - room.capped)} de trop."
        )
    if grant.program and grant.program.public_ceiling is not None:
        _refuse_too_public(grant)


def _refuse_too_public(grant):
    """Public money, all public grants of the action together, stays under its share of the cost."""
    program = grant.program
    grants = list(grant.project.grants.awarded().select_related("funder"))
    rules = rules_of_all([each.funder for each in grants])
    public = {each.pk for each in grants if rules[each.funder_id].is_public}
    charged = ExpenseAllocation.objects.filter(
        organisation=grant.organisation_id, grant__in=public
    ).aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]
    cost = realised_base(grant)
    in_kind = valued_in_kind(grant) if program.counts_in_kind else ZERO
    most = public_ceiling(program.public_ceiling, cost, in_kind)
    if charged > most:
        raise Refused(
            f"L’argent public paie au plus {percent(program.public_ceiling)} de l’action, soit"
            f" {euros(most)} de {euros(cost + in_kind)}\u00a0: {euros(charged)} seraient imputés"
            f" aux financeurs publics, {euros(charged - most)} de trop."
        )


def valued_in_kind(grant):
    """What was given to the action in the grant's period and has a value."""
    return in_kind_of(grant.project, grant.eligible_from, grant.eligible_to).aggregate(
        total=Coalesce(Sum("value"), ZERO)
    )["total"]

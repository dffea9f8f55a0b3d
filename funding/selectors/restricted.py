"""« Fonds dédiés » at the end of an exercise: what of each grant is left for the action.

ANC 2018-06: what was given for an action and not used by the end of the exercise is carried over
(689); what is used later of what was carried is taken back (789).
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from equipment import selectors as equipment
from funding.eligibility import last_day
from funding.figures import entitlement
from funding.models import ExpenseAllocation, Grant, GrantKind, GrantState
from inclusion.money import ZERO
from inclusion.ui.formats import day, euros

ONE_DAY = datetime.timedelta(days=1)
LIVE = (
    GrantState.GRANTED, GrantState.CONTRACTED, GrantState.RUNNING, GrantState.REPORTING,
    GrantState.CLOSED,
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """What the exercise should post for one grant."""

    grant: Grant
    exercise_ends_on: datetime.date
    opening: Decimal
    received: Decimal
    spent: Decimal
    # True when the amounts are those already written down.
    is_written: bool = False

    @property
    def carried(self):
        """689: given in the exercise, and not used in it."""
        return max(self.received - self.spent, ZERO)

    @property
    def used(self):
        """789: used of what earlier exercises carried over."""
        return min(self.opening, max(self.spent - self.received, ZERO))

    @property
    def closing(self):
        return self.opening + self.carried - self.used

    @property
    def is_nothing(self):
        return not self.opening and not self.carried

    @property
    def is_owed_back(self):
        """Something is left, and nothing more may be charged: the funder may ask for it."""
        last = last_day(self.grant, self.grant.eligible_to)
        return self.closing > ZERO and last <= self.exercise_ends_on

    @property
    def sentence(self):
        """The sentence of the annex to the accounts."""
        said = (
            f"Subvention de {self.grant.funder} pour «\u00a0{self.grant.title}\u00a0»"
            f" ({euros(self.grant.granted_amount)}, décision du {day(self.grant.decided_on)})"
            f"\u00a0: au {day(self.exercise_ends_on)}, {euros(self.closing)} restent à employer"
            " pour l’action."
        )
        if self.carried:
            verb = "ont été portés" if self.is_written else "sont à porter"
            said += f" {euros(self.carried)} {verb} au compte 689."
        if self.used:
            verb = "ont été repris" if self.is_written else "sont à reprendre"
            said += f" {euros(self.used)} {verb} au compte 789."
        if self.is_owed_back:
            said += " Sa période est finie\u00a0: sauf accord du financeur, ce reste lui est dû."
        return said


def proposals(member, exercise_ends_on):
    """One Proposal a grant tied to an action and decided by then, those with nothing left out."""
    grants = (
        Grant.objects.visible_to(member)
        .filter(
            kind__in=[GrantKind.ACTION, GrantKind.INVESTMENT],
            state__in=LIVE,
            decided_on__lte=exercise_ends_on,
        )
        .select_related("funder", "project", "offer", "program")
        .prefetch_related("restricted_funds")
        .order_by("decided_on", "pk")
    )
    found = [proposal(grant, exercise_ends_on) for grant in grants]
    return [each for each in found if not each.is_nothing]


def proposal(grant, exercise_ends_on):
    """What the exercise should post for `grant`, from what is charged to it and handed over."""
    rows = sorted(grant.restricted_funds.all(), key=lambda row: row.exercise_ends_on)
    written = next((row for row in rows if row.exercise_ends_on == exercise_ends_on), None)
    former = next((row for row in reversed(rows) if row.exercise_ends_on < exercise_ends_on), None)
    start = former.exercise_ends_on + ONE_DAY if former else None
    spent = used_of(grant, start, exercise_ends_on)
    return Proposal(
        grant=grant,
        exercise_ends_on=exercise_ends_on,
        opening=former.closing_amount if former else ZERO,
        # Decided once: a grant is received in the first exercise that is closed with it.
        received=ZERO if former else grant.granted_amount,
        spent=spent,
        is_written=written is not None,
    )


def used_of(grant, start, end):
    """What of the grant was used from `start` (the beginning, when None) to `end`.

    A grant per unit is used by what was handed over, any other by what is charged to it.
    """
    first = min(start or grant.eligible_from, end)
    if grant.unit_amount is not None and grant.offer_id:
        until = equipment.delivery_figures(grant.offer, grant.eligible_from, end).units
        used = entitlement(grant.granted_amount, until, grant.unit_amount, grant.funded_units)
        if start is not None and start > grant.eligible_from:
            before = equipment.delivery_figures(
                grant.offer, grant.eligible_from, start - ONE_DAY
            ).units
            used -= entitlement(grant.granted_amount, before, grant.unit_amount, grant.funded_units)
        return used
    charged = ExpenseAllocation.objects.filter(
        organisation=grant.organisation_id, grant=grant
    ).annotate(day=Coalesce("expense__credit_of__invoiced_on", "expense__invoiced_on"))
    charged = charged.filter(day__lte=end)
    if start is not None:
        charged = charged.filter(day__gte=first)
    return charged.aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]

"""Voluntary contributions, posted twice: an employment (86) and a resource (87), always equal.

The nature is what is stored. Its accounts depend on the plan: between the old plan, which the form
still prints, and that of 2018, 870 and 875 change places.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from funding.cerfa_lines import LINES
from funding.models import InKindNature
from inclusion.money import ZERO, to_cents
from inclusion.text import counted
from workshops.selectors.hours import member_hours, totals_of

FORM = "15059*02"


@dataclass(frozen=True)
class Accounts:
    """The accounts of one plan or form: nature → (employment, resource)."""

    code: str
    label: str
    # The first exercise it serves for; a form serves whatever the exercise.
    since: datetime.date | None
    by_nature: dict


OLD = {
    InKindNature.VOLUNTEERING: ("864", "870"),
    InKindNature.SERVICE: ("862", "871"),
    InKindNature.LENDING: ("861", "871"),
    InKindNature.GIFT: ("860", "875"),
    InKindNature.RELIEF: ("860", "875"),
}
PLANS = (
    Accounts("crc-99-01", "Plan comptable associatif de 1999", datetime.date(2000, 1, 1), OLD),
    Accounts(
        "anc-2018-06",
        "Règlement ANC 2018-06",
        datetime.date(2020, 1, 1),
        {
            InKindNature.VOLUNTEERING: ("864", "875"),
            InKindNature.SERVICE: ("862", "871"),
            InKindNature.LENDING: ("861", "871"),
            InKindNature.GIFT: ("860", "870"),
            InKindNature.RELIEF: ("860", "870"),
        },
    ),
)
FORMS = {FORM: Accounts(FORM, "CERFA 15059*02", None, OLD)}
# The form's own lines, whatever the accounts are called.
FORM_LINES = {
    InKindNature.VOLUNTEERING: ("86.4", "87.BEN"),
    InKindNature.SERVICE: ("86.2", "87.PRE"),
    InKindNature.LENDING: ("86.1", "87.PRE"),
    InKindNature.GIFT: ("86.0", "87.DON"),
    InKindNature.RELIEF: ("86.0", "87.DON"),
}


def plan_on(day):
    """The accounts of the exercise that begins on `day`."""
    return max((plan for plan in PLANS if plan.since <= day), key=lambda plan: plan.since)


@dataclass(frozen=True)
class Posting:
    """One account, or one line of the form, and what is posted on it."""

    account: str
    line_code: str
    value: Decimal

    @property
    def label(self):
        return LINES[self.line_code].label


@dataclass(frozen=True)
class InKindBook:
    """What was given, both sides; the two totals are one sum read twice."""

    charges: tuple
    produits: tuple
    total: Decimal
    # Given without a value: told in the annex, counted nowhere.
    unvalued: tuple


def in_kind_book(contributions, version=FORM):
    """Post contributions twice, in the accounts of a form (« 15059*02 ») or of a plan."""
    accounts = FORMS.get(version) or next(plan for plan in PLANS if plan.code == version)
    sides, total, unvalued = ({}, {}), ZERO, []
    for contribution in contributions:
        if contribution.value is None:
            unvalued.append(contribution)
            continue
        nature = InKindNature(contribution.nature)
        total += contribution.value
        for side, account, line in zip(
            sides, accounts.by_nature[nature], FORM_LINES[nature], strict=True
        ):
            side[account, line] = side.get((account, line), ZERO) + contribution.value
    charges, produits = (
        tuple(Posting(account, line, value) for (account, line), value in sorted(side.items()))
        for side in sides
    )
    return InKindBook(charges, produits, total, tuple(unvalued))


@dataclass(frozen=True)
class HoursGiven:
    """The confirmed hours of volunteers in a period, and what they are worth at the day's rates."""

    hours: Decimal
    value: Decimal
    people: int

    @property
    def unit_value(self):
        """The mean of the rates, for reading only: each day is counted at its own."""
        return to_cents(self.value / self.hours) if self.hours else None

    @property
    def method(self):
        return (
            f"Heures confirmées de {counted(self.people, 'bénévole')}, chacune au taux horaire de"
            " son jour. Les heures de service civique n’y sont pas."
        )


def hours_given(organisation, first, last):
    """The volunteers' hours that the workshops counted; civic service is left out."""
    totals = totals_of(member_hours(organisation, first, last))
    return HoursGiven(
        hours=to_cents(Decimal(totals.volunteer_minutes) / 60),
        value=totals.amount,
        people=totals.volunteers,
    )

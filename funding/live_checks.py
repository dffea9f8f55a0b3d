"""What a grant being typed says, and what accepting it would change: read while typing."""

from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from funding.findings import SEVERITIES, Finding
from funding.grant_checks import StatedGrant, check_grant
from funding.public_money import public_ceiling
from funding.selectors.plans import ceiling_of, is_public_money, stated_plan
from funding.selectors.radar import what_if
from inclusion.money import ZERO
from inclusion.ui.formats import NBSP, euros, short_day


def live_grant_findings(project, values, *, but=None):
    """The findings of a grant form as it stands; fields not yet valid are simply not there."""
    funder = values.get("funder")
    amount = values.get("granted_amount") or values.get("requested_amount")
    if funder is None or not amount:
        return []
    plan = values.get("plan")
    stated = _plan_with(plan, values) if plan else None
    found = list(
        check_grant(
            StatedGrant(
                key="saisie",
                funder=funder.name,
                amount=amount,
                unit_amount=values.get("unit_amount"),
                units=values.get("funded_units"),
                planned=_planned(plan, stated, funder),
            )
        )
    )
    if stated:
        found += _ceiling(plan, stated, funder, amount)
    found += _dates(project, values)
    found += what_if(
        project.organisation_id,
        funder=funder,
        amount=amount,
        on=values.get("decided_on") or timezone.localdate(),
        but=_key(but),
    )
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _plan_with(plan, values):
    """The plan under the ceiling of the programme being chosen."""
    stated = stated_plan(plan)
    program = values.get("program")
    if program is None or program.public_ceiling is None:
        return stated
    if stated.ceiling_source and stated.ceiling <= program.public_ceiling:
        return stated
    rate, source, counts_in_kind = ceiling_of([program])
    return replace(stated, ceiling=rate, ceiling_source=source, counts_in_kind=counts_in_kind)


def _planned(plan, stated, funder):
    if plan is None:
        return None
    amounts = [
        stated.amount_of(line)
        for row, line in zip(plan.lines.all(), stated.lines, strict=True)
        if row.payer_id == funder.pk and is_public_money(row.source_kind, None)
    ]
    return amounts[0] if len(amounts) == 1 else None


def _ceiling(plan, stated, funder, amount):
    """The public ceiling with this funder's line at the amount being typed."""
    lines = tuple(
        replace(line, amount=amount, unit_amount=None) if row.payer_id == funder.pk else line
        for row, line in zip(plan.lines.all(), stated.lines, strict=True)
    )
    return public_ceiling(replace(stated, lines=lines))


def _dates(project, values):
    first, last = values.get("eligible_from"), values.get("eligible_to")
    if first and last and (first < project.starts_on or last > project.ends_on):
        yield Finding(
            "outside_project",
            "warn",
            "La période financée dépasse celle du projet",
            f"Le projet va du {short_day(project.starts_on)} au {short_day(project.ends_on)}.",
        )
    program = values.get("program")
    if program and first and last and (first < program.starts_on or last > program.ends_on):
        yield Finding(
            "outside_program",
            "warn",
            f"La période financée dépasse celle de «{NBSP}{program.label}{NBSP}»",
            f"Ouvert du {short_day(program.starts_on)} au {short_day(program.ends_on)}.",
        )
    paid = values.get("paid_amount") or ZERO
    if paid > (values.get("granted_amount") or paid):
        yield Finding(
            "paid_beyond",
            "warn",
            f"{euros(paid)} versés pour {euros(values['granted_amount'])} accordés",
            "On a versé plus que ce qui est accordé.",
        )


def _key(text):
    try:
        return UUID(str(text))
    except ValueError:
        return None

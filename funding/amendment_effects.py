"""What an amendment would do, before it is signed: nothing is written here."""

import datetime

from django.db.models import Q, Sum

from funding.deadlines import report_due_on
from funding.figures import entitlement
from funding.findings import Finding
from funding.grant_checks import StatedGrant, check_grant
from funding.models import ExpenseAllocation, InstalmentState
from funding.selectors.payments import instalments_of
from funding.selectors.radar import what_if
from funding.services.agreements import what_changes
from inclusion.money import ZERO
from inclusion.ui.formats import NBSP, euros, number, percent, short_day

LABELS = {
    "granted_amount": "Montant accordé",
    "eligible_from": "Début de l’action",
    "eligible_to": "Fin de l’action",
    "unit_amount": "Montant par unité",
    "funded_units": "Unités financées",
    "rate_cap": "Taux maximal",
}


def clause_rows(grant, changes):
    """(label, before, after) of what changes, in words."""
    return [
        (LABELS[name], _said(name, before), _said(name, after))
        for name, before, after in what_changes(grant, changes)
    ]


def stored_rows(changes):
    """The same of a signed amendment, as it was stored."""
    return [
        (LABELS[name], _read(name, pair[0]), _read(name, pair[1]))
        for name, pair in changes.items()
        if name in LABELS
    ]


def _read(name, text):
    if text is not None and name.startswith("eligible"):
        return short_day(datetime.date.fromisoformat(text))
    return _said(name, text)


def _said(name, value):
    if value is None:
        return "—"
    if isinstance(value, datetime.date):
        return short_day(value)
    if name == "rate_cap":
        return percent(value)
    return number(value) if name == "funded_units" else euros(value)


def effects(grant, changes, delivered=0):
    """What would follow: the right acquired, the instalments, the delays, the thresholds."""
    amount = changes["granted_amount"]
    found = [*check_grant(_stated(grant, changes))]
    found += _acquired(grant, changes, delivered)
    found += _instalments(grant, amount)
    found += _charged(grant, changes)
    before, after = report_due_on(grant.ends_exercise_on), None
    if grant.exercise_ends_on is None:
        after = report_due_on(changes["eligible_to"])
    if after is not None and after != before:
        found.append(
            Finding(
                "report_due",
                "info",
                f"Compte rendu dû le {short_day(after)}",
                f"Au lieu du {short_day(before)}.",
            )
        )
    if amount != grant.granted_amount:
        found += [
            finding
            for finding in what_if(
                grant.organisation_id,
                funder=grant.funder,
                amount=amount,
                on=grant.decided_on,
                but=grant.pk,
            )
            if finding.severity != "ok"
        ]
    return found


def _stated(grant, changes):
    return StatedGrant(
        key=grant.pk.hex[-8:],
        funder=grant.funder.name,
        amount=changes["granted_amount"],
        unit_amount=changes["unit_amount"],
        units=changes["funded_units"],
    )


def _acquired(grant, changes, delivered):
    if changes["unit_amount"] is None or grant.offer_id is None:
        return
    right = entitlement(
        changes["granted_amount"], delivered, changes["unit_amount"], changes["funded_units"]
    )
    extra = grant.paid_amount - right
    yield Finding(
        "acquired",
        "warn" if extra > ZERO else "info",
        f"Droit acquis à ce jour{NBSP}: {euros(right)}",
        f"{euros(extra)} versés au-delà, à rendre." if extra > ZERO else "",
    )


def _instalments(grant, amount):
    rows = [row for row in instalments_of(grant) if row.state != InstalmentState.CANCELLED]
    planned = sum((row.planned_amount for row in rows), ZERO)
    if rows and planned != amount:
        yield Finding(
            "instalments_sum",
            "warn",
            f"Les tranches font {euros(planned)}, la subvention ferait {euros(amount)}",
            "Prévoyez-les à nouveau après la signature\u00a0: celles déjà réglées restent.",
        )
    if amount < grant.paid_amount:
        yield Finding(
            "paid_beyond",
            "warn",
            f"{euros(grant.paid_amount - amount)} versés au-delà du nouveau montant",
            "Ils seront à rendre au financeur.",
        )


def _charged(grant, changes):
    charged = ExpenseAllocation.objects.filter(organisation=grant.organisation_id, grant=grant)
    total = charged.aggregate(whole=Sum("amount"))["whole"] or ZERO
    if total > changes["granted_amount"]:
        yield Finding(
            "charged_beyond",
            "warn",
            f"{euros(total)} de dépenses sont déjà imputées",
            f"C’est {euros(total - changes['granted_amount'])} de plus que le nouveau montant.",
        )
    outside = charged.filter(
        Q(expense__invoiced_on__lt=changes["eligible_from"])
        | Q(expense__invoiced_on__gt=changes["eligible_to"])
    ).count()
    if outside:
        yield Finding(
            "charged_outside",
            "warn",
            f"{number(outside)} dépense{'s' if outside > 1 else ''} hors de la nouvelle période",
            "Imputées à cette subvention, elles n’y seraient plus éligibles.",
        )

"""What a grant says beside its plan, and which thresholds of the law it crosses. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from funding.findings import Finding
from funding.thresholds import ACCOUNTS, AGREEMENT, CERTIFIED, threshold
from inclusion.money import ZERO, to_cents
from inclusion.ui.formats import NBSP, euros, number

TOLERANCE_EUROS = Decimal("1.00")


@dataclass(frozen=True)
class StatedGrant:
    """A grant as the detector reads it; `key` tells it from the others in a finding's code."""

    key: str
    funder: str
    amount: Decimal | None
    unit_amount: Decimal | None = None
    units: int | None = None
    # What the plan says of this funder, when it says anything.
    planned: Decimal | None = None


def check_grant(grant):
    """Quantity × unit amount, and what the plan says of this funder."""
    if grant.amount is None:
        return
    if grant.unit_amount is not None and grant.units is not None:
        yield _units(grant)
    if grant.planned is not None and abs(grant.planned - grant.amount) > TOLERANCE_EUROS:
        yield Finding(
            f"grant_planned.{grant.key}",
            "warn",
            f"{grant.funder} accorde {euros(grant.amount)}, le plan dit {euros(grant.planned)}",
            f"{euros(abs(grant.planned - grant.amount))} d’écart entre le plan et la décision.",
            {
                "planned": str(to_cents(grant.planned)),
                "granted": str(to_cents(grant.amount)),
            },
        )


def _units(grant):
    product = to_cents(grant.unit_amount * grant.units)
    gap = grant.amount - product
    written = f"{number(grant.units)} × {euros(grant.unit_amount)} = {euros(product)}"
    figures = {
        "units": grant.units,
        "unit_amount": str(to_cents(grant.unit_amount)),
        "product": str(product),
        "granted": str(to_cents(grant.amount)),
        "gap": str(to_cents(gap)),
    }
    if abs(gap) > TOLERANCE_EUROS:
        return Finding(
            f"grant_units.{grant.key}",
            "block",
            f"{grant.funder}{NBSP}: les unités financées ne font pas le montant accordé",
            f"{written}, et non {euros(grant.amount)}{NBSP}: {euros(abs(gap))} d’écart."
            " Rien n’est corrigé sans vous.",
            figures,
        )
    return Finding(
        f"grant_units.{grant.key}",
        "ok",
        written,
        f"{grant.funder}{NBSP}: montant annoncé = quantité × montant unitaire.",
        figures,
    )


@dataclass(frozen=True)
class PublicMoney:
    """What one funder grants in one year."""

    funder: str
    amount: Decimal
    is_public: bool = True
    is_local: bool = False
    is_signed: bool = False


def check_thresholds(granted, on, candidate=None):
    """The thresholds that the grants of a year cross; with a candidate, what it would change.

    Sums are of what is committed, cashed or not: the prudent reading.
    """
    after = [*granted, candidate] if candidate else list(granted)
    for funder in dict.fromkeys(row.funder for row in after if row.is_public):
        yield from _of_funder(funder, granted, after, on, candidate)
    yield from _of_all(granted, after, on, candidate)


def _of_funder(funder, granted, after, on, candidate):
    if candidate is not None and candidate.funder != funder:
        return
    rows = [row for row in after if row.funder == funder and row.is_public]
    total = sum((row.amount for row in rows), ZERO)
    before = sum((r.amount for r in granted if r.funder == funder and r.is_public), ZERO)
    limit = threshold(AGREEMENT, on)
    figures = {"total": str(to_cents(total)), "threshold": str(limit.value)}
    if total > limit.value:
        unsigned = sum(not row.is_signed for row in rows)
        crosses = candidate is not None and before <= limit.value
        yield Finding(
            "agreement_due",
            "warn" if unsigned else "ok",
            f"{funder}{NBSP}: convention obligatoire",
            f"{euros(total)} {'avec cette subvention' if crosses else 'dans l’année'}, au-dessus de"
            f" {euros(limit.value)} ({limit.source}). Données essentielles à publier dans les trois"
            " mois de la signature.",
            figures,
        )
    else:
        yield Finding(
            "agreement_due",
            "info",
            f"{funder}{NBSP}: convention facultative",
            f"{euros(total)} dans l’année, sans dépasser {euros(limit.value)} ({limit.source}). Le"
            " compte rendu reste dû pour une subvention affectée à une action.",
            figures,
        )
    certified = threshold(CERTIFIED, on)
    if any(row.is_local for row in rows) and total > certified.value:
        yield Finding(
            "certified_accounts",
            "warn" if candidate is not None and before <= certified.value else "info",
            f"{funder}{NBSP}: comptes certifiés à transmettre",
            f"{euros(total)} d’une même collectivité, au-dessus de {euros(certified.value)}"
            f" ({certified.source}).",
            {"total": str(to_cents(total)), "threshold": str(certified.value)},
        )


def _of_all(granted, after, on, candidate):
    total = sum((row.amount for row in after if row.is_public), ZERO)
    before = sum((row.amount for row in granted if row.is_public), ZERO)
    limit = threshold(ACCOUNTS, on)
    figures = {"total": str(to_cents(total)), "threshold": str(limit.value)}
    if total > limit.value:
        crosses = candidate is not None and before <= limit.value
        yield Finding(
            "annual_accounts",
            "warn" if crosses else "info",
            "Comptes annuels, commissaire aux comptes et publication",
            f"{euros(total)} de subventions publiques"
            f" {'avec celle-ci' if crosses else 'dans l’année'}, au-dessus de {euros(limit.value)}"
            f" ({limit.source}). Pièces à garder dix ans.",
            figures,
        )
    elif candidate is not None:
        yield Finding(
            "annual_accounts",
            "ok",
            f"{euros(total)} d’argent public dans l’année avec cette subvention",
            f"Sous les {euros(limit.value)} des comptes annuels ({limit.source}).",
            figures,
        )

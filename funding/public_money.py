"""How much public money a plan may hold. Pure: no database, no clock."""

from decimal import Decimal

from funding.findings import Finding
from inclusion.money import ZERO, capped_at, share_of, to_cents
from inclusion.ui.formats import NBSP, euros, percent


def largest_public_amount(cost, rate, in_kind=ZERO):
    """The most public money for this cost, rounded down: never a cent above the ceiling."""
    return capped_at(rate, cost + in_kind)


def public_ceiling(plan):
    """Public money against the ceiling of a programme, or against what is usual."""
    amounts = [(line, plan.amount_of(line)) for line in plan.in_cash]
    if plan.ceiling is None or not amounts or any(amount is None for _, amount in amounts):
        return
    public = sum((amount for line, amount in amounts if line.is_public), ZERO)
    cost = sum((amount for _, amount in amounts), ZERO)
    valued = [plan.amount_of(line) for line in plan.lines if line.is_in_kind]
    in_kind = sum((amount for amount in valued if amount is not None), ZERO)
    counted = in_kind if plan.counts_in_kind else ZERO
    if not public or not cost + counted:
        return
    most = largest_public_amount(cost, plan.ceiling, counted)
    figures = {
        "public": str(to_cents(public)),
        "cost": str(to_cents(cost)),
        "in_kind": str(to_cents(counted)),
        "rate": str(plan.ceiling),
        "most": str(most),
        "share": str(share_of(public, cost + counted)),
    }
    share = percent(share_of(public, cost + counted), 2)
    base = f"un coût de {euros(cost)}"
    if counted:
        base += f" et {euros(counted)} de contributions valorisées"
    if public <= most:
        yield Finding(
            "public_ceiling",
            "ok",
            f"Argent public{NBSP}: {share}, pour {percent(plan.ceiling)} au plus",
            f"{euros(public)} pour {base}{NBSP}: jusqu’à {euros(most)}.",
            figures,
        )
        return
    beyond = euros(public - most)
    if plan.ceiling_source:
        yield Finding(
            "public_ceiling",
            "block",
            f"Argent public{NBSP}: {beyond} au-dessus du plafond",
            f"«{NBSP}{plan.ceiling_source}{NBSP}» limite l’argent public à {percent(plan.ceiling)}"
            f"{NBSP}: {euros(most)} pour {base}, et le plan en compte {euros(public)}."
            f"{_hint(in_kind, counted)} Rien n’est corrigé sans vous.",
            figures,
        )
    else:
        yield Finding(
            "public_ceiling",
            "info",
            f"Argent public{NBSP}: {share} du plan",
            f"Beaucoup de financeurs s’arrêtent à {percent(plan.ceiling)}, soit {euros(most)} pour"
            f" {base}. Aucun dispositif choisi ne l’exige ici.",
            figures,
        )


def _hint(in_kind, counted):
    if in_kind and not counted:
        return f" Les {euros(Decimal(in_kind))} valorisés n’y comptent pas."
    return ""

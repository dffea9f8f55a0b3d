"""What a budget says of itself while it is written: its two sides, and what is given. Pure."""

from funding.findings import Finding
from inclusion.money import ZERO
from inclusion.ui.formats import NBSP, euros


def check_budget(budget):
    """Charges against produits, then 86 against 87; nothing of an empty budget."""
    if budget.charges.total or budget.produits.total:
        yield _sides(budget)
    if budget.charges.in_kind.planned or budget.produits.in_kind.planned:
        yield _in_kind(budget)


def _sides(budget):
    charges, produits = budget.charges.total, budget.produits.total
    if budget.is_balanced:
        return Finding(
            "sides",
            "ok",
            f"Charges = produits = {euros(charges)}",
            "Hors contributions volontaires.",
        )
    name = "Excédent prévisionnel" if budget.surplus else "Insuffisance prévisionnelle"
    return Finding(
        "sides",
        "warn",
        f"Charges{NBSP}: {euros(charges)}. Produits{NBSP}: {euros(produits)}",
        f"{name} de {euros(budget.surplus or budget.deficit)}{NBSP}: le formulaire l’imprime pour"
        " que les deux côtés soient égaux.",
    )


def _in_kind(budget):
    given, used = budget.produits.in_kind.planned, budget.charges.in_kind.planned
    if budget.in_kind_gap == ZERO:
        both = budget.balance_with_in_kind
        return Finding(
            "in_kind",
            "ok",
            f"86 = 87 = {euros(used)}",
            f"Avec ces contributions, chaque côté fait {euros(both)}.",
        )
    return Finding(
        "in_kind",
        "warn",
        f"86{NBSP}: {euros(used)}. 87{NBSP}: {euros(given)}",
        f"{euros(abs(budget.in_kind_gap))} d’écart{NBSP}: ce qui est donné s’écrit des deux côtés,"
        " pour le même montant.",
    )

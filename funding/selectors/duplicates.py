"""Whether an expense is already recorded, and how the other one is called."""

from django.db.models import Q

from funding.models import Expense, ExpenseState
from funding.suppliers import supplier_key
from inclusion.ui.formats import day, euros


def named(expense):
    """« Orange SA n° F-118 du 3 mars 2026, 240,00 € »: what tells one expense from another."""
    return (
        f"{expense.supplier} n°\u00a0{expense.document_number} du {day(expense.invoiced_on)},"
        f" {euros(expense.gross_amount)}"
    )


def duplicate_sentence(organisation_id, values, *, but=None):
    """Why these values, or this file, repeat a recorded expense; None when they repeat none."""
    key = Q(
        document_number=values["document_number"],
        invoiced_on=values["invoiced_on"],
        gross_amount=values["gross_amount"],
    )
    supplier, siren = supplier_key(values["supplier"]), values.get("supplier_siren", "")
    same = Q(key, supplier_key=supplier)
    if siren:
        same |= Q(key, supplier_siren=siren)
    digest = values.get("proof_sha256", "")
    if digest:
        same |= Q(proof_sha256=digest)
    others = Expense.objects.filter(same, organisation=organisation_id).exclude(
        state=ExpenseState.CANCELLED
    )
    other = others.exclude(pk=but).order_by("pk").first()
    if other is None:
        return None
    if digest and other.proof_sha256 == digest:
        return f"Ce fichier est déjà la pièce d’une autre dépense\u00a0: {named(other)}."
    if other.supplier_key == supplier:
        return f"Cette pièce est déjà enregistrée\u00a0: {named(other)}."
    return f"Cette pièce est déjà enregistrée sous le même SIREN\u00a0: {named(other)}."

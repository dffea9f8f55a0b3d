"""Expenses: recorded once, with their proof; corrected, checked, cancelled, credited."""

from django.db.models import Sum

from funding.cerfa_lines import LINES, line_of_account
from funding.eligibility import why_not
from funding.models import Expense, ExpenseSource, ExpenseState, Project
from funding.permissions import can_keep_expenses
from funding.proofs import store_proof
from funding.refusals import act
from funding.selectors.duplicates import duplicate_sentence, named
from funding.services.allocations import (
    follow_invoice,
    locked_expense,
    locked_grants,
    organisation_of,
    recounted_at_the_end,
)
from funding.suppliers import supplier_key
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.text import clean
from inclusion.ui.formats import euros

WORDS = ("supplier", "supplier_siren", "document_number", "description")
FIELDS = (
    *WORDS, "invoiced_on", "paid_on", "gross_amount", "recoverable_vat", "eligible_amount",
    "account", "line_code", "source",
)  # fmt: skip


@act
def record_expense(*, project, by, proof=None, is_checked=False, **values):
    """Record an invoice, a share of payroll or a flat charge, once; `proof` is an uploaded file."""
    _refuse_others(by)
    project = Project.objects.get(organisation=organisation_of(by), pk=project.pk)
    values = _completed(values) | _kept(proof, by)
    _refuse_duplicate(organisation_of(by), values)
    expense = Expense.objects.create(
        organisation_id=organisation_of(by),
        project=project,
        supplier_key=supplier_key(values["supplier"]),
        state=ExpenseState.CHECKED if is_checked else ExpenseState.DRAFT,
        created_by=by,
        **values,
    )
    record(
        "expense.recorded",
        expense,
        by=by,
        project=project.pk,
        gross_amount=str(expense.gross_amount),
        eligible_amount=str(expense.eligible_amount),
        proof_sha256=expense.proof_sha256,
    )
    return expense


@act
def correct_expense(*, expense, by, proof=None, project=None, **values):
    """Correct what was recorded; what is charged of it already must still fit."""
    _refuse_others(by)
    recounted_at_the_end()
    grants = locked_grants(expense.project_id, by)
    expense = locked_expense(expense, by)
    _refuse_cancelled(expense)
    if expense.credit_of_id:
        raise Refused("Un avoir ne se corrige pas\u00a0: annulez-le, puis enregistrez le bon.")
    values = _completed({name: getattr(expense, name) for name in FIELDS} | values)
    values |= _kept(proof, by)
    _refuse_duplicate(expense.organisation_id, values, but=expense.pk)
    before = {name: getattr(expense, name) for name in values}
    changed = sorted(name for name in values if values[name] != before[name])
    if project is not None and project.pk != expense.project_id:
        if expense.allocated_amount:
            raise Refused(f"{_charged_words(expense, grants)} Retirez-les d’abord.")
        expense.project = Project.objects.get(organisation=organisation_of(by), pk=project.pk)
        changed.append("project")
    for name, value in values.items():
        setattr(expense, name, value)
    expense.supplier_key = supplier_key(expense.supplier)
    _refuse_below_charged(expense, grants)
    _refuse_no_longer_eligible(expense, grants)
    if changed:
        expense.save(update_fields=[*values, "supplier_key", "project"])
        follow_invoice(expense, grants, by)
        record("expense.corrected", expense, by=by, fields=changed)
    return expense


@act
def check_expense(*, expense, by):
    """Vouch for a recorded expense: from now on it may be charged."""
    _refuse_others(by)
    expense = locked_expense(expense, by)
    _refuse_cancelled(expense)
    if expense.state == ExpenseState.CHECKED:
        raise Refused("Cette dépense est déjà vérifiée.")
    expense.state = ExpenseState.CHECKED
    expense.save(update_fields=["state"])
    expense.credit_notes.filter(state=ExpenseState.DRAFT).update(state=ExpenseState.CHECKED)
    record("expense.checked", expense, by=by)
    return expense


@act
def cancel_expense(*, expense, reason, by):
    """Cancel an expense that should not have been recorded; it stays, with its reason."""
    _refuse_others(by)
    reason = clean(reason)
    if not reason:
        raise Refused("Dites pourquoi cette dépense est annulée.")
    recounted_at_the_end()
    grants = locked_grants(expense.project_id, by)
    expense = locked_expense(expense, by)
    _refuse_cancelled(expense)
    if expense.credit_of_id is None and expense.allocated_amount:
        raise Refused(f"{_charged_words(expense, grants)} Retirez-les d’abord.")
    if expense.credit_notes.exclude(state=ExpenseState.CANCELLED).exists():
        raise Refused("Un avoir se rapporte à cette facture\u00a0: annulez-le d’abord.")
    if expense.credit_of_id:
        _take_back(expense)
    expense.state, expense.cancelled_reason = ExpenseState.CANCELLED, reason[:300]
    expense.allocated_amount = ZERO
    expense.save(update_fields=["state", "cancelled_reason", "allocated_amount"])
    record("expense.cancelled", expense, by=by)
    return expense


@act
def record_credit_note(
    *, invoice, document_number, invoiced_on, gross_amount, by, recoverable_vat=ZERO, proof=None,
    description="",
):  # fmt: skip
    """Record what a supplier gave back of an invoice; it is charged as the invoice is.

    Amounts are given as printed on the credit note, positive; they are kept negative.
    """
    _refuse_others(by)
    recounted_at_the_end()
    grants = locked_grants(invoice.project_id, by)
    invoice = locked_expense(invoice, by)
    _refuse_cancelled(invoice)
    if invoice.credit_of_id:
        raise Refused("Un avoir se rapporte à une facture, pas à un autre avoir.")
    if gross_amount <= 0 or not ZERO <= recoverable_vat <= gross_amount:
        raise Refused("Écrivez le montant de l’avoir comme il est imprimé, positif.")
    if invoiced_on < invoice.invoiced_on:
        raise Refused("L’avoir suit sa facture\u00a0: vérifiez sa date.")
    given_back = invoice.credit_notes.exclude(state=ExpenseState.CANCELLED).aggregate(
        gross=Sum("gross_amount"), eligible=Sum("eligible_amount")
    )
    left = invoice.gross_amount + (given_back["gross"] or ZERO)
    if gross_amount > left:
        raise Refused(
            f"Cet avoir dépasse ce qui reste de la facture\u00a0: {euros(left)},"
            f" soit {euros(gross_amount - left)} de trop."
        )
    eligible_left = invoice.eligible_amount + (given_back["eligible"] or ZERO)
    values = {
        "supplier": invoice.supplier,
        "supplier_siren": invoice.supplier_siren,
        "document_number": clean(document_number),
        "description": clean(description) or f"Avoir sur {invoice.document_number}",
        "invoiced_on": invoiced_on,
        "paid_on": invoiced_on,
        "gross_amount": -gross_amount,
        "recoverable_vat": -recoverable_vat,
        "eligible_amount": -min(gross_amount - recoverable_vat, eligible_left),
        "account": invoice.account,
        "line_code": invoice.line_code,
        "source": invoice.source,
        **_kept(proof, by),
    }
    _refuse_duplicate(organisation_of(by), values)
    credit = Expense.objects.create(
        organisation_id=organisation_of(by),
        project_id=invoice.project_id,
        supplier_key=invoice.supplier_key,
        state=invoice.state,
        credit_of=invoice,
        created_by=by,
        **values,
    )
    follow_invoice(invoice, grants, by)
    record(
        "expense.credited", invoice, by=by, credit=credit.pk, gross_amount=str(credit.gross_amount)
    )
    credit.refresh_from_db()
    return credit


def _refuse_others(by):
    """`by` is None for the command line alone: whoever runs it holds the whole database."""
    if by is not None and not can_keep_expenses(by):
        raise Refused("Votre rôle ne permet pas cet acte.")


def _refuse_cancelled(expense):
    if expense.state == ExpenseState.CANCELLED:
        raise Refused("Cette dépense est annulée\u00a0: elle ne change plus.")


def _completed(values):
    """The values to keep: words cleaned, what follows from others computed when it is not said."""
    values = dict(values)
    for name in WORDS:
        values[name] = clean(values.get(name) or "")
    values["document_number"] = " ".join(values["document_number"].split())
    values["recoverable_vat"] = values.get("recoverable_vat") or ZERO
    if values.get("eligible_amount") is None:
        values["eligible_amount"] = values["gross_amount"] - values["recoverable_vat"]
    if not values.get("line_code"):
        values["line_code"] = line_of_account(values["account"])
    if values["line_code"] not in LINES:
        raise Refused(
            f"Le compte {values['account']} n’alimente aucune ligne du compte rendu\u00a0:"
            " choisissez la ligne."
        )
    if not values["supplier"] or not values["document_number"]:
        raise Refused("Une dépense a son fournisseur et son numéro de pièce.")
    if values["gross_amount"] <= 0:
        raise Refused("Un montant négatif est un avoir\u00a0: il s’enregistre depuis sa facture.")
    most = values["gross_amount"] - values["recoverable_vat"]
    if not ZERO <= values["recoverable_vat"] <= values["gross_amount"]:
        raise Refused("La TVA récupérable va de zéro au montant TTC.")
    if not ZERO <= values["eligible_amount"] <= most:
        raise Refused(
            f"Le montant éligible ne dépasse pas {euros(most)}, le TTC moins la TVA récupérable."
        )
    values.setdefault("source", ExpenseSource.INVOICE)
    values.setdefault("paid_on", None)
    if values["source"] == ExpenseSource.FLAT and values["paid_on"] is None:
        # A flat charge is nobody's invoice: it is paid the day it is counted.
        values["paid_on"] = values["invoiced_on"]
    return values


def _kept(proof, by):
    """The columns of an uploaded file, kept under its own SHA-256; nothing when there is none."""
    if proof is None:
        return {}
    digest, name = store_proof(organisation_of(by), proof)
    return {"proof_sha256": digest, "proof_name": name, "proof_size": proof.size}


def _refuse_duplicate(organisation_id, values, *, but=None):
    sentence = duplicate_sentence(organisation_id, values, but=but)
    if sentence:
        raise Refused(sentence)


def _charged_words(expense, grants):
    """« Cette dépense est imputée : Métropole 300,00 €, État 200,00 €. »"""
    charges = ", ".join(
        f"{grants[each.grant_id].funder} {euros(each.amount)}"
        for each in expense.allocations.order_by("grant_id")
    )
    return f"Cette dépense porte des imputations\u00a0: {charges}."


def _refuse_below_charged(expense, grants):
    credits = expense.credit_notes.exclude(state=ExpenseState.CANCELLED)
    given_back = credits.aggregate(total=Sum("eligible_amount"))["total"] or ZERO
    if expense.eligible_amount < -given_back:
        raise Refused(
            f"Les avoirs de cette facture font déjà {euros(-given_back)}\u00a0: le montant éligible"
            " ne peut pas être inférieur."
        )
    if expense.eligible_amount >= expense.allocated_amount:
        return
    short = expense.allocated_amount - expense.eligible_amount
    raise Refused(
        f"{_charged_words(expense, grants)} Le montant éligible ne peut pas descendre à"
        f" {euros(expense.eligible_amount)}\u00a0: {euros(short)} de trop seraient imputés."
    )


def _refuse_no_longer_eligible(expense, grants):
    for allocation in expense.allocations.order_by("grant_id"):
        sentence = why_not(expense, grants[allocation.grant_id])
        if sentence:
            raise Refused(f"{sentence} Elle y est imputée\u00a0: retirez l’imputation d’abord.")


def _take_back(credit):
    """A cancelled credit note gives back what it took; refused when a report printed it."""
    if credit.allocations.filter(report__isnull=False).exists():
        raise Refused(f"L’avoir {named(credit)} figure dans un compte rendu déposé.")
    for allocation in credit.allocations.order_by("grant_id"):
        allocation.delete()

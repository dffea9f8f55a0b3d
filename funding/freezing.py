"""From when each field stops changing, one flat table: every field of these models is in it.

The triggers and the services hold these rules; the table is what a reader trusts, and a test
fails when a model gains a field that nobody ruled on.
"""

from enum import StrEnum


class Sealed(StrEnum):
    """From which moment a field no longer changes."""

    AT_ONCE = "dès l’écriture"
    IN_USE = "dès qu’une subvention ou une explication s’y réfère"
    READY = "dès qu’un compte rendu est prêt ou déposé"
    SUBMITTED = "au dépôt du compte rendu"
    CHARGED = "dès qu’un compte rendu déposé l’imprime"
    NEVER = "jamais\u00a0: suit la vie de l’objet"


ONCE, IN_USE, READY = Sealed.AT_ONCE, Sealed.IN_USE, Sealed.READY
SUBMITTED, CHARGED, NEVER = Sealed.SUBMITTED, Sealed.CHARGED, Sealed.NEVER

FROZEN = {
    "Grant.id": ONCE,
    "Grant.organisation": ONCE,
    "Grant.project": ONCE,
    "Grant.plan": READY,
    "Grant.funder": READY,
    "Grant.program": READY,
    "Grant.kind": READY,
    "Grant.nature": READY,
    "Grant.object": READY,
    "Grant.convention_number": READY,
    "Grant.decision_reference": READY,
    "Grant.is_from_european_union": READY,
    "Grant.requested_amount": READY,
    "Grant.requested_on": READY,
    "Grant.decided_on": READY,
    "Grant.granted_amount": READY,
    "Grant.paid_amount": NEVER,
    "Grant.paid_on": NEVER,
    "Grant.rate_cap": READY,
    "Grant.unit_amount": READY,
    "Grant.funded_units": READY,
    "Grant.offer": READY,
    "Grant.eligible_from": READY,
    "Grant.eligible_to": READY,
    "Grant.exercise_ends_on": READY,
    "Grant.state": NEVER,
    "Grant.state_reason": NEVER,
    "Grant.created_at": ONCE,
    "FinancialReport.id": ONCE,
    "FinancialReport.organisation": ONCE,
    "FinancialReport.grant": ONCE,
    "FinancialReport.kind": ONCE,
    "FinancialReport.template": ONCE,
    "FinancialReport.version": ONCE,
    "FinancialReport.period_start": ONCE,
    "FinancialReport.period_end": ONCE,
    "FinancialReport.realisation": READY,
    "FinancialReport.narrative": READY,
    "FinancialReport.difficulties": READY,
    "FinancialReport.sections": READY,
    "FinancialReport.variance_reasons": READY,
    "FinancialReport.state": SUBMITTED,
    "FinancialReport.unexplained_count": SUBMITTED,
    "FinancialReport.created_at": ONCE,
    "FinancialReport.created_by": ONCE,
    "FinancialReport.ready_at": SUBMITTED,
    "FinancialReport.ready_by": SUBMITTED,
    "FinancialReport.submitted_at": SUBMITTED,
    "FinancialReport.submitted_by": SUBMITTED,
    "Expense.id": ONCE,
    "Expense.organisation": ONCE,
    "Expense.project": CHARGED,
    "Expense.supplier": CHARGED,
    "Expense.supplier_key": CHARGED,
    "Expense.supplier_siren": CHARGED,
    "Expense.document_number": CHARGED,
    "Expense.description": CHARGED,
    "Expense.invoiced_on": CHARGED,
    "Expense.paid_on": CHARGED,
    "Expense.gross_amount": CHARGED,
    "Expense.recoverable_vat": CHARGED,
    "Expense.eligible_amount": CHARGED,
    "Expense.allocated_amount": NEVER,
    "Expense.account": CHARGED,
    "Expense.line_code": CHARGED,
    "Expense.source": CHARGED,
    "Expense.state": CHARGED,
    "Expense.credit_of": CHARGED,
    "Expense.proof_sha256": CHARGED,
    "Expense.proof_name": CHARGED,
    "Expense.proof_size": CHARGED,
    "Expense.cancelled_reason": CHARGED,
    "Expense.created_at": ONCE,
    "Expense.created_by": ONCE,
    "ExpenseAllocation.id": ONCE,
    "ExpenseAllocation.organisation": ONCE,
    "ExpenseAllocation.expense": CHARGED,
    "ExpenseAllocation.grant": CHARGED,
    "ExpenseAllocation.amount": CHARGED,
    "ExpenseAllocation.report": CHARGED,
    "ExpenseAllocation.created_at": ONCE,
    "ExpenseAllocation.created_by": ONCE,
    "CoFundingPlan.id": ONCE,
    "CoFundingPlan.organisation": ONCE,
    "CoFundingPlan.project": IN_USE,
    "CoFundingPlan.version": IN_USE,
    "CoFundingPlan.mode": IN_USE,
    "CoFundingPlan.source": IN_USE,
    "CoFundingPlan.declared_total": IN_USE,
    "CoFundingPlan.planned_units": IN_USE,
    "CoFundingPlan.unit_amount": IN_USE,
    "CoFundingPlan.unexplained_count": NEVER,
    "CoFundingPlan.created_at": ONCE,
    "CoFundingPlan.created_by": ONCE,
}

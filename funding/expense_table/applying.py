"""Writing a table of expenses through the acts a person would do, and taking it back."""

from django.db import transaction
from django.db.models import ProtectedError

from funding.models import Expense
from funding.services.expenses import FIELDS, correct_expense, record_credit_note, record_expense
from inclusion.money import ZERO
from inclusion.tables.kinds import CREATE

KEPT = (*FIELDS, "state", "proof_sha256")


def apply_expenses(plans, organisation_id, by):
    """Write these plans; returns what is needed to take them back."""
    changes = []
    for plan in plans:
        if plan.action == CREATE:
            expense = _recorded(plan.values, organisation_id, by)
            before = None
        else:
            expense = Expense.objects.get(organisation=organisation_id, pk=plan.key)
            before = {name: _word(getattr(expense, name)) for name in plan.changed}
            expense = correct_expense(
                expense=expense, by=by, **{name: plan.values[name] for name in plan.changed}
            )
        changes.append(
            {
                "key": str(expense.pk),
                "action": plan.action,
                "state": state_of(expense),
                "before": before,
            }
        )
    return changes


def _recorded(values, organisation_id, by):
    if values.get("credit_of"):
        return record_credit_note(
            invoice=Expense.objects.get(organisation=organisation_id, pk=values["credit_of"]),
            document_number=values["document_number"],
            invoiced_on=values["invoiced_on"],
            gross_amount=-values["gross_amount"],
            recoverable_vat=abs(values.get("recoverable_vat") or ZERO),
            description=values.get("description", ""),
            by=by,
        )
    wanted = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    return record_expense(project=values["project"], by=by, **wanted)


def undo_expenses(changes, organisation_id):
    """(how many were taken back, the titles of those kept because they changed since)."""
    by_key = {change["key"]: change for change in changes}
    rows = Expense.objects.filter(organisation=organisation_id, pk__in=by_key)
    count, kept = 0, []
    # Credit notes first: an invoice stays as long as one speaks of it.
    for expense in sorted(rows.locked().order_by("pk"), key=lambda row: row.credit_of_id is None):
        change = by_key[str(expense.pk)]
        if state_of(expense) != change["state"] or not _taken_back(expense, change):
            kept.append(str(expense))
        else:
            count += 1
    return count, kept


def _taken_back(expense, change):
    """False when something hangs from it by now: an allocation, a credit note."""
    if expense.allocated_amount:
        return False
    if change["action"] == CREATE:
        try:
            with transaction.atomic():
                expense.delete()
        except ProtectedError:
            return False
        return True
    for name, word in change["before"].items():
        setattr(expense, name, expense._meta.get_field(name).to_python(word))
    expense.save(update_fields=list(change["before"]))
    return True


def _word(value):
    return None if value is None else str(value)


def state_of(expense):
    """The record as plain words: whatever differs was changed by somebody."""
    expense.refresh_from_db()
    return {name: _word(getattr(expense, name)) for name in (*KEPT, "allocated_amount")}

"""Expenses, budgets and gifts as tests of reports need them, written past the services."""

from datetime import date
from decimal import Decimal

from funding.models import BudgetLine, Expense, ExpenseAllocation, InKindContribution
from funding.services.allocations import recounted_at_the_end


def an_expense(project, amount, *, number, line="62.3", on=date(2026, 3, 2), shares=(), **values):
    """One checked invoice; `shares` are (grant, amount) charged of it."""
    amount = Decimal(amount)
    recounted_at_the_end()
    expense = Expense.objects.create(
        organisation=project.organisation,
        project=project,
        supplier=values.pop("supplier", "Papyrus 63"),
        supplier_key=f"papyrus 63 {number}",
        document_number=number,
        invoiced_on=on,
        paid_on=on,
        gross_amount=amount,
        eligible_amount=amount,
        allocated_amount=sum((Decimal(part) for _, part in shares), Decimal(0)),
        account="6251",
        line_code=line,
        state=values.pop("state", "checked"),
        **values,
    )
    for grant, part in shares:
        ExpenseAllocation.objects.create(
            organisation=project.organisation, expense=expense, grant=grant, amount=Decimal(part)
        )
    return expense


def a_budget(project, *lines):
    """Lines (side, code, amount, payer or label) of the budget of a project, in their order."""
    for rank, (side, code, amount, payer) in enumerate(lines, 1):
        named = {"label": payer} if isinstance(payer, str) else {"payer": payer}
        BudgetLine.objects.create(
            organisation=project.organisation, project=project, rank=rank, side=side,
            line_code=code, planned_amount=Decimal(amount), **named,
        )  # fmt: skip


def given(project, nature, value, label="Bénévoles", on=date(2026, 3, 31)):
    return InKindContribution.objects.create(
        organisation=project.organisation,
        project=project,
        nature=nature,
        label=label,
        starts_on=date(2026, 1, 1),
        ends_on=on,
        value=None if value is None else Decimal(value),
        method="" if value is None else "Heures × taux",
    )

"""What funding imports and exports as tables, as `import_table` and `export_table` know it."""

from funding.budget_table import COLUMNS as BUDGET_COLUMNS
from funding.budget_table import apply_budgets, plan_budgets, undo_budgets
from funding.expense_table.applying import apply_expenses, undo_expenses
from funding.expense_table.columns import COLUMNS, EXPORTED
from funding.expense_table.planning import plan_expenses
from funding.models import Expense
from funding.permissions import can_keep_expenses
from inclusion.tables.kinds import (
    Produced,
    TableExport,
    TableKind,
    register_export,
    register_table,
)
from inclusion.tables.writing import FORMATS, Sheet

NAMES = (*(column.name for column in COLUMNS), *EXPORTED)


def expenses_sheet(organisation, expenses=None):
    """Every expense, or those given, in the columns of the import and what is charged of each."""
    if expenses is None:
        expenses = Expense.objects.filter(organisation=organisation)
    expenses = expenses.select_related("project", "credit_of").order_by("invoiced_on", "pk")
    rows = [_row(expense) for expense in expenses.iterator(2000)]
    document = [dict(zip(NAMES, row, strict=True)) for row in rows]
    return Produced([Sheet("dépenses", NAMES, rows)], document, len(rows))


def _row(expense):
    cells = (
        expense.project.title,
        expense.supplier,
        expense.supplier_siren,
        expense.document_number,
        expense.invoiced_on.isoformat(),
        expense.paid_on.isoformat() if expense.paid_on else "",
        expense.gross_amount,
        expense.recoverable_vat,
        expense.eligible_amount,
        expense.account,
        expense.line_code,
        expense.description,
        expense.get_source_display(),
        expense.credit_of.document_number if expense.credit_of else "",
        expense.allocated_amount,
        expense.free_amount,
        expense.get_state_display(),
        expense.proof_sha256,
    )
    return [str(cell) for cell in cells]


def register():
    register_table(
        TableKind(
            code="expenses",
            label="Dépenses",
            noun="dépense",
            nouns="dépenses",
            namespace="funding:expenses",
            rule=can_keep_expenses,
            columns=COLUMNS,
            plan=plan_expenses,
            apply=apply_expenses,
            undo=undo_expenses,
            list_route="funding:expense_list",
        )
    )
    register_table(
        TableKind(
            code="budgets",
            label="Budgets des actions",
            noun="ligne de budget",
            nouns="lignes de budget",
            namespace="funding:budgets",
            rule=can_keep_expenses,
            columns=BUDGET_COLUMNS,
            plan=plan_budgets,
            apply=apply_budgets,
            undo=undo_budgets,
            list_route="funding:home",
            is_whole=True,
        )
    )
    register_export(
        TableExport(
            code="expenses",
            label="Toutes les dépenses, dans les colonnes de l’import",
            formats=FORMATS,
            rule=can_keep_expenses,
            produce=expenses_sheet,
        )
    )

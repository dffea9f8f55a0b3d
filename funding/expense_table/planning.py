"""What each line of a table of expenses would do, and what stands in its way."""

import re
from datetime import date

from stdnum.fr import siren as siren_number

from funding.cerfa_lines import EXPENSE_LINES, line_of_account
from funding.expense_table.columns import FIELDS
from funding.models import Expense, ExpenseSource, ExpenseState, Project
from funding.suppliers import supplier_key
from inclusion.money import ZERO
from inclusion.tables.kinds import CREATE, DUPLICATE, REFUSED, UNCHANGED, UPDATE, RowPlan
from inclusion.tables.lines import Line
from inclusion.text import fold, parse_amount
from inclusion.ui.formats import euros

LENGTHS = {"fournisseur": 160, "numero": 60, "objet": 300}
SOURCES = {fold(source.label): source for source in ExpenseSource} | {
    "": ExpenseSource.INVOICE,
    "salaire": ExpenseSource.PAYROLL,
}
LINE_CODES = {line.code for line in EXPENSE_LINES}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class ExpenseLine(Line):
    @property
    def title(self):
        return f"{self.cell('fournisseur')} {self.cell('numero')}".strip()


def plan_expenses(rows, columns, organisation_id):
    """(plans, notes): what these lines would do to the organisation's expenses."""
    projects = {
        fold(project.title): project
        for project in Project.objects.filter(organisation=organisation_id)
    }
    lines = [ExpenseLine(row) for row in rows]
    for line in lines:
        for column in columns:
            READERS[column](line, column, projects)
        _check_amounts(line)
    known = Known(lines, organisation_id)
    return [_planned(line, known, set(columns)) for line in lines], []


# ---- Reading a line ----


def _project(line, column, projects):
    project = projects.get(fold(line.cell(column)))
    if project is None:
        line.refuse(column, "Aucun de vos projets ne porte ce titre.")
    line.values["project"] = project


def _text(line, column, projects):
    text = line.cell(column)
    if not text and column != "objet":
        line.refuse(column, "Cette case est vide.")
    elif column == "fournisseur" and not fold(text):
        line.refuse(column, "Écrivez le nom du fournisseur.")
    if len(text) > LENGTHS[column]:
        line.refuse(column, f"Ce texte dépasse {LENGTHS[column]} caractères.")
    names = {"fournisseur": "supplier", "numero": "document_number", "objet": "description"}
    line.values[names[column]] = text


def _siren(line, column, projects):
    digits = re.sub(r"\s", "", line.cell(column))
    if digits and not siren_number.is_valid(digits):
        line.refuse(
            column, "Ce SIREN est faux. Un tableur perd les zéros et arrondit\u00a0: vérifiez-le."
        )
    line.values["supplier_siren"] = digits


def _day(line, column, projects):
    text = line.cell(column)
    value = _as_day(text)
    if text and (value is None or not FIRST_DAY <= value <= LAST_DAY):
        line.refuse(column, "Écrivez un jour, par exemple 02/03/2026.")
    elif not text and column == "date_piece":
        line.refuse(column, "Cette case est vide.")
    line.values["invoiced_on" if column == "date_piece" else "paid_on"] = value


def _as_day(text):
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", (0, 1, 2)),
        (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", (2, 1, 0)),
    ):
        found = re.fullmatch(pattern, text)
        if found:
            try:
                return date(*(int(found.groups()[rank]) for rank in order))
            except ValueError:
                return None
    return None


AMOUNT_FIELDS = {
    "montant_ttc": "gross_amount",
    "tva_recuperable": "recoverable_vat",
    "montant_eligible": "eligible_amount",
}


def _amount(line, column, projects):
    text = line.cell(column)
    value = None
    if text:
        try:
            value = parse_amount(text)
        except ValueError:
            line.refuse(
                column,
                "Écrivez ce montant en euros, deux décimales au plus, par exemple 1 234,56.",
            )
    elif column == "montant_ttc":
        line.refuse(column, "Cette case est vide.")
    line.values[AMOUNT_FIELDS[column]] = value


def _account(line, column, projects):
    account = re.sub(r"\s", "", line.cell(column))
    if not re.fullmatch(r"6[0-9]{1,9}", account):
        line.refuse(column, "Un compte de charge commence par 6, en chiffres.")
        account = ""
    line.values["account"] = account


def _line(line, column, projects):
    code = line.cell(column).replace(",", ".")
    if code and code not in LINE_CODES:
        line.refuse(column, "Cette ligne n’existe pas au compte rendu\u00a0: 60.1, 62.4…")
    line.values["line_code"] = code


def _source(line, column, projects):
    source = SOURCES.get(fold(line.cell(column)))
    if source is None:
        line.refuse(column, "Écrivez Facture, Part de salaire ou Forfait.")
    line.values["source"] = source


def _origin(line, column, projects):
    line.values["credit_of"] = line.cell(column)


READERS = (
    dict.fromkeys(LENGTHS, _text)
    | dict.fromkeys(AMOUNT_FIELDS, _amount)
    | {
        "projet": _project,
        "siren": _siren,
        "date_piece": _day,
        "date_paiement": _day,
        "compte": _account,
        "ligne": _line,
        "origine": _source,
        "avoir_de": _origin,
    }
)


def _check_amounts(line):
    """What the figures of one line say of each other."""
    values = line.values
    gross = values.get("gross_amount")
    if gross is None:
        return
    is_credit = bool(values.get("credit_of"))
    if not gross:
        line.refuse("montant_ttc", "Une dépense n’est pas nulle.")
    elif gross < 0 and not is_credit:
        line.refuse("montant_ttc", "Un montant négatif est un avoir\u00a0: nommez sa facture.")
    elif gross > 0 and is_credit:
        line.refuse("montant_ttc", "Un avoir est négatif.")
    vat = abs(values.get("recoverable_vat") or ZERO)
    if vat > abs(gross):
        line.refuse("tva_recuperable", "La TVA ne dépasse pas le montant TTC.")
    most, eligible = abs(gross) - vat, values.get("eligible_amount")
    if eligible is not None and abs(eligible) > most:
        line.refuse("montant_eligible", f"Il ne dépasse pas {euros(most)}, TTC moins TVA.")
    if eligible is not None and eligible < 0 < gross:
        line.refuse("montant_eligible", "Un montant éligible n’est pas négatif.")
    account = values.get("account")
    if account and not values.get("line_code") and line_of_account(account) is None:
        line.refuse("compte", "Ce compte n’alimente aucune ligne\u00a0: dites laquelle.")


# ---- What a line would do ----


def key_of(values):
    """What tells one piece from another, however its supplier is written."""
    return (
        supplier_key(values["supplier"]),
        values["document_number"],
        values["invoiced_on"],
        values["gross_amount"],
    )


class Known:
    """The expenses these lines may speak of, and the lines already read."""

    def __init__(self, lines, organisation_id):
        numbers = {line.values.get("document_number") for line in lines}
        numbers |= {line.values.get("credit_of") for line in lines}
        rows = Expense.objects.filter(
            organisation=organisation_id, document_number__in=numbers - {None, ""}
        ).exclude(state=ExpenseState.CANCELLED)
        self.by_key, self.by_siren, self.invoices = {}, {}, {}
        for expense in rows.select_related("project").order_by("pk"):
            values = {
                "supplier": expense.supplier,
                "document_number": expense.document_number,
                "invoiced_on": expense.invoiced_on,
                "gross_amount": expense.gross_amount,
            }
            self.by_key[key_of(values)] = expense
            if expense.supplier_siren:
                self.by_siren[expense.supplier_siren, *key_of(values)[1:]] = expense
            if expense.credit_of_id is None:
                self.invoices[expense.supplier_key, expense.document_number] = expense
        self.lines = {}

    def earlier(self, key, number):
        """The number of the line that already spoke of it, if any; this one is remembered."""
        first = self.lines.setdefault(key, number)
        return None if first == number else first


def _planned(line, known, columns):
    plan = RowPlan(line.number, REFUSED, line.title, line.values, issues=line.issues)
    if line.issues:
        return plan
    key = key_of(line.values)
    siren = line.values.get("supplier_siren")
    marks = [key, *([(siren, *key[1:])] if siren else [])]
    earlier = [found for mark in marks if (found := known.earlier(mark, line.number))]
    if earlier:
        plan.action = DUPLICATE
        line.refuse("numero", f"Même pièce que la ligne {earlier[0]}.")
        return plan
    expense = known.by_key.get(key)
    if expense is None and siren and (siren, *key[1:]) in known.by_siren:
        other = known.by_siren[siren, *key[1:]]
        plan.action = DUPLICATE
        line.refuse("siren", f"Déjà enregistrée sous le nom «\u00a0{other.supplier}\u00a0».")
        return plan
    if line.values.get("credit_of") and expense is None:
        invoice = known.invoices.get((key[0], line.values["credit_of"]))
        if invoice is None:
            line.refuse(
                "avoir_de", "Cette facture n’est pas enregistrée\u00a0: importez-la d’abord."
            )
            return plan
        line.values["credit_of"] = str(invoice.pk)
    if expense is None:
        plan.action = CREATE
        return plan
    return _correction(plan, line, expense, columns)


def _correction(plan, line, expense, columns):
    plan.key = str(expense.pk)
    if expense.credit_of_id:
        plan.action = UNCHANGED
        return plan
    if expense.project_id != line.values["project"].pk:
        line.refuse("projet", f"Cette pièce est enregistrée sur «\u00a0{expense.project}\u00a0».")
        return plan
    wanted = {FIELDS[column]: line.values.get(FIELDS[column]) for column in FIELDS.keys() & columns}
    if "recoverable_vat" in wanted:
        wanted["recoverable_vat"] = wanted["recoverable_vat"] or ZERO
    if "line_code" in wanted and not wanted["line_code"]:
        wanted["line_code"] = line_of_account(line.values["account"])
    if "eligible_amount" in wanted and wanted["eligible_amount"] is None:
        vat = wanted.get("recoverable_vat", expense.recoverable_vat)
        wanted["eligible_amount"] = expense.gross_amount - vat
    plan.changed = sorted(name for name, value in wanted.items() if getattr(expense, name) != value)
    line.values |= wanted
    plan.action = UPDATE if plan.changed else UNCHANGED
    return plan

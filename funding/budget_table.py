"""The table « budgets »: the planned lines of one or several actions, replaced whole."""

from decimal import Decimal

from funding.cerfa_lines import LINES
from funding.models import Project
from funding.selectors.expenses import project_budget
from funding.services.budgeting import write_budget
from inclusion.money import ZERO
from inclusion.organisations.models import Organisation
from inclusion.tables.kinds import REFUSED, UNCHANGED, UPDATE, Column, Issue, RowPlan
from inclusion.tables.matching import AMOUNT
from inclusion.text import clean, fold, parse_amount

COLUMNS = (
    Column(
        "projet",
        "Titre exact d’un de vos projets. Son budget est remplacé par les lignes du fichier.",
        is_required=True,
        synonyms=("action", "titre du projet"),
        example="350 ordinateurs pour les familles",
    ),
    Column(
        "ligne",
        "Ligne du formulaire CERFA 15059*02\u00a0: 60.1, 74.EPCI, OWN.1, 86.4…",
        is_required=True,
        synonyms=("ligne cerfa", "poste", "code ligne"),
        example="60.1",
    ),
    Column(
        "precision",
        "Qui paie, ou de quoi il s’agit.",
        synonyms=("libelle", "detail"),
        example="",
    ),
    Column(
        "payeur",
        "Nom exact d’une structure de l’annuaire, pour une ligne 74.",
        synonyms=("financeur",),
        example="",
    ),
    Column(
        "prevu",
        "Montant prévu, en euros.",
        type=AMOUNT,
        is_required=True,
        synonyms=("montant prevu", "budget", "prevision"),
        example="25 000,00",
    ),
    Column(
        "repartition",
        "Règle de répartition d’une charge indirecte.",
        synonyms=("cle de repartition", "regle de repartition"),
        example="",
    ),
)


def plan_budgets(rows, columns, organisation_id):
    """(plans, notes): a project whose lines are those of the file already is left as it is."""
    projects = {
        fold(project.title): project
        for project in Project.objects.filter(organisation=organisation_id)
    }
    payers = {fold(each.name): each for each in Organisation.objects.all()}
    plans = [_read(row, projects, payers) for row in rows]
    wanted = {}
    for plan in plans:
        if plan.values.get("project"):
            wanted.setdefault(plan.values["project"].pk, []).append(plan)
    for mine in wanted.values():
        if any(plan.issues for plan in mine):
            continue
        project = mine[0].values["project"]
        same = [_facts(plan.values) for plan in mine] == lines_of(project)
        for plan in mine:
            plan.action, plan.key = (UNCHANGED if same else UPDATE), str(project.pk)
    return plans, []


def _read(row, projects, payers):
    cells = {name: " ".join(clean(text).split()) for name, text in row.cells.items()}
    code = cells["ligne"].replace(",", ".")
    plan = RowPlan(row.number, REFUSED, f"{cells['projet']} {code}".strip())

    def refuse(column, message):
        plan.issues.append(Issue(row.number, column, cells.get(column, ""), message, True))

    project, payer = projects.get(fold(cells["projet"])), None
    if project is None:
        refuse("projet", "Aucun de vos projets ne porte ce titre.")
    if code not in LINES:
        refuse("ligne", "Cette ligne n’existe pas au formulaire\u00a0: 60.1, 74.EPCI, OWN.1…")
    if cells.get("payeur"):
        payer = payers.get(fold(cells["payeur"]))
        if payer is None:
            refuse("payeur", "Aucune structure de l’annuaire ne porte ce nom.")
    amount = None
    try:
        amount = parse_amount(cells["prevu"])
    except ValueError:
        refuse("prevu", "Écrivez un montant en euros, par exemple 1 234,56.")
    if amount is not None and amount < ZERO:
        refuse("prevu", "Un montant de budget n’est pas négatif.")
    for column, longest in (("precision", 160), ("repartition", 300)):
        if len(cells.get(column, "")) > longest:
            refuse(column, f"Ce texte dépasse {longest} caractères.")
    if code.startswith("IND.") and not cells.get("repartition"):
        refuse("repartition", "Une charge indirecte s’accompagne de sa règle.")
    plan.values = {
        "project": project,
        "line_code": code,
        "label": cells.get("precision", ""),
        "payer": payer,
        "planned_amount": amount,
        "distribution_key": cells.get("repartition", ""),
    }
    return plan


def _facts(values):
    """One line as plain words: what two readings of a budget are compared by."""
    payer = values["payer"]
    return [
        values["line_code"],
        values["label"],
        payer.pk if payer else None,
        str(values["planned_amount"]),
        values["distribution_key"],
    ]


def lines_of(project):
    """The lines of a project as plain words."""
    return [_facts(vars(line) | {"payer": line.payer}) for line in project_budget(project)]


def apply_budgets(plans, organisation_id, by):
    """Write the budget of each project named; returns what is needed to take them back."""
    by_project = {}
    for plan in plans:
        by_project.setdefault(plan.values["project"], []).append(plan.values)
    changes = []
    for project, lines in sorted(by_project.items(), key=lambda item: item[0].pk):
        before = lines_of(project)
        write_budget(project=project, lines=lines, by=by)
        changes.append({"key": str(project.pk), "before": before, "after": lines_of(project)})
    return changes


def undo_budgets(changes, organisation_id):
    """(lines taken back, titles of the projects whose budget changed since)."""
    count, kept = 0, []
    for change in changes:
        project = Project.objects.get(organisation=organisation_id, pk=change["key"])
        if lines_of(project) != change["after"]:
            kept.append(project.title)
            continue
        payers = Organisation.objects.in_bulk([line[2] for line in change["before"] if line[2]])
        write_budget(
            project=project,
            lines=[
                {
                    "line_code": code,
                    "label": label,
                    "payer": payers.get(payer),
                    "planned_amount": Decimal(amount),
                    "distribution_key": key,
                }
                for code, label, payer, amount, key in change["before"]
            ],
            by=None,
        )
        count += len(change["after"])
    return count, kept

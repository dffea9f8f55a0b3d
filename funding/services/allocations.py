"""Charging expenses to grants: never more than the whole of each, all grants together.

Every act goes through `_charge`: the grants of the project are locked by id, then the expense and
its credit notes, then everything is read again, checked, written, and checked once more by the
database at the end.
"""

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from funding.ceilings import refuse_beyond
from funding.eligibility import why_not
from funding.models import (
    Expense,
    ExpenseAllocation,
    ExpenseState,
    FinancialReport,
    Grant,
    GrantState,
    ReportKind,
    ReportState,
)
from funding.permissions import can_keep_expenses
from funding.refusals import act
from funding.selectors.expenses import charged_to
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO, cent_above, split
from inclusion.organisations.database import active_organisation_id
from inclusion.ui.formats import euros, percent

CHARGEABLE = (
    GrantState.GRANTED, GrantState.CONTRACTED, GrantState.RUNNING, GrantState.REPORTING,
)  # fmt: skip


@act
def charge_expense(*, expense, grant, amount, by):
    """Charge so much of an expense to a grant; said again, the amount replaces the former one."""
    if amount <= 0:
        raise Refused("Une imputation est supérieure à zéro.")
    return _charge(expense, {grant.pk: amount}, by)


@act
def remove_charge(*, allocation, by):
    """Charge nothing more of an expense to a grant."""
    return _charge(allocation.expense, {allocation.grant_id: ZERO}, by)


@act
def move_charge(*, allocation, grant, by):
    """Charge to another grant what was charged to one, added to what is there already."""
    if grant.pk == allocation.grant_id:
        raise Refused("Cette dépense est déjà imputée à cette subvention.")
    return _charge(allocation.expense, _Move(allocation.grant_id, grant.pk), by)


@act
def spread_expense(*, expense, shares, by):
    """Cut an expense by percentages, to the cent: [(grant, rate)]. What is left stays free.

    What is not named is no longer charged; what a report printed stays.
    """
    rates = [rate for _, rate in shares]
    if not shares or any(rate <= 0 for rate in rates):
        raise Refused("Donnez à chaque subvention une part supérieure à zéro.")
    if len({grant.pk for grant, _ in shares}) != len(shares):
        raise Refused("Une subvention n’est nommée qu’une fois.")
    whole = sum(rates)
    if whole > 100:
        raise Refused(f"Les parts font {percent(whole)}\u00a0: elles vont jusqu’à 100\u00a0%.")
    return _charge(expense, _Spread([(grant.pk, rate) for grant, rate in shares], whole), by)


class _Move:
    def __init__(self, source, target):
        self.source, self.target = source, target

    def wanted(self, expense, standing):
        moved = standing[self.source].amount if self.source in standing else ZERO
        if not moved:
            raise Refused("Cette imputation vient d’être retirée.")
        there = standing[self.target].amount if self.target in standing else ZERO
        return {self.source: ZERO, self.target: there + moved}


class _Spread:
    def __init__(self, shares, whole):
        self.shares, self.whole = shares, whole

    def wanted(self, expense, standing):
        parts = split(
            expense.eligible_amount, [*(rate for _, rate in self.shares), 100 - self.whole]
        )
        wanted = {key: ZERO for key, allocation in standing.items() if allocation.report_id is None}
        keys = [key for key, _ in self.shares]
        return wanted | dict(zip(keys, parts[: len(keys)], strict=True))


def _charge(expense, wanted, by):
    """Bring what is charged of `expense` to `wanted` ({grant id: amount, zero for none})."""
    if not can_keep_expenses(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
    recounted_at_the_end()
    grants = locked_grants(expense.project_id, by)
    expense = locked_expense(expense, by)
    if expense.credit_of_id:
        raise Refused("Un avoir suit sa facture\u00a0: changez les imputations de la facture.")
    if expense.state == ExpenseState.CANCELLED:
        raise Refused("Cette dépense est annulée\u00a0: elle ne s’impute plus.")
    if expense.state == ExpenseState.DRAFT:
        raise Refused("Vérifiez cette dépense avant de l’imputer.")
    standing = {each.grant_id: each for each in expense.allocations.select_related("report")}
    if not isinstance(wanted, dict):
        wanted = wanted.wanted(expense, standing)
    changed = {
        key: amount
        for key, amount in wanted.items()
        if amount != (standing[key].amount if key in standing else ZERO)
    }
    if not changed:
        raise Refused("C’est déjà imputé ainsi.")
    for key in changed:
        _refuse_change(expense, grants.get(key), standing.get(key), wanted[key])
    _refuse_over_charge(expense, grants, standing, changed)
    _write(expense, standing, changed, by)
    follow_invoice(expense, grants, by)
    for key in sorted(changed):
        refuse_beyond(grants[key])
    record(
        "expense.charged",
        expense,
        by=by,
        amounts={str(key): str(amount) for key, amount in sorted(changed.items())},
    )
    expense.refresh_from_db()
    return expense


def recounted_at_the_end():
    """Let the database recount when the act is whole: an act before may have asked for at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS funding_allocation_recounts, funding_expense_recounts,"
            " funding_grant_recounts DEFERRED"
        )


def organisation_of(by):
    """Whose rows are meant: the actor's, or the command line's when nobody is signed in."""
    return by.organisation_id if by else active_organisation_id()


def locked_grants(project_id, by):
    """Every grant of a project, locked in the order of their ids, with its final report's state."""
    rows = (
        Grant.objects.filter(organisation=organisation_of(by), project=project_id)
        .select_related("funder", "program", "project")
        .order_by("pk")
        .locked()
    )
    return {grant.pk: grant for grant in rows}


def locked_expense(expense, by):
    """The expense as it is now, locked with its credit notes in the order of their ids."""
    rows = list(
        Expense.objects.filter(organisation=organisation_of(by))
        .filter(Q(pk=expense.pk) | Q(credit_of=expense.pk))
        .select_related("credit_of")
        .order_by("pk")
        .locked()
    )
    found = next((row for row in rows if row.pk == expense.pk), None)
    if found is None:
        raise Refused("Cette dépense n’existe pas, ou plus.")
    return found


def _final_states(grant):
    """The states of the grant's final report, the latest version's first."""
    reports = FinancialReport.objects.filter(grant=grant, kind=ReportKind.FINAL)
    return reports.order_by("-version").values_list("state", flat=True)


def open_to_charges(grants):
    """Those of these running grants whose final report has not left."""
    final_state = Subquery(_final_states(OuterRef("pk"))[:1])
    return grants.alias(final_state=final_state).filter(
        Q(final_state=None) | ~Q(final_state=ReportState.SUBMITTED)
    )


def why_closed(grant):
    """The sentence that says why nothing may be charged to `grant` any more, or None."""
    if grant.state not in CHARGEABLE:
        return (
            f"La subvention de {grant.funder} est «\u00a0{grant.get_state_display().lower()}\u00a0»"
            "\u00a0: rien ne s’y impute."
        )
    if _final_states(grant).first() == ReportState.SUBMITTED:
        return (
            f"Le compte rendu final pour {grant.funder} est déposé\u00a0: ses imputations ne"
            " changent plus."
        )
    return None


def _refuse_change(expense, grant, allocation, amount):
    if grant is None:
        raise Refused("Cette subvention est donnée pour un autre projet.")
    if allocation is not None and allocation.report_id:
        raise Refused(
            f"L’imputation à {grant.funder} figure dans un compte rendu déposé"
            f" ({allocation.report})\u00a0: elle ne change plus."
        )
    sentence = why_closed(grant) or (why_not(expense, grant) if amount else None)
    if sentence:
        raise Refused(sentence)


def _refuse_over_charge(expense, grants, standing, changed):
    amounts = {key: each.amount for key, each in standing.items()} | changed
    total = sum(amounts.values(), ZERO)
    if total <= expense.eligible_amount:
        return
    named = ", ".join(
        f"{grants[key].funder} {euros(amount)}" for key, amount in amounts.items() if amount
    )
    raise Refused(
        f"Cette dépense serait imputée à hauteur de {euros(total)} pour"
        f" {euros(expense.eligible_amount)} éligibles, soit"
        f" {euros(total - expense.eligible_amount)} de trop\u00a0: {named}."
    )


def _write(expense, standing, changed, by):
    for key, amount in sorted(changed.items()):
        allocation = standing.get(key)
        if not amount:
            allocation.delete()
        elif allocation is None:
            ExpenseAllocation.objects.create(
                organisation_id=expense.organisation_id,
                expense=expense,
                grant_id=key,
                amount=amount,
                created_by=by,
            )
        else:
            allocation.amount = amount
            allocation.save(update_fields=["amount"])
    _keep_total(expense)


def _keep_total(expense):
    expense.allocated_amount = sum((each.amount for each in expense.allocations.all()), ZERO)
    expense.save(update_fields=["allocated_amount"])


def follow_invoice(invoice, grants, by):
    """Charge each credit note as its invoice is, in proportion, to the cent.

    A grant whose report has left takes nothing back: that part of the credit note stays free, and
    the nightly recount says so.
    """
    allocations = list(invoice.allocations.order_by("grant_id"))
    if not invoice.eligible_amount:
        return
    for credit in invoice.credit_notes.exclude(state=ExpenseState.CANCELLED).order_by("pk"):
        wanted = _parts_taken_back(credit, invoice, allocations)
        standing = {each.grant_id: each for each in credit.allocations.all()}
        changed = {
            key: wanted.get(key, ZERO)
            for key in {*wanted, *standing}
            if wanted.get(key, ZERO) != (standing[key].amount if key in standing else ZERO)
            and (key not in standing or standing[key].report_id is None)
            and why_closed(grants[key]) is None
        }
        if changed:
            _write(credit, standing, changed, by)


def _parts_taken_back(credit, invoice, allocations):
    """Grant id → its part of a credit note, negative: no grant keeps a cent too much."""
    left, parts = -credit.eligible_amount, {}
    for each in allocations:
        exact = -credit.eligible_amount * each.amount / invoice.eligible_amount
        part = min(cent_above(exact), left)
        parts[each.grant_id] = -part
        left -= part
    return parts


def seal_charges(*, report, by):
    """Tie to a report the allocations it prints: they stay as printed. Called inside `submit`.

    The grant is locked first, so that nothing is charged between what is printed and its seal.
    """
    grant = Grant.objects.visible_to(by).select_related("program").locked().get(pk=report.grant_id)
    printed = charged_to(grant, report.period_start, report.period_end).filter(report__isnull=True)
    keys = list(printed.values_list("pk", flat=True))
    return ExpenseAllocation.objects.filter(pk__in=keys).update(report=report)


def release_charges(*, report, by):
    """Free what the versions before `report` sealed: the newer one may tell otherwise."""
    former = report.grant.reports.filter(kind=report.kind, version__lt=report.version)
    sealed = ExpenseAllocation.objects.visible_to(by).filter(report__in=former)
    return sealed.update(report=None)

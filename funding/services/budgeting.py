"""The budget of an action, its voluntary contributions, and what is left at the year's end."""

from django.utils import timezone

from funding.cerfa_lines import LINES, side_of
from funding.models import BudgetLine, Grant, InKindContribution, Project, RestrictedFunds
from funding.permissions import can_keep_expenses
from funding.proofs import store_proof
from funding.refusals import act
from funding.selectors.in_kind import hours_given
from funding.selectors.restricted import proposal
from funding.services.allocations import organisation_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO, to_cents
from inclusion.text import clean
from inclusion.ui.formats import day

TEXTS = ("label", "giver_name", "unit", "method")


def _refuse_others(by):
    """`by` is None for the command line alone: whoever runs it holds the whole database."""
    if by is not None and not can_keep_expenses(by):
        raise Refused("Votre rôle ne permet pas cet acte.")


@act
def write_budget(*, project, lines, by):
    """Write the planned lines of an action, in the order given, in place of the former ones.

    A line: line_code, planned_amount, and when useful label, payer, distribution_key.
    """
    _refuse_others(by)
    projects = Project.objects.filter(organisation=organisation_of(by)).locked()
    project = projects.get(pk=project.pk)
    unknown = sorted({line["line_code"] for line in lines} - LINES.keys())
    if unknown:
        raise Refused(f"Ligne inconnue du formulaire\u00a0: {', '.join(unknown)}.")
    project.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            organisation_id=project.organisation_id,
            project=project,
            rank=rank,
            side=side_of(line["line_code"]),
            line_code=line["line_code"],
            label=clean(line.get("label", "")),
            payer=line.get("payer"),
            planned_amount=line["planned_amount"],
            distribution_key=clean(line.get("distribution_key", "")),
        )
        for rank, line in enumerate(lines, start=1)
    )
    record(
        "budget.written",
        project,
        by=by,
        lines=len(lines),
        total=str(sum((line["planned_amount"] for line in lines), ZERO)),
    )
    return project


@act
def record_contribution(*, project, by, proof=None, **values):
    """Write down what was given to an action; without a value it stays « non valorisée »."""
    _refuse_others(by)
    project = Project.objects.visible_to(by).get(pk=project.pk)
    contribution = InKindContribution.objects.create(
        organisation_id=by.organisation_id,
        project=project,
        created_by=by,
        **_valued(values),
        **_kept(proof, by),
    )
    record("contribution.recorded", contribution, by=by, nature=contribution.nature)
    return contribution


@act
def correct_contribution(*, contribution, by, proof=None, **values):
    """Correct what was written of a contribution; hours are counted, never corrected."""
    contribution = _locked(contribution, by)
    if contribution.is_from_hours:
        raise Refused("Des heures se comptent et ne s’écrivent pas\u00a0: retirez-les, recomptez.")
    values = _valued({"method": contribution.method} | values) | _kept(proof, by)
    for name, value in values.items():
        setattr(contribution, name, value)
    contribution.save(update_fields=list(values))
    record("contribution.corrected", contribution, by=by)
    return contribution


@act
def remove_contribution(*, contribution, by):
    """Take a contribution out of the action."""
    contribution = _locked(contribution, by)
    record("contribution.removed", contribution, by=by, value=str(contribution.value))
    contribution.delete()


@act
def value_hours(*, project, starts_on, ends_on, by):
    """Give an action the confirmed hours of the volunteers, at the rate of each day.

    Never typed: the workshops count them. The same day is given to one action only.
    """
    _refuse_others(by)
    project = Project.objects.visible_to(by).get(pk=project.pk)
    given = hours_given(by.organisation, starts_on, ends_on)
    if not given.hours:
        raise Refused("Aucune heure confirmée de bénévole dans cette période.")
    if not given.value:
        raise Refused("Ces heures n’ont pas de taux\u00a0: fixez d’abord un taux horaire.")
    contribution = InKindContribution.objects.create(
        organisation_id=by.organisation_id,
        project=project,
        nature="benevolat",
        label=f"Bénévolat du {day(starts_on)} au {day(ends_on)}"[:200],
        starts_on=starts_on,
        ends_on=ends_on,
        quantity=given.hours,
        unit="heures",
        unit_value=given.unit_value,
        value=given.value,
        method=given.method,
        is_from_hours=True,
        created_by=by,
    )
    record(
        "contribution.hours_valued",
        contribution,
        by=by,
        hours=str(given.hours),
        value=str(given.value),
    )
    return contribution


@act
def close_restricted_funds(*, grant, exercise_ends_on, by):
    """Write down what the exercise carries over (689) and takes back (789) for a grant.

    The amounts are those proposed from what was spent: they are not typed.
    """
    _refuse_others(by)
    if exercise_ends_on > timezone.localdate():
        raise Refused("Cet exercice n’est pas fini\u00a0: ses montants changeront encore.")
    grant = (
        Grant.objects.visible_to(by)
        .select_related("funder", "project", "offer", "program")
        .locked()
        .get(pk=grant.pk)
    )
    found = proposal(grant, exercise_ends_on)
    if found.is_written:
        raise Refused("Les fonds dédiés de cet exercice sont déjà arrêtés.")
    if found.is_nothing:
        raise Refused("Rien ne reste de cette subvention à la fin de cet exercice.")
    row = RestrictedFunds.objects.create(
        organisation_id=grant.organisation_id,
        grant=grant,
        exercise_ends_on=exercise_ends_on,
        opening_amount=found.opening,
        carried_amount=found.carried,
        used_amount=found.used,
        closing_amount=found.closing,
        created_by=by,
    )
    record(
        "restricted_funds.closed",
        row,
        by=by,
        exercise=exercise_ends_on.isoformat(),
        carried=str(row.carried_amount),
        used=str(row.used_amount),
    )
    return row


@act
def reopen_restricted_funds(*, row, by):
    """Take back the latest exercise of a grant, to close it again on corrected expenses."""
    _refuse_others(by)
    row = RestrictedFunds.objects.visible_to(by).locked().get(pk=row.pk)
    record("restricted_funds.reopened", row, by=by, exercise=row.exercise_ends_on.isoformat())
    row.delete()


def _locked(contribution, by):
    _refuse_others(by)
    return InKindContribution.objects.visible_to(by).locked().get(pk=contribution.pk)


def _valued(values):
    """The values to keep; quantity × unit value is the value, to the cent."""
    values = {name: clean(v) if name in TEXTS else v for name, v in values.items()}
    quantity, unit_value = values.get("quantity"), values.get("unit_value")
    if quantity is not None and unit_value is not None:
        values["value"] = to_cents(quantity * unit_value)
    if values.get("value") is not None and not values["value"]:
        raise Refused("Une contribution valorisée est supérieure à zéro\u00a0; sinon laissez vide.")
    if values.get("value") is not None and not values.get("method"):
        raise Refused("Une valeur s’accompagne de sa méthode de calcul.")
    return values


def _kept(proof, by):
    if proof is None:
        return {}
    digest, name = store_proof(by.organisation_id, proof)
    return {"proof_sha256": digest, "proof_name": name}

"""What a funder decided to give: written when decided, or asked for first."""

from decimal import Decimal

from django.utils import timezone

from funding.grant_acts import refuse_unless_open
from funding.models import Grant, GrantState, Payment, Project, ReportState
from funding.permissions import can_do_funding
from funding.refusals import act
from funding.selectors.plans import latest_plan
from funding.services.planning import count_waiting
from funding.services.sharing import share_grant
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

# What the agreement fixes: once signed, these change by an amendment only.
FIXED_BY_AGREEMENT = (
    "granted_amount", "eligible_from", "eligible_to", "unit_amount", "funded_units", "rate_cap",
)  # fmt: skip


@act
def award_grant(*, project, by, paid_amount=None, paid_on=None, **values):
    """Record a grant that was decided for a project, with what it has already paid."""
    project = _project(project, by)
    refuse_what_cannot_be(project, values)
    grant = Grant.objects.create(organisation_id=by.organisation_id, project=project, **values)
    record(
        "grant.awarded",
        grant,
        by=by,
        funder=grant.funder_id,
        granted_amount=grant.granted_amount,
        funded_units=grant.funded_units,
    )
    if paid_amount:
        if paid_on is None:
            raise Refused("Un versement a sa date.")
        Payment.objects.create(
            organisation_id=by.organisation_id,
            grant=grant,
            amount=paid_amount,
            value_on=paid_on,
            created_by=by,
        )
        grant.refresh_from_db(fields=["paid_amount", "paid_on"])
    follow_up(grant)
    return grant


@act
def request_grant(*, project, requested_amount, by, requested_on=None, **values):
    """Write down what is asked of a funder: no euro of it counts before its decision."""
    project = _project(project, by)
    values = {**values, "granted_amount": Decimal("0.00"), "decided_on": None}
    refuse_what_cannot_be(project, values)
    grant = Grant.objects.create(
        organisation_id=by.organisation_id,
        project=project,
        state=GrantState.REQUESTED,
        requested_amount=requested_amount,
        requested_on=requested_on or timezone.localdate(),
        **values,
    )
    record("grant.requested", grant, by=by, funder=grant.funder_id, amount=requested_amount)
    follow_up(grant)
    return grant


@act
def amend_grant(*, grant, by, **values):
    """Change a grant while no report about it has left; what is signed goes by an amendment."""
    grant = locked_grant(grant, by)
    if grant.reports.exclude(state=ReportState.DRAFT).exists():
        raise Refused(
            "Un compte rendu de cette subvention est prêt ou déposé\u00a0: elle ne change plus."
        )
    refuse_unless_open(by, grant, "edit")
    refuse_what_cannot_be(grant.project, values)
    if is_signed(grant) and any(
        name in values and values[name] != getattr(grant, name) for name in FIXED_BY_AGREEMENT
    ):
        raise Refused(
            "La convention est signée\u00a0: le montant, les dates et les unités changent par"
            " avenant."
        )
    former_plan = grant.plan
    for name, value in values.items():
        setattr(grant, name, value)
    grant.save(update_fields=list(values))
    record("grant.amended", grant, by=by, granted_amount=grant.granted_amount)
    if former_plan is not None and former_plan.pk != grant.plan_id:
        count_waiting(former_plan)
    follow_up(grant)
    return grant


def locked_grant(grant, by):
    """The grant as it is now, locked; for whoever does funding in its organisation."""
    if not can_do_funding(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
    return (
        Grant.objects.visible_to(by)
        .locked()
        .select_related("project", "plan__project", "funder", "program")
        .get(pk=grant.pk)
    )


def is_signed(grant):
    return grant.agreements.filter(signed_on__isnull=False).exists()


def follow_up(grant):
    """What follows every act on a grant: its plan is judged again, its instalments wake up, and
    its funder knows.
    """
    from funding.services.instalments import wake_instalments

    plan = grant.plan or latest_plan(grant.project)
    if plan is not None:
        count_waiting(plan)
    wake_instalments(grant)
    share_grant(grant)


def _project(project, by):
    if not can_do_funding(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
    return Project.objects.visible_to(by).locked().get(pk=project.pk)


def refuse_what_cannot_be(project, values):
    """The rules a grant keeps whatever its state."""
    if values["funder"].pk == project.organisation_id:
        raise Refused(
            "Votre structure ne s’accorde pas de subvention\u00a0:"
            " sa part est une ligne «\u00a0fonds propres\u00a0» du plan."
        )
    plan = values.get("plan")
    if plan is not None and plan.project_id != project.pk:
        raise Refused("Ce plan est celui d’un autre projet.")
    program = values.get("program")
    if program is not None and program.funder_id != values["funder"].pk:
        raise Refused("Ce dispositif est celui d’un autre financeur.")
    _refuse_half_a_unit_grant(values)


def _refuse_half_a_unit_grant(values):
    unit_amount, units = values.get("unit_amount"), values.get("funded_units")
    if (unit_amount is None) != (units is None):
        raise Refused("Une subvention par unité a un montant par unité et un nombre d’unités.")
    if unit_amount is not None and values.get("offer") is None:
        raise Refused("Choisissez l’offre dont les remises justifient cette subvention.")


def reason_of(text):
    """A reason that is one."""
    reason = clean(text)
    if not reason:
        raise Refused("Écrivez pourquoi\u00a0: un motif ne peut pas être vide.")
    return reason[:500]

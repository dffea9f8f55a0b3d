"""What a funder decided to give."""

from funding.models import Grant, Project, ReportState
from funding.refusals import act
from funding.services.sharing import share_grant
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

GRANT_FIELDS = (
    "plan", "funder", "convention_number", "decided_on", "granted_amount", "paid_amount",
    "paid_on", "unit_amount", "funded_units", "offer", "eligible_from", "eligible_to",
)  # fmt: skip


@act
def award_grant(*, project, by, **values):
    """Record a grant that was decided for a project."""
    project = Project.objects.visible_to(by).locked().get(pk=project.pk)
    _refuse_what_cannot_be(project, values, by)
    grant = Grant.objects.create(organisation_id=by.organisation_id, project=project, **values)
    record(
        "grant.awarded",
        grant,
        by=by,
        funder=grant.funder_id,
        granted_amount=grant.granted_amount,
        funded_units=grant.funded_units,
    )
    share_grant(grant)
    return grant


@act
def amend_grant(*, grant, by, **values):
    """Change a grant while no report about it has left."""
    grant = Grant.objects.visible_to(by).locked().select_related("project").get(pk=grant.pk)
    if grant.reports.exclude(state=ReportState.DRAFT).exists():
        raise Refused(
            "Un compte rendu de cette subvention est prêt ou déposé\u00a0: elle ne change plus."
        )
    _refuse_what_cannot_be(grant.project, values, by)
    for name, value in values.items():
        setattr(grant, name, value)
    grant.save(update_fields=list(values))
    record(
        "grant.amended",
        grant,
        by=by,
        granted_amount=grant.granted_amount,
        paid_amount=grant.paid_amount,
    )
    share_grant(grant)
    return grant


def _refuse_what_cannot_be(project, values, by):
    if values["funder"].pk == by.organisation_id:
        raise Refused(
            "Votre structure ne s’accorde pas de subvention\u00a0:"
            " sa part est une ligne «\u00a0fonds propres\u00a0» du plan."
        )
    plan = values.get("plan")
    if plan is not None and plan.project_id != project.pk:
        raise Refused("Ce plan est celui d’un autre projet.")
    unit_amount, units = values.get("unit_amount"), values.get("funded_units")
    if (unit_amount is None) != (units is None):
        raise Refused("Une subvention par unité a un montant par unité et un nombre d’unités.")
    if unit_amount is not None and values.get("offer") is None:
        raise Refused("Choisissez l’offre dont les remises justifient cette subvention.")

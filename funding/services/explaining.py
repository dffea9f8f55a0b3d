"""Why a contradiction is accepted, on the plan that says it or on the grant that has no plan."""

from funding.models import CoFundingPlan, FindingExplanation, Resolution
from funding.proofs import store_proof
from funding.refusals import act
from funding.selectors.plans import judged_findings, judged_grant
from funding.services.granting import locked_grant
from funding.services.planning import count_waiting
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean


@act
def explain_finding(*, plan, by, **said):
    """Write why a blocking finding of a plan is accepted: code, resolution, justification, proof.

    It stays tied to the figures it was about.
    """
    plan = CoFundingPlan.objects.visible_to(by).select_related("project").locked().get(pk=plan.pk)
    explanation = _explain(plan, judged_findings(plan), by=by, plan=plan, **said)
    count_waiting(plan)
    return explanation


@act
def explain_grant_finding(*, grant, by, **said):
    """The same for a grant without a plan."""
    grant = locked_grant(grant, by)
    return _explain(grant, judged_grant(grant), by=by, grant=grant, **said)


def _explain(subject, judged, *, code, resolution, justification, by, proof=None, **about):
    found = next((each for each in judged if each.finding.code == code), None)
    if found is None or not found.is_blocking:
        raise Refused("Ce constat n’existe plus\u00a0: les chiffres ont changé.")
    if found.is_explained:
        raise Refused("Ce constat est déjà expliqué.")
    justification = clean(justification)
    if not justification:
        raise Refused("Écrivez pourquoi\u00a0: une explication ne peut pas être vide.")
    digest, name = store_proof(subject.organisation_id, proof) if proof else ("", "")
    if resolution == Resolution.ATTACH_PROOF and not digest:
        raise Refused("Joignez la pièce qui prouve les chiffres.")
    explanation = FindingExplanation.objects.create(
        organisation_id=subject.organisation_id,
        code=code,
        fingerprint=found.finding.fingerprint,
        resolution=resolution,
        justification=justification,
        proof_sha256=digest,
        proof_name=name,
        by=by,
        **about,
    )
    record(
        "finding.explained",
        subject,
        by=by,
        code=code,
        resolution=resolution,
        fingerprint=explanation.fingerprint,
        proof_sha256=digest,
    )
    return explanation

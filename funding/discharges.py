"""The « quitus »: the facts it prints, the job that issues it, the file told to both sides."""

from django.utils import timezone

from funding.kinds import DISCHARGE
from funding.models import Discharge, DischargeFile
from funding.selectors.reports import frozen
from funding.services.after_decision import DISCHARGE_JOB, tell_association
from inclusion.documents.issuing import issue_document
from inclusion.documents.models import Document
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.organisations.models import Membership
from inclusion.text import counted
from inclusion.ui.formats import euros, number


@organisation_task(DISCHARGE_JOB, label="Quitus")
def issue_discharge(job, in_organisation):
    """Issue the document in the funder's context, once; the drawing is another job."""
    with outbox.holding(job):
        discharge = Discharge.objects.select_related("submission").get(pk=job.payload["discharge"])
        if not Document.objects.about(discharge).filter(kind=DISCHARGE).exists():
            by = Membership.objects.select_related("user", "organisation").get(
                pk=discharge.closed_by
            )
            submission = discharge.submission
            issue_document(
                DISCHARGE,
                discharge_facts(discharge, frozen(submission), organisation=by.organisation),
                subject=discharge,
                by=by,
                subtitle=f"{submission.title}, {submission.sender_name}"[:200],
            )
        outbox.finish(job)


def hand_over_discharge(document):
    """Tell both sides the document's number and fingerprint, with the file."""
    discharge = Discharge.objects.select_related("submission").get(pk=document.subject_id)
    DischargeFile.objects.create(
        organisation_id=discharge.organisation_id,
        to_organisation_id=discharge.to_organisation_id,
        discharge=discharge,
        number=document.number,
        verification_code=document.verification_code,
        sha256=document.sha256,
        size=document.size,
    )
    tell_association(discharge.submission, "discharged")


def discharge_facts(discharge, snapshot, *, organisation):
    """What the paper prints, from the frozen report and the account; « issuer » is added."""
    submission, grant = discharge.submission, snapshot["grant"]
    sender = snapshot["sender"]
    return {
        "grantee": {"name": sender["name"], "siren": _siren(sender["siret"])},
        "action": snapshot["project"]["title"],
        "convention": {"number": grant["convention_number"], "decided_on": grant["decided_on"]},
        "period": {
            "start": snapshot["report"]["period_start"],
            "end": snapshot["report"]["period_end"],
        },
        "report": {
            "number": submission.number,
            "version": submission.version,
            "submitted_on": timezone.localdate(submission.submitted_at).isoformat(),
        },
        "decision": {
            "approved_on": timezone.localdate(
                submission.signed_at or submission.decided_at
            ).isoformat(),
            "second_on": timezone.localdate(submission.decided_at).isoformat()
            if submission.signed_at
            else "",
        },
        "account": _account(discharge, snapshot),
        "repayment": {
            "amount": f"{discharge.to_repay:.2f}",
            "due_on": discharge.repayment_due_on.isoformat(),
        }
        if discharge.to_repay
        else None,
        "place": organisation.city,
        "signatory": discharge.closed_by_label,
    }


def _account(discharge, snapshot):
    """The lines of the account: (label, how, amount, is it a result)."""
    count = discharge.submission.rejections.standing().count()
    lines = [
        ("Montant attribué", _granted_how(snapshot), discharge.granted_amount, False),
        ("Montant présenté", "ce que les pièces justifient", discharge.claimed_amount, False),
        (
            "Montant écarté",
            counted(count, "ligne écartée", "lignes écartées") if count else "aucun",
            discharge.rejected_amount,
            False,
        ),
        ("Montant définitif accepté", _accepted_how(discharge, snapshot),
         discharge.accepted_amount, True),
        ("Montant versé", "à ce jour", discharge.paid_amount, False),
    ]  # fmt: skip
    if discharge.to_repay:
        lines.append(("Trop-perçu à reverser", "versé moins accepté", discharge.to_repay, True))
    return [
        {"label": label, "how": how, "amount": f"{amount:.2f}", "is_result": is_result}
        for label, how, amount, is_result in lines
    ]


def _granted_how(snapshot):
    grant = snapshot["grant"]
    if not grant["unit_amount"] or not grant["funded_units"]:
        return "décision d’attribution"
    return f"{_units(grant['funded_units'], snapshot)} × {euros(grant['unit_amount'])}"


def _accepted_how(discharge, snapshot):
    unit = snapshot["grant"]["unit_amount"]
    if not unit or discharge.rejected_amount or not snapshot["delivered"]:
        return "présenté moins écarté"
    counted_units = min(
        snapshot["delivered"], snapshot["grant"]["funded_units"] or snapshot["delivered"]
    )
    return f"{_units(counted_units, snapshot)} × {euros(unit)}"


def _units(count, snapshot):
    return f"{number(count)} {snapshot['project']['unit_label']}"


def _siren(siret):
    siren = siret[:9]
    return f"{siren[:3]} {siren[3:6]} {siren[6:]}" if siren else ""

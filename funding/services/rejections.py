"""Part of a line set aside by the funder: its reason is read, the association's figure stays."""

from django.utils import timezone

from funding.models import RejectedAmount
from funding.refusals import act
from funding.review_path import refuse_unless
from funding.selectors.reviews import accepted_total
from funding.services.reviewing import locked, said, unsign
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.ui.formats import euros


@act
def set_aside(*, submission, line, amount, reason, by):
    """Set part of a line aside; `line` is a `funding.review_lines.Line` of the frozen copy."""
    submission = locked(submission, by)
    refuse_unless("set_aside", submission, by)
    if line.amount is None or line.amount <= 0:
        raise Refused("Cette ligne ne justifie aucun montant de la subvention.")
    if not 0 < amount <= line.amount:
        raise Refused(f"Le montant écarté va de 0,01 à {euros(line.amount)}.")
    left = accepted_total(submission)
    if amount > left:
        raise Refused(f"Il ne reste que {euros(left)} à accepter dans ce compte rendu.")
    rejection = RejectedAmount.objects.create(
        organisation_id=by.organisation_id,
        to_organisation_id=submission.organisation_id,
        submission=submission,
        line_code=line.code[:60],
        line_label=line.label[:120],
        line_amount=line.amount,
        amount=amount,
        reason=said(reason, "Écrivez pourquoi ce montant est écarté.")[:2000],
        rejected_at=timezone.now(),
        rejected_by_label=by.label[:120],
    )
    unsign(submission)
    record(
        "submission.amount_set_aside",
        submission,
        by=by,
        line=rejection.line_code,
        amount=amount,
    )
    return rejection


@act
def accept_again(*, rejection, by):
    """Take back what was set aside, before the decision."""
    submission = locked(rejection.submission, by)
    refuse_unless("accept_again", submission, by)
    rejection = (
        RejectedAmount.objects.filter(submission=submission)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=rejection.pk)
    )
    if rejection.cancelled_at:
        raise Refused("Ce montant est déjà repris.")
    rejection.cancelled_at, rejection.cancelled_by_label = timezone.now(), by.label[:120]
    rejection.save(update_fields=["cancelled_at", "cancelled_by_label"])
    unsign(submission)
    record(
        "submission.amount_accepted_again",
        submission,
        by=by,
        line=rejection.line_code,
        amount=rejection.amount,
    )
    return rejection

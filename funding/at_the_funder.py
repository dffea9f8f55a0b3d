"""What the association's page shows of its report at the funder's."""

from funding.forms.reviews import RepaymentForm
from funding.models import Discharge, Payment, SharedReviewVote, SubmissionRead
from funding.permissions import is_manager
from funding.plain_words import decision_in_words
from funding.review_path import may
from funding.selectors.reviews import complements_of, rejections_of
from funding.services.shared_review import last_consent
from funding.services.versions import is_open_to_a_version

SHOWN_READS = 5


def at_the_funder(submission, member):
    """The decision in plain words, what is awaited, what was set aside, who read."""
    if submission is None:
        return {}
    complements, rejections = complements_of(submission), rejections_of(submission)
    discharge = Discharge.objects.filter(submission=submission).select_related("file").first()
    return {
        "said": decision_in_words(submission, rejections, complements, discharge),
        "complements": complements,
        "rejections": rejections,
        "discharge": discharge,
        "repayment": _repayment(submission, discharge),
        "repayment_form": RepaymentForm(),
        "reads": reads_of(submission)[:SHOWN_READS],
        "may_withdraw": may("withdraw", submission, member),
        "may_version": is_open_to_a_version(submission),
        "may_repay": may("repay", submission, member)
        and discharge is not None
        and discharge.is_repayment_awaited,
    }


def reads_of(submission):
    """Every reading by a funder, the latest first."""
    return SubmissionRead.objects.filter(
        organisation=submission.organisation_id, submission=submission
    )


def shared_review_of(project, grants, member):
    """The yes or no of each funder of a project, when there are two at least; `grants` is loaded.

    One query for the votes, one for our own word, whatever the number of funders.
    """
    funders = {grant.funder_id: grant.funder for grant in grants if grant.is_awarded}
    if len(funders) < 2:
        return {"is_possible": False}
    votes = {}
    said = SharedReviewVote.objects.received_by(member).filter(project_key=project.pk)
    for vote in said.order_by("said_at", "pk"):
        votes[vote.organisation_id] = vote
    consent = last_consent(project.pk)
    return {
        "is_possible": True,
        "votes": [(funder, votes.get(pk)) for pk, funder in funders.items()],
        "consent": consent,
        "is_open": consent is not None
        and consent.agrees
        and all(pk in votes and votes[pk].agrees for pk in funders),
        "may_say": is_manager(member),
    }


def _repayment(submission, discharge):
    """The payment the other way that the association recorded, or None."""
    if discharge is None or not discharge.to_repay:
        return None
    return Payment.objects.filter(grant=submission.grant_key, amount__lt=0).last()

"""Co-funders of one project read the same evidence when each says yes and the association agrees.

The decisions stay separate: what is shared is a copy of the frozen text, without any act.
"""

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from funding.models import (
    Grant,
    Project,
    ReportSubmission,
    SharedCopy,
    SharedGrant,
    SharedReviewConsent,
    SharedReviewVote,
    SubmissionState,
)
from funding.permissions import can_review, is_manager
from funding.refusals import act
from inclusion.exceptions import Refused
from inclusion.ids import uuid7
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.journal.recording import record

SHARED_JOB = "funding.shared_review"
# What co-funders know of each other's decision: never its reason, nor what was asked.
DECISION = ("state", "decided_at", "accepted_amount")


@act
def vote_for_shared_review(*, shared_grant, agrees, by):
    """The funder's yes or no, for the project of a grant it gave."""
    if not can_review(by):
        raise Refused("L’examen revient aux agents du financeur.")
    shared_grant = SharedGrant.objects.received_by(by).get(pk=shared_grant.pk)
    last = last_vote(shared_grant.project_key, by.organisation_id)
    if last is not None and last.agrees == agrees:
        raise Refused("Votre réponse est déjà enregistrée.")
    vote = SharedReviewVote.objects.create(
        organisation_id=by.organisation_id,
        to_organisation_id=shared_grant.organisation_id,
        project_key=shared_grant.project_key,
        agrees=agrees,
        said_at=timezone.now(),
        said_by_label=by.label[:120],
    )
    record("shared_review.voted", vote, by=by, agrees=agrees, project=vote.project_key)
    outbox.enqueue(
        SHARED_JOB,
        idem_key=f"shared-review:{uuid7()}",
        organisation_id=shared_grant.organisation_id,
        payload={"project": str(shared_grant.project_key)},
    )
    return vote


@act
def consent_to_shared_review(*, project, agrees, by):
    """The association's yes or no, told to each funder of the project."""
    if not is_manager(by):
        raise Refused("Cet accord revient à la responsable de la structure.")
    project = Project.objects.visible_to(by).locked().get(pk=project.pk)
    funders = funders_of(project)
    if len(funders) < 2:
        raise Refused("Un examen se partage entre deux financeurs au moins.")
    last = last_consent(project.pk)
    if last is not None and last.agrees == agrees:
        raise Refused("Votre réponse est déjà enregistrée.")
    now = timezone.now()
    SharedReviewConsent.objects.bulk_create(
        SharedReviewConsent(
            organisation_id=by.organisation_id,
            to_organisation_id=funder,
            project_key=project.pk,
            agrees=agrees,
            said_at=now,
            said_by_label=by.label[:120],
        )
        for funder in funders
    )
    record("shared_review.agreed", project, by=by, agrees=agrees)
    refresh_copies(project)


@organisation_task(SHARED_JOB, label="Examen partagé")
def run_shared_review(job, in_organisation):
    """A funder said yes or no: what each reads is made again in the association's context."""
    with outbox.holding(job):
        refresh_copies(Project.objects.get(pk=job.payload["project"]))
        outbox.finish(job)


def welcome_funder(grant):
    """A funder that joins a project reads what the association has said, and is waited for.

    Nothing stays shared among the others meanwhile: each must say yes, this one too.
    """
    last = last_consent(grant.project_id)
    if last is None or _was_told(grant.funder_id, last):
        return
    SharedReviewConsent.objects.create(
        organisation_id=grant.organisation_id,
        to_organisation_id=grant.funder_id,
        project_key=grant.project_id,
        agrees=last.agrees,
        said_at=last.said_at,
        said_by_label=last.said_by_label,
    )
    refresh_copies(grant.project)


def _was_told(funder_id, consent):
    return SharedReviewConsent.objects.filter(
        project_key=consent.project_key, to_organisation=funder_id, said_at=consent.said_at
    ).exists()


def refresh_copies(project):
    """Open to each co-funder what the others received and decided; one no ends it for all."""
    open_copies = SharedCopy.objects.filter(
        organisation=project.organisation_id, project_key=project.pk
    ).open()
    if not is_shared(project):
        return open_copies.update(ended_at=timezone.now())
    _tell_decisions(open_copies)
    open_copies.filter(state=SubmissionState.WITHDRAWN).update(ended_at=timezone.now())
    grants = {grant.pk: grant for grant in Grant.objects.filter(project=project).awarded()}
    submissions = (
        ReportSubmission.objects.filter(
            organisation=project.organisation_id, grant_key__in=list(grants)
        )
        .exclude(state=SubmissionState.WITHDRAWN)
        .select_related("to_organisation")
        .order_by("submitted_at", "pk")
    )
    readers = funders_of(project)
    there = set(open_copies.values_list("submission_id", "to_organisation_id"))
    copies = [
        SharedCopy(
            organisation_id=project.organisation_id,
            to_organisation_id=reader,
            submission=submission,
            project_key=project.pk,
            funder_name=submission.to_organisation.name,
            sender_name=submission.sender_name,
            number=submission.number,
            title=submission.title,
            submitted_at=submission.submitted_at,
            snapshot=submission.snapshot,
            snapshot_sha256=submission.snapshot_sha256,
            **{name: getattr(submission, name) for name in DECISION},
        )
        for submission in submissions
        for reader in readers
        if reader != submission.to_organisation_id and (submission.pk, reader) not in there
    ]
    # Two funders who decide at once do not both open the same copy.
    return len(SharedCopy.objects.bulk_create(copies, ignore_conflicts=True))


def _tell_decisions(copies):
    """What each funder decided, as its submission says now."""
    # Locked before it is read: who comes second tells what is decided since.
    copies.wait()
    submission = ReportSubmission.objects.filter(pk=OuterRef("submission_id"))
    return copies.update(**{name: Subquery(submission.values(name)) for name in DECISION})


def is_shared(project):
    """Every funder of the project said yes, and the association as well."""
    funders = funders_of(project)
    consent = last_consent(project.pk)
    if len(funders) < 2 or consent is None or not consent.agrees:
        return False
    votes = [last_vote(project.pk, funder) for funder in funders]
    return all(vote is not None and vote.agrees for vote in votes)


def funders_of(project):
    """The funders of the project's awarded grants, each once."""
    return sorted(
        set(Grant.objects.filter(project=project).awarded().values_list("funder_id", flat=True))
    )


def last_vote(project_key, funder_id):
    return (
        SharedReviewVote.objects.filter(organisation=funder_id, project_key=project_key)
        .order_by("-said_at", "-pk")
        .first()
    )


def last_consent(project_key):
    return (
        SharedReviewConsent.objects.filter(project_key=project_key)
        .order_by("-said_at", "-pk")
        .first()
    )

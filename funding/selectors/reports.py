"""Reports with what their figures read, and the state of each as both sides see it."""

import json
from dataclasses import dataclass, field

from funding.models import FinancialReport, MessageKind, ReportMessage, ReportSubmission


def reports_with_their_grant():
    """Reports and everything their figures read of the grant, whatever the number of lines."""
    return FinancialReport.objects.select_related(
        "organisation",
        "grant__funder",
        "grant__project",
        "grant__plan__project",
        "grant__offer",
        "grant__organisation",
        "grant__program",
        "created_by__user",
        "ready_by__user",
        "submitted_by__user",
    ).prefetch_related("grant__plan__lines__payer", "grant__offer__shares")


def submission_of(report):
    """What the report became once submitted, or None."""
    return (
        ReportSubmission.objects.filter(organisation=report.organisation_id, report=report)
        .select_related("file", "to_organisation")
        .first()
    )


@dataclass
class Question:
    """A question of the thread with what came after it."""

    rank: int
    message: ReportMessage
    replies: list = field(default_factory=list)
    closing: ReportMessage | None = None

    @property
    def is_closed(self):
        return self.closing is not None

    @property
    def is_answered(self):
        return bool(self.replies)

    @property
    def badge_code(self):
        if self.is_closed:
            return "question_closed"
        return "question_answered" if self.is_answered else "question_open"


def thread_of(submission):
    """The questions of a submission in the order they were asked, with answers and closings."""
    questions = {}
    messages = ReportMessage.objects.filter(
        submission=submission, complement__isnull=True
    ).order_by("sent_at", "pk")
    for message in messages:
        if message.kind == MessageKind.QUESTION:
            questions[message.pk] = Question(len(questions) + 1, message)
        elif message.kind == MessageKind.CLOSING:
            questions[message.question_id].closing = message
        else:
            questions[message.question_id].replies.append(message)
    return list(questions.values())


def frozen(submission):
    """The snapshot of a submission, as data."""
    return json.loads(submission.snapshot)

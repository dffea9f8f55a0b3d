"""What a session changed, as far as it can be known: what people said, what was assessed again."""

from dataclasses import dataclass

from beneficiaries.models.assessments import Assessment, Axis
from workshops.models import Face, FeedbackQuestion, Topic

# The axis of the assessment that each national topic works on; the others promise no axis.
AXIS_OF_TOPIC = {
    Topic.HARDWARE: Axis.HANDLING,
    Topic.MAINTENANCE: Axis.HANDLING,
    Topic.CONTENT: Axis.EVERYDAY,
    Topic.WEB: Axis.EVERYDAY,
    Topic.EMAIL: Axis.EVERYDAY,
    Topic.OFFICE: Axis.EVERYDAY,
    Topic.BANKING: Axis.EVERYDAY,
    Topic.SECURITY: Axis.SAFETY,
    Topic.PROCEDURES: Axis.PROCEDURES,
    Topic.HEALTH: Axis.PROCEDURES,
}


@dataclass(frozen=True)
class Progress:
    """Of those who came: how many were assessed before and after, and how many went up."""

    axis: str
    came: int
    assessed: int
    went_up: int


def feedback_of(session):
    """[(question, [(face, label, count)], total)], empty when nobody said anything."""
    given = {(row.question, row.face): row.count for row in session.feedback.all()}
    if not given:
        return []
    return [
        (
            question.label,
            [(face.value, face.label, given.get((question, face), 0)) for face in Face],
            sum(given.get((question, face), 0) for face in Face),
        )
        for question in FeedbackQuestion
    ]


def progress_of(session):
    """The last assessment before the session and the first after, on the axis of its topic.

    None when the topic has no axis of its own. It tells of two moments, not of a cause.
    """
    axis = AXIS_OF_TOPIC.get(session.workshop.topic)
    if axis is None:
        return None
    came = set(
        session.attendances.seen()
        .filter(beneficiary__isnull=False)
        .values_list("beneficiary_id", flat=True)
    )
    before, after = {}, {}
    rows = (
        Assessment.objects.filter(organisation=session.organisation_id, beneficiary__in=came)
        .completed()
        .order_by("completed_at", "pk")
        .values_list("beneficiary_id", "completed_at", "scores")
    )
    for person, completed_at, scores in rows:
        score = scores.get(axis)
        if score is None:
            continue
        if completed_at < session.ends_at:
            before[person] = score
        else:
            after.setdefault(person, score)
    both = before.keys() & after.keys()
    return Progress(
        axis=axis.label,
        came=len(came),
        assessed=len(both),
        went_up=sum(after[person] > before[person] for person in both),
    )

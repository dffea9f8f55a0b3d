"""What was followed, proven in one go: a course for each person, a session for its funders."""

from collections import defaultdict

from django.db import transaction

from inclusion.documents.issuing import issue_document, issue_documents
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.ui.formats import day
from workshops.models import Attendance, SignedSheet, Workshop
from workshops.papers.common import leaders_of
from workshops.papers.courses import (
    COURSE_CERTIFICATE,
    SESSION_SUMMARY,
    course_facts,
    summary_facts,
)
from workshops.services.planning import locked_session

CERTIFIED_MAX = 1000


@transaction.atomic
def issue_course_certificates(*, workshop, by, first, last):
    """One certificate for each person who came to this course between two days, in one job.

    She who has hers already gets another only when she has come again since.
    """
    workshop = Workshop.objects.visible_to(by).select_for_update(no_key=True).get(pk=workshop.pk)
    if last < first:
        raise Refused("Le parcours finit avant de commencer\u00a0: vérifiez les deux jours.")
    held = list(
        workshop.sessions.closed()
        .on_days(first, last)
        .select_related("venue")
        .order_by("starts_at", "pk")
    )
    attended = defaultdict(list)
    rows = (
        Attendance.objects.seen()
        .filter(session__in=held, beneficiary__isnull=False)
        .select_related("beneficiary", "session__venue")
        .order_by("beneficiary__sort_name", "beneficiary_id", "session__starts_at", "pk")
    )
    for row in rows:
        row.session.workshop = workshop
        attended[row.beneficiary].append(row)
    if not attended:
        raise Refused("Personne n’est venu à ce parcours entre ces deux jours.")
    if len(attended) > CERTIFIED_MAX:
        raise Refused(f"Plus de {CERTIFIED_MAX} personnes\u00a0: choisissez moins de jours.")
    certified = _certified(by, [mine[-1].pk for mine in attended.values()])
    numbers, leaders = _sheets(held), leaders_of(held)
    items = [
        (
            course_facts(
                workshop,
                person,
                [row.session for row in mine],
                held_count=len(held),
                numbers=numbers,
                leaders=leaders,
                by=by,
            ),
            mine[-1],
            f"{person}, «\u00a0{workshop}\u00a0»",
        )
        for person, mine in attended.items()
        if mine[-1].pk not in certified
    ]
    if not items:
        raise Refused(
            "Ces attestations sont déjà émises\u00a0: elles sont dans «\u00a0Mes documents\u00a0»."
        )
    documents = issue_documents(COURSE_CERTIFICATE, items, by=by)
    record("workshop.course_certified", workshop, by=by, count=len(documents))
    return documents


@transaction.atomic
def issue_session_summary(*, session, by):
    """The figures of a closed session, for whoever funds it; a newer one replaces the former."""
    session = locked_session(session, by)
    if not session.is_closed:
        raise Refused("Le bilan se fait quand les présences sont enregistrées.")
    former = (
        Document.objects.about(session).filter(kind=SESSION_SUMMARY).order_by("-issued_at").first()
    )
    return issue_document(
        SESSION_SUMMARY,
        summary_facts(session, by=by),
        subject=session,
        by=by,
        replaces=former,
        subtitle=f"«\u00a0{session.workshop}\u00a0» du {day(session.starts_at)}",
    )


def _certified(by, keys):
    return set(
        Document.objects.filter(
            organisation=by.organisation_id,
            kind=COURSE_CERTIFICATE,
            subject_type=Attendance._meta.label_lower,
            subject_id__in=keys,
        ).values_list("subject_id", flat=True)
    )


def _sheets(sessions):
    numbers = defaultdict(list)
    rows = SignedSheet.objects.filter(session__in=sessions).exclude(number="")
    for session, number in rows.values_list("session_id", "number"):
        numbers[session].append(number)
    return numbers

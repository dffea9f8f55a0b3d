"""« Tous présents, sauf… »: one act says who came and closes the session."""

from django.db import transaction
from django.utils import timezone

from beneficiaries.models import Beneficiary
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean
from workshops.models import Attendance, AttendanceStatus, SessionStatus
from workshops.refusals import refusing
from workshops.services.planning import locked_session, refuse_unless_planned

ABSENCES = {AttendanceStatus.NOSHOW, AttendanceStatus.EXCUSED}
WALK_INS_MAX = 50
ANONYMOUS_MAX = 500


@transaction.atomic
def close_session(*, session, by, absent=None, walk_ins=(), anonymous_count=0, listed=None):
    """Record every registered person as present except `absent`, then close the session.

    `absent` maps a person (or her id) to "noshow" or "excused"; `walk_ins` are (first name, age
    class); `listed` are the ids that were on the page: when the list has changed since, nothing is
    written, because nobody has answered for the newcomers.
    """
    session = locked_session(session, by)
    refuse_unless_planned(session)
    if not session.has_started:
        raise Refused("La séance n’a pas commencé : ses présences se saisiront ensuite.")
    if not 0 <= anonymous_count <= ANONYMOUS_MAX or len(walk_ins) > WALK_INS_MAX:
        raise Refused("Trop de personnes sans inscription pour une seule séance.")
    absent = {getattr(who, "pk", who): status for who, status in (absent or {}).items()}
    people = list(
        Beneficiary.objects.visible_to(by)
        .filter(pk__in=session.registrations.registered().values("beneficiary_id"))
        .order_by("pk")
    )
    registered = {person.pk for person in people}
    if listed is not None and set(listed) != registered:
        raise Refused("La liste des inscrits a changé entre-temps : vérifiez-la, puis confirmez.")
    if not absent.keys() <= registered or not set(absent.values()) <= ABSENCES:
        raise Refused("Une personne notée non venue n’est pas inscrite à la séance.")
    rows = [_named(session, by, person, absent.get(person.pk)) for person in people]
    rows += [_walk_in(session, by, name, age_band) for name, age_band in walk_ins]
    with refusing(Attendance):
        Attendance.objects.bulk_create(rows)
    session.status, session.anonymous_count = SessionStatus.CLOSED, anonymous_count
    session.closed_at, session.closed_by = timezone.now(), by
    session.save(update_fields=["status", "anonymous_count", "closed_at", "closed_by"])
    record(
        "session.closed",
        session,
        by=by,
        registered_count=len(people),
        absent_count=len(absent),
        walk_in_count=len(walk_ins),
        anonymous_count=anonymous_count,
    )
    return session


def _named(session, by, person, absence):
    """The attendance of a registered person, with her age class and situation of that day."""
    return Attendance(
        organisation_id=session.organisation_id,
        session=session,
        beneficiary=person,
        status=absence or AttendanceStatus.SEEN,
        age_band=person.age_band(timezone.localtime(session.starts_at).year),
        gender=person.gender,
        situation=person.situation,
        recorded_by=by,
    )


def _walk_in(session, by, first_name, age_band):
    first_name = clean(first_name)
    if not first_name:
        raise Refused("Écrivez le prénom de chaque personne venue sans inscription.")
    return Attendance(
        organisation_id=session.organisation_id,
        session=session,
        walk_in_name=first_name[:40],
        status=AttendanceStatus.SEEN,
        age_band=age_band,
        recorded_by=by,
    )

"""« Tous présents, sauf… »: one act says who came and closes the session."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beneficiaries.models import AgeBand, Beneficiary
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.text import clean, counted, grouped_number
from workshops.models import (
    ANONYMOUS_COUNTERS,
    ANONYMOUS_QUESTIONS,
    LATE_ENTRY_DAYS,
    Attendance,
    AttendanceStatus,
    SessionStatus,
)
from workshops.refusals import refusing
from workshops.services.planning import locked_session, refuse_unless_planned
from workshops.services.referred import answer_who_came

ABSENCES = {AttendanceStatus.NOSHOW, AttendanceStatus.EXCUSED}
WALK_INS_MAX = 50
ANONYMOUS_MAX = 500


@transaction.atomic
def close_session(
    *, session, by, absent=None, walk_ins=(), anonymous_count=0, anonymous_known=None, listed=None
):
    """Record every registered person as present except `absent`, then close the session.

    `absent` maps a person (or her id) to "noshow" or "excused"; `walk_ins` are (first name, age
    class); `anonymous_known` says what is known of those counted without a name, by question and
    code ({"gender": {"feminin": 4}}); `listed` are the ids that were on the page: when the list
    has changed since, nothing is written, because nobody has answered for the newcomers.
    """
    session = locked_session(session, by)
    refuse_unless_planned(session)
    if not session.has_started:
        raise Refused("La séance n’a pas commencé : ses présences se saisiront ensuite.")
    refuse_if_too_late(session, by)
    counters = checked_anonymous({"total": anonymous_count, **(anonymous_known or {})})
    walk_ins = checked_walk_ins(walk_ins)
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
    rows = [named_row(session, by, person, absent.get(person.pk)) for person in people]
    rows += [walk_in_row(session, by, name, age_band) for name, age_band in walk_ins]
    with refusing(Attendance):
        Attendance.objects.bulk_create(rows)
    session.status = SessionStatus.CLOSED
    for name, count in counters.items():
        setattr(session, name, count)
    session.closed_at, session.closed_by = timezone.now(), by
    session.save(update_fields=["status", *counters, "closed_at", "closed_by"])
    answer_who_came(session, {row.beneficiary_id: row.status for row in rows}, by)
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


def named_row(session, by, person, absence=None):
    """The attendance of a person with a file, with her age class and situation of that day."""
    return Attendance(
        organisation_id=session.organisation_id,
        session=session,
        beneficiary=person,
        status=absence or AttendanceStatus.SEEN,
        age_band=person.age_band(timezone.localtime(session.starts_at).year),
        gender=person.gender,
        situation=person.situation,
        is_priority_neighbourhood=person.is_priority_neighbourhood,
        recorded_by=by,
    )


def checked_walk_ins(walk_ins):
    """[(first name, age class)] as they are kept; refuses a crowd and a nameless person."""
    if len(walk_ins) > WALK_INS_MAX:
        raise Refused(
            f"{WALK_INS_MAX} personnes sans inscription au plus\u00a0: comptez les autres sans nom."
        )
    found = [(clean(first_name)[:40], age_band) for first_name, age_band in walk_ins]
    if not all(first_name for first_name, _ in found):
        raise Refused("Écrivez le prénom de chaque personne venue sans inscription.")
    if not {age_band for _, age_band in found} <= set(AgeBand.values):
        raise Refused("Choisissez une tranche d’âge de la liste.")
    return found


def walk_in_row(session, by, first_name, age_band):
    """The attendance of someone who came without a seat: a first name and an age class."""
    return Attendance(
        organisation_id=session.organisation_id,
        session=session,
        walk_in_name=first_name,
        status=AttendanceStatus.SEEN,
        age_band=age_band,
        recorded_by=by,
    )


def checked_anonymous(said):
    """The session's counters, from a total and what is known by question: they add up, or no."""
    total = said.get("total") or 0
    if total < 0:
        raise Refused("Le nombre de participants anonymes ne peut pas être négatif.")
    counters = {"anonymous_count": total}
    for question, names in ANONYMOUS_COUNTERS.items():
        known = said.get(question) or {}
        if not known.keys() <= names.keys() or min(known.values(), default=0) < 0:
            raise Refused("Un des nombres de participants anonymes n’est pas d’ici.")
        counters |= {name: known.get(code, 0) for code, name in names.items()}
        summed = sum(known.values())
        if summed > ANONYMOUS_MAX:
            raise Refused(too_many(summed))
        if summed > total:
            title = ANONYMOUS_QUESTIONS[question][0]
            people = counted(total, "participant anonyme", "participants anonymes")
            raise Refused(
                f"{title}\u00a0: cela fait {counted(summed, 'personne')} pour {people}. Corrigez"
                " l’un ou l’autre\u00a0; ce qui n’est pas dit reste «\u00a0non communiqué\u00a0»."
            )
    if total > ANONYMOUS_MAX:
        raise Refused(too_many(total))
    return counters


def too_many(count):
    """Kindly: it is nearly always a slip of the finger."""
    return (
        f"{grouped_number(count)}\u00a0personnes à une seule séance\u00a0: vérifiez ce nombre. Une"
        f" séance en compte {ANONYMOUS_MAX} au plus\u00a0; au-delà, notez plusieurs séances."
    )


def refuse_if_too_late(session, by):
    """A volunteer has a week; after that, somebody who answers for the figures does it."""
    if by.role != Role.VOLUNTEER:
        return
    last = timezone.localdate(session.starts_at) + timedelta(days=LATE_ENTRY_DAYS)
    if timezone.localdate() > last:
        raise Refused(
            f"Les présences se saisissent jusqu’à {LATE_ENTRY_DAYS}\u00a0jours après la séance."
            " Dites à votre responsable qui est venu\u00a0: la saisie reste possible de son côté."
        )

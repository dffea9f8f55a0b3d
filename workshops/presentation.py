"""Sentences and lists that pages show, so that templates decide nothing."""

from django.urls import reverse
from django.utils import timezone

from inclusion.text import counted
from inclusion.ui.formats import day, hour, weekday_day
from workshops.models import ANONYMOUS_QUESTIONS, AttendanceStatus
from workshops.selectors import amendments_of, people_to_warn, session_people
from workshops.selectors.messages import waiting_and_online
from workshops.selectors.outcomes import feedback_of, progress_of
from workshops.selectors.sheets import proof_of


def trail_of(*, session=None, page=""):
    """The breadcrumb of staff pages: « Ateliers › lundi 16 novembre 2026 › séance › page »."""
    links = [("Ateliers", reverse("workshops:week"))]
    if session:
        starts_on = timezone.localtime(session.starts_at).date()
        week_url = f"{reverse('workshops:week')}?semaine={starts_on.isoformat()}"
        links.append((weekday_day(starts_on).capitalize(), week_url))
        url = reverse("workshops:session_detail", args=[session.pk]) if page else ""
        links.append((session.workshop.title, url))
    if page:
        links.append((page, ""))
    return links


def volunteer_trail(page):
    """« Mes ateliers › page »: a volunteer has no programme to go back to."""
    return [("Mes ateliers", reverse("workshops:my_sessions")), (str(page), "")]


def session_page(session):
    """Everything the page of one session shows to staff."""
    people = session_people(session)
    members = [
        facilitator.member
        for facilitator in session.facilitators.select_related("member__user").order_by("pk")
    ]
    missing = sum(person.can_be_certified for person in people)
    waiting, online = waiting_and_online(session)
    return {
        "session": session,
        "trail": trail_of(session=session),
        "people": people,
        "people_line": _people_line(session, people),
        "facts": _facts(session, members),
        "counts": _counts(session, people) if session.is_closed else None,
        "missing_count": missing,
        "certificates_act": f"Faire {counted(missing, 'attestation')}",
        "to_warn": people_to_warn(session),
        "waiting": waiting if session.is_planned else [],
        "online": online,
        "cancelled_line": _cancelled_line(session),
        "anonymous": anonymous_lines(session),
        "amendments": amendments_of(session) if session.is_closed else [],
        **proof_of(session),
        "feedback": feedback_of(session),
        "progress": progress_of(session) if session.is_closed else None,
    }


def _facts(session, members):
    workshop = session.workshop
    seats = f"{session.seats_taken} sur {session.capacity}"
    facts = [
        ("Forme", session.get_kind_display()),
        ("Lieu", session.place_line),
        ("Places", seats if session.takes_registrations else ""),
        ("Visioconférence", session.remote_link),
        ("Animation", ", ".join(str(member) for member in members)),
        ("Niveau", workshop.get_level_display()),
        ("Thématique", workshop.get_topic_display()),
        ("Démarches", ", ".join(workshop.procedure_labels)),
        ("Public", workshop.audience),
    ]
    facts = [(label, value) for label, value in facts if value]
    if session.is_closed:
        facts.append(("Close", f"{_moment(session.closed_at)}, par {session.closed_by}"))
    return facts


def _counts(session, lines):
    seen = [line for line in lines if line.status == AttendanceStatus.SEEN]
    participations = len(seen) + session.anonymous_count
    people = sum(line.beneficiary_id is not None for line in seen)
    return {
        "participations": participations,
        "participations_label": "participation" if participations < 2 else "participations",
        "people": people,
        "people_label": "personne" if people < 2 else "personnes différentes",
    }


def anonymous_lines(session):
    """[(« Tranches d’âge », « 60 à 69 ans : 4, non communiqué : 2 »)] of those without a name."""
    if not session.anonymous_count:
        return []
    return [
        (title, ", ".join(f"{label.lower()}\u00a0: {n}" for _, label, n in classes if n))
        for question, (title, _) in ANONYMOUS_QUESTIONS.items()
        for classes in [session.anonymous_classes(question)]
    ]


def _people_line(session, people):
    if not session.is_closed:
        return f"{session.seats_taken} sur {session.capacity}"
    seen = sum(person.status == AttendanceStatus.SEEN for person in people)
    away = len(people) - seen
    parts = [counted(seen, "présent")]
    if away:
        parts.append(counted(away, "non venu", "non venus"))
    return ", ".join(parts)


def _cancelled_line(session):
    if not session.is_cancelled:
        return ""
    when = _moment(session.cancelled_at)
    return f"{session.cancel_reason} (le {when}, par {session.cancelled_by})"


def cancel_consequence(session):
    """What cancelling will do, said before it is done."""
    if not session.seats_taken:
        return "Personne n’est inscrit."
    lost = counted(session.seats_taken, "place est prise", "places sont prises")
    return f"{lost} : elles seront libérées, et qui a un courriel sera prévenu."


def _moment(instant):
    return f"{day(instant)} à {hour(instant)}"

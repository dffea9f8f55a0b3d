"""Papers of what was followed: a whole course for one person, a session for its funders."""

from beneficiaries.models import AgeBand, Gender, Situation
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role
from workshops.documents import CIVILITIES, sheet_numbers
from workshops.papers.common import leader_facts, leaders_of, session_facts
from workshops.selectors.outcomes import feedback_of

COURSE_CERTIFICATE = "course_certificate"
SESSION_SUMMARY = "session_summary"
# Under this many people, a class could name someone.
SMALL_CLASS = 3


def register_kinds():
    staff = frozenset({Role.MANAGER, Role.MEDIATOR})
    register_kind(
        DocumentKind(
            code=COURSE_CERTIFICATE,
            label="Attestation de parcours",
            prefix="APC",
            template="attendance_certificate",
            roles=staff,
        )
    )
    register_kind(
        DocumentKind(
            code=SESSION_SUMMARY,
            label="Bilan de séance",
            prefix="BSE",
            template=SESSION_SUMMARY,
            # It names nobody: who counts reads it too.
            roles=staff | {Role.TREASURER},
        )
    )


def course_facts(workshop, person, attended, *, held_count, numbers, leaders, by):
    """What one person followed of a course: each session she came to, out of those held.

    `attended` are her sessions in order; `numbers` are the sheets by session.
    """
    first, last = (session_facts(session) for session in (attended[0], attended[-1]))
    places = {session.place_line for session in attended}
    organisation = by.organisation
    return {
        "person": {"civility": CIVILITIES.get(person.gender, ""), "name": str(person)},
        "workshop": {
            "title": workshop.title,
            "starts_on": first["starts_at"][:10],
            "ends_on": last["ends_at"][:10],
            "attended_minutes": sum(session.minutes for session in attended),
            "attended_sessions": len(attended),
            "held_sessions": held_count,
            "venue": " ; ".join(sorted(place for place in places if place)),
            "cost_line": "Atelier gratuit" if workshop.is_free else "Atelier avec participation",
        },
        "sessions": [
            {
                **{key: session_facts(session)[key] for key in ("starts_at", "ends_at", "minutes")},
                "content": workshop.content or workshop.get_topic_display(),
            }
            for session in attended
        ],
        "leaders": leader_facts(leaders),
        "attendance_sheets": sorted({n for s in attended for n in numbers.get(s.pk, [])}),
        "place": organisation.city or attended[-1].town,
        "signature": {"caption": f"Pour {organisation.name}", "detail": by.label},
    }


def summary_facts(session, *, by):
    """A session in figures, without any name but of those who led it."""
    rows = list(session.attendances.all())
    seen = [row for row in rows if row.status == "seen"]
    named = sum(row.beneficiary_id is not None for row in seen)
    return {
        "session": session_facts(session),
        "leaders": leader_facts(leaders_of([session])),
        "participation_count": len(seen) + session.anonymous_count,
        "person_count": named,
        "walk_in_count": len(seen) - named,
        "anonymous_count": session.anonymous_count,
        "registered_count": sum(row.beneficiary_id is not None for row in rows),
        "classes": [
            {"title": title, "rows": _classes(session, seen, question, choices)}
            for question, title, choices in (
                ("age_band", "Tranches d’âge", AgeBand),
                ("gender", "Genre", Gender),
                ("situation", "Situation", Situation),
            )
        ],
        "feedback": [
            {"question": question, "faces": [{"label": label, "count": n} for _, label, n in faces]}
            for question, faces, _ in feedback_of(session)
        ],
        "attendance_sheets": sheet_numbers([session]),
        "sheet_count": session.sheets.count(),
        "amendment_count": session.amendments.count(),
        "place": by.organisation.city,
    }


def _classes(session, seen, question, choices):
    """Named and anonymous together; classes too small to be told join « non communiqué »."""
    counts = {code: n for code, _, n in session.anonymous_classes(question)}
    for row in seen:
        code = getattr(row, question)
        counts[code] = counts.get(code, 0) + 1
    unsaid = counts.pop(choices.UNKNOWN, 0)
    told = []
    for code in choices:
        count = counts.get(code, 0)
        if count >= SMALL_CLASS:
            told.append({"label": code.label, "count": count})
        else:
            unsaid += count
    if unsaid:
        told.append({"label": "Non communiqué ou moins de 3 personnes", "count": unsaid})
    return told

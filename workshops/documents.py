"""The facts printed on a certificate of attendance."""

from django.utils import timezone

from beneficiaries.models import Gender
from workshops.models import SignedSheet

ATTENDANCE_CERTIFICATE = "attendance_certificate"
CIVILITIES = {Gender.FEMALE: "Mme", Gender.MALE: "M."}


def certificate_facts(attendance, *, session, leaders, by):
    """What is certified: who came, to what, when, where, led by whom."""
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    workshop, person = session.workshop, attendance.beneficiary
    organisation = by.organisation
    return {
        "person": {"civility": CIVILITIES.get(person.gender, ""), "name": str(person)},
        "workshop": {
            "title": workshop.title,
            "starts_on": starts_at.date().isoformat(),
            "ends_on": ends_at.date().isoformat(),
            "attended_minutes": session.minutes,
            "attended_sessions": 1,
            "held_sessions": 1,
            "venue": session.place_line,
            "cost_line": "Atelier gratuit" if workshop.is_free else "Atelier avec participation",
        },
        "sessions": [
            {
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat(),
                "minutes": session.minutes,
                "content": workshop.content or workshop.get_topic_display(),
            }
        ],
        "leaders": [
            {"name": str(member), "role": (member.title or member.get_role_display()).lower()}
            for member in leaders
        ],
        "attendance_sheets": sheet_numbers([session]),
        "place": organisation.city or session.town,
        "signature": {"caption": f"Pour {organisation.name}", "detail": by.label},
    }


def sheet_numbers(sessions):
    """The numbers of the signed sheets that prove these sessions."""
    return sorted(
        SignedSheet.objects.filter(session__in=sessions)
        .exclude(number="")
        .values_list("number", flat=True)
    )

"""The programme on paper: a sheet to hand out, a poster for the wall."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role

PROGRAMME_SHEET = "programme_sheet"
PROGRAMME_POSTER = "programme_poster"
HOURS_CERTIFICATE = "hours_certificate"
KINDS = {
    PROGRAMME_SHEET: ("Programme des ateliers", "PRG"),
    PROGRAMME_POSTER: ("Nos ateliers numériques", "AFF"),
}


def register_kinds():
    """They name nobody but the association."""
    roles = frozenset({Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN, Role.VOLUNTEER})
    for code, (label, prefix) in KINDS.items():
        register_kind(
            DocumentKind(code=code, label=label, prefix=prefix, template=code, roles=roles)
        )
    register_kind(
        DocumentKind(
            code=HOURS_CERTIFICATE,
            label="Attestation de bénévolat",
            prefix="ATB",
            template=HOURS_CERTIFICATE,
            roles=frozenset({Role.MANAGER}),
        )
    )


def hours_facts(member, rows, *, first, last, by):
    """What a volunteer gave, day by day; one who is in civic service is said so."""
    names = {"preparation": 0, "facilitation": 0, "travel": 0}
    for name in names:
        names[name] = sum(getattr(row, f"{name}_minutes") for row in rows)
    organisation = by.organisation
    return {
        "member": {
            "name": str(member),
            "is_civic_service": member.is_civic_service,
            "status": "en service civique" if member.is_civic_service else "bénévole",
        },
        "period": {"first_on": first.isoformat(), "last_on": last.isoformat()},
        "totals": {
            **{f"{name}_minutes": minutes for name, minutes in names.items()},
            "minutes": sum(names.values()),
            "sessions": sum(row.session_id is not None for row in rows),
        },
        "lines": [
            {
                "on": row.worked_on.isoformat(),
                "title": row.session.workshop.title if row.session_id else row.words,
                "minutes": row.minutes,
            }
            for row in rows
        ],
        "place": organisation.city or organisation.name,
        "signature": {"caption": f"Pour {organisation.name}", "detail": by.label},
    }


def programme_facts(organisation, sessions, *, first, last, venue, is_published):
    """What is held between two days, in order; `sessions` with their workshop and venue."""
    address = reverse("workshops:public_programme", args=[organisation.slug])
    return {
        "programme": {
            "first_on": first.isoformat(),
            "last_on": last.isoformat(),
            "venue": venue.name if venue else "",
            "venue_address": _address(venue),
            "page_url": f"{settings.PUBLIC_URL}{address}" if is_published else "",
            "page_short": (settings.PUBLIC_URL + address).split("//", 1)[-1]
            if is_published
            else "",
        },
        "sessions": [
            {
                "starts_at": timezone.localtime(session.starts_at).isoformat(),
                "ends_at": timezone.localtime(session.ends_at).isoformat(),
                "title": session.workshop.title,
                "content": session.workshop.content,
                "level": session.workshop.get_level_display(),
                "audience": session.workshop.audience,
                "place": session.place,
                "entry": "Sans inscription"
                if not session.takes_registrations
                else "Sur inscription",
                "is_free": session.workshop.is_free,
            }
            for session in sessions
        ],
    }


def _address(venue):
    if venue is None:
        return ""
    town = " ".join(part for part in (venue.postcode, venue.city) if part)
    return ", ".join(part for part in (venue.address, town) if part)

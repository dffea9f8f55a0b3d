"""A shelf counted where there is no network: the same act as the page, closed when it arrives."""

from equipment.permissions import can_run_pool
from equipment.selectors.scanning import MAX_SCANS, read_scans
from equipment.services import close_audit
from inclusion.exceptions import Refused
from inclusion.ids import uuid_of
from inclusion.offline.kinds import (
    BROKEN,
    OfflineKind,
    Outcome,
    list_of,
    register_kind,
    text_of,
)
from inclusion.places.models import Venue
from inclusion.text import counted

AUDIT = "audit_scan"
VENUES_CARRIED = 200
SHOWN = 5


def register():
    register_kind(OfflineKind(code=AUDIT, rule=can_run_pool, apply=apply_audit))


def carried_venues(member):
    """Where one may count: the places of the association, by name."""
    if not can_run_pool(member):
        return {}
    venues = Venue.objects.visible_to(member).in_order()[:VENUES_CARRIED]
    return {"venues": [{"id": str(venue.pk), "name": venue.name} for venue in venues]}


def apply_audit(item, *, by):
    """Close the count; a reading that is no label of ours is told, never lost in silence."""
    codes = list_of(item, "codes", MAX_SCANS)
    if not all(isinstance(code, str) and len(code) <= 200 for code in codes):
        raise Refused(BROKEN)
    moves = item.get("moves_misplaced", False)
    if not isinstance(moves, bool):
        raise Refused(BROKEN)
    reading = read_scans("\n".join(codes), by.organisation.prefix)
    run = close_audit(
        token=uuid_of(item["id"]),
        venue=_venue(item, by),
        shelf=text_of(item, "shelf", 40),
        tags=reading.tags,
        moves_misplaced=moves,
        by=by,
    )
    return Outcome(subject=run, reason=_left_out(reading.errors))


def _venue(item, by):
    if item.get("venue") in (None, ""):
        return None
    venue = Venue.objects.visible_to(by).filter(pk=uuid_of(item["venue"])).first()
    if venue is None:
        raise Refused("Ce lieu n’est pas un lieu de votre structure.")
    return venue


def _left_out(errors):
    if not errors:
        return ""
    shown = ", ".join(said for said, _ in errors[:SHOWN])
    more = "…" if len(errors) > SHOWN else ""
    left = counted(len(errors), "lecture laissée", "lectures laissées")
    return f"{left} de côté, qui ne sont pas des étiquettes de votre parc\u00a0: {shown}{more}."

"""A reading as plain JSON, and back: what a file said can be applied later, without its bytes."""

from dataclasses import asdict, replace
from datetime import datetime

from equipment.reading.inventory import DeviceFacts, ErasureFacts, MediumFacts, Reading

INSTANTS = ("started_at", "ended_at")


def facts_of(reading):
    """What the file says, ready for a JSON field; `internal_count` is there to be asked for."""
    return {
        "device": asdict(reading.device),
        "storage_known": reading.storage_known,
        "media": [_plain(asdict(medium)) for medium in reading.media],
        "internal_count": sum(not medium.removable for medium in reading.media),
        "erasures": [_plain(asdict(run)) for run in reading.erasures],
        "battery_percent": reading.battery_percent,
        "is_partial": reading.is_partial,
        "taken_at": reading.taken_at and reading.taken_at.isoformat(),
    }


def reading_of(evidence):
    """The reading that this evidence was kept with."""
    facts = evidence.facts
    return Reading(
        parser=evidence.parser,
        parser_version=evidence.parser_version,
        device=DeviceFacts(**facts["device"]),
        storage_known=facts["storage_known"],
        media=tuple(MediumFacts(**_tuples(medium)) for medium in facts["media"]),
        erasures=tuple(_run(run) for run in facts["erasures"]),
        battery_percent=facts["battery_percent"],
        is_partial=facts["is_partial"],
        taken_at=_instant(facts["taken_at"]),
        dropped=tuple(evidence.dropped),
        warnings=tuple(evidence.warnings),
    )


def _run(facts):
    run = ErasureFacts(**_tuples(facts))
    return replace(run, **{name: _instant(getattr(run, name)) for name in INSTANTS})


def _instant(text):
    return datetime.fromisoformat(text) if text else None


def _plain(values):
    return {
        name: value.isoformat() if isinstance(value, datetime) else _listed(value)
        for name, value in values.items()
    }


def _listed(value):
    return list(value) if isinstance(value, tuple) else value


def _tuples(values):
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }

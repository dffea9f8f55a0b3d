"""What a batch of scanned labels stands for, and what a shelf should hold."""

import re
from dataclasses import dataclass, field

from django.db.models import F

from equipment.labels import is_misread, parse_tag
from equipment.models import (
    AWAY,
    UNPROVEN,
    AuditOutcome,
    Device,
    ErasureCheck,
    PrintedLabel,
)
from equipment.selectors.readiness import media_with_proof

MAX_SCANS = 1000
# One label a line; labels separated by a comma, a semicolon or a tabulation too.
BETWEEN = re.compile(r"[\r\n,;\t]+")


@dataclass
class Reading:
    """What was scanned, in the order of the beeps: labels as printed, doubles, and errors."""

    tags: list = field(default_factory=list)
    doubles: int = 0
    # (what was scanned, why it is not taken)
    errors: list = field(default_factory=list)


def read_scans(text, prefix):
    """The labels of a text, each once."""
    reading, seen = Reading(), set()
    pieces = [piece.strip() for piece in BETWEEN.split(text) if piece.strip()]
    for piece in pieces[:MAX_SCANS]:
        tag = parse_tag(piece[:200], prefix)
        if not tag:
            reading.errors.append((piece[:60], "Ceci n’est pas une étiquette de votre parc."))
        elif tag in seen:
            reading.doubles += 1
        else:
            seen.add(tag)
            reading.tags.append(tag)
    if len(pieces) > MAX_SCANS:
        reading.errors.append(
            (
                f"{len(pieces)} lectures",
                "Les 1\u202f000 premières sont lues\u00a0: faites deux lots.",
            )
        )
    return reading


@dataclass
class Batch:
    """The devices of a batch, in the order of the beeps, and what was not understood."""

    devices: list
    # Labels of rolls that are on no device yet.
    free: list
    errors: list
    doubles: int


def batch_of(member, text):
    """The devices behind scanned labels, in three queries whatever their number."""
    reading = read_scans(text, member.organisation.prefix)
    found = {
        device.asset_tag: device
        for device in Device.objects.visible_to(member)
        .filter(asset_tag__in=reading.tags)
        .select_related("venue")
    }
    others = [tag for tag in reading.tags if tag not in found]
    free = _free_among(member, others)
    errors = reading.errors + [(tag, _why_unknown(tag)) for tag in others if tag not in free]
    return Batch(
        devices=[found[tag] for tag in reading.tags if tag in found],
        free=[tag for tag in others if tag in free],
        errors=errors,
        doubles=reading.doubles,
    )


MISREAD = "Sans doute mal lue\u00a0: scannez-la à nouveau."


def _why_unknown(tag):
    if is_misread(tag):
        return MISREAD
    return "Aucun appareil de votre parc ne porte cette étiquette."


def _free_among(member, tags):
    labels = PrintedLabel.objects.visible_to(member).filter(asset_tag__in=tags, status="free")
    return set(labels.values_list("asset_tag", flat=True)) if tags else set()


def is_free_label(tag, member):
    """True when this label was printed ahead and waits for its device."""
    return bool(_free_among(member, [tag]))


def unfit_for_check(devices):
    """Why some of these devices may not have their erasure checked: {key: sentence}."""
    reasons = {}
    unproven = set(
        media_with_proof(devices).filter(is_proven=False).values_list("device_id", flat=True)
    )
    checked = set(
        ErasureCheck.objects.filter(
            device__in=devices, erased_at=F("device__erased_at")
        ).values_list("device_id", flat=True)
    )
    for device in devices:
        if not device.holds_data:
            reasons[device.pk] = "Rien à effacer."
        elif device.status in UNPROVEN or device.erased_at is None or device.pk in unproven:
            reasons[device.pk] = "Il manque une preuve d’effacement."
        elif device.status in AWAY:
            reasons[device.pk] = f"L’appareil est «\u00a0{device.get_status_display()}\u00a0»."
        elif device.pk in checked:
            reasons[device.pk] = "Déjà vérifié."
    return reasons


@dataclass(frozen=True)
class ComparedLine:
    """One label of a count: its device when there is one, and what was seen of it."""

    asset_tag: str
    device: Device | None
    outcome: AuditOutcome
    known_place: str


@dataclass(frozen=True)
class Comparison:
    """A shelf as it should be against what was scanned there, what is wrong first."""

    lines: list
    errors: list
    doubles: int

    def count(self, outcome):
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def figures(self):
        return {outcome.value: self.count(outcome) for outcome in AuditOutcome}


def expected_on(member, venue, shelf):
    """The devices that should be in this place: on this shelf, or anywhere in it without one."""
    devices = Device.objects.visible_to(member).on_premises().filter(venue=venue)
    return devices.filter(shelf=shelf) if shelf else devices


# In the order one reads them.
READING_ORDER = [
    AuditOutcome.MISSING,
    AuditOutcome.MISPLACED,
    AuditOutcome.GONE,
    AuditOutcome.UNKNOWN,
    AuditOutcome.FOUND,
]


def compare(member, venue, shelf, tags, *, errors=(), doubles=0):
    """What is found, missing, misplaced, noted as gone, or unknown."""
    scanned = set(tags)
    expected = {
        device.asset_tag: device
        for device in expected_on(member, venue, shelf).select_related("venue")[: MAX_SCANS + 1]
    }
    others = {
        device.asset_tag: device
        for device in Device.objects.visible_to(member)
        .filter(asset_tag__in=[tag for tag in tags if tag not in expected])
        .select_related("venue")
    }
    lines = [
        _line(tag, device, AuditOutcome.FOUND if tag in scanned else AuditOutcome.MISSING)
        for tag, device in expected.items()
    ]
    errors = list(errors)
    for tag in tags:
        device = others.get(tag)
        if tag in expected:
            continue
        if device is None and is_misread(tag):
            errors.append((tag, MISREAD))
        else:
            lines.append(_line(tag, device, _outcome(device)))
    lines.sort(key=lambda line: (READING_ORDER.index(line.outcome), line.asset_tag))
    return Comparison(lines=lines, errors=errors, doubles=doubles)


def _outcome(device):
    if device is None:
        return AuditOutcome.UNKNOWN
    return AuditOutcome.GONE if device.status in AWAY else AuditOutcome.MISPLACED


def _line(tag, device, outcome):
    place = ""
    if device is not None:
        parts = (device.venue.name if device.venue_id else "", device.shelf)
        place = ", ".join(part for part in parts if part)
    return ComparedLine(tag, device, outcome, place)

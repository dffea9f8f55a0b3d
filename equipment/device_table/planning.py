"""What each line of a list of devices would do to the pool, and what stands in its way."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from equipment.device_table.columns import FIELDS, ORIGINS, TYPES
from equipment.models import DATA_BEARING_TYPES, Device, PrintedLabel, PrintedLabelStatus
from equipment.reading.serials import is_placeholder
from inclusion.places.models import Venue
from inclusion.tables.kinds import CREATE, DUPLICATE, REFUSED, UNCHANGED, UPDATE, RowPlan
from inclusion.tables.lines import Line
from inclusion.text import fold

LENGTHS = {
    "marque": 60,
    "modele": 80,
    "numero_de_serie": 60,
    "processeur": 60,
    "donateur": 120,
    "emplacement": 40,
}
MEMORY_AT_MOST = 4096


class PoolLine(Line):
    @property
    def title(self):
        return f"{self.cell('marque')} {self.cell('modele')}".strip()


def plan_devices(rows, columns, organisation_id):
    """(plans, notes): what these lines would do to the organisation's pool."""
    venues = {
        fold(venue.name): venue for venue in Venue.objects.filter(organisation=organisation_id)
    }
    lines = [PoolLine(row) for row in rows]
    for line in lines:
        for column in columns:
            READERS[column](line, column, venues)
    meeting = Meeting(lines, organisation_id)
    return [_planned(line, meeting) for line in lines], []


# ---- Reading a line ----


def _label(line, column, venues):
    line.values["label"] = re.sub(r"\s", "", line.cell(column)).upper()


def _text(line, column, venues):
    text = line.cell(column)
    if column in {"marque", "modele"} and not text:
        line.refuse(column, "Cette case est vide.")
    if len(text) > LENGTHS[column]:
        line.refuse(column, f"Ce texte dépasse {LENGTHS[column]} caractères.")
    line.values[FIELDS[column]] = text


def _type(line, column, venues):
    kind = TYPES.get(fold(line.cell(column)))
    if kind is None:
        line.refuse(column, "Ce type d’appareil n’est pas connu.")
    line.values["type"] = kind


def _origin(line, column, venues):
    origin = ORIGINS.get(fold(line.cell(column)))
    if origin is None:
        line.refuse(column, "Écrivez Don privé, Don public, Achat neuf ou Mise à disposition.")
    line.values["origin"] = origin


def _memory(line, column, venues):
    text = re.sub(r"(?i)\s*(go|gb|gio)$", "", line.cell(column))
    value = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
    if text and (value is None or not 1 <= value <= MEMORY_AT_MOST):
        line.refuse(column, "Écrivez un nombre entier de gigaoctets.")
    line.values["memory_gb"] = value


def _screen(line, column, venues):
    text = re.sub(r"\s*(\"|”|pouces)$", "", line.cell(column)).replace(",", ".")
    value = None
    if text:
        try:
            value = Decimal(text).quantize(Decimal("0.1"))
        except InvalidOperation:
            value = None
        if value is None or not 1 <= value <= 99:
            line.refuse(column, "Écrivez une diagonale en pouces, de 1 à 99.")
    line.values["screen_inches"] = value


def _venue(line, column, venues):
    name = fold(line.cell(column))
    if name and name not in venues:
        line.refuse(column, "Aucun de vos lieux ne porte ce nom.")
    line.values["venue"] = venues.get(name)


def _day(line, column, venues):
    text = line.cell(column)
    value = _as_day(text)
    if text and (value is None or not date(2000, 1, 1) <= value <= timezone.localdate()):
        line.refuse(column, "Écrivez un jour passé, par exemple 18/03/2026.")
    line.values["received_on"] = value


def _as_day(text):
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", (0, 1, 2)),
        (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", (2, 1, 0)),
    ):
        found = re.fullmatch(pattern, text)
        if found:
            try:
                return date(*(int(found.groups()[rank]) for rank in order))
            except ValueError:
                return None
    return None


READERS = dict.fromkeys(LENGTHS, _text) | {
    "etiquette": _label,
    "type": _type,
    "memoire_go": _memory,
    "ecran_pouces": _screen,
    "origine": _origin,
    "lieu": _venue,
    "date_entree": _day,
}


# ---- What a line would do ----


def machine_key(values):
    """What tells one machine from another without a label; None when nothing does."""
    serial = values.get("serial", "")
    if not serial or is_placeholder(serial):
        return None
    return fold(values["manufacturer"]), fold(values["model"]), serial.upper()


class Meeting:
    """The devices these lines may speak of, the free labels, and the lines already read."""

    def __init__(self, lines, organisation_id):
        labels = {line.values.get("label") for line in lines} - {"", None}
        serials = {line.values.get("serial", "") for line in lines} - {""}
        pool = Device.objects.filter(organisation=organisation_id)
        self.by_label = {device.asset_tag: device for device in pool.filter(asset_tag__in=labels)}
        self.by_machine = {}
        for device in pool.filter(serial__in=serials | {each.upper() for each in serials}):
            self.by_machine.setdefault(machine_key(vars(device)), []).append(device)
        self.free = set(
            PrintedLabel.objects.filter(
                organisation=organisation_id,
                asset_tag__in=labels,
                status=PrintedLabelStatus.FREE,
            ).values_list("asset_tag", flat=True)
        )
        self.lines = {}

    def earlier(self, key, line):
        """The number of the line that already spoke of it, if any; this one is remembered."""
        return None if key is None else self._earlier(key, line.number)

    def _earlier(self, key, number):
        first = self.lines.setdefault(key, number)
        return None if first == number else first


def _planned(line, meeting):
    plan = RowPlan(line.number, REFUSED, line.title, line.values, issues=line.issues)
    if line.is_refused:
        return plan
    label, key = line.values.get("label", ""), machine_key(line.values)
    device = meeting.by_label.get(label)
    if label and device is None and label not in meeting.free:
        line.refuse("etiquette", "Cette étiquette n’est pas de votre parc, ou plus libre.")
        return plan
    for mark in (label or None, key):
        earlier = meeting.earlier(mark, line)
        if earlier:
            plan.action = DUPLICATE
            line.refuse("etiquette" if mark == label else "numero_de_serie", _same_as(earlier))
            return plan
    known = meeting.by_machine.get(key, []) if key else []
    if device is None and len(known) > 1:
        line.refuse("numero_de_serie", "Plusieurs appareils portent ce numéro de série.")
        return plan
    if label and device is None and known:
        line.refuse("etiquette", f"Cet appareil a déjà l’étiquette {known[0].asset_tag}.")
        return plan
    device = device or next(iter(known), None)
    if device is None:
        plan.action = CREATE
        return plan
    return _correction(plan, line, device)


def _same_as(number):
    return f"Même appareil que la ligne {number}."


def _correction(plan, line, device):
    plan.key, plan.title = str(device.pk), f"{device.asset_tag} {line.title}"
    plan.changed = [
        field
        for field in FIELDS.values()
        if field in line.values and getattr(device, field) != line.values[field]
    ]
    held = device.type in DATA_BEARING_TYPES
    if "type" in plan.changed and held != (line.values["type"] in DATA_BEARING_TYPES):
        line.refuse(
            "type", "Un import ne fait pas d’un appareil avec données un appareil sans données."
        )
        plan.action = REFUSED
        return plan
    plan.action = UPDATE if plan.changed else UNCHANGED
    return plan

"""Import of a directory: what each line would do, then doing it, then taking it back."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from rapidfuzz import fuzz

from inclusion.organisations.models import Organisation
from inclusion.places import communes
from inclusion.places.columns import FIELDS, OWN_FIELDS
from inclusion.places.hours import Unclear, read_hours
from inclusion.places.indexing import index_places
from inclusion.places.models import Layer, Place
from inclusion.places.phones import parse_phone, split_phones
from inclusion.places.services import state_of
from inclusion.places.synonyms import recognise
from inclusion.places.vocabulary import INSEE_CODE, LISTS, PIVOT, POSTCODE
from inclusion.tables.kinds import CREATE, DUPLICATE, REFUSED, UNCHANGED, UPDATE, Issue, RowPlan
from inclusion.text import fold

ALL_FIELDS = FIELDS | OWN_FIELDS
SEPARATORS = re.compile(r"\s*[|;,\n]\s*")
SAME_NAME = 80
YES = {"oui", "o", "1", "vrai", "true", "x", "yes"}
NO = {"non", "n", "0", "faux", "false", "no"}
LAYERS = {"": Layer.PLACE, "lieu": Layer.PLACE, "place": Layer.PLACE, "wifi": Layer.WIFI}
is_url = URLValidator(schemes=["http", "https"])


class _Line:
    """One line being read: its cells, what is understood of them, what is said about them."""

    def __init__(self, row):
        self.number = row.number
        self.cells = row.cells
        self.values = {}
        self.issues = []

    def cell(self, column):
        return " ".join(self.cells.get(column, "").split())

    def say(self, column, message, is_error=False, value=None):
        text = self.cell(column) if value is None else value
        self.issues.append(Issue(self.number, column, text, message, is_error))

    @property
    def is_refused(self):
        return any(issue.is_error for issue in self.issues)


def plan_places(rows, columns, organisation_id):
    """(plans, notes): what these lines would do to the organisation's places."""
    lines = [_read(row, columns) for row in rows]
    notes = []
    if "date_maj" not in columns and lines:
        notes.append(
            Issue(
                1,
                "date_maj",
                "",
                "Pas de date de mise à jour dans ce fichier\u00a0: celle de l’import est retenue.",
            )
        )
    existing = list(Place.objects.filter(organisation=organisation_id))
    meeting = _Meeting(existing)
    return [_planned(line, meeting) for line in lines], notes


# ---- Reading a line ---------------------------------------------------------


def _read(row, columns):
    line = _Line(row)
    for column in columns:
        READERS[column](line, column)
    _place_on_map(line)
    _find_commune(line, columns)
    return line


def _text(limit, required=False):
    def read(line, column):
        text = line.cell(column)
        if not text and required:
            line.say(column, "Cette case est vide\u00a0: le lieu n’est pas importé.", is_error=True)
        if len(text) > limit:
            line.say(column, f"Texte trop long\u00a0: coupé à {limit} caractères.")
            text = text[: limit - 1].rstrip() + "…"
        line.values[ALL_FIELDS[column]] = text

    return read


def _long_text(line, column):
    text = line.cells.get(column, "").strip()
    if len(text) > 4000:
        line.say(column, "Texte trop long\u00a0: coupé à 4\u202f000 caractères.", value=text[:200])
        text = text[:3999] + "…"
    line.values["description"] = text


def _reference(line, column):
    line.values["reference"] = line.cell(column)[:80]


def _pivot(line, column):
    text = re.sub(r"\s", "", line.cell(column))
    if text and not re.fullmatch(PIVOT, text):
        line.say(column, "Ni SIRET ni RNA (de 9 à 14 lettres et chiffres)\u00a0: laissé vide.")
        text = ""
    if text == "0" * len(text):
        text = ""
    line.values["pivot"] = text


def _postcode(line, column):
    text = re.sub(r"\s", "", line.cell(column))
    if not text:
        line.say(column, "Cette case est vide\u00a0: le lieu n’est pas importé.", is_error=True)
    # A spreadsheet has eaten the first zero.
    elif re.fullmatch(r"\d{4}", text):
        text = f"0{text}"
    elif not re.fullmatch(POSTCODE, text):
        line.say(column, "Un code postal compte cinq chiffres.", is_error=True)
    line.values["postcode"] = text[:5]


def _insee(line, column):
    text = line.cell(column).upper().replace(" ", "")
    if re.fullmatch(r"\d{4}", text):
        text = f"0{text}"
    if text and not re.fullmatch(INSEE_CODE, text):
        line.say(column, "Ce n’est pas un code INSEE\u00a0: cherché d’après la commune.")
        text = ""
    line.values["insee_code"] = text


def _number(low, high):
    def read(line, column):
        text = line.cell(column).replace(",", ".").replace("\u2212", "-").replace(" ", "")
        value = None
        if text:
            try:
                value = round(float(text), 6)
            except ValueError:
                value = None
            if value is None or not low <= value <= high:
                line.say(column, f"Ce n’est pas une {column}\u00a0: position laissée vide.")
                value = None
        line.values[ALL_FIELDS[column]] = value

    return read


def _phone(line, column):
    numbers = split_phones(line.cell(column))
    phones = []
    for number in numbers:
        try:
            phones.append(parse_phone(number))
        except ValueError:
            line.say(column, "Ce numéro n’est pas un téléphone français\u00a0: laissé vide.")
    if len(phones) > 1:
        line.say(column, "Le standard n’admet qu’un numéro\u00a0: le premier est gardé.")
    line.values["phone"] = phones[0] if phones else ""


def _emails(line, column):
    kept = []
    for part in _parts(line.cell(column)):
        address = part.removeprefix("mailto:").lower()
        try:
            validate_email(address)
            kept.append(address)
        except ValidationError:
            line.say(
                column, "Ce n’est pas une adresse électronique\u00a0: laissée de côté.", value=part
            )
    line.values["emails"] = list(dict.fromkeys(kept))


def _web_address(text):
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    is_url(address)
    if len(address) > 300:
        raise ValidationError("long")
    return address


def _websites(line, column):
    kept = []
    for part in re.split(r"\s*[|\n]\s*|\s+", line.cell(column)):
        if not part:
            continue
        try:
            kept.append(_web_address(part))
        except ValidationError:
            line.say(column, "Ce n’est pas une adresse web\u00a0: laissée de côté.", value=part)
    line.values["websites"] = list(dict.fromkeys(kept))


def _url(line, column):
    text = line.cell(column)
    try:
        line.values[ALL_FIELDS[column]] = _web_address(text) if text else ""
    except ValidationError:
        line.say(column, "Ce n’est pas une adresse web\u00a0: laissée vide.")
        line.values[ALL_FIELDS[column]] = ""


def _hours(line, column):
    text = line.cell(column)
    try:
        line.values["opening_hours"] = read_hours(text)
    except Unclear as error:
        line.say(
            column,
            f"Horaires non repris\u00a0: {error.reason}."
            " Le texte est gardé en précision, à vérifier.",
        )
        line.values["opening_hours"] = ""
        line.values.setdefault("hours_note", text[:300])


def _hours_note(line, column):
    text = line.cell(column)[:300]
    # What the hours could not say is kept when nothing is written here.
    if text or "hours_note" not in line.values:
        line.values["hours_note"] = text


def _date(line, column):
    text = line.cell(column)
    if not text:
        return
    day = _as_date(text)
    today = timezone.localdate()
    if day is None or day.year < 2000 or day > today:
        line.say(column, "Date illisible ou à venir\u00a0: celle de l’import est retenue.")
        return
    line.values["checked_on"] = day


def _as_date(text):
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", (0, 1, 2)),
        (r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?", (2, 1, 0)),
    ):
        match = re.fullmatch(pattern, text)
        if match:
            try:
                return date(*(int(match.groups()[i]) for i in order))
            except ValueError:
                return None
    return None


def _parts(text):
    return [part for part in SEPARATORS.split(text) if part]


def _values(line, column):
    field = FIELDS[column]
    text = line.cells.get(column, "").strip()
    whole = recognise(field, text)
    kept = []
    for part in [text] if whole else _parts(text):
        value = recognise(field, part)
        if value is None:
            line.say(
                column, "Valeur absente de la liste nationale\u00a0: laissée de côté.", value=part
            )
        else:
            kept.append(value)
    line.values[field] = [value for value in LISTS[field] if value in kept]


def _layer(line, column):
    layer = LAYERS.get(fold(line.cell(column)))
    if layer is None:
        line.say(
            column,
            "Ni «\u00a0lieu\u00a0» ni «\u00a0wifi\u00a0»\u00a0: un lieu est retenu.",
        )
    line.values["layer"] = str(layer or Layer.PLACE)


def _published(line, column):
    text = fold(line.cell(column))
    if text and text not in YES | NO:
        line.say(
            column,
            "Écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0»\u00a0: «\u00a0oui\u00a0» est retenu.",
        )
    line.values["is_published"] = text not in NO


READERS = {
    "id": _reference,
    "pivot": _pivot,
    "nom": _text(150, required=True),
    "commune": _text(80, required=True),
    "code_postal": _postcode,
    "code_insee": _insee,
    "adresse": _text(200, required=True),
    "complement_adresse": _text(200),
    "latitude": _number(-90, 90),
    "longitude": _number(-180, 180),
    "telephone": _phone,
    "courriels": _emails,
    "site_web": _websites,
    "horaires": _hours,
    "precision_horaires": _hours_note,
    "presentation_resume": _text(280),
    "presentation_detail": _long_text,
    "source": _text(120),
    "structure_parente": _text(150),
    "date_maj": _date,
    "autres_formations_labels": _text(300),
    "fiche_acces_libre": _url,
    "prise_rdv": _url,
    "comment_venir": _text(300),
    "quoi_apporter": _text(300),
    "sorte": _layer,
    "publie": _published,
} | {column: _values for column, field in FIELDS.items() if field in LISTS}


def _place_on_map(line):
    """Half a position is none."""
    values = line.values
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        column = "latitude" if values.get("latitude") is None else "longitude"
        line.say(column, "Il faut la latitude et la longitude\u00a0: position laissée vide.")
        values["latitude"] = values["longitude"] = None
    if values.get("latitude") == 0 and values.get("longitude") == 0:
        values["latitude"] = values["longitude"] = None


def _find_commune(line, columns):
    """The commune's code, found when there is no doubt; else left empty, and said."""
    name, postcode = line.values.get("city", ""), line.values.get("postcode", "")
    if line.values.get("insee_code") or not name or not re.fullmatch(POSTCODE, postcode):
        return
    commune = communes.find(name, postcode)
    if commune:
        line.values["insee_code"] = commune.code
        # Written as everyone writes it, when only case, accents or hyphens differ.
        line.values["city"] = commune.name.replace("'", "’")
        return
    line.values["insee_code"] = ""
    elsewhere = communes.find(name)
    near = communes.nearest_name(name, postcode)
    if near:
        hint = f" Est-ce {near.name}\u202f?"
    elif elsewhere and elsewhere.postcodes:
        hint = f" {elsewhere.name} a le code postal {elsewhere.postcodes[0]}."
    else:
        hint = ""
    line.say(
        "commune",
        f"Commune introuvable avec le code postal {postcode}\u00a0: code INSEE laissé vide.{hint}",
    )


# ---- What a line would do ---------------------------------------------------


class _Meeting:
    """The places already there and the lines already read, by what two of them share."""

    def __init__(self, existing):
        self.by_reference = {place.reference: place for place in existing}
        self.by_address = {_address_key(vars(place)): place for place in existing}
        self.by_position = {}
        for place in existing:
            if place.has_position:
                self.by_position.setdefault(_position_key(vars(place)), []).append(
                    (place.name, f"un lieu déjà présent, «\u00a0{place.name}\u00a0»", place.pk)
                )
        self.references = {}
        self.addresses = {}
        self.positions = {}


def _address_key(values):
    return fold(values["name"]), fold(values["address"]), values["postcode"]


def _position_key(values):
    return round(values["latitude"], 5), round(values["longitude"], 5)


def _planned(line, meeting):
    values = line.values
    plan = RowPlan(line.number, REFUSED, values.get("name", ""), values, issues=line.issues)
    if line.is_refused:
        return plan
    reference = values.get("reference", "")
    if reference and reference in meeting.references:
        line.say(
            "id",
            f"Cet identifiant est déjà celui de la ligne {meeting.references[reference]}.",
            is_error=True,
        )
        return plan
    place = meeting.by_reference.get(reference) if reference else None
    twin = meeting.by_address.get(_address_key(values))
    if place is None and twin is not None:
        if reference and twin.reference not in {reference, str(twin.pk)}:
            return _duplicate(
                plan, line, f"un lieu déjà présent, «\u00a0{twin.name}\u00a0»", "nom et adresse"
            )
        # A file without identifiers: the same name at the same address is the same place.
        place = twin
    earlier = meeting.addresses.get(_address_key(values))
    if earlier:
        return _duplicate(plan, line, f"la ligne {earlier}", "nom et adresse")
    met = _same_position(values, meeting, place)
    if met:
        label, is_same = met
        if is_same and place is None:
            return _duplicate(plan, line, label, "position, noms voisins")
        if place is None:
            line.say(
                "latitude",
                f"Même position que {label}\u00a0: importé, vérifiez que ce sont deux lieux.",
            )
    if reference:
        meeting.references[reference] = line.number
    meeting.addresses[_address_key(values)] = line.number
    if values.get("latitude") is not None:
        seen = meeting.positions.setdefault(_position_key(values), [])
        seen.append((values["name"], f"la ligne {line.number}", None))
    return _against(plan, place)


def _same_position(values, meeting, place):
    """(what stands at the same point, whether its name is much the same), or None."""
    if values.get("latitude") is None:
        return None
    key = _position_key(values)
    met = [*meeting.by_position.get(key, ()), *meeting.positions.get(key, ())]
    met = [(name, label) for name, label, pk in met if place is None or pk != place.pk]
    for name, label in met:
        if fuzz.token_set_ratio(fold(name), fold(values["name"])) >= SAME_NAME:
            return label, True
    return (met[0][1], False) if met else None


def _duplicate(plan, line, label, shared):
    plan.action = DUPLICATE
    line.say("nom", f"Doublon\u00a0: même {shared} que {label}. La ligne n’est pas importée.")
    return plan


def _against(plan, place):
    """Create, or change what differs; a cell that is not in the file changes nothing."""
    if place is None:
        plan.action = CREATE
        return plan
    plan.key = str(place.pk)
    if not plan.values.get("reference"):
        plan.values.pop("reference", None)
    plan.changed = [name for name, value in plan.values.items() if getattr(place, name) != value]
    plan.action = UPDATE if plan.changed else UNCHANGED
    return plan


# ---- Doing it, taking it back -------------------------------------------------


def apply_places(plans, organisation_id, by):
    """Write these plans; returns what is needed to take them back."""
    today = timezone.localdate()
    source = Organisation.objects.values_list("name", flat=True).get(pk=organisation_id)
    places, changes = [], []
    new = [plan for plan in plans if plan.action == CREATE]
    for plan in new:
        values = {"source": source, "is_published": True, "checked_on": today}
        values |= {name: value for name, value in plan.values.items() if value not in ("", None)}
        place = Place(organisation_id=organisation_id, **values)
        place.sort_name = fold(place.name)[:150]
        place.reference = place.reference or str(place.pk)
        places.append(place)
    Place.objects.bulk_create(places, batch_size=500)
    changes += [
        {"key": str(place.pk), "action": CREATE, "state": state_of(place)} for place in places
    ]
    old = {plan.key: plan for plan in plans if plan.action == UPDATE}
    kept = Place.objects.filter(organisation=organisation_id, pk__in=old)
    for place in kept.order_by("pk").select_for_update(of=("self",), no_key=True):
        plan = old[str(place.pk)]
        before = {name: getattr(place, name) for name in {*plan.changed, "checked_on"}}
        for name in plan.changed:
            setattr(place, name, plan.values[name])
        if "checked_on" not in plan.values:
            place.checked_on = today
        place.save()
        places.append(place)
        before["checked_on"] = before["checked_on"].isoformat()
        changes.append(
            {
                "key": str(place.pk),
                "action": UPDATE,
                "state": state_of(place),
                "before": before,
            }
        )
    index_places(places)
    return changes


def undo_places(changes, organisation_id):
    """Delete what was created, restore what was changed; what changed since stays as it is."""
    by_key = {change["key"]: change for change in changes}
    places = Place.objects.filter(organisation=organisation_id, pk__in=by_key)
    restored, kept, gone = [], [], []
    for place in places.order_by("pk").select_for_update(of=("self",), no_key=True):
        change = by_key[str(place.pk)]
        if state_of(place) != change["state"]:
            kept.append(place.name)
        elif change["action"] == CREATE:
            gone.append(place.pk)
        else:
            before = change["before"]
            before["checked_on"] = date.fromisoformat(before["checked_on"])
            for name, value in before.items():
                setattr(place, name, value)
            place.save()
            restored.append(place)
    Place.objects.filter(organisation=organisation_id, pk__in=gone).delete()
    index_places(restored)
    return len(gone) + len(restored), kept

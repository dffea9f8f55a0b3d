"""The directory as the national standard wants it, checked line by line before it goes out.

The patterns of the standard are looser than its lists (« ORDI 3X0 » passes): both are checked, the
lists value by value.
"""

import re
from datetime import date

from django.utils import timezone

from inclusion.places.columns import FIELDS, STANDARD
from inclusion.places.models import Layer, Place
from inclusion.places.vocabulary import INSEE_CODE, LISTS, PHONE, PIVOT, POSTCODE
from inclusion.tables.kinds import Issue, Produced
from inclusion.tables.writing import Sheet

REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
SUMMARY_LENGTH = 280
SHAPES = {
    "pivot": (PIVOT, "Un SIRET ou un RNA compte de 9 à 14 lettres et chiffres, sans espace."),
    "code_postal": (POSTCODE, "Un code postal compte cinq chiffres."),
    "code_insee": (INSEE_CODE, "Ce n’est pas un code INSEE de commune."),
    "telephone": (PHONE, "Un seul téléphone, écrit +33 suivi de neuf chiffres."),
    "latitude": (r"^-?\d{1,2}(\.\d+)?$", "Latitude illisible."),
    "longitude": (r"^-?\d{1,3}(\.\d+)?$", "Longitude illisible."),
}
MISSING = {
    "pivot": "Ni SIRET ni RNA\u00a0: écrivez celui du lieu, ou celui de votre structure.",
}


def directory():
    """Every published place of the directory: what anyone may download."""
    return (
        Place.objects.published()
        .filter(layer=Layer.PLACE)
        .select_related("organisation")
        .order_by("sort_name", "pk")
    )


def published_of(organisation):
    """The published places of one organisation."""
    return directory().filter(organisation=organisation)


def mednum_row(place, *, is_shared=False):
    """One line of the national file. `is_shared`: beside other producers' lines."""
    owner = place.organisation
    row = {column: written(getattr(place, field)) for column, field in FIELDS.items()}
    row["pivot"] = place.pivot or owner.siret or owner.rna
    row["source"] = place.source or owner.name
    if is_shared:
        row["id"] = f"{owner.slug}-{row['id']}"
    return row


def written(value):
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return value.isoformat() if isinstance(value, date) else str(value)


def faults_of(row):
    """(column, message) for everything in this line that the standard refuses."""
    for column in REQUIRED:
        if not row[column].strip():
            yield column, MISSING.get(column, "Le standard national exige cette valeur.")
    for column, (pattern, message) in SHAPES.items():
        if row[column] and not re.fullmatch(pattern, row[column]):
            yield column, message
    for column, field in FIELDS.items():
        if field in LISTS and row[column]:
            for value in row[column].split("|"):
                if value not in LISTS[field]:
                    yield column, f"«\u00a0{value}\u00a0» n’est pas dans la liste nationale."
    if len(row["presentation_resume"]) > SUMMARY_LENGTH:
        yield "presentation_resume", "Le résumé dépasse 280\u00a0caractères."
    if row["date_maj"] > timezone.localdate().isoformat():
        yield "date_maj", "Cette date est à venir."


def produce_mednum(places, *, is_shared=False):
    """The lines that pass, and the reason for each one that does not."""
    rows, refused, seen = [], [], set()
    for number, place in enumerate(places, start=1):
        row = mednum_row(place, is_shared=is_shared)
        faults = list(faults_of(row))
        if row["id"] in seen:
            faults.append(("id", "Un autre lieu porte cet identifiant."))
        seen.add(row["id"])
        if faults:
            refused += [
                Issue(number, column, row[column], f"{place.name}\u00a0: {message}", True)
                for column, message in faults
            ]
            continue
        rows.append(row)
    lines = [[row[column] for column in STANDARD] for row in rows]
    sheet = Sheet("lieux", STANDARD, lines)
    return Produced([sheet], rows, len(rows), refused)

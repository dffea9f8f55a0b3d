"""The file that goes out, and where it stays: kept once, under its own SHA-256."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from inclusion.tables.writing import Sheet, write_csv


def sheet_of(rows, variant):
    """The rows in a variant's columns, the two days of a period joined its way."""
    return Sheet(
        "subventions",
        variant.names,
        [[_cell(row, n, variant) for n in variant.names] for row in rows],
    )


def _cell(row, name, variant):
    if name == "datesPeriodeVersement":
        return row[name].replace("/", variant.period_mark)
    return row[name]


def content_of(rows, variant):
    """UTF-8 without a mark, commas: as the schema reads."""
    return write_csv(sheet_of(rows, variant), separator=",", mark=False)


def file_name(organisation, year, variant):
    return f"subventions-{organisation.slug}-{year}-{variant.code}.csv"


def kept_path(organisation_id, digest):
    return f"open-data/{organisation_id}/{digest[:2]}/{digest}"


def keep(organisation_id, digest, content):
    """Store these bytes under their SHA-256, once."""
    path = kept_path(organisation_id, digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def read_kept(publication):
    """The bytes that were published. Raises FileNotFoundError."""
    path = kept_path(publication.organisation_id, publication.sha256)
    with default_storage.open(path) as file:
        return file.read()

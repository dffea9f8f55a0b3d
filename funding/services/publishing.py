"""Acts of a funder on its open data: a line entered, corrected, removed; a year published."""

import hashlib
from dataclasses import asdict

from funding.models import Publication, PublicationLine
from funding.opendata import schema
from funding.opendata.files import content_of, file_name, keep
from funding.opendata.findings import errors_of, warnings_of
from funding.opendata.judging import judged_year
from funding.opendata.lines import FIELDS, identity_of
from funding.refusals import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import counted

NO_SIRET = "Votre structure n’a pas de SIRET\u00a0: sans lui rien ne se publie en son nom."


@act
def enter_line(*, values, by):
    """Write one grantee of a grant that the funder awarded outside the product."""
    funder = by.organisation
    if not funder.siret:
        raise Refused(NO_SIRET)
    values = values | {"funder_name": funder.name, "funder_siret": funder.siret}
    line = PublicationLine.objects.create(
        organisation=funder, created_by=by, identity=identity_of(values), **values
    )
    record("publication_line.entered", line, by=by, amount=str(line.amount))
    return line


@act
def change_line(*, line, values, by):
    """Correct a line; the repair of a cell that is written anew is forgotten."""
    line = PublicationLine.objects.visible_to(by).locked().get(pk=line.pk)
    if line.funder_siret != by.organisation.siret:
        raise Refused("Cette ligne est celle d’un autre financeur\u00a0: elle se lit seulement.")
    changed = sorted(name for name, value in values.items() if getattr(line, name) != value)
    if not changed:
        return line
    for name in changed:
        setattr(line, name, values[name])
    line.repairs = [each for each in line.repairs if FIELDS.get(each["column"]) not in changed]
    if {"paid_from", "paid_to"} & set(changed):
        line.repairs = [e for e in line.repairs if e["column"] != "datesPeriodeVersement"]
    line.identity = identity_of(vars(line))
    line.save()
    record("publication_line.changed", line, by=by, fields=changed)
    return line


@act
def remove_line(*, line, by):
    """Take a line away; what was already published keeps it in its file."""
    line = PublicationLine.objects.visible_to(by).locked().get(pk=line.pk)
    record("publication_line.removed", line, by=by, agreed_on=str(line.agreed_on))
    line.delete()


@act
def publish_year(*, year, variant, by, expected_sha256=""):
    """Freeze the file of a year: its bytes kept, its SHA-256 in the journal.

    `expected_sha256` is that of the file the person looked at: another one is refused.
    """
    if not by.organisation.siret:
        raise Refused(NO_SIRET)
    grants, rows, findings = judged_year(by, year)
    wrong = errors_of(findings)
    if wrong:
        words = counted(len(wrong), "erreur à corriger", "erreurs à corriger")
        raise Refused(f"{words}\u00a0: rien n’est publié.")
    if not rows:
        raise Refused("Aucune subvention de cette année\u00a0: il n’y a rien à publier.")
    content = content_of(rows, variant)
    digest = hashlib.sha256(content).hexdigest()
    if expected_sha256 and digest != expected_sha256:
        raise Refused("Les subventions ont changé depuis votre relecture\u00a0: relisez-les.")
    earlier = Publication.objects.visible_to(by).filter(year=year, variant=variant.code)
    last = earlier.order_by("-version").first()
    if last and last.sha256 == digest:
        raise Refused("Ce fichier est déjà publié, à l’octet près.")
    keep(by.organisation_id, digest, content)
    # Two officers at once write the same version: the key lets one through.
    publication = Publication.objects.create(
        organisation=by.organisation,
        year=year,
        variant=variant.code,
        version=last.version + 1 if last else 1,
        schema_version=schema.VERSION,
        schema_sha256=schema.SHA256,
        file_name=file_name(by.organisation, year, variant),
        sha256=digest,
        size=len(content),
        line_count=len(rows),
        grant_count=len(grants),
        total_amount=sum(grant.amount for grant in grants),
        grants=[grant.key for grant in grants],
        warnings=[asdict(finding) for finding in warnings_of(findings)],
        published_by=by,
        published_by_label=str(by)[:120],
    )
    record(
        "open_data.published",
        publication,
        by=by,
        year=year,
        variant=variant.code,
        version=publication.version,
        sha256=digest,
        lines=len(rows),
    )
    return publication

"""A line to publish in the schema's words, and back: what tells one award from another."""

import hashlib
import re
from decimal import Decimal

from funding.opendata import schema
from inclusion.text import fold

# Column of the schema → field of PublicationLine, for those read and written as they are.
FIELDS = {
    "nomAttribuant": "funder_name",
    "idAttribuant": "funder_siret",
    "dateConvention": "agreed_on",
    "referenceDecision": "decision_reference",
    "nomBeneficiaire": "grantee_name",
    "idBeneficiaire": "grantee_siret",
    "rnaBeneficiaire": "grantee_rna",
    "objet": "object",
    "montant": "amount",
    "nature": "nature",
    "conditionsVersement": "terms",
    "idRAE": "business_aid_code",
    "notificationUE": "is_notified_to_europe",
    "pourcentageSubvention": "share",
    "dispositifAide": "program_code",
}


def identity_of(values):
    """The fingerprint of an award: the same day, decision, grantee and object are one award."""
    grantee = values.get("grantee_siret") or values.get("grantee_rna") or values["grantee_name"]
    words = (
        values["funder_siret"],
        values["agreed_on"].isoformat(),
        fold(values.get("decision_reference", "")),
        fold(grantee),
        fold(values["object"]),
    )
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


def amount_text(amount):
    return f"{amount:.2f}"


def share_text(share):
    """« 1.00 », « 0.3334 »: two decimals at least, four at most."""
    text = f"{Decimal(share).quantize(Decimal('0.0001')):f}"
    return re.sub(r"0{1,2}$", "", text)


def period_text(first, last, mark="/"):
    if first is None:
        return ""
    if last is None or last == first:
        return first.isoformat()
    return f"{first.isoformat()}{mark}{last.isoformat()}"


def yes_no_text(value):
    return {True: "oui", False: "non", None: ""}[value]


def cut_object(text):
    """(the object in one line of 256 characters at most, whether it was cut): on a word."""
    text = " ".join(text.split())
    if len(text) <= schema.OBJECT_LENGTH:
        return text, False
    kept = text[: schema.OBJECT_LENGTH - 1]
    if text[schema.OBJECT_LENGTH - 1] != " " and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:") + "…", True


def cells_of_line(line):
    """A PublicationLine as the sixteen cells of the schema, its object whole."""
    return {
        "nomAttribuant": line.funder_name,
        "idAttribuant": line.funder_siret,
        "dateConvention": line.agreed_on.isoformat(),
        "referenceDecision": line.decision_reference,
        "nomBeneficiaire": line.grantee_name,
        "idBeneficiaire": line.grantee_siret,
        "rnaBeneficiaire": line.grantee_rna,
        "objet": line.object,
        "montant": amount_text(line.amount),
        "nature": line.get_nature_display() if line.nature else "",
        "conditionsVersement": line.terms,
        "datesPeriodeVersement": period_text(line.paid_from, line.paid_to),
        "idRAE": line.business_aid_code,
        "notificationUE": yes_no_text(line.is_notified_to_europe),
        "pourcentageSubvention": "" if line.share is None else share_text(line.share),
        "dispositifAide": line.program_code,
    }


def as_it_came(line):
    """The cells as the imported file had them: every repair taken back."""
    return cells_of_line(line) | {each["column"]: each["before"] for each in line.repairs}

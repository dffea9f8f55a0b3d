"""Rows and files of the shapes that are really published; every number here is invented."""

import csv
import io
from datetime import date
from decimal import Decimal

from funding.opendata import schema
from funding.services import enter_line

FUNDER_SIRET, GRANTEE_SIRET, OTHER_SIRET = "91328183800015", "91112345300019", "91220264500012"
# Its key holds with its leading zero, which a spreadsheet drops.
ZERO_SIRET = "01328180300018"

ROW = {
    "nomAttribuant": "Métropole de Montferrand",
    "idAttribuant": FUNDER_SIRET,
    "dateConvention": "2026-02-12",
    "referenceDecision": "DEL-2026-018",
    "nomBeneficiaire": "Atelier du clavier",
    "idBeneficiaire": GRANTEE_SIRET,
    "rnaBeneficiaire": "W633001234",
    "objet": "Équipement de cent familles",
    "montant": "15000.00",
    "nature": "aide en numéraire",
    "conditionsVersement": "échelonné",
    "datesPeriodeVersement": "2026-03-01/2026-11-30",
    "idRAE": "",
    "notificationUE": "non",
    "pourcentageSubvention": "1.00",
    "dispositifAide": "",
}


def a_row(**cells):
    return ROW | cells


def a_file(*rows, names=schema.NAMES, separator=",", encoding="utf-8", headers=None):
    """A csv file of these rows, as bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(headers or names)
    writer.writerows([row[name] for name in names] for row in rows)
    return text.getvalue().encode(encoding)


def published_as_found():
    """A file of a département: Windows-1252, semicolons, « 40 000,00 », blank rows, no RNA."""
    names = schema.REGULATORY_NAMES
    headers = ["NomAttribuant", *names[1:10], "datesperiodeVersement", *names[11:]]
    found = {
        "montant": "40 000,00",
        "datesPeriodeVersement": "2026-03-01_2026-11-30",
        "pourcentageSubvention": "1",
        "objet": "Mise en œuvre de l’accueil ",
    }
    rows = [
        a_row(**found),
        a_row(
            **found | {"referenceDecision": "DEL-2026-019", "datesPeriodeVersement": "2026-05-02"}
        ),
        *[dict.fromkeys(names, "")] * 3,
    ]
    return a_file(*rows, names=names, separator=";", encoding="cp1252", headers=headers)


def a_line(by, **values):
    """A line entered by the funder's officer, complete."""
    return enter_line(
        values={
            "grantee_name": "Atelier du clavier",
            "grantee_siret": GRANTEE_SIRET,
            "grantee_rna": "",
            "object": "Équipement de cent familles",
            "agreed_on": date(2026, 2, 12),
            "decision_reference": "DEL-2026-018",
            "amount": Decimal("15000.00"),
            "share": Decimal(1),
            "nature": "cash",
            "terms": "échelonné",
            "paid_from": date(2026, 3, 1),
            "paid_to": date(2026, 11, 30),
            "is_notified_to_europe": False,
            "program_code": "",
            "business_aid_code": "",
        }
        | values,
        by=by,
    )


def consortium(by, *parts, **values):
    """One grant shared by so many grantees."""
    return [
        a_line(
            by,
            grantee_name=f"Association {rank}",
            grantee_siret="",
            grantee_rna=f"W44300000{rank}",
            share=Decimal(part),
            object="Reconditionner ensemble",
            amount=Decimal("50000.00"),
            **values,
        )
        for rank, part in enumerate(parts)
    ]

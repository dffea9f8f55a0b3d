"""The two halves of the CERFA 15059*02 table: groups in their printed order, and where lines go."""

from funding.cerfa_lines import CHARGES, LINES, PRODUITS
from inclusion.organisations.models import OrganisationKind

FORM_VERSION = "15059*02"

CHARGE_GROUPS = tuple((group.code, group.label) for group in CHARGES)
PRODUIT_GROUPS = tuple((group.code, group.label) for group in PRODUITS)
# The form keeps the accounts of the former plan under 86 and 87, where the accounts of 2018 swap
# 870 and 875: it prints them, so that nobody takes one for the other.
PRINTED_ACCOUNTS = {
    "86.0": "860", "86.1": "861", "86.2": "862", "86.4": "864",
    "87.BEN": "870", "87.PRE": "871", "87.DON": "875",
}  # fmt: skip


def _printed(line):
    account = PRINTED_ACCOUNTS.get(line.code)
    return f"{account} – {line.label}" if account else line.label


# A line whose code is not here prints its own label: under 74, one line a funder.
LABELS = {code: _printed(line) for code, line in LINES.items() if not code.startswith("74.")}

# The form wants one line per funder under 74, named by the kind of authority.
GRANT_LINES = {
    OrganisationKind.METROPOLE: "EPCI",
    OrganisationKind.STATE: "ETAT",
    OrganisationKind.CCAS: "SOC",
    OrganisationKind.COMPANY: "PRIV",
    OrganisationKind.ASSOCIATION: "PRIV",
}
FUNDER_KINDS = {
    "ETAT": "État",
    "REG": "Région",
    "DEP": "Département",
    "EPCI": "EPCI",
    "COM": "Commune",
    "SOC": "organisme social",
    "UE": "fonds européens",
    "ASP": "emplois aidés",
    "EP": "établissement public",
    "PRIV": "aide privée",
}


def grant_line(organisation_kind):
    """The code of the 74 line of a funder of this kind: « EPCI », « ETAT »…"""
    return GRANT_LINES.get(organisation_kind, "EP")

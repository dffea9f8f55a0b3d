"""The two halves of the CERFA 15059*02 table: groups in their printed order, and where lines go."""

from inclusion.organisations.models import OrganisationKind

FORM_VERSION = "15059*02"

CHARGE_GROUPS = (
    ("60", "60 – Achats"),
    ("61", "61 – Services extérieurs"),
    ("62", "62 – Autres services extérieurs"),
    ("63", "63 – Impôts et taxes"),
    ("64", "64 – Charges de personnel"),
    ("65", "65 – Autres charges de gestion courante"),
    ("66", "66 – Charges financières"),
    ("67", "67 – Charges exceptionnelles"),
    ("68", "68 – Dotations\u202f; fonds dédiés (689)"),
    ("69", "69 – Impôt sur les bénéfices"),
    ("IND", "Charges indirectes réparties"),
)
PRODUIT_GROUPS = (
    ("70", "70 – Ventes, prestations"),
    ("73", "73 – Dotations, concours publics"),
    ("74", "74 – Subventions d’exploitation"),
    ("75", "75 – Autres produits de gestion courante"),
    ("76", "76 – Produits financiers"),
    ("77", "77 – Produits exceptionnels"),
    ("78", "78 – Reprises\u202f; fonds dédiés (789)"),
    ("79", "79 – Transfert de charges"),
    ("OWN", "Ressources propres affectées"),
)

# The form wants one line per funder under 74, named by the kind of authority.
GRANT_LINES = {
    OrganisationKind.METROPOLE: "EPCI",
    OrganisationKind.STATE: "ETAT",
    OrganisationKind.CCAS: "SOC",
    OrganisationKind.COMPANY: "PRIV",
    OrganisationKind.ASSOCIATION: "PRIV",
}
FUNDER_KINDS = {"EPCI": "EPCI", "ETAT": "État", "SOC": "organisme social", "PRIV": "aide privée"}


def grant_line(organisation_kind):
    """The code of the 74 line of a funder of this kind: « EPCI », « ETAT »…"""
    return GRANT_LINES.get(organisation_kind, "EP")

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

# The sub-lines of each group; a line whose code is not here prints its own label.
LINES = {
    "60.1": "Achats matières et fournitures",
    "60.2": "Autres fournitures",
    "61.1": "Locations",
    "61.2": "Entretien et réparation",
    "61.3": "Assurance",
    "61.4": "Documentation",
    "62.1": "Rémunérations intermédiaires et honoraires",
    "62.2": "Publicité, publication",
    "62.3": "Déplacements, missions",
    "62.4": "Services bancaires, autres",
    "63.1": "Impôts et taxes sur rémunération",
    "63.2": "Autres impôts et taxes",
    "64.1": "Rémunération des personnels",
    "64.2": "Charges sociales",
    "64.3": "Autres charges de personnel",
    "65.1": "Autres charges de gestion courante",
    "66.1": "Charges financières",
    "67.1": "Charges exceptionnelles",
    "68.1": "Dotations aux amortissements, provisions",
    "68.9": "689 – Reports en fonds dédiés",
    "69.1": "Impôt sur les bénéfices, participation",
    "IND.1": "Charges fixes de fonctionnement",
    "IND.2": "Frais financiers",
    "IND.3": "Autres",
    "70.1": "Ventes, prestations",
    "73.1": "Dotations, concours publics",
    "75.0": "Autres produits de gestion courante",
    "75.6": "756 – Cotisations",
    "75.8": "Dons manuels, mécénat",
    "76.1": "Produits financiers",
    "77.1": "Produits exceptionnels",
    "78.1": "Reprises sur amortissements, provisions",
    "78.9": "789 – Utilisations de fonds dédiés",
    "79.1": "Transfert de charges",
    "OWN.1": "Autofinancement",
    "86.0": "860 – Secours en nature",
    "86.1": "861 – Mise à disposition gratuite",
    "86.2": "862 – Prestations",
    "86.4": "864 – Personnel bénévole",
    "87.BEN": "870 – Bénévolat",
    "87.PRE": "871 – Prestations en nature",
    "87.DON": "875 – Dons en nature",
}
# On this form, as under the plan of account it was written for, 870 is « Bénévolat » and 875
# « Dons en nature »; ANC 2018-06 swaps them. The nature is stored, the account follows the form.
IN_KIND_LINES = {
    "benevolat": ("86.4", "87.BEN"),
    "don": ("86.0", "87.DON"),
    "secours": ("86.0", "87.DON"),
    "mise_a_disposition": ("86.1", "87.PRE"),
    "prestation": ("86.2", "87.PRE"),
}

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

"""The lines of the form (CERFA 15059*02): their codes, words, and the accounts that feed them.

An account goes to the line with the longest prefix of it: 6135 to « Locations », 6063 to « Autres
fournitures ». Lines of the groups 86 and 87 stand outside the totals of the action.
"""

from dataclasses import dataclass

from funding.models.expenses import BudgetSide


@dataclass(frozen=True)
class FormLine:
    code: str
    label: str
    accounts: tuple = ()


@dataclass(frozen=True)
class FormGroup:
    code: str
    label: str
    side: str
    lines: tuple
    is_in_kind: bool = False


def _charge(code, label, *lines, is_in_kind=False):
    return FormGroup(code, label, BudgetSide.CHARGE, lines, is_in_kind)


def _produit(code, label, *lines, is_in_kind=False):
    return FormGroup(code, label, BudgetSide.PRODUIT, lines, is_in_kind)


CHARGES = (
    _charge(
        "60", "60 – Achats",
        FormLine("60.1", "Achats de matières et fournitures", ("601", "602")),
        FormLine("60.2", "Autres fournitures", ("60", "604", "605", "606", "607")),
    ),
    _charge(
        "61", "61 – Services extérieurs",
        FormLine("61.1", "Locations", ("612", "613", "614")),
        FormLine("61.2", "Entretien et réparation", ("615",)),
        FormLine("61.3", "Assurance", ("616",)),
        FormLine("61.4", "Documentation", ("61", "617", "618")),
    ),
    _charge(
        "62", "62 – Autres services extérieurs",
        FormLine("62.1", "Rémunérations intermédiaires et honoraires", ("621", "622")),
        FormLine("62.2", "Publicité, publication", ("623",)),
        FormLine("62.3", "Déplacements, missions", ("624", "625")),
        FormLine("62.4", "Services bancaires, autres", ("62", "626", "627", "628")),
    ),
    _charge(
        "63", "63 – Impôts et taxes",
        FormLine("63.1", "Impôts et taxes sur rémunération", ("631", "633")),
        FormLine("63.2", "Autres impôts et taxes", ("63", "635", "637")),
    ),
    _charge(
        "64", "64 – Charges de personnel",
        FormLine("64.1", "Rémunération des personnels", ("641",)),
        FormLine("64.2", "Charges sociales", ("645",)),
        FormLine("64.3", "Autres charges de personnel", ("64", "647", "648")),
    ),
    _charge(
        "65", "65 – Autres charges de gestion courante",
        FormLine("65.1", "Autres charges de gestion courante", ("65",)),
    ),
    _charge(
        "66", "66 – Charges financières",
        FormLine("66.1", "Charges financières", ("66",)),
    ),
    _charge(
        "67", "67 – Charges exceptionnelles",
        FormLine("67.1", "Charges exceptionnelles", ("67",)),
    ),
    _charge(
        "68", "68 – Dotations\u202f; fonds dédiés",
        FormLine("68.1", "Dotations aux amortissements et provisions", ("68", "681")),
        FormLine("68.9", "Reports en fonds dédiés (689)", ("689",)),
    ),
    _charge(
        "69", "69 – Impôt sur les bénéfices",
        FormLine("69.1", "Impôt sur les bénéfices, participation des salariés", ("69",)),
    ),
    _charge(
        "IND", "Charges indirectes affectées à l’action",
        FormLine("IND.1", "Charges fixes de fonctionnement"),
        FormLine("IND.2", "Frais financiers"),
        FormLine("IND.3", "Autres charges indirectes"),
    ),
)  # fmt: skip
CHARGES_IN_KIND = _charge(
    "86",
    "86 – Emplois des contributions volontaires",
    FormLine("86.0", "Secours en nature", ("860",)),
    FormLine("86.1", "Mise à disposition gratuite de biens et services", ("861",)),
    FormLine("86.2", "Prestations", ("862",)),
    FormLine("86.4", "Personnel bénévole", ("864",)),
    is_in_kind=True,
)

PRODUITS = (
    _produit(
        "70", "70 – Ventes, prestations de services",
        FormLine("70.1", "Participations des familles, ventes, prestations", ("70",)),
    ),
    _produit(
        "73", "73 – Dotations, concours publics",
        FormLine("73.1", "Dotations et produits de tarification", ("73",)),
    ),
    _produit(
        "74", "74 – Subventions d’exploitation",
        FormLine("74.ETAT", "État", ()),
        FormLine("74.REG", "Région", ()),
        FormLine("74.DEP", "Département", ()),
        FormLine("74.EPCI", "Intercommunalité (EPCI)", ()),
        FormLine("74.COM", "Commune", ()),
        FormLine("74.SOC", "Organismes sociaux", ()),
        FormLine("74.UE", "Fonds européens", ()),
        FormLine("74.ASP", "Agence de services et de paiement (emplois aidés)", ()),
        FormLine("74.EP", "Autres établissements publics", ("74",)),
        FormLine("74.PRIV", "Aides privées", ("7542", "7551")),
    ),
    _produit(
        "75", "75 – Autres produits de gestion courante",
        FormLine("75.6", "Cotisations (756)", ("756",)),
        FormLine("75.8", "Dons, mécénat", ("754", "758")),
        FormLine("75.0", "Autres produits", ("75",)),
    ),
    _produit(
        "76", "76 – Produits financiers",
        FormLine("76.1", "Produits financiers", ("76",)),
    ),
    _produit(
        "77", "77 – Produits exceptionnels",
        FormLine("77.1", "Produits exceptionnels", ("77",)),
    ),
    _produit(
        "78", "78 – Reprises\u202f; fonds dédiés",
        FormLine("78.1", "Reprises sur amortissements et provisions", ("78", "781")),
        FormLine("78.9", "Utilisations de fonds dédiés (789)", ("789",)),
    ),
    _produit(
        "79", "79 – Transferts de charges",
        FormLine("79.1", "Transferts de charges", ("79",)),
    ),
    _produit(
        "OWN", "Ressources propres affectées",
        FormLine("OWN.1", "Autofinancement"),
    ),
)  # fmt: skip
PRODUITS_IN_KIND = _produit(
    "87",
    "87 – Contributions volontaires en nature",
    FormLine("87.BEN", "Bénévolat"),
    FormLine("87.PRE", "Prestations en nature"),
    FormLine("87.DON", "Dons en nature"),
    is_in_kind=True,
)

GROUPS = (*CHARGES, CHARGES_IN_KIND, *PRODUITS, PRODUITS_IN_KIND)
LINES = {line.code: line for group in GROUPS for line in group.lines}
GROUP_OF = {line.code: group for group in GROUPS for line in group.lines}
# Several payers stand on one of these: the line says which.
DETAILED = ("74.", "75.8")
# Charged by their line, not by their account: nothing is recorded there as an invoice.
EXPENSE_LINES = tuple(
    line for group in CHARGES for line in group.lines if line.code not in {"68.9"}
)
_BY_ACCOUNT = {
    prefix: line.code for group in CHARGES for line in group.lines for prefix in line.accounts
}
_PRODUITS_BY_ACCOUNT = {
    prefix: line.code for group in PRODUITS for line in group.lines for prefix in line.accounts
}


def _longest(table, account):
    return next(
        (table[account[:size]] for size in range(len(account), 1, -1) if account[:size] in table),
        None,
    )


def line_of_account(account):
    """The charge line an account feeds: « 6135 » → « 61.1 »; None when it feeds none."""
    return _longest(_BY_ACCOUNT, account)


def produit_line_of_account(account):
    """The produit line an account feeds: « 7561 » → « 75.6 »; None when it feeds none."""
    return _longest(_PRODUITS_BY_ACCOUNT, account)


def side_of(code):
    """« charge » or « produit »."""
    return GROUP_OF[code].side


def line_choices():
    """The lines an expense may be charged on, by group, as a form wants them."""
    allowed = {line.code for line in EXPENSE_LINES}
    return [
        (group.label, [(line.code, line.label) for line in group.lines if line.code in allowed])
        for group in CHARGES
    ]

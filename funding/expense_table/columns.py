"""The columns of the table « dépenses »."""

from inclusion.tables.kinds import Column
from inclusion.tables.matching import AMOUNT

COLUMNS = (
    Column(
        "projet",
        "Titre exact d’un de vos projets.",
        is_required=True,
        synonyms=("action", "titre du projet"),
        example="350 ordinateurs pour les familles",
    ),
    Column(
        "fournisseur",
        "Nom du fournisseur. Écrit autrement (majuscules, accents, points), c’est le même.",
        is_required=True,
        synonyms=("tiers", "nom du fournisseur", "supplier", "vendeur"),
        example="Orange SA",
    ),
    Column(
        "siren",
        "Neuf chiffres, ou rien. Un SIREN faux laisse la ligne de côté.",
        synonyms=("siren du fournisseur",),
        example="380129866",
    ),
    Column(
        "numero",
        "Numéro de la facture ou de la pièce.",
        is_required=True,
        synonyms=("numero de piece", "n de piece", "numero de facture", "n facture", "piece"),
        example="F-2026-118",
    ),
    Column(
        "date_piece",
        "Date de la facture.",
        type="date",
        is_required=True,
        synonyms=("date", "date de facture", "date facture", "date de la piece"),
        example="2026-03-02",
    ),
    Column(
        "date_paiement",
        "Jour du paiement. Vide\u00a0: pas encore payée.",
        type="date",
        synonyms=("payee le", "paye le", "date de reglement", "reglement"),
        example="2026-03-15",
    ),
    Column(
        "montant_ttc",
        "En euros. Un avoir est négatif, et nomme sa facture dans «\u00a0avoir_de\u00a0».",
        type=AMOUNT,
        is_required=True,
        synonyms=("montant", "ttc", "montant ttc", "total ttc"),
        example="240,00",
    ),
    Column(
        "tva_recuperable",
        "En euros. Vide\u00a0: aucune.",
        type=AMOUNT,
        synonyms=("tva", "tva recuperable"),
        example="",
    ),
    Column(
        "montant_eligible",
        "En euros. Vide\u00a0: le TTC moins la TVA récupérable.",
        type=AMOUNT,
        synonyms=("eligible",),
        example="",
    ),
    Column(
        "compte",
        "Compte de charge, qui commence par 6.",
        is_required=True,
        synonyms=("compte comptable", "numero de compte", "imputation comptable"),
        example="6262",
    ),
    Column(
        "ligne",
        "Ligne du compte rendu (60.1, 62.4…). Vide\u00a0: d’après le compte.",
        synonyms=("ligne cerfa", "poste"),
        example="",
    ),
    Column(
        "objet",
        "Ce qui a été acheté.",
        synonyms=("libelle", "description", "designation"),
        example="Connexion des ateliers",
    ),
    Column(
        "origine",
        "Facture, Part de salaire ou Forfait. Vide\u00a0: Facture.",
        type="liste",
        synonyms=("source", "type"),
        example="Facture",
    ),
    Column(
        "avoir_de",
        "Pour un avoir\u00a0: le numéro de sa facture, chez le même fournisseur.",
        synonyms=("facture d origine", "avoir sur"),
        example="",
    ),
)
# Column → field of Expense, for what a second reading may correct.
FIELDS = {
    "siren": "supplier_siren",
    "date_paiement": "paid_on",
    "tva_recuperable": "recoverable_vat",
    "montant_eligible": "eligible_amount",
    "compte": "account",
    "ligne": "line_code",
    "objet": "description",
    "origine": "source",
}
# Said in the export, and never read back: they follow from acts.
EXPORTED = ("impute", "libre", "etat", "empreinte_piece")

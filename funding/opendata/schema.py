"""The columns of SCDL « subventions », 2.1.1, as our own data.

A 2024 proposal of forty columns bears the number 2.1.1 as well: what is held to here is the
sixteen-column schema whose published JSON file has the fingerprint below. The regulatory variant
has its first fourteen subjects, and `_` between the two days of a period.
"""

from dataclasses import dataclass

VERSION = "2.1.1"
# Of the published schema.json, last changed by its authors on 2023-09-28.
SHA256 = "2c2c2ca25ef6a3295f3e54be321453f1f720f2497d89abaad62b9ab04a6549d7"

TEXT, SIRET, RNA, DAY, PERIOD = "texte", "SIRET", "RNA", "date", "date ou période"
NUMBER, YES_NO, LIST = "nombre", "oui ou non", "liste"

CASH, IN_KIND = "aide en numéraire", "aide en nature"
NATURES = (CASH, IN_KIND, f"{CASH};{IN_KIND}", f"{IN_KIND};{CASH}")
ONCE, BY_INSTALMENTS, OTHERWISE = "unique", "échelonné", "autre"
TERMS = (ONCE, BY_INSTALMENTS, OTHERWISE)
OBJECT_LENGTH = 256


@dataclass(frozen=True)
class Field:
    """One column: what may stand there, said in our words."""

    name: str
    about: str
    type: str = TEXT
    is_required: bool = False
    max_length: int | None = None
    choices: tuple = ()
    minimum: str = ""
    maximum: str = ""
    synonyms: tuple = ()
    example: str = ""


FIELDS = (
    Field(
        "nomAttribuant",
        "Nom officiel de la collectivité qui attribue.",
        is_required=True,
        synonyms=("nom attribuant", "attribuant", "financeur", "collectivite"),
        example="Métropole de Montferrand",
    ),
    Field(
        "idAttribuant",
        "SIRET de la collectivité\u00a0: quatorze chiffres sans espace.",
        type=SIRET,
        is_required=True,
        synonyms=("id attribuant", "siret attribuant", "siret financeur"),
        example="91328183800015",
    ),
    Field(
        "dateConvention",
        "Jour de signature de la convention, AAAA-MM-JJ.",
        type=DAY,
        is_required=True,
        synonyms=("date convention", "date de convention", "date de la convention"),
        example="2026-02-12",
    ),
    Field(
        "referenceDecision",
        "Numéro de l’acte qui décide l’attribution.",
        synonyms=("reference decision", "reference de la decision", "deliberation"),
        example="DEL-2026-018",
    ),
    Field(
        "nomBeneficiaire",
        "Nom officiel du bénéficiaire.",
        is_required=True,
        synonyms=("nom beneficiaire", "beneficiaire", "nom du beneficiaire"),
        example="Atelier du clavier",
    ),
    Field(
        "idBeneficiaire",
        "SIRET du bénéficiaire. Vide, le RNA est obligatoire.",
        type=SIRET,
        synonyms=("id beneficiaire", "siret beneficiaire", "siret du beneficiaire", "siret"),
        example="91112345300019",
    ),
    Field(
        "rnaBeneficiaire",
        "Numéro RNA du bénéficiaire\u00a0: W et neuf chiffres.",
        type=RNA,
        synonyms=("rna beneficiaire", "rna du beneficiaire", "rna"),
        example="W633001234",
    ),
    Field(
        "objet",
        f"Ce que la subvention paie, en {OBJECT_LENGTH} caractères au plus.",
        is_required=True,
        max_length=OBJECT_LENGTH,
        synonyms=("objet de la subvention", "objet subvention", "libelle"),
        example="Équipement de cent familles",
    ),
    Field(
        "montant",
        "Total de la subvention en euros, avant partage entre ses bénéficiaires.",
        type=NUMBER,
        is_required=True,
        synonyms=("montant de la subvention", "montant total", "montant attribue", "montant euros"),
        example="15000.00",
    ),
    Field(
        "nature",
        "aide en numéraire, aide en nature, ou les deux séparées par un point-virgule.",
        type=LIST,
        is_required=True,
        choices=NATURES,
        synonyms=("nature de la subvention", "nature de l aide"),
        example=CASH,
    ),
    Field(
        "conditionsVersement",
        "unique, échelonné, autre, ou une description libre.",
        is_required=True,
        max_length=256,
        synonyms=("conditions versement", "conditions de versement", "modalites de versement"),
        example=BY_INSTALMENTS,
    ),
    Field(
        "datesPeriodeVersement",
        "Jour du versement, ou premier et dernier jour séparés par une barre oblique.",
        type=PERIOD,
        is_required=True,
        synonyms=("dates periode versement", "date de versement", "dates de versement"),
        example="2026-03-01/2026-11-30",
    ),
    Field(
        "idRAE",
        "Numéro au répertoire des aides aux entreprises, cinq caractères au plus.",
        max_length=5,
        synonyms=("id rae", "rae"),
    ),
    Field(
        "notificationUE",
        "oui si l’aide est notifiée à la Commission européenne (de minimis), non sinon.",
        type=YES_NO,
        is_required=True,
        synonyms=("notification ue", "notifiee a l ue", "de minimis"),
        example="non",
    ),
    Field(
        "pourcentageSubvention",
        "Part de ce bénéficiaire parmi tous ceux de la subvention, de 0.01 à 1\u00a0; 1.00 s’il"
        " est seul. Ce n’est pas un taux de cofinancement.",
        type=NUMBER,
        is_required=True,
        minimum="0.01",
        maximum="1",
        synonyms=("pourcentage subvention", "pourcentage", "part", "part du beneficiaire"),
        example="1.00",
    ),
    Field(
        "dispositifAide",
        "Identifiant du dispositif d’aide.",
        synonyms=("dispositif aide", "dispositif d aide", "dispositif"),
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
NAMES = tuple(BY_NAME)
# The arrêté of 17 November 2017 knows neither the RNA nor the programme.
REGULATORY_NAMES = tuple(n for n in NAMES if n not in {"rnaBeneficiaire", "dispositifAide"})


@dataclass(frozen=True)
class Variant:
    """One shape of file: its columns, what stands between the two days of a period."""

    code: str
    label: str
    names: tuple
    period_mark: str


SCDL = Variant("scdl", f"SCDL {VERSION}, 16\u00a0colonnes", NAMES, "/")
REGULATORY = Variant(
    "reglementaire", "Format réglementaire, 14\u00a0colonnes", REGULATORY_NAMES, "_"
)
VARIANTS = {variant.code: variant for variant in (SCDL, REGULATORY)}

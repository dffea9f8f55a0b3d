"""The headers of the Coop's export, and the words in its cells.

Facts about a public format, read in its public source (`buildAccompagnementsWorksheet`, 2026): one
line a participation, the lines of one activity sharing their « ID CRA », under a block of lines
that say who exported what.
"""

from beneficiaries.models import AgeBand, Gender, Situation
from inclusion.tables.kinds import Column
from inclusion.text import fold
from workshops.models import Level, Modality, Procedure, SessionKind, Topic

DATE = "Date"
KIND = "Type"
RANK = "Participants"
PLACE = "Canaux d’accompagnement"
VENUE = "Nom du lieu"
ADDRESS = "Adresse"
CITY = "Commune"
POSTCODE = "Code postal"
MINUTES = "Durée (min)"
TITLE = "Nom de l’atelier"
TOPICS = "Thématique(s) d’accompagnement"
LEVEL = "Niveau d’autonomie (ou de l’atelier)"
GENDER = "Genre du bénéficiaire"
AGE = "Tranche d’âge du bénéficiaire"
SITUATION = "Statut du bénéficiaire"
SOURCE = "Source de la donnée"
KEY = "ID CRA"

# Every column of the Coop's file, in its order: those we have nothing to say in stay empty.
HEADERS = (
    *(DATE, "Enregistré le", "Dernière modification le", "Prénom du médiateur"),
    *("Nom du médiateur", "Rôle", "ID - Conum", KIND, RANK, PLACE, VENUE, ADDRESS, CITY, POSTCODE),
    *("Code Insee", MINUTES, TITLE, "Matériel numérique utilisé", TOPICS, "Tags"),
    *("Nom de la démarche administrative", LEVEL, "Bénéficiaire réorienté"),
    *("Structure de redirection", "Commune du bénéficiaire", "Code postal du bénéficiaire"),
    *("Code Insee du bénéficiaire", GENDER, AGE, SITUATION, SOURCE, KEY),
)
COLUMNS = (
    Column(
        DATE,
        "Jour de la séance, avec l’heure si elle est dite.",
        type="date",
        is_required=True,
        example="18/03/2026",
    ),
    Column(
        KIND,
        "Accompagnement individuel ou Atelier collectif.",
        type="liste",
        is_required=True,
        synonyms=("type d activite",),
        example="Atelier collectif",
    ),
    Column(
        RANK,
        "1, ou le rang de la ligne parmi celles de la séance\u00a0: 3/12.",
        example="1/1",
    ),
    Column(
        PLACE,
        "Lieu d’activité, À domicile, À distance ou Autre lieu.",
        type="liste",
        is_required=True,
        synonyms=("canal", "type de lieu"),
        example="Lieu d’activité",
    ),
    Column(
        VENUE,
        "Nom du lieu\u00a0; celui d’un de vos lieux est reconnu.",
        synonyms=("lieu",),
        example="Salle des fêtes",
    ),
    Column(ADDRESS, "Numéro et voie."),
    Column(CITY, "Commune de la séance.", example="Limoges"),
    Column(POSTCODE, "Cinq chiffres.", example="87000"),
    Column(
        MINUTES,
        "En minutes.",
        type="nombre",
        is_required=True,
        synonyms=("duree", "duree en minutes"),
        example="120",
    ),
    Column(
        TITLE,
        "Vide\u00a0: la forme et la thématique en tiennent lieu.",
        synonyms=("titre de l atelier",),
        example="Mes premiers e-mails",
    ),
    Column(
        TOPICS,
        "Une par ligne dans la case. La première compte, toutes sont gardées.",
        type="liste",
        is_required=True,
        synonyms=("thematiques", "thematique"),
        example="E-mail",
    ),
    Column(LEVEL, "1/3, 2/3 ou 3/3.", example="1/3"),
    Column(
        GENDER,
        "Féminin, Masculin, Non communiqué.",
        type="liste",
        synonyms=("genre",),
        example="Féminin",
    ),
    Column(
        AGE,
        "Les sept tranches nationales. Une tranche d’avant 2024 reste «\u00a0non communiqué\u00a0»,"
        " et se garde telle quelle.",
        type="liste",
        synonyms=("tranche d age", "age"),
        example="60 - 69 ans",
    ),
    Column(
        SITUATION,
        "Retraité, Sans emploi, En emploi, Scolarisé.",
        type="liste",
        synonyms=("statut", "statut social"),
        example="Retraité",
    ),
    Column(SOURCE, "Gardée telle quelle.", synonyms=("source",)),
    Column(
        KEY,
        "Ce qui réunit les lignes d’une séance, et la reconnaît à un second import.",
        is_required=True,
        synonyms=("id", "identifiant"),
        example="a1b2c3",
    ),
)

KINDS = {
    "accompagnement individuel": SessionKind.INDIVIDUAL,
    "individuel": SessionKind.INDIVIDUAL,
    "aide aux demarches administratives": SessionKind.INDIVIDUAL,
    "atelier collectif": SessionKind.GROUP,
    "collectif": SessionKind.GROUP,
    "permanence": SessionKind.DROP_IN,
}
KIND_WORDS = {
    SessionKind.INDIVIDUAL: "Accompagnement individuel",
    SessionKind.GROUP: "Atelier collectif",
    # The Coop has no other word for it; ours comes back as it left.
    SessionKind.DROP_IN: "Permanence",
}
PLACE_WORDS = {
    Modality.VENUE: "Lieu d’activité",
    Modality.HOME: "À domicile",
    Modality.REMOTE: "À distance",
    Modality.ELSEWHERE: "Autre lieu",
}
PLACES = {fold(words): code for code, words in PLACE_WORDS.items()} | {
    "rattachement": Modality.VENUE,
    "distance": Modality.REMOTE,
    "domicile": Modality.HOME,
    "autre": Modality.ELSEWHERE,
}
TOPIC_WORDS = dict(Topic.choices) | {
    Topic.SOCIAL: "Réseaux sociaux communication",
    Topic.CONTENT: "Gérer ses contenus numériques",
    Topic.SECURITY: "Prévention en sécurité numérique",
    Topic.AI: "Intelligence artificielle (IA)",
    Topic.PROCEDURES: "Aide aux démarches administratives",
}
PROCEDURE_WORDS = dict(Procedure.choices) | {
    Procedure.PAPERS: "Papiers - Élections - Citoyenneté",
    Procedure.FAMILY: "Famille - Scolarité",
    Procedure.SOCIAL: "Social - Santé",
    Procedure.WORK: "Travail - Formation - Entreprise",
    Procedure.TRANSPORT: "Transports - Mobilité",
    Procedure.MONEY: "Argent - Impôts",
    Procedure.FOREIGNERS: "Étrangers - Europe",
    Procedure.LEISURE: "Loisirs - Sports - Culture",
}


def _known(choices, words):
    """Folded label, code and the Coop's own words → code."""
    found = {fold(label): code for code, label in choices.choices}
    found |= {fold(code): code for code in choices.values}
    return found | {fold(each): code for code, each in words.items()}


TOPICS_BY_WORD = _known(Topic, TOPIC_WORDS)
PROCEDURES_BY_WORD = _known(Procedure, PROCEDURE_WORDS)
LEVELS = {"1": Level.BEGINNER, "2": Level.INTERMEDIATE, "3": Level.ADVANCED}
AGE_WORDS = {
    AgeBand.UNDER_12: "Moins de 12 ans",
    AgeBand.FROM_12: "12 - 17 ans",
    AgeBand.FROM_18: "18 - 24 ans",
    AgeBand.FROM_25: "25 - 39 ans",
    AgeBand.FROM_40: "40 - 59 ans",
    AgeBand.FROM_60: "60 - 69 ans",
    AgeBand.FROM_70: "70 ans et plus",
    AgeBand.UNKNOWN: "Non communiqué",
}
AGES = _known(AgeBand, AGE_WORDS) | {"moins12ans": AgeBand.UNDER_12, "de12a18ans": AgeBand.FROM_12}
# Classes of before 2024: none of ours, and splitting them would be inventing.
AGES_OF_BEFORE = {
    fold(word)
    for word in (
        *("de18a35ans", "18-35 ans", "18 - 35 ans", "de 18 à 35 ans"),
        *("de35a60ans", "35-60 ans", "35 - 60 ans", "de 35 à 60 ans"),
        *("plus60ans", "60 ans et plus", "plus de 60 ans", "+ de 60 ans"),
    )
}
GENDER_WORDS = {
    Gender.FEMALE: "Féminin",
    Gender.MALE: "Masculin",
    Gender.UNKNOWN: "Non communiqué",
}
GENDERS = _known(Gender, GENDER_WORDS)
SITUATION_WORDS = {
    Situation.RETIRED: "Retraité",
    Situation.JOB_SEEKER: "Sans emploi",
    Situation.EMPLOYED: "En emploi",
    Situation.AT_SCHOOL: "Scolarisé",
    Situation.UNKNOWN: "Non communiqué ou hétérogène",
}
SITUATIONS = _known(Situation, SITUATION_WORDS) | {
    "etudiant": Situation.AT_SCHOOL,
    "heterogene": Situation.UNKNOWN,
    "non communique": Situation.UNKNOWN,
    "sansemploi": Situation.JOB_SEEKER,
    "enemploi": Situation.EMPLOYED,
}

"""The closed lists of the national standard of digital-inclusion places (version 1.0.2).

The values are stored and exported exactly as the standard's patterns want them, straight
apostrophes and missing spaces included; screens show `shown(value)`.
"""

STANDARD_VERSION = "1.0.2"

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
AUDIENCES = ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
SPECIAL_SUPPORT = (
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
)
FEES = ("Gratuit", "Gratuit sous condition", "Payant")
MOBILITY = ("Itinérant", "Fixe")
PROGRAMMES = (
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
)
LABELS = (
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    # The standard's pattern wants no space before this parenthesis.
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
)
ACCESS_MODES = (
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    "Ce lieu n'accueille pas de public",
    "Envoyer un mail avec une fiche de prescription",
)
SUPPORT_MODES = (
    "En autonomie",
    "Accompagnement individuel",
    "Dans un atelier collectif",
    "À distance",
)
# Kinds of place: code of the standard → what it is called.
KINDS = {
    "ACI": "Atelier ou chantier d’insertion",
    "ACIPHC": "Chantier d’insertion «\u00a0premières heures\u00a0»",
    "AFPA": "Agence nationale pour la formation professionnelle des adultes",
    "AI": "Association intermédiaire",
    "ASE": "Aide sociale à l’enfance",
    "ASSO": "Association",
    "ASSO_CHOMEUR": "Association de chômeurs",
    "Autre": "Autre",
    "AVIP": "Crèche à vocation d’insertion professionnelle",
    "BIB": "Bibliothèque, médiathèque",
    "CAARUD": "Accueil et réduction des risques pour usagers de drogues",
    "CADA": "Centre d’accueil de demandeurs d’asile",
    "CAF": "Caisse d’allocations familiales",
    "CAP_EMPLOI": "Cap Emploi",
    "CAVA": "Centre d’adaptation à la vie active",
    "CC": "Communauté de communes",
    "CCAS": "Centre communal d’action sociale",
    "CCONS": "Chambre consulaire",
    "CD": "Conseil départemental",
    "CDAS": "Centre départemental d’action sociale",
    "CFP": "Centre des finances publiques",
    "CHRS": "Centre d’hébergement et de réinsertion sociale",
    "CHU": "Centre d’hébergement d’urgence",
    "CIAS": "Centre intercommunal d’action sociale",
    "CIDFF": "Centre d’information sur les droits des femmes et des familles",
    "CITMET": "Cité des métiers",
    "CMP": "Centre médico-psychologique",
    "CMS": "Centre médico-social",
    "CPAM": "Caisse primaire d’assurance maladie",
    "CPH": "Centre provisoire d’hébergement",
    "CS": "Centre social",
    "CSAPA": "Centre de soins, d’accompagnement et de prévention en addictologie",
    "CSC": "Centre socioculturel",
    "DEETS": "Direction de l’économie, de l’emploi, du travail et des solidarités",
    "DEPT": "Service social du Conseil départemental",
    "DIPLP": "Délégation interministérielle à la prévention et à la lutte contre la pauvreté",
    "E2C": "École de la deuxième chance",
    "EA": "Entreprise adaptée",
    "EATT": "Entreprise adaptée de travail temporaire",
    "EI": "Entreprise d’insertion",
    "EITI": "Entreprise d’insertion par le travail indépendant",
    "ENM": "Espace numérique mobile",
    "EPCI": "Intercommunalité",
    "EPI": "Espace public internet",
    "EPIDE": "Établissement pour l’insertion dans l’emploi",
    "EPN": "Espace public numérique",
    "ES": "Épicerie solidaire",
    "ESAT": "Établissement ou service d’aide par le travail",
    "ESS": "Entreprise de l’économie sociale et solidaire",
    "ETTI": "Entreprise de travail temporaire d’insertion",
    "EVS": "Espace de vie sociale",
    "FABLAB": "Fablab",
    "FABRIQUE": "Fabrique",
    "FAIS": "Fédération d’acteurs de l’insertion et de la solidarité",
    "FT": "France Travail",
    "GEIQ": "Groupement d’employeurs pour l’insertion et la qualification",
    "HUDA": "Hébergement d’urgence pour demandeurs d’asile",
    "LA_POSTE": "La Poste",
    "MDE": "Maison de l’emploi",
    "MDH": "Maison des habitants",
    "MDEF": "Maison de l’emploi et de la formation",
    "MDPH": "Maison départementale des personnes handicapées",
    "MDS": "Maison départementale des solidarités",
    "MJC": "Maison des jeunes et de la culture",
    "ML": "Mission locale",
    "MQ": "Maison de quartier",
    "MSA": "Mutualité sociale agricole",
    "MSAP": "Maison de services au public",
    "MUNI": "Municipalité",
    "OACAS": "Structure agréée Organisme d’accueil communautaire et d’activité solidaire",
    "ODC": "Organisation délégataire d’un conseil départemental",
    "OF": "Organisme de formation",
    "OIL": "Opérateur d’intermédiation locative",
    "OPCS": "Organisation porteuse de la clause sociale",
    "PAD": "Point d’accès au droit",
    "PENSION": "Pension de famille",
    "PI": "Point info",
    "PIJ_BIJ": "Point ou bureau information jeunesse",
    "PIMMS": "Point information médiation multi-services",
    "PJJ": "Protection judiciaire de la jeunesse",
    "PLIE": "Plan local pour l’insertion et l’emploi",
    "PREF": "Préfecture, sous-préfecture",
    "PREVENTION": "Service ou club de prévention",
    "REG": "Région",
    "RELAIS_LECTURE": "Relais lecture",
    "RESSOURCERIE": "Ressourcerie",
    "RFS": "France Services",
    "RS_FJT": "Résidence sociale, foyer de jeunes travailleurs",
    "SCP": "Service ou club de prévention",
    "SPIP": "Service pénitentiaire d’insertion et de probation",
    "TIERS_LIEUX": "Tiers-lieu",
    "UDAF": "Union départementale d’aide aux familles",
}

# Field of Place → its closed list.
LISTS = {
    "kinds": tuple(KINDS),
    "mobility": MOBILITY,
    "services": SERVICES,
    "audiences": AUDIENCES,
    "special_support": SPECIAL_SUPPORT,
    "fees": FEES,
    "programmes": PROGRAMMES,
    "labels": LABELS,
    "access_modes": ACCESS_MODES,
    "support_modes": SUPPORT_MODES,
}

POSTCODE = r"^\d{5}$"
INSEE_CODE = r"^([013-9]\d|2[AB1-9])\d{3}$"
PIVOT = r"^[a-zA-Z0-9]{9,14}$"
PHONE = r"^(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)\d{6,9}$"

# How people read what the standard writes its own way.
SHOWN = {
    "Étapes numériques(La Poste)": "Étapes numériques (La Poste)",
    "Bibliothèques numérique de référence": "Bibliothèque numérique de référence",
    "Conseillers numériques": "Conseiller numérique",
    "Certification PIX": "Certification Pix",
    "La Croix Rouge": "Croix-Rouge",
}
# The standard's words in plain ones, for the easy-to-read page.
PLAIN_SERVICES = {
    "Aide aux démarches administratives": "On vous aide à faire vos papiers sur internet.",
    "Maîtrise des outils numériques du quotidien": (
        "Vous apprenez à utiliser un ordinateur ou un téléphone."
    ),
    "Insertion professionnelle via le numérique": (
        "On vous aide à chercher du travail sur internet."
    ),
    "Utilisation sécurisée du numérique": "Vous apprenez à éviter les pièges sur internet.",
    "Parentalité et éducation avec le numérique": (
        "On aide les parents\u00a0: école, enfants et écrans."
    ),
    "Loisirs et créations numériques": "Vous pouvez créer\u00a0: photo, vidéo, jeux, objets.",
    "Compréhension du monde numérique": "On vous explique comment marche internet.",
    "Accès internet et matériel informatique": "Vous pouvez utiliser internet et un ordinateur.",
    "Acquisition de matériel informatique à prix solidaire": (
        "Vous pouvez acheter un ordinateur ou un téléphone pas cher."
    ),
}


def shown(value):
    """A value as people read it: its kind's name, curly apostrophes, the space that lacks."""
    return KINDS.get(value) or SHOWN.get(value) or value.replace("'", "’")


def choices(values):
    """(value, words) pairs for a form or a filter."""
    return [(value, shown(value)) for value in values]

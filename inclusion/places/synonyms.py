"""Words that local directories use for those of the national lists."""

from functools import cache

from inclusion.places.vocabulary import LISTS, shown
from inclusion.text import fold

SYNONYMS = {
    "services": {
        "Aide aux démarches administratives": (
            "démarches administratives",
            "accompagnement aux démarches",
            "accompagner les démarches de santé",
            "aide administrative",
            "démarches en ligne",
            "accès aux droits",
            "réaliser des démarches administratives avec un accompagnement",
        ),
        "Maîtrise des outils numériques du quotidien": (
            "utiliser le numérique au quotidien",
            "prendre en main un ordinateur",
            "prendre en main un smartphone ou une tablette",
            "initiation informatique",
            "initiation",
            "bureautique",
            "apprendre les bases du numérique",
            "devenir autonome dans les démarches administratives",
        ),
        "Insertion professionnelle via le numérique": (
            "favoriser mon insertion professionnelle",
            "insertion professionnelle",
            "recherche d’emploi",
            "emploi",
        ),
        "Utilisation sécurisée du numérique": (
            "approfondir ma culture numérique et sécurité",
            "sécurité",
            "sécurité numérique",
            "protéger ses données",
        ),
        "Parentalité et éducation avec le numérique": (
            "accompagner ses enfants",
            "parentalité",
            "soutien à la parentalité et à l’éducation avec le numérique",
        ),
        "Loisirs et créations numériques": (
            "créer et développer avec le numérique",
            "créer avec le numérique",
            "loisirs",
            "fabrication numérique",
        ),
        "Compréhension du monde numérique": (
            "approfondir ma culture numérique",
            "culture numérique",
            "comprehension du monde numerique",
        ),
        "Accès internet et matériel informatique": (
            "accéder à du matériel",
            "accéder à une connexion internet",
            "accès internet",
            "accès libre",
            "matériel en libre accès",
            "wifi",
        ),
        "Acquisition de matériel informatique à prix solidaire": (
            "acquérir du matériel informatique à prix solidaire",
            "s’équiper en matériel informatique",
            "matériel à prix solidaire",
            "vente solidaire",
        ),
    },
    "audiences": {
        "Jeunes": ("jeune", "16-25 ans", "adolescents", "jeunes (16-26 ans)"),
        "Étudiants": ("étudiant", "étudiantes et étudiants"),
        "Familles et/ou enfants": ("familles", "famille", "enfants", "parents", "familles enfants"),
        "Seniors": (
            "senior",
            "séniors (+ 65 ans)",
            "personnes âgées",
            "retraités",
            "65 ans et plus",
        ),
        "Femmes": ("femme", "public femmes"),
    },
    "special_support": {
        "Surdité": ("sourds", "malentendants", "langue des signes"),
        "Handicaps moteurs": ("handicap moteur", "mobilité réduite", "pmr"),
        "Handicaps mentaux": ("handicap mental", "déficiences intellectuelles"),
        "Illettrisme": ("personnes en situation d’illettrisme", "difficultés de lecture"),
        "Langues étrangères (anglais)": ("anglais",),
        "Langues étrangères (autres)": ("autres langues", "langues étrangères", "allophones"),
        "Déficience visuelle": ("malvoyants", "aveugles", "handicap visuel"),
    },
    "fees": {
        "Gratuit": ("gratuite", "gratuitement", "0 €", "non"),
        "Gratuit sous condition": (
            "gratuit sous conditions",
            "adhésion",
            "gratuit pour les adhérents",
            "pass numérique",
        ),
        "Payant": ("payante", "payant sous condition", "tarif solidaire"),
    },
    "mobility": {
        "Itinérant": ("itinérante", "itinérance", "mobile", "bus numérique", "oui"),
        "Fixe": ("non itinérant", "sédentaire", "non"),
    },
    "programmes": {
        "Conseillers numériques": (
            "conseiller numérique",
            "conseillers numériques france services",
            "conseiller numérique france services",
        ),
        "France Services": ("france service", "maison france services"),
        "La Croix Rouge": ("croix-rouge", "croix-rouge française"),
        "Bibliothèques numérique de référence": (
            "bibliothèque numérique de référence",
            "bibliothèques numériques de référence",
        ),
        "Certification PIX": ("pix",),
        "Point d'accès numérique CAF": ("point numérique caf", "point relais caf"),
        "Grande école du numérique": ("grandes écoles du numérique",),
    },
    "labels": {
        "Étapes numériques(La Poste)": ("étapes numériques",),
        "Fabriques de Territoire": ("fabrique de territoire",),
        "ORDI 3.0": ("ordi 3", "ordi 3 0"),
        "SUD LABS (PACA)": ("sud labs",),
    },
    "access_modes": {
        "Se présenter": ("sans rendez-vous", "accueil libre", "sur place"),
        "Téléphoner": ("par téléphone", "appeler", "téléphone"),
        "Contacter par mail": ("par mail", "courriel", "envoyer un courriel", "mail"),
        "Prendre un RDV en ligne": ("rdv en ligne", "rendez-vous en ligne", "prendre rendez-vous"),
        "Ce lieu n'accueille pas de public": (
            "pas d’accueil du public",
            "n’accueille pas de public",
        ),
        "Envoyer un mail avec une fiche de prescription": ("fiche de prescription",),
    },
    "support_modes": {
        "En autonomie": (
            "seul j’ai accès à du matériel et une connexion",
            "autonomie",
            "libre accès",
        ),
        "Accompagnement individuel": (
            "avec de l’aide je suis accompagné seul dans l’usage du numérique",
            "individuel",
            "accompagnement personnalisé",
        ),
        "Dans un atelier collectif": (
            "dans un atelier j’apprends collectivement à utiliser le numérique",
            "dans un atelier",
            "atelier",
            "ateliers",
            "ateliers collectifs",
            "collectif",
        ),
        "À distance": ("à distance je suis accompagné à distance", "visio", "par visioconférence"),
    },
    "kinds": {
        "ASSO": ("association loi 1901", "associations"),
        "BIB": ("bibliothèque", "médiathèque", "médiathèques"),
        "CCAS": ("centre communal d action sociale",),
        "EPN": ("espace public numérique", "cyberbase", "cyber-base"),
        "MUNI": ("mairie", "commune", "communes"),
        "RFS": ("france services", "maison france services", "espace france services"),
        "TIERS_LIEUX": ("tiers-lieu", "tiers lieux", "coworking"),
        "CS": ("centre social", "centres sociaux"),
        "MQ": ("maison de quartier",),
        "ML": ("mission locale",),
        "FT": ("pôle emploi", "france travail"),
        "FABLAB": ("fab lab",),
        "RESSOURCERIE": ("recyclerie",),
    },
}


@cache
def _words(field):
    words = {fold(value): value for value in LISTS[field]}
    words |= {fold(shown(value)): value for value in LISTS[field]}
    for value, synonyms in SYNONYMS.get(field, {}).items():
        words |= {fold(synonym): value for synonym in synonyms}
    return words


def recognise(field, text):
    """The national value that these words mean, or None."""
    return _words(field).get(fold(text))

"""The words that say more of a person than accompanying her needs, and what to write instead.

A warning never stops anyone: it asks to read again. Patterns are matched on text without capitals
or accents. `ORDINARY` holds the ways of speaking in which such a word says nothing of a person.
"""

import re

_NATIONS = (
    "afghan|albanais|algerien|angolais|arabe|armenien|bangladais|bulgare|cambodgien|camerounais"
    "|chinois|colombien|comorien|congolais|espagnol|georgien|guineen|haitien|indien|irakien"
    "|iranien|italien|ivoirien|kosovar|libanais|malgache|malien|marocain|mauritanien|moldave"
    "|nigerian|pakistanais|polonais|portugais|roumain|russe|senegalais|serbe|somalien|soudanais"
    "|sri[- ]lankais|syrien|tchadien|tchetchene|togolais|tunisien|turc|turque|ukrainien"
    "|vietnamien|maghrebin|africain|asiatique|berbere|kabyle|kurde"
)
_NATION = rf"(?:{_NATIONS})(?:ne)?(?:e)?s?"


def _words(*patterns):
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


ORDINARY = [
    re.compile(pattern)
    for pattern in (
        r"assurance[ -]maladie",
        r"religieuses? au (?:chocolat|cafe)",
        r"gay[- ]lussac",
        r"(?:mme|m\.|monsieur|madame|famille) gay\b",
        r"(?:rue|place|avenue|boulevard|quartier|arret|impasse|allee)"
        r"(?: de| du| des| d'| de la| de l')? ?(?:mosquee|synagogue|prison|juifs?|islam)\w*",
        # What she speaks or reads is said of a language.
        rf"(?:parl|li[ts]|lis|ecri|compren|langue|interpret|tradui|traduct|clavier|alphabet|cours"
        rf"|notice|version|dialecte|en|sous-titre)\w*"
        rf"(?:[ ,']+(?:un|le|la|l|en|d|du|de|et|ou|peu|bien|tres|mal|surtout|seulement|francais"
        rf"|anglais|{_NATION}))*[ ']+{_NATION}(?!\w)",
        rf"(?:restaurant|epicerie|consulat|ambassade|cuisine)s? {_NATION}(?!\w)",
        r"(?:extrait|bulletin|demande|copie)s? (?:de |du |d')?casier judiciaire",
        r"(?:numero|code|mot de passe|lien|piece|carte|adresse|identifiant|date|titre)s?"
        r"(?: \w+){0,3} invalides?",
        r"(?:referents?|referentes?|maison|mission|service|numero|tarifs?) (?:du )?handicap\w*",
        r"(?:cable|boitier|bouton|fichier|document|logiciel)s? (?:agressi\w+|malades?)",
        r"(?:pieds?|doigts?|coin|espace|salle|navigation|lecture|onglet|fenetre)s? prive\w*",
        r"depression atmospherique",
        r"trafic (?:internet|reseau|routier)",
        r"(?:autonomie|batterie|memoire|forfait|debit|stockage)s? (?:\w+ )?limite\w*",
        r"sous traitement automatique|traitement de texte|en cours de traitement",
    )
]

_NEED = "Écrivez le besoin, pas la cause\u00a0: "

SENSITIVE = [
    (
        _words(
            r"depressi(?:f|fs|ve|ves|on)",
            r"alcool(?:ique|iques|isme|ise|isee)",
            r"tox(?:icomane|icomanes|ico)|drogue[es]?|junkie",
            r"addict(?:e|s|ion|ions)?",
            r"schizo(?:phrene|phrenes|phrenie)?|bipolaires?|psychotiques?|psychose",
            r"psychiatr(?:e|ie|ique|iques)|paranoiaques?|parano",
            r"cancer(?:eux|euse)?|chimio(?:therapie)?|tumeur|leucemie",
            r"diabet(?:e|ique|iques)|epilep(?:sie|tique|tiques)|dialyse[es]?",
            r"vih|sida|seropositi(?:f|ve|fs|ves)|hepatite",
            r"alzheimer|parkinson|demen(?:ce|te|t)|senile|perd la tete",
            r"autis(?:te|tes|me)|trisomi(?:e|que)|dyslexi(?:e|que)",
            r"handicapee?s?|handicaps?|infirmes?|invalidite",
            r"malad(?:e|es|ie|ies)|sous traitement|medicaments?|antidepresseurs?",
            r"enceinte|grossesse|avortement|ivg|fausse couche",
            r"burn[- ]?out|suicid(?:e|aire|er)|obese|anorexique",
            r"hospitalis(?:e|ee|ation)|cure de desintox\w*|sevrage|methadone|avc",
            r"troubles? (?:psych\w+|menta\w+|cognitifs?|de la memoire|bipolaires?|autistiques?)",
        ),
        f"Cela touche à la santé. {_NEED}«\u00a0séances courtes\u00a0», «\u00a0écran agrandi"
        "\u00a0», «\u00a0plutôt l’après-midi\u00a0», «\u00a0vient accompagnée\u00a0».",
    ),
    (
        _words(
            r"sourde?s?(?:[- ]muets?|[- ]muettes?)?|malentendante?s?",
            r"aveugles?|malvoyante?s?|non[- ]voyante?s?|fauteuil roulant|(?:para|tetra)plegique",
        ),
        f"Cela dit la cause. {_NEED}«\u00a0écran ou textes agrandis\u00a0», «\u00a0par SMS plutôt"
        " que par téléphone\u00a0», «\u00a0accès sans marche\u00a0».",
    ),
    (
        _words(
            r"musulmane?s?|islam|islamistes?|islamique|ramadan|halal|voilees?",
            r"port(?:e|ant|er) (?:le|un) (?:voile|foulard|hijab|niqab)|hijab|niqab|burqa",
            r"catholiques?|catho|cathos|chretien(?:ne)?s?|protestante?s?|evangelistes?|evangeliques?",
            r"juifs?|juives?|casher|kasher|bouddhistes?|hindouistes?|hindoue?s?|athees?",
            r"temoins? de jehovah|jehovah|religi(?:on|ons|eux|euse|euses)|mosquee|synagogue",
            r"imam|rabbin|pretre|croyante?s?|tres pratiquante?|secte",
        ),
        f"Cela touche à la religion. {_NEED}«\u00a0pas le vendredi après-midi\u00a0»,"
        " «\u00a0préfère être reçue par une femme\u00a0».",
    ),
    (
        _words(
            r"sans[- ]papiers?|clandestine?s?|immigree?s?|migrante?s?|refugiee?s?|oqtf|etrangere",
            r"demandeu(?:r|rs|se|ses) d'asile|demande d'asile|en situation irreguliere|irregulier",
            r"nationalite|d'origine \w+|de race|race|de couleur noire|de type \w+",
            r"gitane?s?|tziganes?|manouches?|romanichels?|gens du voyage",
            r"roms|(?:une?|est|famille) rom",
            _NATION,
        ),
        f"Cela touche aux origines ou aux papiers. {_NEED}«\u00a0parle arabe et un peu français"
        "\u00a0», «\u00a0interprète utile\u00a0», «\u00a0démarche en préfecture\u00a0».",
    ),
    (
        _words(
            r"(?:vote|votent|a vote) (?:pour|a|le|rn|lfi|fn)|electeurs? (?:de|du|d')\s?\w+",
            r"militante?s?|gauchistes?|fachos?|fascistes?|communistes?|lepenistes?|macronistes?",
            r"extreme[- ](?:droite|gauche)|gilets? jaunes?|opinions? politiques?|anarchistes?",
        ),
        "Cela touche aux opinions politiques\u00a0: rien n’en dépend ici. Écrivez ce que la"
        " personne veut faire\u00a0: «\u00a0souhaite lire la presse en ligne\u00a0».",
    ),
    (
        _words(
            r"syndiquee?s?|syndicalistes?|delegue(?:e|es|s)? syndica(?:l|le|ux)|cgt|cfdt|cftc|cgc",
        ),
        "Cela touche à l’appartenance syndicale. Écrivez la disponibilité ou la démarche"
        "\u00a0: «\u00a0disponible après 17\u202fh\u00a0».",
    ),
    (
        _words(
            r"homosexuel(?:le)?s?|homo|gays?|lesbiennes?|(?:bi|hetero)sexuel(?:le)?s?",
            r"trans(?:genre|sexuel|sexuelle)s?|prostitu(?:e|ee|ees|tion)",
            r"vie sexuelle|sexualite",
            r"infideles?|tromp(?:e|ait) (?:son|sa) (?:mari|femme|conjoint|conjointe|compagn\w+)",
        ),
        "Cela touche à la vie intime. Écrivez le prénom et la civilité que la personne demande,"
        " et rien d’autre.",
    ),
    (
        _words(
            r"prison|detenue?s?|incarceree?s?|incarceration|ex[- ]taularde?s?|taularde?s?",
            r"condamnee?s?|condamnation|casier judiciaire|delinquante?s?|criminel(?:le)?s?",
            r"voleu(?:r|rs|se|ses)|dealers?|trafiquante?s?|garde a vue|controle judiciaire",
            r"bracelet electronique|sursis|spip|violences? conjugales?|femme battue|battue",
            r"violee?|agression sexuelle|inceste|mari violent|conjoint violent",
        ),
        "Cela touche à la justice ou à des violences. Écrivez ce qui change pour l’accueil"
        "\u00a0: «\u00a0ne pas laisser de message\u00a0», «\u00a0rendez-vous seule\u00a0»,"
        " «\u00a0disponible le mardi\u00a0».",
    ),
    (
        _words(
            r"mauvaise foi|mauvaise volonte|menteu(?:r|rs|se|ses)",
            r"(?:elle|il) ment|ment tout le temps",
            r"faineante?s?|feignante?s?|feignasse|paresseu(?:x|se)|flemmarde?s?",
            r"profiteu(?:r|se|rs|ses)",
            r"cas soc(?:ial)?|cassos|une? assistee?|hysteriques?|folle",
            r"(?:est|un peu|completement) fou",
            r"cinglee?s?|debiles?|idiote?s?|imbeciles?|stupides?|simplette?s?|simplets?|abrutie?s?",
            r"pas tres (?:intelligente?|futee?|maligne?|malin)|(?:limitee?s?|deficiente?s?)"
            r"(?: intellectuellement| mentalement)?",
            r"sent mauvais|malpropre|crasseu(?:x|se)|negligee",
            r"agressi(?:f|fs|ve|ves|vite)|ingerables?|insupportables?|casse[- ]pieds|penibles?",
            r"capricieu(?:x|se|ses)|manipulat(?:eur|rice)s?|paumee?s?|immatures?|louche",
            r"ne fait aucun effort|ne veut rien faire|analphabetes?|illettree?s?|illettrisme",
            r"(?:elle|il) est (?:bizarre|bete|nulle?)|bordelique",
        ),
        "C’est un jugement, et la personne peut lire cette note. Écrivez le fait\u00a0: «\u00a0n’a"
        " pas apporté le document demandé\u00a0», «\u00a0préfère qu’on lise avec elle\u00a0».",
    ),
]

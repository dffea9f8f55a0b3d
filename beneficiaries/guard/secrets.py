"""Passwords and secret codes really written down; speaking about one (« oublié ») is ordinary.

What follows the words « mot de passe », « code PIN »… is a secret when it looks like one (figures
among letters, signs) or stands alone where a secret would, and is not a word that one says of a
password: forgotten, changed, too simple.
"""

import re

SPOKEN = (
    r"m\W{0,2}d\W{0,2}p\b|mots?[ \-_]?de[ \-_]?passe|pass[ ]?word|passwd|\bpwd\b|passe ?partout"
    r"|code[ ]secret|code[ ]confidentiel|code[ ]pin\b|\bpin\b|code[ ]puk|\bpuk\b"
    r"|code[ ]d['\s]?acc[eè]s|code[ ]de[ ](?:d[ée]verrouillage|verrouillage)"
    r"|(?:code|cl[ée]f?)[ ](?:du[ ]|de[ ]la[ ])?(?:wi-?fi|wpa2?)"
)
# « code de sa carte », « code du téléphone »: what the code opens is named.
OPENED = (
    r"(?:carte(?:[ ](?:bleue|bancaire|sim))?|cb|sim|t[ée]l[ée]phone|portable|tablette|ordinateur"
    r"|ordi|pc|session|bo[iî]te[ ]mail|messagerie|ameli|caf|imp[oô]ts|france[ ]?connect|banque)"
)
CODE = rf"codes?[ ](?:de[ ]|du[ ]|d['\s])?(?:la[ ]|le[ ]|sa[ ]|son[ ]|l['\s])?{OPENED}"
# Words that may stand between « mot de passe » and what follows « : » or « est ».
WORDS = r"(?P<about>(?:[ ]+[^\s:=,.;!?«»\"]+){0,6}?)"
LINK = r"(?:[ ]*(?:[:=]|-+>|→|⇒)[ ]*|[ ]+(?:est|c'est|c est|etait|était)[ ]+(?:bien[ ]|donc[ ])?)"
_LINKED = re.compile(
    rf"(?<![^\W_])(?:{SPOKEN}|{CODE}){WORDS}(?P<link>{LINK})(?P<rest>[^\n]{{1,80}})",
    re.IGNORECASE,
)
_ADJACENT = re.compile(rf"(?<![^\W_])(?:{SPOKEN}|{CODE})(?P<rest>[ ]+[^\n]{{1,60}})", re.IGNORECASE)
_QUOTED = re.compile(
    rf"(?<![^\W_])(?:{SPOKEN}|{CODE}){WORDS}[ ]*[:=]?[ ]*[«\"“][ ]*(?P<rest>[^«»\"“”\n]{{3,60}}?)"
    r"[ ]*[»\"”]",
    re.IGNORECASE,
)
# « code : 4821 », « son code est 4821 »: four, six or eight figures, as secret codes have.
_FIGURES = re.compile(
    r"(?<!\w)cryptogramme(?:[ ]*[:=][ ]*|[ ]+)(?:est[ ]+)?\d{3}(?!\d)|"
    r"(?<![^\W_])(?:son|leur|sa|mon|le|un)?[ ]?code(?:[ ]*(?:[:=]|-+>|→)[ ]*|[ ]+est[ ]+(?:le[ ])?)"
    r"(?:\d[ .\-]?){3}\d(?:(?:[ .\-]?\d){2}|(?:[ .\-]?\d){4})?(?![\d/:h])",
    re.IGNORECASE,
)

# What one ordinarily says of a password, or begins a sentence with.
_SAID_OF_IT = """
    a à ailleurs ainsi aide aider alors après as au aucun aussi autre aux avant avec bien bientôt
    bloque bon bonne c' ça car carnet ce celui cela cet cette changement chez clair comme complexe
    compliqué connu connue correct d' dans de depuis déjà des désormais difficile différent du elle
    elles en encore enfin ensemble ensuite est et exact expire facile faible faux fait fois fort
    forte ici identique il ils impossible inconnu inconnue incorrect inscrit introuvable invalide j'
    je juste l' la le les leur long longue lu mais maintenant mal meilleur mémorable m. mme mlle
    monsieur madame même n' ne neuf nécessaire non nouveau nouvelle nul obligatoire obtenu ok on
    oral oui ou où par pareil pas pendant perdu perdue périmé personnel personne plus pour pourquoi
    prêt propre provisoire puis quand que quel quelque qui rdv reçu rendez-vous requis retenu reste
    revenu revient robuste rien s' sa sans secret secrète ses seul seulement si simple simpliste
    solide son sont sous su sur sûr temporaire tenu toujours tous tout toute trop trouvable unique
    un une valable valide venu via vide voir voici vu vue y jamais aujourd'hui demain hier lundi
    mardi mercredi jeudi vendredi samedi dimanche affaire atelier séance exercice question problème
    soucis souci urgent conseil conseils démarche démarches étape étapes création règles règle
    gestion gestionnaire rappel attention inchangé suite perte oubli réinitialisation modification
    court courte mieux vrai fausse mauvais mauvaise ancien ancienne actif inactif
"""
ORDINARY_WORDS = frozenset(_SAID_OF_IT.split())
_ORDINARY_ENDINGS = re.compile(
    r".{2,}(?:é|ée|és|ées|er|ir|oire|ement|able|ible|tion|tions|isé|ique)$", re.IGNORECASE
)
# What about a password makes the sentence about its state, not its value.
_STATE = re.compile(
    r"\b(?:ne|n'|pas|plus|jamais|a|à|oubli|perdu|perte|marche|fonctionne|nouveau)\b|\w{2,}ée?s?\b",
    re.IGNORECASE,
)
_CODE_FIGURES = re.compile(r"\s*(?:\d[ .\-]?){3,7}\d(?![ .\-]?[\d/:h€%])", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s«»“”\"]+")
_SIGNS = re.compile(r"[@#$%&*_+=!?<>^~€£]")
_NOT_A_SECRET = re.compile(
    r"\d{1,2}\s?h\s?\d{0,2}|\d+(?:er|re|ère|e|è|ème|eme|nd|nde)|\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?"
    r"|[A-Z]{1,2}-\d{3,5}|\d+(?:[.,]\d+)?€|\d{1,3}%|covid-?19|windows\d+|android\d+|4g|5g|\+\d{1,3}",
    re.IGNORECASE,
)


def holds_password(text):
    """Whether a secret is really written, rather than spoken of."""
    return (
        any(_is_told(found) for found in _LINKED.finditer(text))
        or any(_follows(found["rest"]) for found in _ADJACENT.finditer(text))
        or any(_is_quoted(found["rest"]) for found in _QUOTED.finditer(text))
        or _FIGURES.search(text) is not None
    )


def _is_told(found):
    """After « : » or « est »: a secret's looks, or one bare word that closes its clause."""
    tokens = [_trimmed(token) for token in _TOKEN.findall(found["rest"])[:2]]
    if _is_figures(found["rest"]) or any(_mixes(token) for token in tokens):
        return True
    if _STATE.search(found["about"]):
        return False
    clause = re.split(r"[,.;!?()\n]| - ", found["rest"].strip(' «»"“”'))[0].split()
    return len(clause) == 1 and _is_bare_secret(_trimmed(clause[0]))


def _is_quoted(rest):
    if _is_figures(rest):
        return True
    words = rest.split()
    return len(words) == 1 and (_mixes(words[0]) or _is_bare_secret(words[0]))


def _follows(rest):
    """After the words, without a sign between: only a secret's looks are believed."""
    if _is_figures(rest):
        return True
    tokens = [_trimmed(token) for token in _TOKEN.findall(re.split(r"[,;:()\n]", rest)[0])]
    for rank, token in enumerate(tokens[:6]):
        if _mixes(token):
            return not _STATE.search(" ".join(tokens[:rank]))
    return False


def _trimmed(token):
    return token.strip("(),;:.…'").removesuffix("?")


def _is_figures(rest):
    """The four to eight figures of a code, a date aside."""
    found = _CODE_FIGURES.match(rest)
    return found is not None and not _NOT_A_SECRET.fullmatch(found[0].strip())


def _mixes(token):
    """Figures among letters, or signs among them: no ordinary word looks so."""
    if len(token) < 4 or _NOT_A_SECRET.fullmatch(token.strip("!?")):
        return False
    has_letter = any(c.isalpha() for c in token)
    has_figure = any(c.isdigit() for c in token)
    has_sign = _SIGNS.search(token.rstrip("!?")) is not None
    if "@" in token and re.fullmatch(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+", token):
        return False
    return [has_letter, has_figure, has_sign].count(True) > 1


def _is_bare_secret(token):
    """A word that nobody says of a password: « soleil », « Minou »."""
    word = token.lower()
    return (
        len(word) >= 3
        and word not in ORDINARY_WORDS
        and not re.match(r"(?:l|d|n|s|c|qu|j|m|t)'", word)
        and not _ORDINARY_ENDINGS.fullmatch(word)
        and not _NOT_A_SECRET.fullmatch(token)
    )

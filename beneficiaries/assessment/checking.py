"""Judges the content of a grid: what is wrong with it, in French, whatever JSON it is."""

import re
from dataclasses import dataclass, field
from string import ascii_lowercase

from beneficiaries.assessment.grid import SUMMARIES, TOP
from beneficiaries.models.assessments import Axis, Path

FORMAT = 1
QUESTIONS_AT_MOST = 40
OPTIONS_AT_MOST = 10
RULES_AT_MOST = 60
DEPTH_AT_MOST = 4
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,11}")
AXES = frozenset(Axis.values)
PATHS = frozenset(Path.values)
LIMITS = {"at_least", "at_most"}
# Competences of the European framework, in its second version.
DIGCOMP = {
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.1", "3.2", "3.3", "3.4"),
    *("4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4"),
}


@dataclass
class _Check:
    """Gathers, in French, what is wrong with a content."""

    icons: frozenset | None = None
    found: list = field(default_factory=list)
    options: dict = field(default_factory=dict)  # question → its options' codes

    def note(self, where, sentence):
        self.found.append(f"{where}\u00a0: {sentence}")

    def text(self, where, holder, key, length, required=True):
        value = holder.get(key, None if required else "")
        if not isinstance(value, str) or (required and not value.strip()):
            self.note(where, f"«\u00a0{key}\u00a0» doit être un texte.")
        elif len(value) > length:
            self.note(where, f"«\u00a0{key}\u00a0» dépasse {length}\u00a0caractères.")

    def code(self, where, value, taken):
        if not isinstance(value, str) or not CODE.fullmatch(value):
            self.note(
                where,
                "le code s’écrit en minuscules sans accent, 30\u00a0caractères au plus.",
            )
        elif value in taken:
            self.note(where, f"le code «\u00a0{value}\u00a0» est déjà pris.")
        else:
            taken.add(value)

    def path(self, where, value):
        if value not in PATHS:
            self.note(where, f"la voie doit être l’une de\u00a0: {', '.join(sorted(PATHS))}.")


def problems(content, icons=None):
    """What is wrong with a content, as French sentences; nothing when it is a grid.

    `icons` are the pictograms that exist. Any JSON is judged, none breaks it.
    """
    check = _Check(icons=icons)
    if not isinstance(content, dict):
        return ["Le fichier doit contenir une grille\u00a0: un objet JSON."]
    _check_head(check, content)
    _check_questions(check, content.get("questions"))
    _check_rules(check, content.get("rules"))
    _check_otherwise(check, content)
    return check.found


def _check_head(check, content):
    if content.get("format") != FORMAT or isinstance(content.get("format"), bool):
        check.note("Grille", f"«\u00a0format\u00a0» doit valoir {FORMAT}.")
    check.code("Grille", content.get("code"), set())
    version = content.get("version")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        check.note(
            "Grille",
            "«\u00a0version\u00a0» compte 12\u00a0caractères au plus\u00a0: chiffres, lettres,"
            " points, tirets.",
        )
    check.text("Grille", content, "title", 120)
    if not _is_whole(content.get("minutes"), 1, 120):
        check.note("Grille", "«\u00a0minutes\u00a0» est un nombre de 1 à 120.")
    axes = content.get("axes")
    if not isinstance(axes, dict) or set(axes) != AXES:
        check.note("Grille", f"«\u00a0axes\u00a0» nomme les sept axes\u00a0: {', '.join(Axis)}.")
    elif not all(_is_word(each, SUMMARIES) for each in axes.values()):
        check.note("Grille", "un axe se résume par «\u00a0min\u00a0» ou «\u00a0median\u00a0».")


def _check_questions(check, questions):
    if not isinstance(questions, list) or not 1 <= len(questions) <= QUESTIONS_AT_MOST:
        check.note("Questions", f"il en faut de 1 à {QUESTIONS_AT_MOST}.")
        return
    taken = set()
    for number, each in enumerate(questions, 1):
        where = f"Question {number}"
        if not isinstance(each, dict):
            check.note(where, "ce doit être un objet JSON.")
            continue
        check.code(where, each.get("code"), taken)
        check.text(where, each, "text", 160)
        check.text(where, each, "short", 40)
        check.text(where, each, "help", 160, required=False)
        axis = each.get("axis")
        if axis is not None and not _is_word(axis, AXES):
            check.note(where, f"l’axe est vide ou l’un de\u00a0: {', '.join(Axis)}.")
        icon = each.get("icon")
        if not isinstance(icon, str) or (check.icons is not None and icon not in check.icons):
            check.note(where, "le pictogramme n’existe pas.")
        if not isinstance(each.get("several", False), bool):
            check.note(where, "«\u00a0several\u00a0» vaut true ou false.")
        digcomp = each.get("digcomp", [])
        if not isinstance(digcomp, list) or not all(_is_word(code, DIGCOMP) for code in digcomp):
            check.note(where, "un code DigComp n’existe pas.")
        _check_options(check, where, each)
    axes = {each.get("axis") for each in questions if isinstance(each, dict) and _hashable(each)}
    for axis in Axis:
        if axis not in axes:
            check.note("Questions", f"aucune ne porte sur l’axe «\u00a0{axis.label}\u00a0».")


def _hashable(each):
    return isinstance(each.get("axis"), str | None)


def _check_options(check, where, question):
    options = question.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= OPTIONS_AT_MOST:
        check.note(where, f"il faut de 2 à {OPTIONS_AT_MOST} réponses à choisir.")
        return
    taken = set()
    for letter, each in zip(ascii_lowercase, options, strict=False):
        place = f"{where}, réponse {letter}"
        if not isinstance(each, dict):
            check.note(place, "ce doit être un objet JSON.")
            continue
        check.code(place, each.get("code"), taken)
        check.text(place, each, "label", 80)
        points = each.get("points")
        if points is not None and not _is_whole(points, 0, TOP):
            check.note(place, f"les points vont de 0 à {TOP}, ou null.")
        if not isinstance(each.get("alone", False), bool):
            check.note(place, "«\u00a0alone\u00a0» vaut true ou false.")
    if isinstance(question.get("code"), str):
        check.options[question["code"]] = taken


def _check_rules(check, rules):
    if not isinstance(rules, list) or len(rules) > RULES_AT_MOST:
        check.note("Règles", f"ce doit être une liste de {RULES_AT_MOST} règles au plus.")
        return
    taken = set()
    for number, each in enumerate(rules, 1):
        where = f"Règle {number}"
        if not isinstance(each, dict):
            check.note(where, "ce doit être un objet JSON.")
            continue
        check.code(where, each.get("code"), taken)
        _check_proposal(check, where, each)
        _check_condition(check, where, each.get("when"), DEPTH_AT_MOST)


def _check_proposal(check, where, each):
    check.path(where, _word(each.get("path")))
    check.text(where, each, "reason", 300)
    within = each.get("within_days")
    if within is not None and not _is_whole(within, 1, 90):
        check.note(where, "«\u00a0within_days\u00a0» est un nombre de 1 à 90.")
    then = each.get("then", [])
    if not isinstance(then, list) or not all(_is_word(path, PATHS) for path in then):
        check.note(where, "«\u00a0then\u00a0» est une liste de voies.")
    against = each.get("against", [])
    if not isinstance(against, list) or len(against) > len(PATHS):
        check.note(where, "«\u00a0against\u00a0» est une liste de voies déconseillées.")
        return
    for one in against:
        if not isinstance(one, dict):
            check.note(where, "une voie déconseillée est un objet JSON.")
            continue
        check.path(where, _word(one.get("path")))
        check.text(where, one, "why", 200)
        if one.get("path") == each.get("path"):
            check.note(where, "elle propose et déconseille la même voie.")


def _check_condition(check, where, condition, depth):
    if not isinstance(condition, dict) or not depth:
        check.note(where, "la condition «\u00a0when\u00a0» n’est pas comprise.")
        return
    keys = set(condition)
    if keys in ({"all"}, {"any"}):
        (inner,) = condition.values()
        if not isinstance(inner, list) or not 1 <= len(inner) <= OPTIONS_AT_MOST:
            check.note(where, "«\u00a0all\u00a0» et «\u00a0any\u00a0» sont des listes non vides.")
            return
        for each in inner:
            _check_condition(check, where, each, depth - 1)
    elif "axis" in keys and keys & LIMITS and keys <= {"axis"} | LIMITS:
        if not _is_word(condition["axis"], AXES):
            check.note(where, "la condition porte sur un axe qui n’existe pas.")
        _check_limits(check, where, condition)
    elif "question" in keys and (keys == {"question", "in"} or keys <= {"question"} | LIMITS):
        _check_question_condition(check, where, condition)
    else:
        check.note(where, "la condition «\u00a0when\u00a0» n’est pas comprise.")


def _check_question_condition(check, where, condition):
    code = condition["question"]
    if not _is_word(code, check.options):
        check.note(where, "la condition porte sur une question qui n’existe pas.")
    elif "in" in condition:
        wanted = condition["in"]
        if not isinstance(wanted, list) or not wanted:
            check.note(where, "«\u00a0in\u00a0» est une liste de réponses.")
        elif not all(_is_word(each, check.options[code]) for each in wanted):
            check.note(
                where, f"une réponse attendue n’existe pas à la question «\u00a0{code}\u00a0»."
            )
    elif not set(condition) & LIMITS:
        check.note(where, "la condition «\u00a0when\u00a0» n’est pas comprise.")
    else:
        _check_limits(check, where, condition)


def _check_limits(check, where, condition):
    if not all(_is_whole(condition[key], 0, TOP) for key in LIMITS & set(condition)):
        check.note(where, f"une limite va de 0 à {TOP}.")


def _check_otherwise(check, content):
    where = "Sinon"
    otherwise = content.get("otherwise")
    if not isinstance(otherwise, dict):
        check.note(where, "la grille dit quelle voie proposer quand aucune règle ne tient.")
        return
    _check_proposal(check, where, otherwise)
    rules = content.get("rules")
    for rule in rules if isinstance(rules, list) else []:
        against = rule.get("against", []) if isinstance(rule, dict) else []
        for each in against if isinstance(against, list) else []:
            if isinstance(each, dict) and each.get("path") == otherwise.get("path"):
                check.note(where, "une règle déconseille cette voie\u00a0: il en faut une autre.")
                return


def _is_whole(value, low, high):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_word(value, known):
    return isinstance(value, str) and value in known


def _word(value):
    return value if isinstance(value, str) else None

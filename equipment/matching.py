"""Which ready devices answer a person's need, in order, each with its reasons: a pure function.

It proposes; a human decides, and says why when choosing another. Nothing here reads a database.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from inclusion.ui.formats import NBSP, number

LAPTOPS = ("laptop",)
DESKTOPS = ("desktop", "all_in_one", "mini_pc", "computer")
TABLETS = ("tablet",)
PHONES = ("smartphone",)
TYPE_WORDS = {"laptop": "portable", "tablet": "tablette", "smartphone": "smartphone"}
# What the goals of the assessment ask for, as its person says them.
KEYBOARD_GOALS = {
    "job": "un CV et des candidatures se font au clavier",
    "career": "apprendre un métier du numérique demande un ordinateur",
    "school": "les devoirs et l’espace de l’école se suivent mieux sur un ordinateur",
    "procedure": "les démarches demandent un vrai clavier et un écran lisible",
    "learning": "s’exercer chez soi demande un ordinateur",
}
HELPED = {"helped", "done_for_me", "cannot"}
LOST = {"done_for_me", "cannot"}
ENOUGH_MEMORY_GB, LITTLE_MEMORY_GB = 8, 4
GOOD_BATTERY_PERCENT, WEAK_BATTERY_PERCENT = 70, 50
LARGE_SCREEN, SMALL_SCREEN = Decimal("15"), Decimal("12")
# A device of the first type wanted beats any other, however good.
FIRST_TYPE, SECOND_TYPE = 100, 60


@dataclass(frozen=True)
class Need:
    """What a person needs, drawn from her answers: types in order, qualities, each explained."""

    types: tuple[tuple[str, ...], ...] = ()
    reasons: tuple[str, ...] = ()
    wants_mobility: bool = False
    wants_large_screen: bool = False
    wants_memory: bool = False
    advice: tuple[str, ...] = ()

    @property
    def is_known(self):
        return bool(self.types)


@dataclass(frozen=True)
class Candidate:
    """A ready device, as far as the choice is concerned."""

    key: object
    type: str
    ready_at: datetime | None
    tag: str = ""
    memory_gb: int | None = None
    screen_inches: Decimal | None = None
    battery_percent: int | None = None
    grade: str = ""


@dataclass(frozen=True)
class Match:
    """A device proposed: what speaks for it, and what against."""

    key: object
    score: int
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = field(default=())


def need_of(answers):
    """The need told by the answers of an assessment: question → chosen codes.

    An empty need is nobody's refusal: it says that the assessment does not tell.
    """
    said = {question: set(values) for question, values in answers.items()}
    owned, goals = said.get("device", set()), said.get("goal", set())
    if not owned:
        return Need()
    reasons, advice = [_owned_words(owned)], []
    typing = [words for goal, words in KEYBOARD_GOALS.items() if goal in goals]
    handles_badly = bool(said.get("pointing", set()) & LOST and said.get("keyboard", set()) & LOST)
    talks_only = bool(goals) and not typing
    if goals == {"device"}:
        talks_only = False
    reasons += typing[:2]
    if handles_badly and not goals & {"job", "career", "school"}:
        reasons.append("la souris et le clavier sont hors de portée pour le moment")
        types = (TABLETS, LAPTOPS, DESKTOPS)
    elif talks_only and goals & {"family", "internet"}:
        reasons.append("parler à ses proches se fait bien sur une tablette")
        types = (TABLETS, LAPTOPS, PHONES)
    else:
        types = (LAPTOPS, DESKTOPS, TABLETS)
    if "none" in owned and goals & {"family", "internet"}:
        advice.append("Aucun téléphone avec Internet\u00a0: pensez à un smartphone en plus.")
    home = said.get("home_internet", set())
    if home & {"none", "outside"}:
        advice.append(
            "Pas d’Internet à la maison\u00a0: ajoutez une carte SIM ou une recharge à la remise."
        )
    is_outside = bool(home & {"none", "outside"})
    if is_outside:
        reasons.append("Internet se prend dehors\u00a0: l’appareil doit pouvoir sortir")
    shared = bool(said.get("sharing", set()) & {"few", "many"})
    if shared:
        reasons.append("l’appareil servira à plusieurs")
    unsure = any(said.get(each, set()) & HELPED for each in ("pointing", "keyboard"))
    return Need(
        types=types,
        reasons=tuple(reasons),
        wants_mobility=is_outside,
        wants_large_screen=unsure and not is_outside,
        wants_memory=shared or bool(goals & {"career", "school"}),
        advice=tuple(advice),
    )


def _owned_words(owned):
    if "none" in owned:
        return "aucun appareil à la maison"
    if "broken" in owned:
        return "l’appareil de la maison marche mal"
    if "smartphone_only" in owned:
        return "seulement un téléphone"
    return "déjà une tablette" if "tablet" in owned else "déjà un ordinateur"


def propose(need, candidates, limit=None):
    """The devices that answer the need, best first; the one ready for longest wins a draw."""
    matches = [(_weigh(need, each), each) for each in candidates]
    matches = [(match, each) for match, each in matches if match is not None]
    matches.sort(
        key=lambda pair: (
            -pair[0].score,
            pair[1].ready_at.timestamp() if pair[1].ready_at else 0,
            pair[1].tag,
        )
    )
    return [match for match, _ in matches][:limit]


def _weigh(need, device):
    rank = next((i for i, types in enumerate(need.types) if device.type in types), None)
    if rank is None:
        return None
    score = (FIRST_TYPE, SECOND_TYPE, 0)[rank]
    word = TYPE_WORDS.get(device.type, "ordinateur fixe")
    reasons, against = [], []
    if rank == 0:
        reasons.append(f"{word}\u00a0: le type d’appareil qui répond au besoin")
    else:
        against.append(f"{word}, à défaut du type qui répondrait le mieux")
    for points, pro, con in (
        _memory(need, device),
        _screen(need, device),
        _battery(need, device),
        _grade(device),
    ):
        score += points
        reasons += [pro] if pro else []
        against += [con] if con else []
    if need.wants_mobility and device.type in DESKTOPS:
        score -= 20
        against.append("ne s’emporte pas")
    return Match(device.key, score, tuple(reasons), tuple(against))


def _memory(need, device):
    memory = device.memory_gb
    if memory is None:
        return 0, "", ""
    if memory >= ENOUGH_MEMORY_GB:
        words = f"{memory}{NBSP}Go de mémoire"
        if need.wants_memory:
            return 8, f"{words}\u00a0: assez pour plusieurs ou pour apprendre", ""
        return 4, words, ""
    if memory <= LITTLE_MEMORY_GB and device.type in (*LAPTOPS, *DESKTOPS):
        return -6, "", f"{memory}{NBSP}Go de mémoire seulement"
    return 0, "", ""


def _screen(need, device):
    inches = device.screen_inches
    if inches is None or device.type in PHONES:
        return 0, "", ""
    words = f"écran de {number(inches)}{NBSP}pouces"
    if need.wants_large_screen and inches >= LARGE_SCREEN:
        return 6, f"{words}\u00a0: plus facile pour débuter", ""
    if need.wants_mobility and inches < LARGE_SCREEN:
        return 4, f"{words}\u00a0: facile à emporter", ""
    if need.wants_large_screen and inches < SMALL_SCREEN and device.type not in TABLETS:
        return -4, "", f"{words}, petit pour débuter"
    return 0, "", ""


def _battery(need, device):
    level = device.battery_percent
    if level is None:
        return 0, "", ""
    words = f"batterie à {level}{NBSP}%"
    if level < WEAK_BATTERY_PERCENT:
        return (-10 if need.wants_mobility else -4), "", f"{words}\u00a0: à garder branché"
    if level >= GOOD_BATTERY_PERCENT and need.wants_mobility:
        return 6, words, ""
    return 2 if level >= GOOD_BATTERY_PERCENT else 0, "", ""


def _grade(device):
    if device.grade == "D":
        return -2, "", "aspect abîmé"
    return (1 if device.grade in {"A", "B"} else 0), "", ""

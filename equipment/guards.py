"""What must hold before each act of the life cycle, and how its absence is said.

Pure: facts in, sentences out. `selectors.facts_of` brings the facts, the services refuse with
these sentences, and the page of a device shows them beside what it may become.
"""

from dataclasses import dataclass, fields

from inclusion.exceptions import Refused
from inclusion.ui.formats import NBSP


@dataclass(frozen=True)
class Facts:
    """What is known of a device when somebody wants to act; unknown is never held true."""

    is_storage_known: bool = False
    is_proven: bool = False
    is_demand_met: bool = False
    is_answered: bool = False
    is_test_passed: bool = False
    is_graded: bool = False
    is_battery_measured: bool = False
    is_diagnosed: bool = False
    is_repair_open: bool = False
    is_outcome_said: bool = False
    is_free: bool = False
    is_held: bool = False
    is_in_lot: bool = False
    is_payment_settled: bool = False
    is_end_said: bool = False
    is_reason_said: bool = False
    is_confirmed: bool = False
    is_loss_told: bool = False
    is_waste_described: bool = False


@dataclass(frozen=True)
class Guard:
    """One fact an act needs. `is_asked`: it comes with the act's own form, not before."""

    fact: str
    title: str
    sentence: str
    is_asked: bool = False


STORAGE = Guard(
    "is_storage_known",
    "stockage connu",
    "Son stockage n’a jamais été vu\u00a0: inscrivez chaque support, ou attestez son absence.",
)
PROVEN = Guard(
    "is_proven",
    "effacement prouvé de chaque support",
    "L’effacement de chacun de ses supports n’est pas prouvé.",
)
DEMAND = Guard(
    "is_demand_met",
    "effacement au niveau exigé par le donateur",
    "L’effacement prouvé reste en dessous de ce que son donateur exige.",
)
ANSWERED = Guard(
    "is_answered",
    "réponse à chaque contrôle obligatoire",
    "Chaque contrôle obligatoire doit avoir sa réponse.",
    is_asked=True,
)
PASSED = Guard(
    "is_test_passed",
    "contrôles réussis",
    "Ses contrôles ne sont pas réussis depuis son arrivée ou sa dernière réparation.",
)
GRADED = Guard("is_graded", "note d’aspect", "Sa note d’aspect n’est pas donnée.")
BATTERY = Guard(
    "is_battery_measured", "batterie", "La capacité restante de sa batterie n’est pas mesurée."
)
DIAGNOSED = Guard("is_diagnosed", "diagnostic", "Dites ce qui ne va pas.", is_asked=True)
REPAIR = Guard("is_repair_open", "réparation ouverte", "Aucune réparation n’est ouverte.")
OUTCOME = Guard(
    "is_outcome_said", "issue de la réparation", "Dites si l’appareil est réparé.", is_asked=True
)
FREE = Guard("is_free", "aucune attribution en cours", "Il est déjà attribué à quelqu’un.")
HELD = Guard("is_held", "attribution en cours", "Il n’est attribué à personne.")
IN_LOT = Guard("is_in_lot", "lot en cours", "Il n’est dans aucun lot.")
PAID = Guard(
    "is_payment_settled",
    "participation reçue ou dispensée",
    "La participation n’est ni reçue ni dispensée.",
    is_asked=True,
)
END = Guard("is_end_said", "date de retour", "La date de retour du prêt manque.", is_asked=True)
REASON = Guard("is_reason_said", "raison", "Dites pourquoi l’appareil quitte le parc.", True)
CONFIRMED = Guard(
    "is_confirmed",
    "accord d’une seconde personne",
    "Au-delà de cinq appareils à la fois, une seconde personne confirme.",
    is_asked=True,
)
LOSS = Guard("is_loss_told", "circonstances", "Dites ce qui s’est passé, et quand.", True)
SLIP = Guard(
    "is_waste_described",
    "ligne de déchet complète",
    "Code déchet, poids, destination et bordereau ne sont pas tous connus.",
)

# Act → what it needs. What another act already proved is asked again: statuses alone prove nothing.
GUARDS = {
    "record_erasure": (STORAGE, PROVEN),
    "remove_medium": (STORAGE, PROVEN),
    "put_medium": (STORAGE, PROVEN),
    "start_repair": (STORAGE, PROVEN, DIAGNOSED),
    "end_repair": (REPAIR, OUTCOME),
    "record_test": (STORAGE, PROVEN, ANSWERED),
    "mark_ready": (STORAGE, PROVEN, DEMAND, PASSED, GRADED, BATTERY),
    "allocate": (STORAGE, PROVEN, FREE),
    "cancel_allocation": (HELD,),
    "prepare_papers": (STORAGE, PROVEN, HELD),
    "hand_over": (STORAGE, PROVEN, HELD, PAID),
    "lend": (STORAGE, PROVEN, HELD, END),
    "add_to_lot": (STORAGE, PROVEN, FREE),
    "take_from_lot": (IN_LOT,),
    "prepare_lot": (STORAGE, PROVEN, IN_LOT),
    "reopen_lot": (IN_LOT,),
    "send_lot": (STORAGE, PROVEN, IN_LOT),
    "lose_on_the_way": (IN_LOT, LOSS),
    "open_service_case": (REASON,),
    "close_service_case": (OUTCOME,),
    "return_device": (),
    "come_back_from_outing": (),
    "add_medium": (),
    "take_for_parts": (STORAGE, PROVEN, REASON, CONFIRMED),
    "mark_waste": (STORAGE, PROVEN, REASON, CONFIRMED),
    "ship_waste": (STORAGE, PROVEN, SLIP),
    "declare_lost": (LOSS,),
    "find_again": (),
}
COMPLETE = Facts(**{field.name: True for field in fields(Facts)})


def guards_of(step):
    """The guards of one step: back to quarantine, there is nothing to prove."""
    return () if step.voids_proof else GUARDS[step.act]


def missing(act, facts):
    """The guards of this act that do not hold."""
    return [guard for guard in GUARDS[act] if not getattr(facts, guard.fact)]


def sentences(act, facts, *, before_the_form=False):
    """What is missing, in French; `before_the_form` leaves out what the act itself will ask."""
    return [
        guard.sentence for guard in missing(act, facts) if not (before_the_form and guard.is_asked)
    ]


def refuse_missing(act, facts):
    """Raise Refused with everything that is missing; return when nothing is."""
    lacking = missing(act, facts)
    if lacking:
        raise Refused(f"Il manque{NBSP}: {', '.join(guard.title for guard in lacking)}.")

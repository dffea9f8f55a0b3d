"""What a device may become from where it stands, and what is missing for each: for its page."""

from dataclasses import dataclass

from equipment.guards import guards_of
from equipment.models.life_cycle import LOT_ACTS, PERSON_ACTS, steps_from
from equipment.selectors import facts_of

# What people call each act.
WORDS = {
    "record_erasure": "Effacé, preuve à l’appui",
    "start_repair": "Ouvrir une réparation",
    "end_repair": "Finir la réparation",
    "record_test": "Passer les contrôles",
    "mark_ready": "Déclarer prêt",
    "allocate": "Attribuer",
    "cancel_allocation": "Annuler la réservation",
    "prepare_papers": "Préparer les papiers",
    "hand_over": "Remettre",
    "lend": "Prêter",
    "add_to_lot": "Mettre dans un lot",
    "take_from_lot": "Retirer de son lot",
    "prepare_lot": "Préparer les papiers de son lot",
    "reopen_lot": "Rouvrir son lot",
    "send_lot": "Partir avec son lot",
    "lose_on_the_way": "Déclarer perdu en route",
    "open_service_case": "Ouvrir un dossier de panne",
    "close_service_case": "Clore le dossier de panne",
    "return_device": "Reprendre",
    "take_for_parts": "Garder pour pièces",
    "mark_waste": "Mettre au rebut",
    "ship_waste": "Évacuer",
    "declare_lost": "Déclarer perdu ou volé",
    "find_again": "Retrouvé",
}


@dataclass(frozen=True)
class NextStep:
    """One way on: possible when nothing is missing."""

    title: str
    missing: tuple[str, ...]

    @property
    def is_open(self):
        return not self.missing


def next_steps(device):
    """The acts that lead on from this status, each with the sentences of what is missing."""
    facts = facts_of(device)
    elsewhere = PERSON_ACTS if facts.is_in_lot else LOT_ACTS
    found = {}
    for step in steps_from(device.status):
        if step.act not in WORDS or step.act in found or step.act in elsewhere:
            continue
        lacking = (
            guard.sentence
            for guard in guards_of(step)
            if not guard.is_asked and not getattr(facts, guard.fact)
        )
        found[step.act] = NextStep(WORDS[step.act], tuple(lacking))
    return list(found.values())

"""Which device a file speaks of: a pure rule, that never guesses.

In order: our label; make, model and serial number; UUID; serial numbers of the disks. A number
that manufacturers print on many machines names none, and neither does a UUID that several machines
show. Two devices, or two signs that disagree: a person decides. A network address is no sign.
"""

import re
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from inclusion.text import fold

# Under this length, a serial number without make and model says too little.
SHORTEST_LONE_SERIAL = 5
# What makers add to their name, and tools copy or not.
COMPANY_WORDS = {
    *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited"),
    *("gmbh", "ag", "sa", "computer", "computers", "technology", "technologies", "electronics"),
}
SAME_MAKERS = {"hewlett packard": "hp", "asustek": "asus", "micro star international": "msi"}


class Sign(StrEnum):
    """What points to a device, the strongest first."""

    LABEL = "label"
    SERIAL = "serial"
    UUID = "uuid"
    DISKS = "disks"
    LOOK = "look"


WORDS = {
    Sign.LABEL: "Son étiquette est sur le fichier.",
    Sign.SERIAL: "Même n°\u00a0de série.",
    Sign.UUID: "Même identifiant de carte mère (UUID).",
    Sign.DISKS: "Il contient un disque de ce relevé.",
    Sign.LOOK: "Même marque et même modèle, sans n°\u00a0de série connu.",
}
DECISIVE = (Sign.LABEL, Sign.SERIAL, Sign.UUID, Sign.DISKS)
OF_THE_MACHINE = (Sign.LABEL, Sign.SERIAL, Sign.UUID)


@dataclass(frozen=True)
class Signs:
    """What a file shows; placeholders are already left out."""

    label: str = ""
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    uuids: frozenset = frozenset()
    disks: frozenset = frozenset()
    is_virtual: bool = False

    @property
    def names_a_machine(self):
        """True when a device may be written down from it: what it is, and which one."""
        return bool(self.manufacturer and self.model and (self.serial or self.uuids))

    @property
    def is_about_a_machine(self):
        return bool(self.manufacturer or self.model or self.serial or self.uuids)


@dataclass(frozen=True)
class Known:
    """A device of the pool that a sign points to."""

    pk: object
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    signs: frozenset = frozenset()


@dataclass(frozen=True)
class Candidate:
    device: object
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Resolution:
    """A device found, or a new one, or neither: then `kind` is a `CaseKind` and `why` says it."""

    device: object = None
    sign: Sign | None = None
    is_new: bool = False
    kind: str = ""
    why: str = ""
    candidates: tuple[Candidate, ...] = field(default=())


def maker_key(text):
    """« Dell Inc. » and « DELL » are one maker."""
    bare = " ".join(word for word in fold(text).split() if word not in COMPANY_WORDS)
    return SAME_MAKERS.get(bare, bare)


def same_words(one, other):
    """True when one name holds every word of the other: « Latitude », « Dell Latitude »."""
    words, more = set(fold(one).split()), set(fold(other).split())
    return not words or not more or words <= more or more <= words


def same_look(one, other):
    """True when nothing in make and model tells two machines apart."""
    makers = {maker_key(one.manufacturer), maker_key(other.manufacturer)} - {""}
    return len(makers) < 2 and same_words(one.model, other.model)


def machine_serial(text):
    """A serial number as it is compared: capitals, no space."""
    return "".join(text.upper().split())


def disk_key(text):
    """A disk's serial number as it is compared: some tools print « WD- » before it, some do not."""
    return machine_serial(text).removeprefix("WD-")


def uuids_of(text):
    """The UUID in both byte orders that tools print it in; none when it is not one."""
    if not re.fullmatch(r"[0-9a-fA-F-]{32,36}", text.strip()):
        return frozenset()
    try:
        found = uuid.UUID(text.strip())
    except ValueError:
        return frozenset()
    return frozenset({found, uuid.UUID(bytes=found.bytes_le)})


def stored_uuid(text):
    """The one form in which a UUID is kept, whichever byte order the tool printed; or None."""
    return min(uuids_of(text), default=None)


def resolve(signs, known):
    """The device the file speaks of, or why software alone may not say."""
    pointing = {
        sign: [device for device in known if sign in device.signs]
        for sign in (*DECISIVE, Sign.LOOK)
    }
    if len(pointing[Sign.UUID]) > 1:
        shared, pointing[Sign.UUID] = pointing[Sign.UUID], []
    else:
        shared = []
    candidates = _candidates(signs, pointing, shared)
    if signs.is_virtual:
        return Resolution(
            kind="unknown",
            why="Ce relevé vient d’une machine virtuelle\u00a0: aucun appareil ne lui correspond.",
            candidates=candidates,
        )
    sign = next((each for each in DECISIVE if pointing[each]), None)
    if sign is None:
        return _nobody(signs, pointing[Sign.LOOK], shared, candidates)
    if len(pointing[sign]) > 1:
        return Resolution(
            kind="several", why="Plusieurs appareils portent cet indice.", candidates=candidates
        )
    device = pointing[sign][0]
    doubt = _doubt(signs, sign, device, pointing)
    if doubt:
        return Resolution(kind="conflict", why=doubt, candidates=candidates)
    return Resolution(device=device.pk, sign=sign)


def _nobody(signs, look_alikes, shared, candidates):
    if look_alikes or (shared and not signs.serial):
        why = (
            "Un appareil semblable attend sans n°\u00a0de série\u00a0: est-ce lui\u202f?"
            if look_alikes
            else "Plusieurs appareils montrent le même identifiant de carte mère."
        )
        return Resolution(kind="several", why=why, candidates=candidates)
    if signs.names_a_machine and (signs.serial or not shared):
        return Resolution(is_new=True)
    if signs.is_about_a_machine:
        why = "Ni étiquette, ni n°\u00a0de série sûr\u00a0: rien ne dit quel appareil c’est."
    elif signs.disks:
        why = "Ce relevé ne parle que de disques, et aucun appareil n’en contient un."
    else:
        why = "Ce relevé ne dit pas de quel appareil il parle."
    return Resolution(kind="unknown", why=why)


def _doubt(signs, sign, device, pointing):
    """Why the device found may not be the one, "" when nothing contradicts it."""
    for other_sign in OF_THE_MACHINE:
        if any(other.pk != device.pk for other in pointing[other_sign]):
            return f"Deux indices désignent deux appareils\u00a0: {WORDS[other_sign].lower()}"
    ours = machine_serial(device.serial)
    if signs.serial and ours and machine_serial(signs.serial) != ours and sign != Sign.SERIAL:
        return "Le n°\u00a0de série du relevé n’est pas celui de la fiche."
    if sign in (Sign.SERIAL, Sign.DISKS) and not same_look(signs, device):
        if sign == Sign.SERIAL:
            return "Même n°\u00a0de série, mais une autre marque ou un autre modèle."
        return "Ce disque est inscrit dans un appareil d’une autre marque ou d’un autre modèle."
    if sign == Sign.SERIAL and len(signs.serial) < SHORTEST_LONE_SERIAL and not signs.model:
        return "Ce n°\u00a0de série est trop court pour désigner un appareil à lui seul."
    return ""


def _candidates(signs, pointing, shared):
    reasons, known = {}, {}
    for sign in (*DECISIVE, Sign.LOOK):
        for device in pointing[sign]:
            known[device.pk] = device
            reasons.setdefault(device.pk, []).append(WORDS[sign])
    for device in shared:
        known[device.pk] = device
        reasons.setdefault(device.pk, []).append(
            "Même identifiant de carte mère, mais plusieurs appareils le montrent."
        )
    return tuple(Candidate(pk, tuple(found)) for pk, found in reasons.items())

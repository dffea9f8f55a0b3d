"""The codes of the European list of waste that a pool of digital equipment meets: dated data.

Labels are those of the list (decision 2000/532/EC as amended); an asterisk marks hazardous waste.
Defaults by type are our own reading: the collector's acceptance prevails, the line stays editable.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from equipment.impact import factors

LIST_VERSION = date(2015, 6, 1)
OTHER_EQUIPMENT = "16 02 14"


@dataclass(frozen=True)
class WasteCode:
    """One code: what the list calls it, how we call it."""

    code: str
    label: str
    short: str
    since: date = LIST_VERSION

    @property
    def is_hazardous(self):
        return self.code.endswith("*")


CODES = {
    each.code: each
    for each in (
        WasteCode(
            "16 02 13*",
            "Équipements mis au rebut contenant des composants dangereux, autres que ceux visés aux"
            " rubriques 16 02 09 à 16 02 12",
            "DEEE professionnels, composants dangereux (écrans, batteries)",
        ),
        WasteCode(
            OTHER_EQUIPMENT,
            "Équipements mis au rebut autres que ceux visés aux rubriques 16 02 09 à 16 02 13",
            "DEEE professionnels sans composant dangereux",
        ),
        WasteCode(
            "20 01 35*",
            "Équipements électriques et électroniques mis au rebut contenant des composants"
            " dangereux, autres que ceux visés aux rubriques 20 01 21 et 20 01 23",
            "DEEE ménagers, composants dangereux (écrans, batteries)",
        ),
        WasteCode(
            "20 01 36",
            "Équipements électriques et électroniques mis au rebut autres que ceux visés aux"
            " rubriques 20 01 21, 20 01 23 et 20 01 35",
            "DEEE ménagers sans composant dangereux",
        ),
        WasteCode(
            "16 06 05", "Autres piles et accumulateurs", "Batteries au lithium, piles triées"
        ),
        WasteCode(
            "20 01 33*",
            "Piles et accumulateurs visés aux rubriques 16 06 01, 16 06 02 ou 16 06 03 et piles et"
            " accumulateurs non triés contenant ces piles",
            "Piles et batteries en mélange",
        ),
    )
}
CHOICES = [(each.code, f"{each.code} · {each.short}") for each in CODES.values()]
HAZARDOUS = [each.code for each in CODES.values() if each.is_hazardous]
# A screen may light with mercury, a laptop keeps its battery: hazardous until it is taken apart.
HAZARDOUS_TYPES = {"screen", "all_in_one", "laptop", "tablet", "smartphone"}
OF_MEDIA_KG = Decimal("0.5")
UNKNOWN_KG = Decimal("1.0")


def code_for(device_type):
    """The code proposed for a device of this type."""
    return "16 02 13*" if device_type in HAZARDOUS_TYPES else OTHER_EQUIPMENT


def usual_weight(device_type):
    """Kilograms of one device of this type, as the dated factors say; for want of a weighing."""
    found = factors()["weights"]["kilograms"].get(device_type)
    return Decimal(found) if found else UNKNOWN_KG

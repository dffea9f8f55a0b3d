"""How a grant is cut into instalments: « 3 », « 70/30 ». The parts add up to it, to the cent."""

import re
from decimal import Decimal

from inclusion.exceptions import Refused
from inclusion.money import split

MAX_PARTS = 24


def cut(total, text):
    """`total` in n equal parts (« 3 ») or by percentages (« 70/30 », « 40 % + 40 % + 20 % »)."""
    return split(total, weights_of(text))


def weights_of(text):
    """The weights a person typed; refused with a sentence when they are none."""
    parts = [part for part in re.split(r"[/+;\n]", re.sub(r"[\s\u00a0\u202f%]", "", text)) if part]
    if len(parts) == 1 and parts[0].isdecimal() and len(parts[0]) < 4 and parts[0] != "100":
        count = int(parts[0])
        if not 1 <= count <= MAX_PARTS:
            raise Refused(f"Une subvention se verse en {MAX_PARTS} tranches au plus.")
        return [Decimal(1)] * count
    if not parts or any(not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", part) for part in parts):
        raise Refused("Écrivez un nombre de tranches (3) ou des pourcentages (70/30).")
    weights = [Decimal(part.replace(",", ".")) for part in parts]
    if len(weights) > MAX_PARTS:
        raise Refused(f"Une subvention se verse en {MAX_PARTS} tranches au plus.")
    if 0 in weights:
        raise Refused("Une tranche est supérieure à zéro.")
    if sum(weights) != 100:
        written = f"{sum(weights).normalize():f}".replace(".", ",")
        raise Refused(f"Ces pourcentages font {written}\u00a0%, et non 100\u00a0%.")
    return weights

"""The most that may be asked for a device that a public body gave: data with its date and source.

The decree of 7 November 2022 caps what a general-interest association may ask, taxes included,
for a device in working order with its charger, disk, system and battery. Any other resale of a
public donation is forbidden: what the decree does not name is given, never sold.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from equipment.models import DeviceType, OriginRegime
from inclusion.exceptions import Refused
from inclusion.ui.formats import euros

DECREE = "décret du 7\u00a0novembre\u00a02022"
SINCE = date(2022, 11, 8)
FULL_DESKTOP = "avec écran, clavier et souris"
T = DeviceType


@dataclass(frozen=True)
class Cap:
    """The most that may be asked, with what must come along for it."""

    amount: Decimal
    condition: str = ""
    # From this day on; a later line of the same type replaces it.
    since: date = SINCE


CAPS = {
    T.LAPTOP: (Cap(Decimal("180.00")),),
    T.DESKTOP: (Cap(Decimal("150.00"), FULL_DESKTOP),),
    T.ALL_IN_ONE: (Cap(Decimal("150.00"), FULL_DESKTOP),),
    T.MINI_PC: (Cap(Decimal("150.00"), FULL_DESKTOP),),
    # Nobody said yet which computer it is: the lower of the two.
    T.COMPUTER: (Cap(Decimal("150.00"), FULL_DESKTOP),),
    T.TABLET: (Cap(Decimal("100.00")),),
    T.SMARTPHONE: (Cap(Decimal("100.00")),),
    T.SCREEN: (Cap(Decimal("30.00")),),
    T.PRINTER: (Cap(Decimal("30.00")),),
    T.MULTIFUNCTION: (Cap(Decimal("170.00")),),
}
NOT_SOLD = Cap(Decimal("0.00"))


def cap_of(type, origin, on):
    """The cap that binds on a day; None when the device does not come from a public body."""
    if origin != OriginRegime.PUBLIC_GIFT or on < SINCE:
        return None
    in_force = [cap for cap in CAPS.get(DeviceType(type), ()) if cap.since <= on]
    return in_force[-1] if in_force else NOT_SOLD


def refuse_above_cap(device, price, on):
    """Refuse a price that the decree forbids, with the decree in the sentence."""
    cap = cap_of(device.type, device.origin, on)
    if cap is None or price <= cap.amount:
        return
    label = device.get_type_display().lower()
    if not cap.amount:
        raise Refused(
            f"Cet appareil vient d’un don public et le {DECREE} ne fixe pas de prix pour le type"
            f" «\u00a0{label}\u00a0»\u00a0: il se donne, il ne se vend pas."
        )
    with_what = f" ({cap.condition})" if cap.condition else ""
    raise Refused(
        f"Cet appareil vient d’un don public\u00a0: le {DECREE} limite son prix à"
        f" {euros(cap.amount)}{with_what} pour le type «\u00a0{label}\u00a0», l’offre en demande"
        f" {euros(price)}."
    )


def sentence_of_cap(device, on):
    """What the pages say of the price of this device; empty when no decree binds."""
    cap = cap_of(device.type, device.origin, on)
    if cap is None:
        return ""
    if not cap.amount:
        return f"Reçu d’un don public\u00a0: il se donne, il ne se vend pas ({DECREE})."
    with_what = f", {cap.condition}" if cap.condition else ""
    return f"Reçu d’un don public\u00a0: {euros(cap.amount)} au plus{with_what} ({DECREE})."

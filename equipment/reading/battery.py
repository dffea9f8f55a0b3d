"""A battery as the Linux kernel dumps it: `POWER_SUPPLY_…=…` lines, one battery or several."""

import re

from inclusion.text import grouped_number

from .inventory import DeviceFacts, Reading, Unreadable
from .personal import Dropped, scrubbed_text
from .words import integer, percent_of_design

PARSER, VERSION = "battery", "1"
MAX_LINES = 10_000
LINE = re.compile(r"^\s*(?:E:\s*)?(POWER_SUPPLY_[A-Z_]+)=(.*)$", re.MULTILINE)
MEASURES = ("CHARGE", "ENERGY")


def is_battery(text):
    return LINE.search(text) is not None


def read(text):
    if text.count("\n") > MAX_LINES:
        raise Unreadable(f"Ce relevé de batterie a plus de {grouped_number(MAX_LINES)} lignes.")
    dropped = Dropped()
    text = scrubbed_text(text, dropped)
    now = design = 0
    for battery in _batteries(text):
        for measure in MEASURES:
            full = integer(battery.get(f"POWER_SUPPLY_{measure}_FULL"))
            new = integer(battery.get(f"POWER_SUPPLY_{measure}_FULL_DESIGN"))
            if full and new:
                now, design = now + full, design + new
                break
    percent = percent_of_design(now, design)
    if percent is None:
        raise Unreadable(
            "Ce relevé de batterie ne donne pas sa capacité"
            " (clés «\u00a0POWER_SUPPLY_CHARGE_FULL\u00a0» et «\u00a0…_FULL_DESIGN\u00a0»)."
        )
    reading = Reading(
        parser=PARSER,
        parser_version=VERSION,
        device=DeviceFacts(),
        battery_percent=percent,
        is_partial=True,
        dropped=dropped.words(),
    )
    return reading, text


def _batteries(text):
    """One dictionary a battery: a name already seen begins the next."""
    batteries, current = [], {}
    for key, value in LINE.findall(text):
        if key in current:
            batteries.append(current)
            current = {}
        current[key] = value.strip()
    return [*batteries, current]

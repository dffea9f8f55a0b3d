"""Values as the files spell them, turned into ours: texts, numbers, instants, kinds of machine."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from inclusion.text import clean

from .inventory import DeviceFacts
from .serials import MAC_ADDRESS, is_masked, is_placeholder, is_placeholder_uuid

# Tools that print no zone run on the bench: their hours are read as those of the place.
BENCH_ZONE = ZoneInfo("Europe/Paris")
MAX_INTEGER = 2**63 - 1

TYPES = {
    "allinone": "all_in_one",
    "blade": "server",
    "bladeenclosure": "server",
    "bladeserver": "server",
    "convertible": "laptop",
    "desktop": "desktop",
    "detachable": "tablet",
    "handheld": "laptop",
    "laptop": "laptop",
    "lowprofile": "desktop",
    "lowprofiledesktop": "desktop",
    "lunchbox": "desktop",
    "mainserverchassis": "server",
    "mainsystemchassis": "server",
    "microtower": "desktop",
    "mini": "mini_pc",
    "minipc": "mini_pc",
    "minitower": "desktop",
    "mobile": "smartphone",
    "netbook": "laptop",
    "notebook": "laptop",
    "phone": "smartphone",
    "pizzabox": "desktop",
    "portable": "laptop",
    "printer": "printer",
    "rackmount": "server",
    "rackmountchassis": "server",
    "server": "server",
    "smartphone": "smartphone",
    "cellphone": "smartphone",
    "spacesaving": "desktop",
    "stickpc": "mini_pc",
    "subnotebook": "laptop",
    "tablet": "tablet",
    "tower": "desktop",
    "networkequipment": "router",
    "router": "router",
    # The numbers of the SMBIOS standard.
    "3": "desktop",
    "4": "desktop",
    "5": "desktop",
    "6": "desktop",
    "7": "desktop",
    "8": "laptop",
    "9": "laptop",
    "10": "laptop",
    "11": "laptop",
    "13": "all_in_one",
    "14": "laptop",
    "15": "desktop",
    "16": "desktop",
    "17": "server",
    "23": "server",
    "28": "server",
    "30": "tablet",
    "31": "laptop",
    "32": "tablet",
    "35": "mini_pc",
    "36": "mini_pc",
}
VIRTUAL = re.compile(
    r"vmware|virtualbox|innotek|qemu|\bkvm\b|bochs|\bxen\b|parallels|virtual machine|\bhvm domu\b"
    r"|standard pc \(|openstack|amazon ec2|google compute engine|bhyve",
    re.IGNORECASE,
)
VIRTUAL_WARNING = "C’est une machine virtuelle, pas un appareil."


def word(value, length=80):
    """A short text without control characters; numbers are spelt, anything else is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(clean(str(value)).split())[:length].strip()


def integer(value):
    """A whole number that fits a database column, from a number or its digits; else None."""
    if isinstance(value, str):
        value = value.strip()
        value = int(value) if re.fullmatch(r"\d{1,19}", value, re.ASCII) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    return int(value) if 0 <= value <= MAX_INTEGER else None


def in_bytes(value, unit):
    """A size told in units, fractions included; None when it is no size."""
    if isinstance(value, float) and 0 < value < MAX_INTEGER / unit:
        return round(value * unit)
    size = integer(value)
    return size * unit if size and size < MAX_INTEGER // unit else None


def a_dict(value):
    return value if isinstance(value, dict) else {}


def dicts(value):
    """The objects of a list, or the object alone: tools write either."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict) and item]


def device_type(*hints):
    """The type that the first understood hint names, or an undetermined computer."""
    for hint in hints:
        found = TYPES.get(re.sub(r"[\W_]", "", word(hint)).lower())
        if found:
            return found
    return "computer"


def instant(text, pattern=None):
    """The instant a text spells, hours without zone read as those of the bench; else None."""
    text = word(text, 40)
    try:
        read = datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(text)
        if not 1980 <= read.year <= 2100:
            return None
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=BENCH_ZONE)
    except (ValueError, OverflowError):
        return None


def machine(
    *, manufacturer="", model="", serial="", uuid="", asset_tag="", also="", virtual=False, **others
):
    """The facts of a machine, its numbers judged: masked ones left out, shared ones flagged."""
    manufacturer, model = word(manufacturer, 60), word(model)
    serial, uuid = word(serial, 60), word(uuid, 60).upper()
    if is_masked(serial) or MAC_ADDRESS.fullmatch(serial):
        serial = ""
    if is_masked(uuid):
        uuid = ""
    asset_tag = word(asset_tag, 40)
    if is_masked(asset_tag) or is_placeholder(asset_tag):
        asset_tag = ""
    if is_placeholder(manufacturer):
        manufacturer = ""
    if is_placeholder(model):
        model = ""
    return DeviceFacts(
        manufacturer=manufacturer,
        model=model,
        serial=serial,
        serial_placeholder=bool(serial) and is_placeholder(serial),
        uuid=uuid,
        uuid_placeholder=bool(uuid) and is_placeholder_uuid(uuid),
        asset_tag=asset_tag,
        virtual=virtual or bool(VIRTUAL.search(f"{manufacturer} {model} {word(also)}")),
        **others,
    )


def percent_of_design(now, design):
    """What is left of a battery, in whole percent of its capacity when new; None when unknown."""
    if not now or not design:
        return None
    return min((200 * now + design) // (2 * design), 100)

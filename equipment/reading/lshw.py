"""`lshw -json`: a tree of nodes, from the machine down to its disks."""

import re

from .inventory import MediumFacts, Reading, Unreadable
from .media import FLASH_WORDS, HARD_DISKS, NO_MEDIUM, NVME_WORDS, kind_by_name
from .personal import Dropped, scrubbed
from .words import VIRTUAL_WARNING, a_dict, device_type, dicts, integer, machine, word

PARSER, VERSION = "lshw", "1"
MUTE_DISK = "Un disque ne dit pas sa taille\u00a0: il peut être en panne ou verrouillé."
NO_DISK = "Aucun support interne n’est visible\u00a0: lshw ne montre pas toutes les mémoires."
EMMC = re.compile(r"\be-?mmc\b", re.IGNORECASE)
HIDING = re.compile(r"volume management device|\bvmd\b", re.IGNORECASE)
CARD_READER = re.compile(r"card.?reader|\bcompactflash\b|memory stick|sd/mmc", re.IGNORECASE)


def is_lshw(value):
    return isinstance(value, dict) and {"id", "class"} <= value.keys()


def read(tree, warnings=()):
    """The reading of one tree; `kept` is the caller's to set."""
    if tree.get("class") != "system":
        raise Unreadable(
            "Ce relevé lshw ne décrit pas la machine entière (clé «\u00a0class\u00a0»)\u00a0:"
            " lancez «\u00a0lshw -json\u00a0» sans option."
        )
    dropped = Dropped()
    tree = cleaned(tree, dropped)
    nodes = list(_walk(tree))
    device = _device(tree, nodes)
    media, blind = _media(nodes)
    warnings = [*warnings, *blind]
    if device.virtual:
        warnings.append(VIRTUAL_WARNING)
    guessed = any(one.kind == "hdd" for one in media)
    if guessed:
        warnings.append("Le type des disques est déduit de leur modèle.")
    reading = Reading(
        parser=PARSER,
        parser_version=VERSION,
        device=device,
        storage_known=not blind,
        media=tuple(media),
        dropped=dropped.words(),
        warnings=tuple(warnings),
    )
    return reading, tree


def cleaned(node, dropped, is_root=True):
    """The same tree without the machine's name, its networks' settings and its volumes."""
    kept = {key: inner for key, inner in node.items() if key != "children"}
    if is_root and word(kept.get("id")) not in ("", "computer"):
        dropped.add("host")
        kept["id"] = "computer"
    if kept.get("class") == "network":
        # The hardware address stands here as a serial number, and names the wire or the air.
        if kept.pop("serial", None):
            dropped.add("mac")
        configuration = a_dict(kept.get("configuration"))
        dropped.add("network", sum(key in configuration for key in ("ip", "wireless")))
        kept["configuration"] = {k: v for k, v in configuration.items() if k == "driver"}
    is_plugged_in = word(kept.get("businfo")).startswith("usb@")
    # A telephone being charged is no part of the machine; the media of USB keys are shown.
    if is_plugged_in and kept.get("class") not in ("storage", "disk") and kept.get("serial"):
        dropped.add("peripheral")
        del kept["serial"]
    kept = scrubbed(kept, dropped)
    children = []
    for child in dicts(node.get("children")):
        if child.get("class") == "volume":
            dropped.add("volume")
        elif child.get("class") == "printer":
            dropped.add("printer")
        else:
            children.append(cleaned(child, dropped, is_root=False))
    return {**kept, "children": children} if children else kept


def _walk(node, parents=()):
    """Every node with those above it, top first."""
    yield node, parents
    for child in node.get("children", ()):
        yield from _walk(child, (*parents, node))


def _device(tree, nodes):
    configuration = a_dict(tree.get("configuration"))
    # The maker adds its order code between brackets.
    model = re.sub(r"\s*\([^()]*\)$", "", word(tree.get("product"), 200))
    board = next((node for node, _ in nodes if node.get("id") == "core"), {})
    return machine(
        manufacturer=tree.get("vendor"),
        model=model,
        serial=tree.get("serial"),
        uuid=configuration.get("uuid"),
        also=f"{word(tree.get('description'))} {word(board.get('vendor'))}",
        type=device_type(configuration.get("chassis"), _first_words(tree.get("description"))),
        cpu=_cpu(nodes),
        ram_bytes=_ram(nodes),
    )


def _first_words(description):
    return re.sub(r"\s+computer$", "", word(description), flags=re.IGNORECASE)


def _cpu(nodes):
    """The first socket that holds something: others are threads or empty."""
    for node, _ in nodes:
        if node.get("class") == "processor" and (name := word(node.get("product"), 60)):
            return name
    return ""


def _ram(nodes):
    """The banks that hold memory; boards also list the few megabytes of their own flash."""
    banks = total = 0
    for node, parents in nodes:
        if node.get("class") != "memory" or word(node.get("id")).split(":")[0] != "bank":
            continue
        above = word(parents[-1].get("description")) if parents else ""
        if "flash" in f"{word(node.get('description'))} {above}".lower():
            continue
        banks += 1
        total += integer(node.get("size")) or 0
    if total:
        return total
    whole = [
        integer(node.get("size"))
        for node, _ in nodes
        if node.get("class") == "memory" and word(node.get("id")).split(":")[0] == "memory"
    ]
    return sum(filter(None, whole)) or None


def _media(nodes):
    """The media seen, and why some could remain unseen."""
    media, blind, answered = [], [], set()
    for node, parents in nodes:
        if node.get("class") != "disk" or _is_no_medium(node, parents):
            continue
        controller = next((one for one in reversed(parents) if _is_nvme(one)), None)
        if controller is not None:
            if integer(node.get("size")) and id(controller) not in answered:
                answered.add(id(controller))
                media.append(_medium({**node, **_names(controller, node)}, parents, "nvme"))
            continue
        if not integer(node.get("size")) and not _is_removable(node, parents):
            blind.append(MUTE_DISK)
            continue
        if integer(node.get("size")):
            media.append(_medium(node, parents))
    for node, _ in nodes:
        blind += _blind_spots(node, answered)
    if not any(not one.removable for one in media):
        blind.append(NO_DISK)
    return media, tuple(dict.fromkeys(blind))


def _blind_spots(node, answered):
    texts = f"{word(node.get('description'))} {word(node.get('product'))}"
    driver = word(a_dict(node.get("configuration")).get("driver"))
    if _is_nvme(node) and id(node) not in answered:
        yield "Un contrôleur NVMe est présent, mais lshw ne montre pas son disque."
    elif node.get("class") == "storage" and (driver == "vmd" or HIDING.search(texts)):
        yield "Un contrôleur peut cacher des disques NVMe (VMD)."
    elif _may_hold_emmc(node, texts, driver):
        yield "Une mémoire soudée (eMMC) peut être présente sans que lshw la montre."


def _may_hold_emmc(node, texts, driver):
    """A controller of soldered memory under which no disk shows; plain card readers are others'."""
    is_soldered = driver.startswith("sdhci") and "Intel" in word(node.get("vendor"))
    if node.get("class") == "disk" or not (is_soldered or EMMC.search(texts)):
        return False
    return not any(child.get("class") == "disk" for child, _ in _walk(node))


def _is_nvme(node):
    if node.get("class") != "storage":
        return False
    driver = word(a_dict(node.get("configuration")).get("driver"))
    texts = f"{word(node.get('description'))} {word(node.get('product'))}"
    return driver == "nvme" or bool(NVME_WORDS.search(texts))


def _names(controller, node):
    """The controller bears the model and serial number of an NVMe disk."""
    names = {key: controller.get(key) for key in ("product", "vendor", "serial")}
    return {key: value for key, value in names.items() if value and not node.get(key)}


def _is_no_medium(node, parents):
    """Optical drives, card readers, and what is put in them; a disk's own « medium » node too."""
    name = word(node.get("id")).split(":")[0]
    texts = f"{word(node.get('description'))} {word(node.get('product'))}"
    return (
        name in ("cdrom", "medium", "hwmon")
        or name.startswith("hwmon")
        or bool(NO_MEDIUM.search(texts))
        or any(word(one.get("id")).split(":")[0] == "cdrom" for one in parents)
        or (bool(CARD_READER.search(texts)) and _is_removable(node, parents))
    )


def _is_removable(node, parents):
    return any(
        word(one.get("businfo")).startswith("usb@")
        or word(a_dict(one.get("configuration")).get("driver")) in ("usb-storage", "uas")
        for one in (*parents, node)
    ) or _is_card(node)


def _is_card(node):
    return "mmcblk" in str(node.get("logicalname")) and "removable" in a_dict(
        node.get("capabilities")
    )


def _medium(node, parents, kind=""):
    removable = _is_removable(node, parents)
    return MediumFacts(
        kind=kind or _kind(node, removable),
        model=word(node.get("product")),
        serial=word(node.get("serial"), 60),
        bytes=integer(node.get("size")),
        removable=removable,
        interface=word(node.get("description"), 40),
    )


def _kind(node, removable):
    product = word(node.get("product"))
    if "mmcblk" in str(node.get("logicalname")):
        return "sd" if removable else "emmc"
    if removable:
        return "usb"
    if FLASH_WORDS.search(product):
        return "ssd_sata"
    capabilities = a_dict(node.get("capabilities"))
    if any(re.fullmatch(r"\d{4,5}rpm", key) for key in capabilities) or HARD_DISKS.match(product):
        return "hdd"
    return kind_by_name(product)

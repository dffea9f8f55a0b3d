"""GLPI inventories, in JSON, and those of FusionInventory, the same facts in XML."""

import re

from .inventory import MediumFacts, Reading
from .media import NO_MEDIUM, NVME_WORDS, kind_by_name
from .personal import Dropped, scrubbed, size_of
from .words import (
    VIRTUAL_WARNING,
    a_dict,
    device_type,
    dicts,
    in_bytes,
    instant,
    integer,
    machine,
    percent_of_design,
    word,
)

VERSION = "1"
MEGABYTE, MEBIBYTE = 10**6, 2**20
# What describes the machine itself; all the rest of the inventory is left out.
KEPT_SECTIONS = {
    "batteries",
    "bios",
    "cameras",
    "controllers",
    "cpus",
    "firmwares",
    "hardware",
    "inputs",
    "memories",
    "modems",
    "monitors",
    "operatingsystem",
    "ports",
    "powersupplies",
    "sensors",
    "slots",
    "sounds",
    "storages",
    "versionclient",
    "videos",
}
KEPT_HEADINGS = {"action", "itemtype", "partial", "query"}
KEPT_KEYS = {
    "hardware": {
        "archname",
        "chassis_type",
        "memory",
        "osname",
        "osversion",
        "processorn",
        "processors",
        "processort",
        "swap",
        "uuid",
        "vmsystem",
    },
    "operatingsystem": {"arch", "full_name", "kernel_name", "name", "version"},
}
KIND_OF_KEY = {
    "name": "host",
    "workgroup": "host",
    "fqdn": "host",
    "dns_domain": "host",
    "hostid": "host",
    "lastloggeduser": "account",
    "datelastloggeduser": "account",
    "userid": "account",
    "winowner": "account",
    "wincompany": "host",
    "defaultgateway": "network",
    "dns": "network",
    "ipaddr": "network",
    "ssh_key": "secret",
    "winprodid": "secret",
    "winprodkey": "secret",
}
KIND_OF_SECTION = {
    "accesslog": "access_log",
    "accountinfo": "note",
    "antivirus": "software",
    "databases_services": "database",
    "drives": "volume",
    "envs": "environment",
    "firewall": "firewall",
    "firewalls": "firewall",
    "licenseinfos": "software",
    "local_groups": "group",
    "local_users": "account",
    "logical_volumes": "volume",
    "networks": "network",
    "network_ports": "network",
    "physical_volumes": "volume",
    "printers": "printer",
    "processes": "process",
    "remote_mgmt": "remote",
    "simcards": "sim",
    "usbdevices": "peripheral",
    "softwares": "software",
    "users": "account",
    "virtualmachines": "virtual_machine",
    "volume_groups": "volume",
}


def is_glpi(value):
    return isinstance(value, dict) and isinstance(value.get("content"), dict)


def read(document, parser="glpi"):
    """The reading of one inventory, and the document without personal data."""
    dropped = Dropped()
    taken_at = instant(a_dict(document["content"].get("accesslog")).get("logdate"))
    document = cleaned(document, dropped)
    content = document["content"]
    is_partial = document.get("partial") is True
    device = _device(content, document.get("itemtype"), is_partial)
    media, storage_known, warnings = _media(content, device, is_partial)
    if device.virtual:
        warnings.append(VIRTUAL_WARNING)
    reading = Reading(
        parser=parser,
        parser_version=VERSION,
        device=device,
        storage_known=storage_known,
        media=media,
        battery_percent=_battery(content),
        is_partial=is_partial,
        taken_at=taken_at,
        dropped=dropped.words(),
        warnings=tuple(warnings),
    )
    return reading, document


def cleaned(document, dropped):
    """The inventory reduced to what describes the machine."""
    kept = {key: value for key, value in document.items() if key in KEPT_HEADINGS}
    # The agent names the machine after its own name on the network.
    dropped.add("host", "deviceid" in document)
    dropped.add("note", "tag" in document)
    content = {}
    for section, value in document["content"].items():
        if section not in KEPT_SECTIONS:
            dropped.add(KIND_OF_SECTION.get(section, "section"), size_of(value))
        elif section in KEPT_KEYS:
            content[section] = _reduced(section, value, dropped)
        else:
            content[section] = scrubbed(value, dropped)
    return {**kept, "content": content}


def _reduced(section, value, dropped):
    reduced = []
    for one in dicts(value):
        for key in one.keys() - KEPT_KEYS[section]:
            dropped.add(KIND_OF_KEY.get(key, "system"))
        kept = {key: inner for key, inner in one.items() if key in KEPT_KEYS[section]}
        reduced.append(scrubbed(kept, dropped))
    return reduced[0] if len(reduced) == 1 else reduced


def _device(content, itemtype, is_partial):
    bios = next(iter(dicts(content.get("bios"))), {})
    hardware = next(iter(dicts(content.get("hardware"))), {})
    host = word(hardware.get("vmsystem"))
    is_guest = host.lower() not in ("", "physical")
    return machine(
        manufacturer=bios.get("smanufacturer") or bios.get("mmanufacturer"),
        model=bios.get("smodel") or bios.get("mmodel"),
        serial=bios.get("ssn"),
        uuid=hardware.get("uuid"),
        virtual=is_guest,
        type=_type(itemtype, hardware.get("chassis_type"), is_partial),
        cpu=_cpu(content, hardware),
        ram_bytes=_ram(content, hardware),
        asset_tag=word(bios.get("assettag"), 40),
    )


def _type(itemtype, chassis, is_partial):
    """« Computer » covers all of them; a partial inventory may say nothing at all."""
    if is_partial and not chassis:
        return ""
    return device_type(itemtype, chassis)


def _cpu(content, hardware):
    first = next(iter(dicts(content.get("cpus"))), {})
    return word(first.get("name") or hardware.get("processort"), 60)


def _ram(content, hardware):
    """The modules' sum; what the system counts itself is a little less."""
    modules = sum(integer(one.get("capacity")) or 0 for one in dicts(content.get("memories")))
    return in_bytes(modules or hardware.get("memory"), MEBIBYTE)


def _battery(content):
    now = design = 0
    for battery in dicts(content.get("batteries")):
        real, new = integer(battery.get("real_capacity")), integer(battery.get("capacity"))
        if real and new:
            now, design = now + real, design + new
    return percent_of_design(now, design)


def _media(content, device, is_partial):
    """The media listed, whether these are all, and why not."""
    storages = dicts(content.get("storages"))
    media = tuple(found for one in storages if (found := _medium(one)))
    if "storages" not in content and (is_partial or device.type in ("smartphone", "printer")):
        return (), None, []
    warnings = []
    if not any(not one.removable for one in media):
        warnings.append("L’inventaire ne montre aucun support interne.")
    controllers = " ".join(
        f"{word(one.get('caption'))} {word(one.get('name'))} {word(one.get('type'))}"
        f" pci{word(one.get('pciclass'))}"
        for one in dicts(content.get("controllers"))
    )
    has_nvme = NVME_WORDS.search(controllers) or "pci0108" in controllers
    if has_nvme and not any(one.kind == "nvme" for one in media):
        warnings.append("Un contrôleur NVMe est présent, mais son disque n’est pas listé.")
    has_emmc = re.search(r"\be-?mmc\b", controllers, re.IGNORECASE)
    if has_emmc and not any(one.kind == "emmc" for one in media):
        warnings.append("Une mémoire soudée (eMMC) peut être présente sans être listée.")
    return media, not warnings, warnings


def _medium(storage):
    """One line of the list; None for optical drives and empty card readers."""
    texts = " ".join(
        word(storage.get(key)) for key in ("type", "model", "name", "interface", "description")
    )
    size = integer(storage.get("disksize"))
    if NO_MEDIUM.search(texts) or re.search(r"card.?reader|floppy", texts, re.IGNORECASE):
        return None
    removable = bool(re.search(r"\busb\b|removable|\buas\b", texts, re.IGNORECASE))
    if not size and removable:
        return None
    return MediumFacts(
        kind=_kind(storage, texts, removable),
        model=word(storage.get("model")),
        serial=word(storage.get("serial") or storage.get("serialnumber"), 60),
        bytes=in_bytes(size, MEGABYTE),
        removable=removable,
        interface=word(storage.get("interface") or storage.get("description"), 40),
    )


def _kind(storage, texts, removable):
    if re.search(r"\bmmcblk|\be-?mmc\b", texts, re.IGNORECASE):
        return "emmc"
    if removable:
        return "usb"
    if re.search(r"\bnvme", texts, re.IGNORECASE):
        return "nvme"
    return kind_by_name(word(storage.get("model")), word(storage.get("type")))

"""`smartctl --json`: one storage medium, its identity and its own counters."""

from datetime import UTC, datetime

from inclusion.text import counted

from .inventory import MediumFacts, Reading, Unreadable
from .media import kind_by_name
from .personal import Dropped, scrubbed
from .words import a_dict, dicts, integer, word

PARSER, VERSION = "smartctl", "1"
REALLOCATED, PENDING, UNCORRECTABLE, REPORTED = 5, 197, 198, 187
SPIN_UP, SPIN_RETRY = 3, 10
FROZEN = "Secure Erase est gelé\u00a0: mettez l’appareil en veille puis réveillez-le."
# Bits of the exit status: what the tool concludes from all it read.
FAILING, PREFAIL, ERROR_LOG, SELF_TEST_LOG = 8, 16, 64, 128


def is_smartctl(value):
    return isinstance(value, dict) and isinstance(value.get("smartctl"), dict)


def read(documents):
    """The reading of one document or several."""
    dropped = Dropped()
    documents = [scrubbed(one, dropped) for one in documents]
    media = [found for one in documents if (found := medium(one))]
    if not media:
        said = next((text for one in documents if (text := _complaint(one))), "")
        words = f" Il dit\u00a0: «\u00a0{said}\u00a0»." if said else ""
        raise Unreadable(
            f"smartctl n’a pu lire aucun support (clé «\u00a0model_name\u00a0»).{words}"
        )
    warnings = [
        "Le support est lu à travers un adaptateur USB."
        for one in documents
        if word(a_dict(one.get("device")).get("type")).startswith("usb")
    ]
    reading = Reading(
        parser=PARSER,
        parser_version=VERSION,
        media=tuple(media),
        taken_at=next((at for one in documents if (at := taken_at(one))), None),
        dropped=dropped.words(),
        warnings=tuple(dict.fromkeys(warnings)),
    )
    return reading, documents


def taken_at(document):
    seconds = integer(a_dict(document.get("local_time")).get("time_t"))
    if seconds is None or not 315532800 <= seconds < 4102444800:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def medium(document):
    """What the document says of its medium; None when it could read none."""
    document = a_dict(document)
    model = word(document.get("model_name") or document.get("scsi_model_name"))
    serial = word(document.get("serial_number"), 60)
    if not model and not serial:
        return None
    faults, remarks = _judged(document)
    return MediumFacts(
        kind=_kind(document, model),
        model=model,
        serial=serial,
        bytes=_bytes(document),
        condemned=bool(faults),
        reasons=(*faults, *remarks),
        power_on_hours=_hours(document),
        interface=word(a_dict(document.get("device")).get("protocol"), 40),
    )


def _complaint(document):
    messages = dicts(a_dict(document.get("smartctl")).get("messages"))
    return next((word(one.get("string"), 120) for one in messages), "")


def _bytes(document):
    capacity = integer(a_dict(document.get("user_capacity")).get("bytes"))
    return capacity or integer(document.get("nvme_total_capacity")) or None


def _hours(document):
    """Some drives do not count them: unknown, never zero."""
    hours = integer(a_dict(document.get("power_on_time")).get("hours"))
    health = a_dict(document.get("nvme_smart_health_information_log"))
    return hours if hours is not None else integer(health.get("power_on_hours"))


def _kind(document, model):
    if word(a_dict(document.get("device")).get("protocol")).upper() == "NVME":
        return "nvme"
    rotation = document.get("rotation_rate")
    if rotation == 0 and not isinstance(rotation, bool):
        return "ssd_sata"
    if integer(rotation):
        return "hdd"
    # Drives older than this field: only what turns has motors to count.
    if {SPIN_UP, SPIN_RETRY} <= _attributes(document).keys():
        return "hdd"
    if a_dict(document.get("trim")).get("supported") is True:
        return "ssd_sata"
    return kind_by_name(model)


def _attributes(document):
    table = dicts(a_dict(document.get("ata_smart_attributes")).get("table"))
    return {number: one for one in table if (number := integer(one.get("id"))) is not None}


def _raw(attribute):
    """The count itself: some drives pack several numbers, which smartctl's text unfolds."""
    raw = a_dict(a_dict(attribute).get("raw"))
    spelt = word(raw.get("string")).split()
    first = integer(spelt[0]) if spelt else None
    return first if first is not None else integer(raw.get("value"))


def _judged(document):
    """Why it must not be used again, and what else is worth knowing."""
    faults, remarks = [], []
    _judge_status(document, faults, remarks)
    _judge_attributes(_attributes(document), faults, remarks)
    _judge_nvme(a_dict(document.get("nvme_smart_health_information_log")), faults, remarks)
    security = a_dict(document.get("ata_security"))
    if security.get("locked") is True or "locked" in word(security.get("string")).lower().split():
        remarks.append("Le disque est verrouillé par un mot de passe.")
    elif security.get("frozen") is True:
        remarks.append(FROZEN)
    return faults, remarks


def _judge_status(document, faults, remarks):
    status = integer(a_dict(document.get("smartctl")).get("exit_status")) or 0
    if a_dict(document.get("smart_status")).get("passed") is False or status & FAILING:
        faults.append("SMART annonce une panne.")
    if status & PREFAIL:
        faults.append("Un compteur vital du disque est sous son seuil.")
    if status & ERROR_LOG:
        remarks.append("Le disque a enregistré des erreurs.")
    if status & SELF_TEST_LOG:
        remarks.append("Un autotest du disque a échoué.")


def _judge_attributes(attributes, faults, remarks):
    counters = {
        REALLOCATED: ("secteur réalloué", "secteurs réalloués"),
        PENDING: ("secteur en attente de réallocation", "secteurs en attente de réallocation"),
        UNCORRECTABLE: ("secteur illisible", "secteurs illisibles"),
    }
    for number, names in counters.items():
        if count := _raw(attributes.get(number)):
            faults.append(f"{counted(count, *names)}.")
    if count := _raw(attributes.get(REPORTED)):
        remarks.append(f"{counted(count, 'erreur')} de lecture non corrigées.")


def _judge_nvme(health, faults, remarks):
    if count := integer(health.get("media_errors")):
        faults.append(f"{counted(count, 'erreur')} de la mémoire flash.")
    if integer(health.get("critical_warning")):
        faults.append("Le disque signale une alerte critique.")
    spare, least = (
        integer(health.get(key)) for key in ("available_spare", "available_spare_threshold")
    )
    if spare is not None and least is not None and spare < least:
        faults.append(f"Il ne reste que {spare}\u00a0% de cellules de réserve.")
    used = integer(health.get("percentage_used"))
    if used is not None and used >= 100:
        remarks.append(f"La durée de vie prévue est dépassée ({used}\u00a0%).")

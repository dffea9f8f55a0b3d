"""Serial numbers: which identify nothing, and whether two spellings name one medium."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Where tools cut a serial number: nwipe keeps 20 characters, others 16 or 17.
CUTS = (16, 17, 20)

PLACEHOLDERS = {
    "",
    "0",
    "01234567",
    "0123456789",
    "0123456789ABCDEF",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "ASSETTAG",
    "BASEBOARDSERIALNUMBER",
    "CHASSISSERIALNUMBER",
    "DEFAULT",
    "DEFAULTSTRING",
    "EEEPC0123456789",
    "EMPTY",
    "INVALID",
    "NA",
    "NIL",
    "NOASSETTAG",
    "NONE",
    "NOTAPPLICABLE",
    "NOTAVAILABLE",
    "NOTSPECIFIED",
    "NULL",
    "OEM",
    "RELEASEKEYS",
    "SERIAL",
    "SERIALNUMBER",
    "SKUNUMBER",
    "SN123456789ABC",
    "SYSTEMMANUFACTURER",
    "SYSTEMPRODUCTNAME",
    "SYSTEMSERIALNUMBER",
    "SYSTEMVERSION",
    "TOBEFILLEDBYOEM",
    "UNDEFINED",
    "UNKNOWN",
    "XX",
}
# One character repeated, « SerNum00 », « ModulePartNumber01 », « [Empty] », « 48spaces ».
PLACEHOLDER_PATTERN = re.compile(
    r"(.)\1*|(SERNUM|MODULEPARTNUMBER|MANUFACTURER|ASSETTAGNUM)\d*|\d*SPACES|.*TOBEFILLED.*"
)
MASK = re.compile(r"[X?*#.\-_]{4,}", re.IGNORECASE)
MAC_ADDRESS = re.compile(r"([0-9A-F]{2}[:-]){5}[0-9A-F]{2}", re.IGNORECASE)
UUID = re.compile(r"[0-9A-F]{8}-?([0-9A-F]{4}-?){3}[0-9A-F]{12}", re.IGNORECASE)
# Printed by the makers of mother boards on whole series of machines.
SHARED_UUIDS = {
    "00020003000400050006000700080009",
    "03000200040005000006000700080009",
    "00000000000000000000000000000001",
    "12345678123456789012345678901234",
    "1234567812345678123456789ABCDEF0",
    "123456781234567890ABCDDEEFAABBCC",
    "00112233445566778899AABBCCDDEEFF",
}


def is_placeholder(serial):
    """Whether manufacturers print this on many machines, so that it identifies none."""
    bare = re.sub(r"[\W_]", "", serial).upper()
    return bare in PLACEHOLDERS or PLACEHOLDER_PATTERN.fullmatch(bare) is not None


def is_placeholder_uuid(uuid):
    """Whether this UUID is shared by many machines, or is none at all."""
    bare = uuid.replace("-", "").upper()
    if not UUID.fullmatch(uuid) or bare in SHARED_UUIDS:
        return True
    return len(set(bare)) <= 2


def is_mac_address(text):
    return MAC_ADDRESS.fullmatch(text.strip()) is not None


def is_masked(serial):
    """Whether the tool hid the serial number (« XXXXXXXX ») or found none (« ???????? »)."""
    return MASK.fullmatch(serial.strip()) is not None


@dataclass(frozen=True)
class SerialMatch:
    """Which known serial number a printed one names, how it was recognised, or why none is.

    `serial` is the known one, as given. `how` is « exact », « cut » or « swapped », or empty; when
    no single one is named, `reason` says why in French and `candidates` holds those it could be.
    """

    serial: str | None = None
    how: str = ""
    reason: str = ""
    candidates: tuple[str, ...] = ()


def normalised(serial):
    """As tools print it: capitals, no space; Western Digital's own prefix is optional."""
    bare = "".join(serial.split()).upper()
    return bare.removeprefix("WD-")


def match_serial(printed: str, known_serials: Iterable[str]) -> SerialMatch:
    """Find the one known serial number that `printed` names; never guess between two.

    A cut serial is only as sure as `known_serials` is whole: give all those of the organisation.
    """
    if not printed.strip():
        return SerialMatch(reason="Le relevé ne donne pas le n° de série du support.")
    if is_masked(printed):
        return SerialMatch(reason="Le n° de série est masqué dans le relevé.")
    if is_placeholder(printed):
        return SerialMatch(reason="Ce n° de série est imprimé sur de nombreux supports.")
    known = {serial: normalised(serial) for serial in known_serials if serial.strip()}
    wanted = normalised(printed)
    ways = {
        "exact": lambda serial: known[serial] == wanted,
        "cut": lambda serial: _one_is_cut(printed, serial),
        "swapped": lambda serial: known[serial] == normalised(_swapped(printed)),
    }
    for how, agrees in ways.items():
        found = tuple(sorted(serial for serial in known if agrees(serial)))
        if len(found) == 1:
            return SerialMatch(serial=found[0], how=how)
        if found:
            return SerialMatch(
                reason="Ce n° de série désigne plusieurs supports connus.", candidates=found
            )
    return SerialMatch(reason="Aucun support connu ne porte ce n° de série.")


def _one_is_cut(one, other):
    """Whether the shorter is the beginning of the longer, cut where tools cut."""
    short, long = sorted((one, other), key=lambda serial: len(normalised(serial)))
    is_cut_length = len("".join(short.split())) in CUTS
    begins = normalised(long).startswith(normalised(short))
    return is_cut_length and begins and len(normalised(short)) < len(normalised(long))


def _swapped(serial):
    """Some old drives answer with the two bytes of each word the wrong way round."""
    bare = "".join(serial.split()).upper()
    if len(bare) % 2:
        return bare
    return "".join(bare[i + 1] + bare[i] for i in range(0, len(bare), 2))

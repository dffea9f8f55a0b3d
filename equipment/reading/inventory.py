"""The words in which every reader tells what a file says, whatever its format."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class DeviceFacts:
    """What a file says of the device; empty or None where it says nothing.

    `type` is a value of `DeviceType`; `serial_placeholder` tells a serial number that manufacturers
    print on many machines (« To be filled by O.E.M. »), which identifies none.
    """

    type: str = ""
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    serial_placeholder: bool = False
    uuid: str = ""
    uuid_placeholder: bool = False
    cpu: str = ""
    ram_bytes: int | None = None
    virtual: bool = False
    asset_tag: str = ""


@dataclass(frozen=True)
class MediumFacts:
    """One storage medium that a file tells of; `kind` is a value of `MediumKind`."""

    kind: str = "unknown"
    model: str = ""
    serial: str = ""
    bytes: int | None = None
    removable: bool = False
    # Its own counters say that it must not be used again, and why (French sentences); `reasons`
    # may also warn without condemning.
    condemned: bool = False
    reasons: tuple[str, ...] = ()
    power_on_hours: int | None = None
    interface: str = ""


@dataclass(frozen=True)
class ErasureFacts:
    """One run of an erasing tool on one medium, as the tool tells it; nothing is judged here."""

    serial: str = ""
    model: str = ""
    # What the file says the medium is: a value of `MediumKind`, or empty.
    kind: str = ""
    # A value of `ErasureMethod`, or empty when unknown; `method_name` is the tool's own word.
    method: str = ""
    method_name: str = ""
    tool: str = ""
    tool_version: str = ""
    passes: int | None = None
    # « none », « last » or « all ».
    verification: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error_count: int | None = None
    bytes_erased: int | None = None
    bytes_total: int | None = None
    # The tool's own last word: « success », « failed », « aborted », « incomplete », « unknown ».
    outcome: str = "unknown"
    hidden_area: str = ""  # « none », « present », « unknown » or empty
    is_serial_cut: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """All that one file says.

    `storage_known` is None when the format says nothing of storage, False when it cannot see all
    of it. `is_partial` updates only the sections present. `kept` is the file without the personal
    data of the donor's staff, byte for byte what may be stored; `dropped` names what was left out,
    in French, with how many (« 14 logiciels »).
    """

    parser: str
    parser_version: str
    device: DeviceFacts = DeviceFacts()
    storage_known: bool | None = None
    media: tuple[MediumFacts, ...] = ()
    erasures: tuple[ErasureFacts, ...] = ()
    battery_percent: int | None = None
    is_partial: bool = False
    taken_at: datetime | None = None
    dropped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    kept: bytes = field(default=b"", repr=False)


class Unreadable(Exception):
    """The file is refused; `message` says why in French, with the line or the key."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message

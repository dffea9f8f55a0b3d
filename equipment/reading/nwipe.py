"""The log of nwipe: dated lines while it works, then tables; every version since 2020.

Nothing is taken from the tables alone: early versions wrote « Erased » over verification errors
and hung threads, so that a run is a success only when its own lines say that it finished.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from inclusion.text import grouped_number

from .inventory import DeviceFacts, ErasureFacts, Reading, Unreadable
from .nwipe_methods import method_of
from .personal import Dropped, scrubbed_text
from .words import BENCH_ZONE, VIRTUAL_WARNING, device_type, machine, word

PARSER, VERSION = "nwipe", "1"
MAX_LINES = 20_000
STAMP = r"\[(\d{4})/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)\]"
LINE = re.compile(
    STAMP + r"\s*(?:nwipe:\s*)?(?:(debug|info|notice|warning|error|fatal|sanity):\s*)?(.*)"
)
FOOTER = re.compile(
    r"Total Throughput\s+(?:\S+\s*\S*/s),\s*(.+),\s*(\d{1,4})R\s*\+\s*(NB|B)\s*\+\s*(NV|VL|VA)"
)
TABLES = {
    "Error Summary": "errors",
    "Erasure Summary": "bytes",
    "Drive Status": "status",
}
TITLE = re.compile(r"\*{3,} (Error Summary|Erasure Summary|Drive Status) \*{3,}")
ROW = re.compile(r"\s*!?\s*(\S+)\s*\|(.*)")
DEVICE = r"(?:device )?'?(/dev/[\w/.-]+?)'?"
BANNER = re.compile(r"\bnwipe[ -]v?(\d{1,3}(?:\.\d{1,4}){1,3}\w*)")
FOUND = re.compile(r"Found (/dev/[\w/.-]+),\s*(.*?),?\s*S/N=(.*)")
SIZES = (
    re.compile(rf"{DEVICE}, sect/blk/dev \d+/\d+/(\d+)"),
    re.compile(rf"Device {DEVICE} is size (\d+)"),
)
INVOKING = re.compile(rf"Invoking method '(.+)' on {DEVICE}\.?$")
STARTING = re.compile(rf"Starting round 1 of \d+ on {DEVICE}\.?$")
PASSES = re.compile(
    rf"Starting pass (\d+)(?:/| of )(\d+), round (\d+)(?:/| of )(\d+), on {DEVICE}\.?$"
)
WRITTEN = re.compile(rf"(\d+) bytes written to {DEVICE}\.?$")
LAST_ROUND = re.compile(rf"Finished (?:final )?round (\d+) of (\d+) on {DEVICE}\.?$")
BLANKING = re.compile(rf"Blanking {DEVICE}\.?$")
BLANKED = re.compile(rf"Blanked {DEVICE}\.?$")
ERRORS = re.compile(rf"(\d+) (?:verification|wipe) errors on {DEVICE}\.?$")
ANY_DEVICE = re.compile(DEVICE + r"(?=[\s.,:]|'|$)")
SYSTEM = re.compile(r"(system|chassis|processor)-([a-z-]+) = (.*)")
ZONE_WARNING = "Le journal ne dit pas son fuseau horaire\u00a0: heures lues comme à Paris."
WORKING = re.compile(r"wipe|bytes written to|Starting (pass|round)|Invoking method")
STATUSES = {
    "erased": "success",
    "-failed-": "failed",
    "--fail--": "failed",
    "uaborted": "aborted",
    "insanity": "failed",
}
VERIFICATIONS = {"NV": "none", "VL": "last", "VA": "all"}
BUSES = {"NVME": "nvme", "USB": ""}


@dataclass
class Run:
    """What one segment of the log says of one device, as it is gathered."""

    name: str
    serial: str = ""
    model: str = ""
    bus: str = ""
    method_name: str = ""
    passes: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    size: int | None = None
    written: list[int] = field(default_factory=list)
    is_finished: bool = False
    is_blanking: bool = False
    is_blanked: bool = False
    has_verified: bool = False
    has_failed: bool = False
    hidden_area: str = ""
    status: str = ""
    # Those of the table, pass by kind; and those of the lines before it.
    errors: list[int] = field(default_factory=list)
    told_errors: int = 0
    bytes_erased: int | None = None
    bytes_total: int | None = None


def is_nwipe(text):
    """Whether these are its tables, or its dated lines."""
    if TITLE.search(text):
        return True
    return re.search(STAMP, text) is not None and WORKING.search(text) is not None


def read(text):
    dropped = Dropped()
    text = scrubbed_text(text, dropped)
    log = Log()
    for number, line in enumerate(text.splitlines()):
        if number > MAX_LINES:
            raise Unreadable(f"Ce journal a plus de {grouped_number(MAX_LINES)} lignes.")
        log.take(line)
    runs = log.finished()
    device = _device(log.system)
    warnings = []
    if runs:
        warnings.append(ZONE_WARNING)
    if device.virtual:
        warnings.append(VIRTUAL_WARNING)
    reading = Reading(
        parser=PARSER,
        parser_version=VERSION,
        device=device,
        erasures=tuple(runs),
        taken_at=log.last_at,
        dropped=dropped.words(),
        warnings=tuple(warnings),
    )
    return reading, text


def _device(system):
    """The computer that ran the tool: not always the one the media come from."""
    if not system:
        return DeviceFacts()
    return machine(
        manufacturer=system.get("system-manufacturer"),
        model=system.get("system-product-name"),
        serial=system.get("system-serial-number"),
        uuid=system.get("system-uuid"),
        type=device_type(system.get("chassis-type")),
        cpu=word(system.get("processor-version"), 60),
        asset_tag=system.get("chassis-asset-tag", ""),
    )


class Log:
    """Reads line after line; a footer, or a method invoked again, closes a segment."""

    def __init__(self):
        self.runs = {}
        self.closed = []
        self.found = {}
        self.sizes = {}
        self.hidden = {}
        self.system = {}
        self.version = ""
        self.table = ""
        self.last_at = None

    def take(self, line):
        line = line[:1000]
        if title := TITLE.search(line):
            self.table = TABLES[title[1]]
            return
        if match := LINE.match(line.strip()):
            self.table = ""
            at = _instant(match)
            self.last_at = at or self.last_at
            self._take_words(match[8].strip(), match[7] or "", at)
        elif self.table and (row := ROW.fullmatch(line)) and row[1] not in ("!", "Device"):
            self._take_row(row[1], [cell.strip() for cell in row[2].split("|")])

    def finished(self):
        self._close(None)
        return self.closed

    def run(self, name):
        """The run of this device in the present segment; tables cut long names on the left."""
        short = name.removeprefix("/dev/")
        if short not in self.runs:
            longer = [key for key in self.runs if len(short) >= 6 and key.endswith(short)]
            if len(longer) == 1:
                return self.runs[longer[0]]
            self.runs[short] = Run(short)
        return self.runs[short]

    def _take_words(self, words, level, at):
        if "Total Throughput" in words:
            if footer := FOOTER.search(words):
                self._close(footer)
        elif "nwipe" in words and (banner := BANNER.search(words)):
            self.version = self.version or banner[1]
        elif found := FOUND.match(words):
            self._take_found(found)
        elif system := SYSTEM.match(words):
            self.system.setdefault(f"{system[1]}-{system[2]}", system[3].strip())
        elif "/dev/" not in words and "hidden" not in words.lower():
            return
        elif size := next((m for pattern in SIZES if (m := pattern.search(words))), None):
            self.sizes[size[1].removeprefix("/dev/")] = int(size[2][:18])
        elif "hidden sectors" in words.lower() or "hidden area" in words.lower():
            self._take_hidden(words)
        else:
            self._take_progress(words, level, at)

    def _take_found(self, found):
        """« ATA, model, 320 GB », and before 2021 « ATA model, 320GB »."""
        told = re.sub(r",?\s*\d+\s*[KMGTP]?B$", "", found[2].strip())
        bus, _, model = told.partition(",") if "," in told else told.partition(" ")
        name = found[1].removeprefix("/dev/")
        self.found[name] = (bus.strip(), word(model), word(found[3], 60))

    def _take_hidden(self, words):
        lowered = words.lower()
        if "not erased" in lowered or "detected" in lowered:
            state = "present"
        elif "no hidden" in lowered:
            state = "none"
        else:
            state = "unknown"
        device = ANY_DEVICE.search(words)
        self.hidden[device[1].removeprefix("/dev/") if device else ""] = state

    def _take_progress(self, words, level, at):
        if invoking := INVOKING.match(words):
            self._begin(invoking[2], at).method_name = invoking[1]
        elif passes := PASSES.match(words):
            is_first = passes[1] == passes[3] == "1"
            run = self._continue(passes[5], at if is_first else None)
            run.passes = min(int(passes[2]) * int(passes[4]), 9999)
        elif starting := STARTING.match(words):
            self._continue(starting[1], at)
        elif written := WRITTEN.match(words):
            self._step(written[2], at).written.append(int(written[1][:18]))
        elif last := LAST_ROUND.match(words):
            self._step(last[3], at).is_finished |= last[1] == last[2]
        elif blanking := BLANKING.match(words):
            self._step(blanking[1], at).is_blanking = True
        elif errors := ERRORS.match(words):
            self._step(errors[2], at).told_errors += int(errors[1][:9])
        elif device := ANY_DEVICE.search(words):
            self._take_verdict(words, level, device[1], at)

    def _take_verdict(self, words, level, device, at):
        """Lines that only matter for a device being erased."""
        if device.removeprefix("/dev/") not in self.runs:
            return
        run = self.run(device)
        if words.startswith("[FAILURE]") or level in ("fatal", "sanity"):
            run.has_failed = True
        elif BLANKED.search(words):
            run.is_blanked = True
        elif words.startswith(("[SUCCESS] Verif", "Verified")):
            run.has_verified = True
        else:
            return
        run.ended_at = at or run.ended_at

    def _begin(self, device, at):
        """The run that starts now; a method invoked twice means the first was cut."""
        short = device.removeprefix("/dev/")
        known = self.runs.get(short)
        if known and (known.method_name or known.started_at):
            self.closed.append(self._facts(self.runs.pop(short), None))
        return self._continue(device, at)

    def _continue(self, device, at):
        """The run under way; only its very first line tells when it began."""
        run = self.run(device)
        if not run.started_at and not run.ended_at:
            run.started_at = at
        return run

    def _step(self, device, at):
        run = self.run(device)
        run.ended_at = at or run.ended_at
        return run

    def _take_row(self, name, cells):
        run = self.run(name)
        if self.table == "errors":
            run.errors += [int(cell[:9]) for cell in cells if re.fullmatch(r"\d+", cell, re.ASCII)]
        elif self.table == "bytes" and len(cells) >= 2:
            counts = [re.fullmatch(r"\d{1,18}", cell, re.ASCII) for cell in cells[:2]]
            if all(counts):
                run.bytes_erased, run.bytes_total = (int(count[0]) for count in counts)
        elif self.table == "status" and len(cells) >= 4:
            run.status = STATUSES.get(cells[0].lower(), "unknown")
            run.model, _, run.serial = (part.strip() for part in cells[3].rpartition("/"))

    def _close(self, footer):
        for run in self.runs.values():
            self.closed.append(self._facts(run, footer))
        self.runs = {}
        self.table = ""

    def _facts(self, run, footer):
        bus, model, serial = self.found.get(run.name, ("", "", ""))
        # The table cuts at 20 characters what the first lines print whole.
        if not run.serial or serial.startswith(run.serial):
            run.serial = serial or run.serial
        method_name = footer[1].strip() if footer else run.method_name
        run.size = self.sizes.get(run.name)
        hidden = self.hidden.get(run.name) or self.hidden.get("", "")
        rounds = int(footer[2]) if footer else None
        erased, total = _bytes(run)
        return ErasureFacts(
            serial=run.serial,
            model=model or word(run.model),
            kind=BUSES.get(bus.upper(), ""),
            method=method_of(method_name, rounds or 1, run.passes),
            method_name=word(method_name),
            tool="nwipe",
            tool_version=self.version,
            passes=run.passes or rounds,
            verification=_verification(run, footer),
            started_at=run.started_at,
            ended_at=run.ended_at,
            error_count=_error_count(run),
            bytes_erased=erased,
            bytes_total=total,
            outcome=_outcome(run, footer, method_name),
            hidden_area=hidden,
            is_serial_cut=len(run.serial) == 20,
            reasons=tuple(_remarks(run, footer)),
        )


def _instant(match):
    try:
        return datetime(*(int(part) for part in match.groups()[:6]), tzinfo=BENCH_ZONE)
    except (ValueError, OverflowError):
        return None


def _error_count(run):
    """The table's, or more when the lines before it count more; None when neither counts."""
    if not run.errors and not run.told_errors:
        return None
    return max(sum(run.errors), run.told_errors)


def _bytes(run):
    """What was erased, of how much: the table when there is one, else the least complete pass."""
    if run.bytes_total is not None:
        return run.bytes_erased, run.bytes_total
    return (min(run.written) if run.written else None), run.size


def _verification(run, footer):
    """What the options asked for, unless the run's own lines show that it never came."""
    asked = VERIFICATIONS[footer[4]] if footer else ""
    if asked in ("last", "all") and run.started_at and not run.has_verified:
        return ""
    if not footer and run.has_verified:
        return "last"
    return asked


def _outcome(run, footer, method_name):
    """The tool's last word, believed only as far as its own lines go."""
    if run.has_failed or _error_count(run):
        return "failed"
    if run.status in ("failed", "aborted"):
        return run.status
    if not run.status or not footer or run.status == "unknown":
        return "incomplete"
    verifies_only = method_of(method_name) == "verify_only"
    if run.started_at and not verifies_only:
        blanks = footer[3] == "B" and "OPS-II" not in method_name
        if not run.is_finished or (blanks and not run.is_blanked):
            return "incomplete"
    return run.status


def _remarks(run, footer):
    if not footer:
        yield "Le journal est coupé avant sa dernière ligne."
    if run.status == "success" and run.started_at and not run.is_finished:
        yield "Le tableau dit «\u00a0effacé\u00a0», mais aucune ligne ne montre la fin du travail."

"""Reading the files that machines wrote: kept once, attached to their device, judged, explained."""

import hashlib
import logging
import re
from dataclasses import dataclass, field, replace

from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.functional import cached_property

from equipment import evidence_files
from equipment.evidence_facts import facts_of, reading_of
from equipment.identity import (
    Candidate,
    Resolution,
    Sign,
    Signs,
    disk_key,
    resolve,
    uuids_of,
)
from equipment.labels import is_misread, parse_tag
from equipment.models import (
    CaseKind,
    CaseStatus,
    DeviceType,
    Evidence,
    EvidenceStatus,
    IdentityCase,
)
from equipment.reading import read_evidence
from equipment.reading.inventory import DeviceFacts, MediumFacts, Unreadable
from equipment.selectors.evidence import known_by
from equipment.services.acting import sentence_of
from equipment.services.clearing import has_hidden_storage
from equipment.services.intake import receive_at_once
from equipment.services.judging import judge_runs, verdicts_kept
from equipment.services.reading_pool import OneByOne, Together
from equipment.services.readings import (
    Changes,
    apply_reading,
    description_of,
    internal_media,
    names_itself,
)
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

log = logging.getLogger("inclusion.evidence")

MAX_FILES = 20
MAX_BYTES = 3 * 1024 * 1024
# So many waiting files are looked at again when new media are known.
WAITING = 200
# Any number will do, as long as nothing else locks with it.
LOCK = 4404
UNREAD = "Ce fichier n’a pas pu être lu\u00a0: sa forme n’est celle d’aucun relevé connu."
HOST = "C’est l’ordinateur qui a lancé l’effacement."
HOST_ONLY = "L’ordinateur de l’effacement est connu, mais pas ce disque\u00a0: y est-il\u202f?"
# What broken input makes a careless reader raise; the other files go on.
BROKEN = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@dataclass
class Outcome:
    """What became of one file, for the page and for the command."""

    name: str
    sha256: str
    status: str = "accepted"
    error: str = ""
    parser: str = ""
    reading: object = None
    evidence: object = None
    device: object = None
    is_new_device: bool = False
    case: object = None
    runs: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    @property
    def dropped(self):
        return list(self.reading.dropped) if self.reading else []

    def as_json(self):
        """The object that `import_evidence --json` prints for this file (DESIGN § 8)."""
        reading, device = self.reading, self.reading.device if self.reading else None
        return {
            "file": self.name,
            "sha256": self.sha256,
            "parser": self.parser or None,
            "status": self.status,
            "error": self.error or None,
            "device": device
            and {
                "type": device.type or None,
                "manufacturer": device.manufacturer,
                "model": device.model,
                "serial": device.serial,
                "serial_placeholder": device.serial_placeholder,
                "uuid": device.uuid,
                "cpu": device.cpu,
                "ram_bytes": device.ram_bytes,
                "virtual": device.virtual,
            },
            "storage_known": reading and reading.storage_known,
            "media": [
                {
                    "kind": medium.kind,
                    "model": medium.model,
                    "serial": medium.serial,
                    "bytes": medium.bytes,
                    "removable": medium.removable,
                    "condemned": medium.condemned,
                    "reasons": list(medium.reasons),
                }
                for medium in (reading.media if reading else ())
            ],
            "erasures": [
                {
                    "serial": each.run.serial,
                    "method": each.run.method or each.run.method_name,
                    "level": str(each.verdict.level),
                    "result": str(each.verdict.result),
                    "reasons": list(each.verdict.reasons),
                }
                for each in self.runs
            ],
            "battery_percent": reading.battery_percent if reading else None,
            "dropped": self.dropped,
            "warnings": self.warnings,
        }


def import_evidence(*, files, by, dry_run=False, organisation=None, device=None):
    """Read files, (name, bytes) each; what cannot be read never stops the others.

    `device` is the one a person says they speak of. From the command line there is no member: the
    organisation is named. A dry run answers the same and leaves nothing behind.
    """
    organisation = organisation or by.organisation
    files = [_File(name, content) for name, content in files]
    with transaction.atomic():
        _one_import_at_a_time(organisation)
        batch = _Batch(organisation, by, dry_run, device)
        outcomes = batch.read_together(files) if len(files) > 1 else None
        if outcomes is None:
            # One alone, or one that the database refuses among them: each in its own savepoint.
            batch = _Batch(organisation, by, dry_run, device)
            outcomes = batch.read_one_by_one(files)
        batch.settle_waiting()
        if dry_run:
            transaction.set_rollback(True)
    return outcomes


class _File:
    """One file as received, and what its reader says of it, or why it says nothing."""

    def __init__(self, name, content):
        self.name, self.content = name, content
        self.sha256 = hashlib.sha256(content).hexdigest()

    @cached_property
    def reading(self):
        """The reading, or the sentence that refuses the file."""
        try:
            return _read(self.name, self.content)
        except Unreadable as problem:
            return problem.message

    @property
    def is_read(self):
        return not isinstance(self.reading, str)


def _one_import_at_a_time(organisation):
    """Two files of one unknown machine, sent by two people at once, must not make two devices."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, organisation.pk % 2**31])


class _Batch:
    """Files read together, in the context and the transaction of one organisation."""

    def __init__(self, organisation, by, dry_run, device):
        self.organisation, self.by = organisation, by
        self.dry_run, self.device = dry_run, device
        self.new_disks = set()
        self.pool = OneByOne(organisation.pk)
        # Digest → the file already read with these bytes.
        self.read_before = {}

    def _look_up(self, files):
        known = Evidence.objects.filter(
            organisation=self.organisation,
            sha256__in=[file.sha256 for file in files],
            status=EvidenceStatus.ACCEPTED,
        )
        known = known.select_related("device").prefetch_related("cases")
        self.read_before = {evidence.sha256: evidence for evidence in known}

    def read_together(self, files):
        """Read the files with few queries; None, and nothing written, when one must be refused."""
        self._look_up(files)
        new = [file for file in files if file.sha256 not in self.read_before and file.is_read]
        self.pool = Together(self.organisation.pk, [self._signs(file) for file in new])
        try:
            with transaction.atomic():
                outcomes = [self._read_into(file, self._keep) for file in files]
                self.pool.flush()
        except (DataError, IntegrityError, Refused):
            return None
        self.pool = OneByOne(self.organisation.pk)
        return outcomes

    def read_one_by_one(self, files):
        self._look_up(files)
        return [self._read_into(file, self._keep_or_refuse) for file in files]

    def _read_into(self, file, keep):
        outcome = Outcome(name=file.name, sha256=file.sha256)
        if file.sha256 in self.read_before:
            return self._duplicate(outcome, self.read_before[file.sha256])
        if not file.is_read:
            return self._refuse(outcome, file.content, file.reading)
        outcome.reading = file.reading
        return keep(outcome, file.content)

    def _keep_or_refuse(self, outcome, content):
        sha256 = outcome.sha256
        try:
            with transaction.atomic():
                return self._keep(outcome, content)
        except DataError:
            log.warning("evidence %s does not fit the database", sha256)
            why = UNREAD
        except IntegrityError as error:
            why = sentence_of(error)
            if why is None:
                raise
        except Refused as refusal:
            why = refusal.message
        self.read_before.pop(sha256, None)
        return self._refuse(outcome, content, why)

    def _duplicate(self, outcome, evidence):
        self.pool.flush()
        outcome.status = "duplicate"
        outcome.evidence, outcome.device = evidence, evidence.device
        outcome.reading, outcome.parser = reading_of(evidence), evidence.parser
        outcome.runs = verdicts_kept(evidence, outcome.reading)
        outcome.warnings = list(evidence.warnings)
        outcome.case = next((case for case in evidence.cases.all() if case.is_open), None)
        return outcome

    def _refuse(self, outcome, content, why):
        """Note that the file was refused; its bytes, which nobody could clean, are not kept."""
        refused = Outcome(
            name=outcome.name, sha256=outcome.sha256, status="rejected", error=why[:400]
        )
        values = {
            "organisation": self.organisation,
            "sha256": outcome.sha256,
            "status": EvidenceStatus.REJECTED,
            "error": refused.error,
        }
        if not Evidence.objects.filter(**values).exists():
            Evidence.objects.create(
                **values,
                name=evidence_files.cleaned_name(outcome.name),
                size=len(content),
                read_at=timezone.now(),
                by=self.by,
            )
        return refused

    def _keep(self, outcome, content):
        reading = outcome.reading
        outcome.parser, outcome.warnings = reading.parser, list(reading.warnings)
        device, resolution = self._find(outcome)
        kept = reading.kept or b""
        evidence = Evidence(
            organisation=self.organisation,
            sha256=outcome.sha256,
            kept_sha256=hashlib.sha256(kept).hexdigest(),
            name=evidence_files.cleaned_name(outcome.name),
            size=len(content),
            parser=reading.parser[:40],
            parser_version=reading.parser_version[:20],
            status=EvidenceStatus.ACCEPTED,
            device=device,
            facts=facts_of(reading),
            dropped=list(reading.dropped),
            warnings=list(reading.warnings),
            read_at=timezone.now(),
            by=self.by,
        )
        self.pool.add_evidence(evidence)
        if not self.dry_run:
            digest = evidence.kept_sha256
            evidence_files.store(self.organisation.pk, digest, ContentFile(kept))
        outcome.evidence, outcome.device = evidence, device
        self.read_before[outcome.sha256] = evidence
        if device is not None:
            # A person wrote the label, or opened the page for this device: its disks are there.
            is_told = resolution.sign == Sign.LABEL
            attach(outcome, self.by, self.pool, is_new=outcome.is_new_device, is_told=is_told)
            self.new_disks |= _disks_of(reading)
        if reading.erasures:
            self.pool.flush()
            outcome.runs = judge_runs(reading, evidence, device, self.by)
            # Proofs were written, devices may have left quarantine.
            self.pool.forget()
        if device is None and _needs_a_person(outcome):
            self.pool.flush()
            outcome.case = _open_case(evidence, resolution)
        if outcome.case:
            outcome.warnings.append(outcome.case.why)
        return outcome

    def _signs(self, file):
        signs = signs_of(file.reading, file.name, self.organisation.prefix)
        return replace(signs, label=self.device.asset_tag) if self.device is not None else signs

    def _find(self, outcome):
        """The device of a file, made when the file names one that nobody has; or none, and why."""
        reading = outcome.reading
        resolution = self._resolve(reading, self._signs(outcome))
        if resolution.device is not None:
            return self.pool.locked(resolution.device), resolution
        if resolution.is_new:
            outcome.is_new_device = True
            return create_device(reading, self.organisation, self.by, self.pool), resolution
        return None, resolution

    def _resolve(self, reading, signs):
        known = known_by(signs, self.pool)
        if not _is_tool_log(reading):
            return resolve(signs, known)
        # The computer that ran the tool is often a bench: the disks say whose they are.
        disks = Signs(label=signs.label, disks=signs.disks)
        resolution = resolve(disks, known_by(disks, self.pool))
        hosts = resolve(signs, known)
        host = [Candidate(hosts.device, (HOST,))] if hosts.device else hosts.candidates
        if resolution.device or resolution.candidates or not host:
            return resolution
        return Resolution(kind=CaseKind.SEVERAL, why=HOST_ONLY, candidates=tuple(host))

    def settle_waiting(self):
        """Files that waited for these disks find their device now, by the same rule."""
        if not self.new_disks:
            return
        waiting = IdentityCase.objects.filter(
            organisation=self.organisation, kind=CaseKind.UNKNOWN
        ).open()
        for case in waiting.select_related("evidence").order_by("opened_at")[:WAITING]:
            reading = reading_of(case.evidence)
            if not _disks_of(reading) & self.new_disks or reading.device.virtual:
                continue
            self._settle(case, reading)

    def _settle(self, case, reading):
        evidence = case.evidence
        signs = signs_of(reading, evidence.name, self.organisation.prefix)
        resolution = self._resolve(reading, signs)
        outcome = Outcome(name=evidence.name, sha256=evidence.sha256, reading=reading)
        outcome.evidence = evidence
        if resolution.device is not None:
            outcome.device = evidence.device = self.pool.locked(resolution.device)
            evidence.save(update_fields=["device"])
            attach(outcome, self.by, self.pool)
        outcome.runs = judge_runs(reading, evidence, outcome.device, self.by)
        if outcome.device is None and _needs_a_person(outcome):
            return
        case.status, case.decided_at = CaseStatus.MATCHED, timezone.now()
        case.device, case.changed = outcome.device, outcome.changes.as_json()
        case.save(update_fields=["status", "decided_at", "device", "changed"])


def _read(name, content):
    if not content:
        raise Unreadable("Ce fichier est vide.")
    if len(content) > MAX_BYTES:
        raise Unreadable("Ce fichier dépasse 3\u00a0Mo.")
    try:
        return read_evidence(name, content)
    except BROKEN as error:
        log.exception("a reader stumbled on %s", hashlib.sha256(content).hexdigest())
        raise Unreadable(UNREAD) from error


def signs_of(reading, name, prefix):
    """What the file shows of a device's identity, placeholders left out."""
    facts = reading.device
    placeholder = facts.serial_placeholder or not facts.serial
    return Signs(
        label=_label_in(facts.asset_tag, prefix) or _label_in(name, prefix),
        manufacturer=facts.manufacturer,
        model=facts.model,
        serial="" if placeholder else facts.serial,
        uuids=frozenset() if facts.uuid_placeholder else uuids_of(facts.uuid),
        disks=frozenset(_disks_of(reading)),
        is_virtual=facts.virtual,
    )


def _label_in(text, prefix):
    """A label of ours written in an asset tag or a file name, prefix and check character right."""
    for word in re.findall(rf"{re.escape(prefix)}[-_]?[0-9A-Z]{{7}}[-_]?[0-9A-Z]", text.upper()):
        tag = parse_tag(word, prefix)
        if tag and not is_misread(tag):
            return tag
    return ""


def _disks_of(reading):
    """The numbers of the internal disks a file tells of, those of its erasures included."""
    serials = [medium.serial for medium in internal_media(reading)]
    serials += [run.serial for run in reading.erasures]
    return {disk_key(serial) for serial in serials if names_itself(serial)}


def create_device(reading, organisation, by, pool):
    """A device that a file names and the pool did not have: a label, and quarantine."""
    description = {"type": DeviceType.COMPUTER, "origin": "private_gift"}
    description |= description_of(reading)
    return receive_at_once(
        by=by,
        organisation=organisation,
        pool=pool,
        storage_known=reading.storage_known,
        **description,
    )


def _is_tool_log(reading):
    """True when the file tells what a tool did to disks, not what a machine is made of."""
    return bool(reading.erasures) and reading.storage_known is None and not reading.media


def _with_its_disks(reading):
    """A tool's log as an inventory: the disks it worked on."""
    runs = {disk_key(run.serial): run for run in reading.erasures if names_itself(run.serial)}
    media = tuple(
        MediumFacts(
            kind=run.kind or "unknown", model=run.model, serial=run.serial, bytes=run.bytes_total
        )
        for run in runs.values()
    )
    return replace(reading, device=DeviceFacts(), media=media)


def attach(outcome, by, pool, *, is_new=False, is_told=False):
    """Write what the file says on its locked device, and open a case for what contradicts it.

    `is_told`: a person said that the file is about this device, so the disks of a log are in it.
    """
    device, evidence = outcome.device, outcome.evidence
    reading = outcome.reading
    if _is_tool_log(reading):
        reading = _with_its_disks(reading) if is_told else replace(reading, device=DeviceFacts())
    outcome.changes = apply_reading(device, reading, pool, is_new=is_new)
    outcome.warnings += outcome.changes.warnings
    record(
        "evidence.read",
        device,
        by=by,
        evidence=evidence.pk,
        parser=evidence.parser,
        fields=sorted(outcome.changes.fields),
        media=[str(pk) for pk in outcome.changes.media_added],
    )
    if outcome.changes.differences:
        pool.flush()
        outcome.case, _ = IdentityCase.objects.update_or_create(
            organisation_id=device.organisation_id,
            evidence=evidence,
            kind=CaseKind.DIFFERENCES,
            defaults={
                "device": device,
                "status": CaseStatus.OPEN,
                "differences": outcome.changes.differences,
                "why": "Le relevé contredit ce qui est écrit sur la fiche.",
            },
        )
    if device.storage_known is False:
        pool.flush()
    if has_hidden_storage(device):
        outcome.warnings.append(
            "Ce relevé ne voit pas tout le stockage\u00a0: l’appareil ne peut pas sortir ainsi."
        )
    if not is_new and not outcome.changes.media_added:
        pool.clear(device, by)


def _needs_a_person(outcome):
    """True when something in the file still belongs nowhere."""
    facts = outcome.reading.device
    names_a_machine = bool(facts.manufacturer or facts.model)
    if _is_tool_log(outcome.reading) or (outcome.reading.erasures and not names_a_machine):
        return any(each.medium is None for each in outcome.runs)
    return True


def _open_case(evidence, resolution):
    case, _ = IdentityCase.objects.get_or_create(
        organisation_id=evidence.organisation_id,
        evidence=evidence,
        kind=resolution.kind or CaseKind.UNKNOWN,
        defaults={
            "why": resolution.why or "Rien ne dit quel appareil c’est.",
            "candidates": [
                {"device": str(each.device), "reasons": list(each.reasons)}
                for each in resolution.candidates
            ],
        },
    )
    return case

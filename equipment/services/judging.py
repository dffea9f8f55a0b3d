"""The runs of an erasing tool, each judged on the medium that its serial number names."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone

from equipment.evidence_facts import facts_of
from equipment.models import Device, DeviceType, Erasure, ErasureResult, Medium, MediumFate
from equipment.reading.serials import CUTS, match_serial
from equipment.selectors.evidence import spellings_of
from equipment.services.clearing import clear_when_proven
from equipment.verdict import judge_run
from inclusion.journal.recording import record
from inclusion.text import clean


@dataclass(frozen=True)
class JudgedRun:
    """One run and its verdict; `medium` is None when no known medium was named."""

    rank: int
    run: object
    verdict: object
    medium: object = None


def judge_runs(reading, evidence, device, by):
    """Judge each run not yet kept, keep those of known media, clear what is now proven."""
    if not reading.erasures:
        return []
    kept = set(evidence.erasures.values_list("details__rank", flat=True))
    judged = []
    for rank, run in enumerate(reading.erasures):
        if rank in kept:
            continue
        medium, reason = medium_of(run, evidence.organisation_id, device)
        verdict = _verdict(run, medium, evidence, device, reading, reason)
        judged.append(JudgedRun(rank, run, verdict, medium))
    described = facts_of(reading)["erasures"]
    touched = set()
    for each in judged:
        if each.medium is not None:
            _keep(each, described[each.rank], evidence, by)
            touched.add(each.medium.device_id)
    for each in Device.objects.filter(pk__in=touched - {None}).locked().order_by("pk"):
        clear_when_proven(each, by)
    return judged


def medium_of(run, organisation_id, device):
    """The one medium that a run names, on this device first; else None, and why."""
    media = list(_media_that_may_be(run.serial, organisation_id))
    found = match_serial(run.serial, [medium.serial for medium in media])
    if found.serial is None:
        return None, found.reason
    named = [medium for medium in media if medium.serial == found.serial]
    here = [medium for medium in named if device and medium.device_id == device.pk]
    if len(here or named) > 1:
        return None, "Ce n°\u00a0de série est inscrit sur plusieurs appareils."
    return (here or named)[0], ""


def _media_that_may_be(printed, organisation_id):
    """Media whose serial number is this one, or its beginning, or which it begins."""
    bare = "".join(printed.split()).upper()
    if not bare:
        return []
    swapped = "".join(bare[i + 1 : i + 2] + bare[i] for i in range(0, len(bare), 2))
    exact = {*spellings_of(bare), *spellings_of(swapped)}
    for cut in CUTS:
        exact |= {spelling[:cut] for spelling in spellings_of(bare) if len(spelling) > cut}
    media = Medium.objects.filter(organisation_id=organisation_id)
    wanted = Q(serial__in=exact)
    if len(bare) in CUTS:
        media = media.annotate(beginning=Left("serial", len(bare)))
        wanted |= Q(beginning__in=[spelling[: len(bare)] for spelling in spellings_of(bare)])
    media = media.filter(wanted)
    return media.exclude(fate=MediumFate.DESTROYED).select_related("device")[:50]


def _verdict(run, medium, evidence, device, reading, reason):
    holder = (medium.device if medium else None) or device
    device_type = holder.type if holder else reading.device.type or DeviceType.COMPUTER
    verdict = judge_run(
        run,
        medium,
        device_type,
        exposed_at=medium.exposed_at if medium else timezone.now(),
        now=timezone.now(),
        is_duplicate=medium is not None and _proves_another(evidence, medium),
    )
    if medium is None and reason:
        return _unmatched(verdict, reason)
    return verdict


def _unmatched(verdict, reason):
    """The verdict on a run of no known medium: its one reason is why none was found."""
    return replace(verdict, result=ErasureResult.UNMATCHED, reasons=(reason,))


def _proves_another(evidence, medium):
    """Whether a person already gave this very file as the proof of another medium."""
    given = Erasure.objects.filter(
        organisation_id=evidence.organisation_id,
        evidence_sha256=evidence.kept_sha256,
        evidence__isnull=True,
    )
    return given.exclude(medium=medium).exists()


def _keep(judged, details, evidence, by):
    run, verdict, medium = judged.run, judged.verdict, judged.medium
    now = timezone.now()
    erasure = Erasure.objects.create(
        organisation_id=evidence.organisation_id,
        medium=medium,
        method=run.method,
        tool=clean(f"{run.tool} {run.tool_version}")[:60] or evidence.parser,
        started_at=run.started_at,
        ended_at=run.ended_at,
        is_verified=run.verification in ("last", "all"),
        error_count=min(run.error_count or 0, 2_000_000_000),
        level=verdict.level,
        required_level=verdict.required_level,
        result=verdict.result,
        standard=verdict.reference,
        details={**details, "rank": judged.rank},
        reasons=list(verdict.reasons),
        evidence=evidence,
        evidence_sha256=evidence.kept_sha256,
        evidence_name=evidence.name,
        recorded_at=now,
        by=by,
    )
    record(
        "erasure.recorded",
        medium.device or medium,
        by=by,
        medium=medium.pk,
        erasure=erasure.pk,
        result=str(verdict.result.value),
        level=str(verdict.level.value),
        evidence_sha256=evidence.kept_sha256,
    )


def verdicts_kept(evidence, reading):
    """Each run of a file already read with its verdict as kept; the others are unmatched."""
    if not reading.erasures:
        return []
    kept = {erasure.details.get("rank"): erasure for erasure in evidence.erasures.all()}
    found = []
    for rank, run in enumerate(reading.erasures):
        if rank in kept:
            found.append(JudgedRun(rank, run, kept[rank], kept[rank].medium))
        else:
            _, reason = medium_of(run, evidence.organisation_id, None)
            verdict = _verdict(run, None, evidence, None, reading, reason)
            found.append(JudgedRun(rank, run, verdict, None))
    return found

"""Storage media and the proofs that nothing is left on them."""

from django.utils import timezone

from equipment import evidence_files
from equipment.models import DeviceStatus, Erasure, Medium, MediumFate
from equipment.services.acting import act, back_to_quarantine, locked_device
from equipment.services.clearing import clear_when_proven
from equipment.services.repairs import interrupt_repair
from equipment.verdict import Claim, judge
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

# Where a new medium may still be found inside: before the device has left.
AT_HAND = {
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.UNDER_REPAIR,
    DeviceStatus.TESTED,
    DeviceStatus.READY,
}


@act
def add_medium(*, device, kind, serial, capacity_gb, by, model=""):
    """Write down a medium found in a device; what was cleared goes back to quarantine."""
    device = locked_device(device, by)
    if not device.holds_data:
        raise Refused("Ce type d’appareil ne contient pas de support de données.")
    if device.status not in AT_HAND:
        raise Refused(
            f"L’appareil est «\u00a0{device.get_status_display()}\u00a0»\u00a0: trop tard."
        )
    reopens = device.status != DeviceStatus.QUARANTINE
    if reopens:
        interrupt_repair(device, by)
        back_to_quarantine(device)
        device.save(update_fields=["status", "status_since", "erased_at", "ready_at"])
    medium = Medium.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        kind=kind,
        model=clean(model),
        serial=normalised_serial(serial),
        capacity_gb=capacity_gb,
        exposed_at=device.came_in_at,
    )
    record("medium.added", device, by=by, medium=medium.pk, kind=kind, reopens_quarantine=reopens)
    return medium


@act
def correct_medium(*, medium, kind, serial, capacity_gb, by, model=""):
    """Correct what was written of a medium, as long as no proof was judged on it."""
    device = locked_device(medium.device or medium.taken_from, by)
    medium = Medium.objects.visible_to(by).locked().get(pk=medium.pk)
    if medium.erasures.exists():
        raise Refused("Ce support a déjà une preuve\u00a0: sa fiche ne change plus.")
    medium.kind, medium.capacity_gb = kind, capacity_gb
    medium.model, medium.serial = clean(model), normalised_serial(serial)
    medium.save(update_fields=["kind", "model", "serial", "capacity_gb"])
    record("medium.corrected", device, by=by, medium=medium.pk, kind=kind)
    return medium


def normalised_serial(text):
    """A serial number as tools print it: capitals, no space."""
    return "".join(clean(text).upper().split())


@act
def record_erasure(
    *, medium, method, tool, started_at, ended_at, is_verified, error_count, evidence_file, by
):
    """Judge a proof and keep it, accepted or not; the last accepted one clears the device."""
    # A medium taken out is judged as it would be in the device it came from.
    device = locked_device(medium.device or medium.taken_from, by)
    medium = Medium.objects.visible_to(by).locked().get(pk=medium.pk)
    is_inside = medium.device_id is not None
    if medium.device_id not in {device.pk, None} or medium.fate == MediumFate.DESTROYED:
        raise Refused("Ce support a changé de place\u00a0: rouvrez sa page.")
    if is_inside and device.status != DeviceStatus.QUARANTINE:
        raise Refused("Les données de cet appareil sont déjà prouvées effacées.")
    if ended_at <= started_at:
        raise Refused("La fin de l’effacement doit suivre son début.")
    if ended_at > timezone.now():
        raise Refused("La fin de l’effacement ne peut pas être à venir.")
    verdict = judge(
        Claim(
            device_type=device.type,
            medium_kind=medium.kind,
            method=method,
            is_verified=is_verified,
            error_count=error_count,
            started_at=started_at,
            ended_at=ended_at,
            came_in_at=medium.exposed_at,
        )
    )
    digest = evidence_files.digest_of(evidence_file)
    claimed = {
        "method": method,
        "started_at": started_at,
        "ended_at": ended_at,
        "is_verified": is_verified,
        "error_count": error_count,
    }
    _refuse_known_file(medium, digest, claimed)
    erasure = Erasure.objects.create(
        organisation_id=device.organisation_id,
        medium=medium,
        tool=clean(tool),
        level=verdict.level,
        required_level=verdict.required_level,
        result=verdict.result,
        reasons=list(verdict.reasons),
        evidence_sha256=digest,
        evidence_name=evidence_files.cleaned_name(evidence_file.name),
        recorded_at=timezone.now(),
        by=by,
        **claimed,
    )
    evidence_files.store(device.organisation_id, digest, evidence_file)
    record(
        "erasure.recorded",
        device,
        by=by,
        medium=medium.pk,
        erasure=erasure.pk,
        result=verdict.result.value,
        level=verdict.level.value,
        evidence_sha256=digest,
    )
    if is_inside and verdict.is_accepted:
        clear_when_proven(device, by)
    return erasure


def _refuse_known_file(medium, digest, claimed):
    known = Erasure.objects.filter(
        organisation_id=medium.organisation_id, evidence_sha256=digest
    ).select_related("medium__device", "medium__taken_from")
    for erasure in known:
        if erasure.medium_id != medium.pk:
            tag = (erasure.medium.device or erasure.medium.taken_from).asset_tag
            raise Refused(f"Ce fichier est déjà la preuve d’un autre support, sur {tag}.")
        if all(getattr(erasure, field) == value for field, value in claimed.items()):
            raise Refused("Cette preuve est déjà enregistrée pour ce support.")

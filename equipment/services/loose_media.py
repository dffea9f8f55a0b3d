"""Media taken out of devices: kept as spares, put elsewhere, or destroyed with a certificate."""

from django.utils import timezone

from equipment import evidence_files
from equipment.models import (
    AttestationKind,
    Destruction,
    DeviceStatus,
    Medium,
    MediumFate,
    StorageAttestation,
)
from equipment.services.acting import act, back_to_quarantine, locked_device
from equipment.services.clearing import clear_when_proven
from equipment.services.repairs import interrupt_repair
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

# Where a case may be opened without making a test lie about what is inside.
OPENED = {
    DeviceStatus.QUARANTINE,
    DeviceStatus.ERASED,
    DeviceStatus.UNDER_REPAIR,
    DeviceStatus.FOR_PARTS,
}
# Where another medium may be put in.
FILLED = OPENED - {DeviceStatus.FOR_PARTS}


def _refuse_unless(device, statuses):
    if device.status not in statuses:
        raise Refused(
            f"L’appareil est «\u00a0{device.get_status_display()}\u00a0»\u00a0:"
            " ouvrez d’abord une réparation."
        )


@act
def remove_medium(*, medium, fate, by, photo=None):
    """Take a medium out of its device, as a spare or to be destroyed.

    The last one leaves an empty device: once cleared, it stays so only with a photo of the empty
    bay, which is its operator's attestation. The last unproven one lets it leave the quarantine.
    """
    device = locked_device(medium.device or medium.taken_from, by)
    medium = Medium.objects.visible_to(by).locked().get(pk=medium.pk)
    if medium.device_id != device.pk:
        raise Refused("Ce support n’est plus dans cet appareil.")
    if fate not in {MediumFate.SPARE, MediumFate.TO_DESTROY}:
        raise Refused("Dites ce que devient ce support.")
    _refuse_unless(device, OPENED)
    if medium.condemned_reason and fate == MediumFate.SPARE:
        raise Refused("Ce support est condamné\u00a0: il se détruit.")
    medium.device, medium.taken_from, medium.fate = None, device, fate
    medium.save(update_fields=["device", "taken_from", "fate"])
    _attest_empty(device, photo, by)
    clears = clear_when_proven(device, by)
    record(
        "medium.removed",
        device,
        by=by,
        medium=medium.pk,
        fate=str(fate),
        clears=clears,
    )
    return medium


def _attest_empty(device, photo, by):
    if device.media.exists():
        return
    if photo is None:
        if device.status == DeviceStatus.QUARANTINE:
            return
        raise Refused(
            "C’est son dernier support\u00a0: joignez la photo de l’emplacement vide,"
            " ou posez d’abord l’autre support."
        )
    digest = evidence_files.digest_of(photo)
    StorageAttestation.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        kind=AttestationKind.OPERATOR,
        words="Dernier support retiré, emplacement vide.",
        photo_sha256=digest,
        photo_name=evidence_files.cleaned_name(photo.name),
        attested_at=timezone.now(),
        by=by,
    )
    evidence_files.store(device.organisation_id, digest, photo)


@act
def put_medium(*, medium, device, by):
    """Put a spare medium in a device; one that is not proven erased reopens its quarantine."""
    device = locked_device(device, by)
    medium = Medium.objects.visible_to(by).locked().get(pk=medium.pk)
    if not device.holds_data:
        raise Refused("Ce type d’appareil ne contient pas de support de données.")
    _refuse_unless(device, FILLED)
    if medium.fate != MediumFate.SPARE:
        where = medium.get_fate_display()
        raise Refused(f"Ce support est «\u00a0{where}\u00a0»\u00a0: il ne se pose pas.")
    if medium.condemned_reason:
        raise Refused("Ce support est condamné\u00a0: il ne se pose pas.")
    is_proven = _is_proven(medium)
    reopens = not is_proven and device.status != DeviceStatus.QUARANTINE
    if reopens:
        interrupt_repair(device, by)
        back_to_quarantine(device)
        device.save(update_fields=["status", "status_since", "erased_at", "ready_at"])
    medium.device, medium.fate = device, MediumFate.IN_DEVICE
    medium.save(update_fields=["device", "fate"])
    clears = clear_when_proven(device, by)
    record(
        "medium.put",
        device,
        by=by,
        medium=medium.pk,
        is_proven=is_proven,
        reopens_quarantine=reopens,
        clears=clears,
    )
    return medium


def _is_proven(medium):
    return medium.erasures.accepted().filter(recorded_at__gte=medium.exposed_at).exists()


@act
def destroy_medium(*, medium, certificate_reference, destroyed_by_whom, destroyed_on, by):
    """Write down that a medium taken out was destroyed, by whom, under which certificate."""
    device = locked_device(medium.device or medium.taken_from, by)
    medium = Medium.objects.visible_to(by).locked().get(pk=medium.pk)
    if medium.device_id is not None:
        raise Refused("Retirez d’abord ce support de son appareil.")
    if medium.fate == MediumFate.DESTROYED:
        raise Refused("Ce support est déjà détruit.")
    if destroyed_on > timezone.localdate():
        raise Refused("La destruction ne peut pas être à venir.")
    reference = clean(certificate_reference)
    if not reference:
        raise Refused("Une destruction porte le numéro de son certificat.")
    medium.fate = MediumFate.DESTROYED
    medium.save(update_fields=["fate"])
    destruction = Destruction.objects.create(
        organisation_id=medium.organisation_id,
        medium=medium,
        certificate_reference=reference,
        destroyed_by_whom=clean(destroyed_by_whom),
        destroyed_on=destroyed_on,
        by=by,
    )
    record("medium.destroyed", device, by=by, medium=medium.pk, destruction=destruction.pk)
    return destruction

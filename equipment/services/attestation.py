"""A device with no storage medium: two readers agree on it, or someone looked and shows a photo."""

import hashlib

from django.core.files.base import ContentFile
from django.utils import timezone

from beneficiaries.paper_files import PDF, cleaned_file
from equipment import evidence_files
from equipment.models import AttestationKind, DeviceStatus, StorageAttestation
from equipment.selectors.evidence import agreeing_files
from equipment.services.acting import act, locked_device
from equipment.services.clearing import clear
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

WORDS_LENGTH = 300


@act
def attest_by_two_sources(*, device, by):
    """Two files from two different readers see no medium: the device has nothing to erase."""
    device = _without_medium(device, by)
    agreeing = agreeing_files(device)
    if not agreeing:
        raise Refused("Il faut les relevés de deux outils, qui ne voient aucun support.")
    return _attest(
        device, by, kind=AttestationKind.TWO_SOURCES, sources=[str(pk) for pk in agreeing]
    )


@act
def attest_by_operator(*, device, words, photo, by):
    """Someone opened the device and shows its empty slot."""
    device = _without_medium(device, by)
    words = clean(words)[:WORDS_LENGTH]
    if not words:
        raise Refused("Dites ce que vous avez constaté.")
    content_type, content = cleaned_file(photo)
    if content_type == PDF:
        raise Refused("Ce fichier n’est pas une photo (JPEG ou PNG).")
    digest = hashlib.sha256(content).hexdigest()
    evidence_files.store(device.organisation_id, digest, ContentFile(content))
    return _attest(
        device,
        by,
        kind=AttestationKind.OPERATOR,
        words=words,
        photo_sha256=digest,
        photo_name=evidence_files.cleaned_name(photo.name),
    )


def _without_medium(device, by):
    device = locked_device(device, by)
    if not device.holds_data:
        raise Refused("Ce type d’appareil ne contient pas de support de données.")
    if device.status != DeviceStatus.QUARANTINE:
        raise Refused("Cet appareil n’est pas en quarantaine\u00a0: rien n’est à attester.")
    if device.media.exists():
        raise Refused("Un support est inscrit sur cet appareil\u00a0: prouvez son effacement.")
    return device


def _attest(device, by, **values):
    attestation = StorageAttestation.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        attested_at=timezone.now(),
        by=by,
        **values,
    )
    record("storage.attested", device, by=by, attestation=attestation.pk, kind=attestation.kind)
    device.storage_known = True
    device.save(update_fields=["storage_known"])
    clear(device, by)
    return attestation

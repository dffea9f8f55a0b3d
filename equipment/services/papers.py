"""Papers issued at the bench."""

from equipment.models import UNPROVEN
from equipment.papers.erasure import ERASURE_CERTIFICATE, erasure_facts
from equipment.services.acting import act, locked_device
from inclusion.documents.issuing import issue_document
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record


@act
def issue_erasure_certificate(*, device, by):
    """The certificate of erasure of a cleared device; one for each time it was cleared."""
    device = locked_device(device, by)
    if not device.holds_data:
        raise Refused("Ce type d’appareil ne contient pas de support de données.")
    if device.status in UNPROVEN or device.erased_at is None:
        raise Refused("L’effacement de cet appareil n’est pas encore prouvé.")
    issued = Document.objects.visible_to(by).about(device).filter(kind=ERASURE_CERTIFICATE)
    if issued.filter(issued_at__gte=device.erased_at).exists():
        raise Refused("Ce certificat est déjà émis\u00a0: il figure parmi les documents.")
    document = issue_document(
        ERASURE_CERTIFICATE,
        erasure_facts(device, by),
        subject=device,
        by=by,
        subtitle=f"{device.asset_tag}, {device.short_name}"[:200],
    )
    record("device.certified", device, by=by, document=document.pk)
    return document

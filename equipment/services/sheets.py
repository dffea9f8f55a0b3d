"""The papers of the bench, issued with the facts of the moment."""

from equipment.documents import device_features, erasure_facts
from equipment.models import Intervention
from equipment.papers.bench import PRODUCT_SHEET, REPAIR_SHEET, product_facts, repair_facts
from equipment.selectors import passed_run
from equipment.services.acting import act, locked_device
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused


@act
def issue_product_sheet(*, device, by):
    """Issue the sheet that goes with a device whose checklist is passed."""
    device = locked_device(device, by)
    run = passed_run(device)
    if run is None:
        raise Refused("La fiche produit attend des contrôles réussis.")
    media = list(device.media.order_by("added_at", "pk"))
    erasures = [fact for medium in media if (fact := erasure_facts(medium, device))]
    facts = product_facts(device, run, device_features(device, media), erasures)
    return issue_document(
        PRODUCT_SHEET,
        facts,
        subject=device,
        by=by,
        subtitle=f"{device.asset_tag}, {device.short_name}"[:200],
    )


@act
def issue_repair_sheet(*, intervention, by):
    """Issue the sheet of a repair that is over."""
    intervention = (
        Intervention.objects.visible_to(by)
        .locked()
        .select_related("device", "started_by__user", "ended_by__user")
        .get(pk=intervention.pk)
    )
    if intervention.is_open:
        raise Refused("Cette réparation n’est pas finie.")
    parts = list(intervention.parts.order_by("pk"))
    return issue_document(
        REPAIR_SHEET,
        repair_facts(intervention, parts),
        subject=intervention,
        by=by,
        subtitle=f"{intervention.device.asset_tag}, {intervention.diagnosis}"[:200],
    )

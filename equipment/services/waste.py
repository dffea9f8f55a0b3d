"""Waste leaves: the shipment, its slip, its entry in the national register, our own register."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment import slip_files
from equipment.guards import refuse_missing
from equipment.models import (
    Device,
    DeviceStatus,
    Treatment,
    WasteLine,
    WasteShipment,
)
from equipment.models.life_cycle import refuse_step
from equipment.papers.waste import WASTE_REGISTER, waste_register_facts
from equipment.selectors import facts_of
from equipment.selectors.waste import register_lines
from equipment.services.acting import act, move
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import validate_siret
from inclusion.text import clean, counted
from inclusion.ui.formats import short_day

LINES_AT_MOST = 2_000
PRINTED_LINES = 2_000
TEXTS = (
    *("destination_name", "destination_siret", "destination_address"),
    *("destination_postcode", "destination_city", "treatment_mode"),
    *("eco_organisation_name", "eco_organisation_siret"),
    *("carrier_name", "carrier_siret", "carrier_address", "carrier_postcode", "carrier_city"),
    *("carrier_receipt", "slip_number"),
)
NEEDED = (
    *("destination_name", "destination_address", "destination_postcode", "destination_city"),
    *("carrier_name", "carrier_address", "carrier_postcode", "carrier_city", "slip_number"),
)


@act
def ship_waste(
    *, lines, shipped_on, treatment, by, slip_file=None, carrier_is_exempt=False, **words
):
    """Everything chosen leaves under one slip; devices among it are removed for good.

    `words` are the texts of `WasteShipment`: to whom, by whom, under which number.
    """
    slip = slip_files.cleaned_slip(slip_file) if slip_file else None
    words = {name: clean(words.get(name, "")) for name in TEXTS}
    if carrier_is_exempt:
        words["carrier_receipt"] = ""
    _refuse_dates(shipped_on)
    _refuse_numbers(words)
    is_described = (
        treatment in Treatment.values
        and all(words[name] for name in NEEDED)
        and bool(carrier_is_exempt or words["carrier_receipt"])
    )
    if not is_described:
        raise Refused(
            "Il manque\u00a0: ligne de déchet complète (destinataire, traitement, transporteur"
            " et bordereau)."
        )
    devices, held = _locked_lines(lines, by)
    _refuse_early(shipped_on, held)
    for device in devices:
        _refuse_unfit(device)
    shipment = WasteShipment.objects.create(
        organisation_id=by.organisation_id,
        shipped_on=shipped_on,
        treatment=treatment,
        carrier_is_exempt=carrier_is_exempt,
        is_hazardous=any(line.is_hazardous for line in held),
        slip_sha256=slip[2] if slip else "",
        slip_type=slip[0] if slip else "",
        recorded_at=timezone.now(),
        by=by,
        **words,
    )
    WasteLine.objects.visible_to(by).filter(pk__in=[line.pk for line in held]).update(
        shipment=shipment
    )
    for device in devices:
        move(device, DeviceStatus.REMOVED, "ship_waste", at=shipment.recorded_at)
        record("device.removed", device, by=by, shipment=shipment.pk)
    if slip:
        slip_files.store(by.organisation_id, slip[2], slip[1])
    record(
        "waste.shipped",
        shipment,
        by=by,
        lines=len(held),
        weight=sum(line.weight_kg for line in held),
        is_hazardous=shipment.is_hazardous,
    )
    return shipment


def _refuse_dates(shipped_on):
    today = timezone.localdate()
    if shipped_on > today:
        raise Refused("Un enlèvement s’inscrit le jour où il part, ou après.")
    if (today - shipped_on).days > 366:
        raise Refused("Un enlèvement s’inscrit dans l’année où il part.")


def _refuse_numbers(words):
    for name, who in (
        ("destination_siret", "du destinataire"),
        ("carrier_siret", "du transporteur"),
        ("eco_organisation_siret", "de l’éco-organisme"),
    ):
        if name == "eco_organisation_siret" and not words[name]:
            continue
        try:
            validate_siret(words[name])
        except ValidationError:
            raise Refused(f"Le SIRET {who} n’est pas valable.") from None
    if words["eco_organisation_siret"] and not words["eco_organisation_name"]:
        raise Refused("Donnez le nom de l’éco-organisme avec son SIRET.")


def _locked_lines(lines, by):
    """The devices, then their lines, in the order of their keys: the same in every act."""
    keys = [line.pk for line in lines]
    if not keys:
        raise Refused("Cochez au moins une ligne.")
    if len(keys) > LINES_AT_MOST:
        raise Refused(f"Un enlèvement compte {counted(LINES_AT_MOST, 'ligne')} au plus.")
    mine = WasteLine.objects.visible_to(by).filter(pk__in=keys)
    chosen = Device.objects.visible_to(by).filter(pk__in=mine.exclude(device=None).values("device"))
    devices = list(chosen.locked().order_by("pk"))
    held = list(mine.locked().order_by("pk"))
    if len(held) != len(set(keys)):
        raise Refused("Une de ces lignes n’existe plus.")
    if any(line.shipment_id for line in held):
        raise Refused("Une de ces lignes est déjà partie.")
    return devices, held


def _refuse_early(shipped_on, held):
    latest = max(timezone.localdate(line.recorded_at) for line in held)
    if shipped_on < latest:
        raise Refused(f"Une de ces lignes est devenue un déchet le {short_day(latest)}, après.")


def _refuse_unfit(device):
    """With the label of the device: there are many of them."""
    try:
        refuse_missing("ship_waste", facts_of(device, is_waste_described=True))
        refuse_step(device.status, DeviceStatus.REMOVED, "ship_waste")
    except Refused as refusal:
        raise Refused(f"{device.asset_tag}\u00a0: {refusal.message}") from None


def _locked_shipment(shipment, by):
    return WasteShipment.objects.visible_to(by).locked().get(pk=shipment.pk)


@act
def attach_slip(*, shipment, file, by):
    """The slip came back signed: its picture joins the shipment, once."""
    content_type, content, digest = slip_files.cleaned_slip(file)
    shipment = _locked_shipment(shipment, by)
    if shipment.slip_sha256:
        raise Refused("Le bordereau de cet enlèvement est déjà gardé.")
    shipment.slip_sha256, shipment.slip_type = digest, content_type
    shipment.save(update_fields=["slip_sha256", "slip_type"])
    slip_files.store(by.organisation_id, digest, content)
    record("waste.slip_kept", shipment, by=by, sha256=digest)
    return shipment


@act
def declare_shipment(*, shipment, by):
    """Its hazardous lines are in the national electronic register."""
    shipment = _locked_shipment(shipment, by)
    if not shipment.is_hazardous:
        raise Refused("Cet enlèvement ne contient aucun déchet dangereux.")
    if shipment.declared_at is not None:
        raise Refused("Cet enlèvement est déjà inscrit au registre national.")
    shipment.declared_at, shipment.declared_by = timezone.now(), by
    shipment.save(update_fields=["declared_at", "declared_by"])
    record("waste.declared", shipment, by=by, is_late=shipment.is_declaration_late)
    return shipment


@act
def issue_waste_register(*, by, start, end):
    """Freeze what left between two days, both included, and print it."""
    lines = register_lines(by.organisation_id, start, end)
    if len(lines) > PRINTED_LINES:
        raise Refused(
            "Cette période compte trop de lignes pour un document\u00a0: choisissez-la plus courte."
        )
    return issue_document(
        WASTE_REGISTER,
        waste_register_facts(start, end, lines, by.organisation),
        subject=by,
        by=by,
        subtitle=f"du {short_day(start)} au {short_day(end)}",
    )

"""What is read of giving: receipts and their yearly figures, and what became of each device."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone

from equipment.impact import statement_of
from equipment.models import (
    Allocation,
    CollectionStatus,
    Device,
    DeviceStatus,
    ReceiptForm,
    TaxEligibility,
    TaxReceipt,
    lines_in_order,
)
from equipment.papers.erasure import ERASURE_CERTIFICATE
from equipment.papers.giving import REUSE_ATTESTATION
from inclusion.documents.models import Document
from inclusion.money import ZERO

IN_USE = {DeviceStatus.HANDED_OVER, DeviceStatus.ON_LOAN, DeviceStatus.IN_SERVICE}
ENDS = {
    DeviceStatus.FOR_PARTS: "démonté pour pièces",
    DeviceStatus.WASTE: "déchet, à confier à la filière",
    DeviceStatus.REMOVED: "déchet, confié à la filière",
    DeviceStatus.LOST: "perdu ou volé",
}


@dataclass(frozen=True)
class Fate:
    """What became of one device: never whose it is."""

    label: str
    on: date | None = None
    is_reused: bool = False
    is_final: bool = True


def devices_of(donation):
    """The devices of a gift in the order of their labels."""
    return list(
        Device.objects.filter(organisation_id=donation.organisation_id, donation=donation).order_by(
            "asset_tag"
        )
    )


def fates_of(devices):
    """{device's key: its Fate}, in one query whatever their number."""
    to_persons = dict(
        Allocation.objects.filter(
            device__in=devices, ended_at__isnull=True, handed_over_at__isnull=False
        ).values_list("device_id", "handed_over_at")
    )
    return {device.pk: _fate(device, to_persons.get(device.pk)) for device in devices}


def _fate(device, handed_over_at):
    on = timezone.localdate(handed_over_at or device.status_since)
    status = DeviceStatus(device.status)
    if status == DeviceStatus.ON_LOAN:
        return Fate("en usage, prêté", on, is_reused=True)
    if status in IN_USE:
        taker = "une personne" if handed_over_at else "une structure partenaire"
        return Fate(f"réemployé par {taker}", on, is_reused=True)
    if status in ENDS:
        return Fate(ENDS[status], on)
    if status == DeviceStatus.QUARANTINE:
        return Fate("en attente d’effacement", is_final=False)
    return Fate("en préparation", is_final=False)


def gift_milestones(donation, collection, devices):
    """(day, what happened) of a gift, in order; only what did happen."""
    in_use = [fate.on for fate in fates_of(devices).values() if fate.is_reused]
    steps = [
        (donation.created_at, "Don accepté"),
        (donation.agreed_at, "Convention acceptée"),
        (collection.collected_at if collection else None, "Matériel remis, bordereau signé"),
        (donation.received_at, "Étiqueté à l’atelier"),
    ]
    found = [(timezone.localdate(moment), words) for moment, words in steps if moment]
    erased = [device.erased_at for device in devices if device.erased_at]
    if erased:
        found.append((timezone.localdate(min(erased)), "Premier effacement prouvé"))
    if in_use:
        found.append((min(in_use), "Premier appareil remis en service"))
    return sorted(found, key=lambda step: step[0])


def carbon_of(devices):
    """The carbon avoided by the devices of a gift in use, as a range; None when nothing is."""
    counts = {}
    for device in devices:
        if device.status in IN_USE:
            counts[device.type] = counts.get(device.type, 0) + 1
    statement = statement_of(counts)
    return statement if statement.low else None


def certificates_of(devices):
    """The last certificate of erasure of each device that has one, drawn, in label order."""
    found = {}
    documents = Document.objects.filter(
        kind=ERASURE_CERTIFICATE,
        subject_type=Device._meta.label_lower,
        subject_id__in=[device.pk for device in devices],
        destroyed_at__isnull=True,
    ).stored()
    for document in documents.order_by("issued_at", "pk"):
        found[document.subject_id] = document
    return [(device, found[device.pk]) for device in devices if device.pk in found]


def attestations_of(donation):
    """The attestations of reuse of a gift, latest first."""
    return (
        Document.objects.filter(organisation_id=donation.organisation_id, kind=REUSE_ATTESTATION)
        .about(donation)
        .order_by("-issued_at", "-pk")
    )


def signed_collection(donation):
    """The pick-up that both signed, None before."""
    return (
        donation.collections.filter(status=CollectionStatus.COLLECTED)
        .select_related("slip")
        .first()
    )


def lines_to_value(donation, collection):
    """What was counted, type by type, with the value the agreement gave each: (line, value)."""
    agreed = {line.type: line.unit_value for line in donation.lines.all()}
    return [(line, agreed.get(line.type)) for line in lines_in_order(collection) if line.counted]


def eligibilities(member):
    return (
        TaxEligibility.objects.visible_to(member)
        .select_related("recorded_by__user", "ended_by__user")
        .order_by("-recorded_at", "-pk")
    )


def eligibility_on(organisation_id, day, form):
    """The record that allows a receipt of this model for a gift made that day, or None."""
    return (
        TaxEligibility.objects.filter(organisation=organisation_id)
        .on(day, form)
        .order_by("-recorded_at", "-pk")
        .first()
    )


def receipts(member):
    """The receipts, standing and cancelled."""
    return TaxReceipt.objects.visible_to(member).select_related(
        "donor", "document", "issued_by__user", "replaces__document"
    )


@dataclass(frozen=True)
class ReceiptYear:
    """What the association declares each year (CGI, article 222 bis)."""

    year: int
    number: int
    amount: object
    to_companies: int
    to_individuals: int
    cancelled: int


def receipt_years(member):
    """Number and total of the receipts issued in each civil year, latest first; one query."""
    standing = Q(cancelled_at__isnull=True)
    rows = (
        TaxReceipt.objects.visible_to(member)
        .annotate(year=ExtractYear("issued_at"))
        .values("year")
        .annotate(
            number=Count("pk", standing),
            amount=Sum("amount", filter=standing),
            to_companies=Count("pk", standing & Q(form=ReceiptForm.COMPANY)),
            to_individuals=Count("pk", standing & Q(form=ReceiptForm.INDIVIDUAL)),
            cancelled=Count("pk", ~standing),
        )
        .order_by("-year")
    )
    return [ReceiptYear(**{**row, "amount": row["amount"] or ZERO}) for row in rows]


def last_gift_days(organisation_id):
    """{donor's key: when she last gave or answered}, for donors with nothing under way."""
    from equipment.models import Donor

    donors = Donor.objects.filter(organisation=organisation_id).annotate(
        last_received=Max("donations__received_at"),
        last_ended=Max("donations__ended_at"),
        last_opened=Max("donations__created_at"),
        open=Count(
            "donations",
            Q(donations__received_at__isnull=True, donations__ended_at__isnull=True),
        ),
    )
    return {
        donor.pk: timezone.localdate(
            max(
                moment
                for moment in (
                    donor.last_received,
                    donor.last_ended,
                    donor.last_opened,
                    donor.created_at,
                )
                if moment
            )
        )
        for donor in donors
        if not donor.open
    }

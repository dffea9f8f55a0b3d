"""What a partner scans and confirms on its own copy; a job then brings the sender's lot up to date.

The same acts serve a member of the platform, in its organisation's context, and a structure without
an account, in the sender's: `by` is then None and the name is the one it typed.
"""

from dataclasses import dataclass, field

from django.utils import timezone

from equipment.labels import is_misread
from equipment.models import (
    EXCESS_AT_MOST,
    DeliveryStatus,
    LineOutcome,
    Lot,
    LotDelivery,
    LotDeliveryLine,
    LotLine,
    LotStatus,
)
from equipment.selectors.scanning import MISREAD, read_scans
from equipment.services.acting import act
from equipment.services.lot_mails import mail_sender
from inclusion.exceptions import Refused
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.journal.recording import record
from inclusion.text import clean, counted

CONFIRMED_JOB = "equipment.lot_confirmed"


@dataclass
class Arrivals:
    """What a batch of labels said: new ones, those in no line, and why others are not taken."""

    arrived: list = field(default_factory=list)
    excess: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def locked_delivery(delivery, by):
    """The copy as it is now: of the member's organisation, or behind the private page."""
    found = LotDelivery.objects.filter(pk=delivery.pk)
    found = found.received_by(by) if by else found.filter(to_organisation__isnull=True)
    found = found.locked().select_related("organisation").first()
    if found is None:
        raise Refused("Ce lot n’existe plus.")
    return found


def _waiting(delivery, by):
    delivery = locked_delivery(delivery, by)
    if not delivery.is_waiting:
        raise Refused("Ce lot est déjà confirmé\u00a0: il ne change plus.")
    return delivery


@act
def scan_arrivals(*, delivery, codes, by=None):
    """Note the labels of what arrived; each thing not understood is said, nothing is guessed."""
    delivery = _waiting(delivery, by)
    reading = read_scans(codes, delivery.organisation.prefix)
    said = Arrivals(
        errors=[
            (what, f"Ceci n’est pas une étiquette de {delivery.sender_name}.")
            if why.startswith("Ceci")
            else (what, why)
            for what, why in reading.errors
        ]
    )
    lines = {line.asset_tag: line for line in delivery.lines.filter(asset_tag__in=reading.tags)}
    others = _other_lots(delivery, [tag for tag in reading.tags if tag not in lines])
    excess = list(delivery.excess)
    for tag in reading.tags:
        line = lines.get(tag)
        if line is not None and line.scanned_at is not None:
            said.errors.append((tag, "Déjà scanné."))
        elif line is not None:
            said.arrived.append(line)
        elif tag in others:
            title = others[tag]
            said.errors.append((tag, f"Il est d’un autre lot\u00a0: «\u00a0{title}\u00a0»."))
        elif is_misread(tag):
            said.errors.append((tag, MISREAD))
        elif tag in excess:
            said.errors.append((tag, "Déjà noté en trop."))
        elif len(excess) >= EXCESS_AT_MOST:
            said.errors.append((tag, "Trop d’étiquettes en trop\u00a0: appelez l’expéditeur."))
        else:
            excess.append(tag)
            said.excess.append(tag)
    delivery.lines.filter(pk__in=[line.pk for line in said.arrived]).update(
        scanned_at=timezone.now()
    )
    if said.excess:
        delivery.excess = excess
        delivery.save(update_fields=["excess"])
    if said.arrived or said.excess:
        record(
            "delivery.scanned",
            delivery,
            by=by,
            arrived=len(said.arrived),
            excess=len(said.excess),
        )
    return said


def _other_lots(delivery, tags):
    """{label: title of its lot} among the same receiver's other lots from the same sender."""
    if not tags:
        return {}
    lines = LotDeliveryLine.objects.filter(
        organisation_id=delivery.organisation_id,
        to_organisation_id=delivery.to_organisation_id,
        delivery__partner_name=delivery.partner_name,
        asset_tag__in=tags,
    )
    return dict(lines.exclude(delivery=delivery).values_list("asset_tag", "delivery__title"))


@act
def undo_arrival(*, delivery, tag, by=None):
    """Scanned by mistake: it is awaited again, or no longer in excess."""
    delivery = _waiting(delivery, by)
    undone = delivery.lines.filter(asset_tag=tag, scanned_at__isnull=False).update(scanned_at=None)
    if tag in delivery.excess:
        delivery.excess = [each for each in delivery.excess if each != tag]
        delivery.save(update_fields=["excess"])
    elif not undone:
        raise Refused("Cette étiquette n’est pas scannée.")
    record("delivery.unscanned", delivery, by=by)
    return delivery


@act
def confirm_delivery(*, delivery, name="", words="", by=None):
    """Say that this is what arrived: whole, or with what is missing and in excess explained."""
    delivery = _waiting(delivery, by)
    name, words = clean(by.label if by else name), clean(words)
    if not name:
        raise Refused("Écrivez votre nom.")
    scanned = delivery.lines.filter(scanned_at__isnull=False).count()
    missing = delivery.lines.filter(scanned_at__isnull=True).count()
    if not scanned:
        raise Refused("Scannez au moins un appareil. Si rien n’est arrivé, appelez l’expéditeur.")
    if (missing or delivery.excess) and not words:
        many = counted(missing, "appareil manque", "appareils manquent")
        extra = counted(len(delivery.excess), "étiquette est en trop", "étiquettes sont en trop")
        said = " et ".join(
            part for part, number in ((many, missing), (extra, len(delivery.excess))) if number
        )
        raise Refused(f"{said[:1].upper()}{said[1:]}\u00a0: expliquez-le en une phrase.")
    delivery.status = DeliveryStatus.CONFIRMED
    delivery.confirmed_at, delivery.confirmed_by_name = timezone.now(), name[:160]
    delivery.answer_words = words[:500]
    delivery.save(update_fields=["status", "confirmed_at", "confirmed_by_name", "answer_words"])
    record("delivery.confirmed", delivery, by=by, scanned=scanned, missing=missing)
    outbox.enqueue(
        CONFIRMED_JOB,
        idem_key=f"lot:{delivery.pk}:confirmed",
        organisation_id=delivery.organisation_id,
        payload={"delivery": str(delivery.pk)},
    )
    return delivery


@organisation_task(CONFIRMED_JOB, label="Confirmation d’un lot par un partenaire")
def follow_delivery(job, in_organisation):
    """In the sender's context: bring the lot to where the partner's confirmation says."""
    with outbox.holding(job):
        delivery = LotDelivery.objects.filter(pk=job.payload["delivery"]).first()
        if delivery is not None:
            bring_up_to_date(delivery)
        outbox.finish(job)


def bring_up_to_date(delivery):
    """Copy a confirmation onto the sender's lot; twice is once."""
    lot = Lot.objects.locked().select_related("partner", "organisation").get(pk=delivery.lot_id)
    if lot.status != LotStatus.SENT or delivery.is_waiting:
        return
    arrived = delivery.lines.filter(scanned_at__isnull=False).values("line_id")
    held = LotLine.objects.filter(organisation_id=lot.organisation_id, lot=lot)
    held.filter(pk__in=arrived).update(
        outcome=LineOutcome.ARRIVED, arrived_at=delivery.confirmed_at
    )
    # One that came back to us meanwhile is explained already.
    missing = held.filter(outcome=LineOutcome.EXPECTED, ended_at__isnull=True).update(
        outcome=LineOutcome.MISSING
    )
    held.filter(outcome=LineOutcome.EXPECTED).update(outcome=LineOutcome.STAYED)
    is_whole = not missing and not delivery.excess
    lot.move_to(LotStatus.RECEIVED if is_whole else LotStatus.DIFFERENCES)
    lot.received_at, lot.received_by_name = delivery.confirmed_at, delivery.confirmed_by_name
    lot.answer_words, lot.excess = delivery.answer_words, delivery.excess
    lot.save(update_fields=["status", "received_at", "received_by_name", "answer_words", "excess"])
    record("lot.received", lot, missing=missing, excess=len(lot.excess))
    mail_sender(lot, missing, len(lot.excess))

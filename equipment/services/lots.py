"""Lots: opened for a partner, filled by scanning, sent with their papers, explained, closed."""

from django.utils import timezone

from equipment.guards import PROVEN
from equipment.models import (
    LOT_AT_MOST,
    Device,
    DeviceStatus,
    LineOutcome,
    Loss,
    LossCause,
    Lot,
    LotDelivery,
    LotDeliveryLine,
    LotLine,
    LotPartner,
    LotStatus,
    LotTerritory,
    LotUse,
)
from equipment.models.life_cycle import refuse_step
from equipment.papers.lots import LOT_AGREEMENT, agreement_facts
from equipment.selectors import unproven_media
from equipment.selectors.lots import unfit_for_lot
from equipment.selectors.readiness import media_with_proof
from equipment.services.acting import act, back_to_quarantine, locked_device
from equipment.services.lot_mails import mail_partner
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean, counted

PARTNER_WORDS = ("name", "contact_name", "email", "phone", "address", "postcode", "city", "siret")
NOT_OURS = "Cette structure partenaire relève d’une autre structure."
# How a device that did not arrive is explained.
SETTLED = {LineOutcome.ARRIVED, LineOutcome.STAYED, LineOutcome.LOST}


@act
def save_partner(*, by, partner=None, organisation=None, territory, **words):
    """Write down a structure that receives lots; `organisation` when it is of the platform."""
    if territory not in LotTerritory.values:
        raise Refused("Dites sur quel territoire elle agit.")
    if partner is None:
        row = LotPartner(organisation=by.organisation, partner=organisation)
    else:
        row = LotPartner.objects.visible_to(by).locked().get(pk=partner.pk)
    for name in PARTNER_WORDS:
        setattr(row, name, clean(words.get(name, "")))
    if not row.name:
        raise Refused("Écrivez le nom de la structure.")
    row.territory = territory
    row.save()
    record("lot_partner.saved", row, by=by, is_new=partner is None)
    return row


@act
def open_lot(*, by, partner, title, use, territory, planned=(), planned_on=None, words=""):
    """Begin a lot for a partner: what is promised first, the devices come by scanning."""
    partner = LotPartner.objects.visible_to(by).filter(pk=partner.pk).first()
    if partner is None:
        raise Refused(NOT_OURS)
    now = timezone.now()
    lot = Lot(organisation=by.organisation, partner=partner, created_at=now, created_by=by)
    _describe(lot, title, use, territory, planned, planned_on, words)
    lot.save()
    record("lot.opened", lot, by=by, partner=partner.pk, use=lot.use)
    return lot


@act
def update_lot(*, lot, by, title, use, territory, planned=(), planned_on=None, words=""):
    """Say it otherwise, while nothing is printed."""
    lot = _draft(lot, by)
    _describe(lot, title, use, territory, planned, planned_on, words)
    lot.save()
    record("lot.updated", lot, by=by)
    return lot


def _describe(lot, title, use, territory, planned, planned_on, words):
    if use not in LotUse.values or territory not in LotTerritory.values:
        raise Refused("Dites l’usage du lot et son territoire.")
    lot.title, lot.words = clean(title), clean(words)
    lot.use, lot.territory = use, territory
    lot.planned, lot.planned_on = list(planned), planned_on
    if not lot.title:
        raise Refused("Écrivez l’objet du lot.")


def locked_lot(lot, by):
    return Lot.objects.visible_to(by).locked().select_related("partner").get(pk=lot.pk)


def _draft(lot, by):
    lot = locked_lot(lot, by)
    if lot.status == LotStatus.PREPARED:
        raise Refused("Les papiers de ce lot sont faits\u00a0: rouvrez-le pour changer sa liste.")
    if lot.status != LotStatus.DRAFT:
        raise Refused(f"Ce lot est «\u00a0{lot.get_status_display()}\u00a0»\u00a0: il est figé.")
    return lot


@act
def add_to_lot(*, lot, devices, by, use=""):
    """Put ready devices into a lot; returns (how many went in, {label: why not})."""
    use = use or lot.use
    if use not in LotUse.values:
        raise Refused("Cet usage n’existe pas.")
    lot = _draft(lot, by)
    locked = _locked_devices([device.pk for device in devices], by)
    if not locked:
        raise Refused("Scannez au moins un appareil.")
    unfit = unfit_for_lot(locked)
    fit = [device for device in locked if device.pk not in unfit]
    refused = {device.asset_tag: unfit[device.pk] for device in locked if device.pk in unfit}
    if not fit:
        tag, why = next(iter(refused.items()))
        raise Refused(f"{tag}\u00a0: {why}")
    if lot.lines.count() + len(fit) > LOT_AT_MOST:
        raise Refused(f"Un lot compte {LOT_AT_MOST} appareils au plus\u00a0: faites-en deux.")
    now = timezone.now()
    LotLine.objects.bulk_create(
        LotLine(organisation=by.organisation, lot=lot, device=device, use=use, added_at=now)
        for device in fit
    )
    _move_all(fit, DeviceStatus.RESERVED, "add_to_lot")
    for device in fit:
        record("device.put_in_lot", device, by=by, lot=lot.pk)
    return len(fit), refused


def _locked_devices(pks, by):
    """In primary-key order: two acts on the same devices wait for each other, never for ever."""
    return list(Device.objects.visible_to(by).filter(pk__in=pks).locked().order_by("pk"))


def _move_all(devices, status, by_act):
    """Every device at once; each one's step is on the table, and the proof is checked by row."""
    for device in devices:
        refuse_step(device.status, status, by_act)
    now = timezone.now()
    Device.objects.filter(pk__in=[device.pk for device in devices]).update(
        status=status, status_since=now
    )


@act
def take_from_lot(*, lot, line, by):
    """Take one device out of a lot that is still here: it is ready again."""
    lot = _draft(lot, by)
    found = lot.lines.filter(pk=line.pk).first()
    if found is None:
        raise Refused("Cet appareil n’est plus dans ce lot.")
    (device,) = _locked_devices([found.device_id], by)
    found.delete()
    _move_all([device], DeviceStatus.READY, "take_from_lot")
    record("device.taken_from_lot", device, by=by, lot=lot.pk)
    return device


def _devices_of(lot, by):
    return _locked_devices(list(lot.lines.values_list("device_id", flat=True)), by)


@act
def prepare_lot(*, lot, by):
    """Freeze the list and issue the agreement with its slip, for both to sign."""
    lot = _draft(lot, by)
    devices = _devices_of(lot, by)
    if not devices:
        raise Refused("Ce lot est vide\u00a0: ajoutez ses appareils avant de faire ses papiers.")
    _refuse_unproven(devices)
    _move_all(devices, DeviceStatus.ALLOCATED, "prepare_lot")
    lot.agreement = issue_document(
        LOT_AGREEMENT,
        agreement_facts(lot, by),
        subject=lot,
        by=by,
        subtitle=f"{lot.partner.name}, {counted(len(devices), 'appareil')}"[:200],
        replaces=lot.agreement,
    )
    lot.move_to(LotStatus.PREPARED)
    lot.save(update_fields=["status", "agreement"])
    record("lot.prepared", lot, by=by, document=lot.agreement_id, count=len(devices))
    return lot


def _refuse_unproven(devices):
    """Say which device would leave with data; the database says it again at its own step."""
    unproven = media_with_proof(devices).filter(is_proven=False).select_related("device").first()
    if unproven is not None:
        raise Refused(f"{unproven.device.asset_tag}\u00a0: {PROVEN.sentence}")


@act
def reopen_lot(*, lot, by):
    """Change the list after all: its papers will be made again, and name those they replace."""
    lot = locked_lot(lot, by)
    lot.move_to(LotStatus.DRAFT)
    _move_all(_devices_of(lot, by), DeviceStatus.RESERVED, "reopen_lot")
    lot.save(update_fields=["status"])
    record("lot.reopened", lot, by=by)
    return lot


@act
def cancel_lot(*, lot, by):
    """Give the devices back to the ready ones: nothing leaves."""
    lot = locked_lot(lot, by)
    lot.move_to(LotStatus.CANCELLED)
    devices = _devices_of(lot, by)
    lot.lines.all().delete()
    _move_all(devices, DeviceStatus.READY, "take_from_lot")
    lot.save(update_fields=["status"])
    for device in devices:
        record("device.taken_from_lot", device, by=by, lot=lot.pk)
    record("lot.cancelled", lot, by=by, count=len(devices))
    return lot


@act
def send_lot(*, lot, by):
    """The devices leave: the partner gets its copy of the list, and the way to confirm it."""
    lot = locked_lot(lot, by)
    lot.move_to(LotStatus.SENT)
    if lot.agreement_id is None:
        raise Refused("La liste a changé depuis les papiers\u00a0: rouvrez le lot et refaites-les.")
    devices = _devices_of(lot, by)
    _refuse_unproven(devices)
    _move_all(devices, DeviceStatus.HANDED_OVER, "send_lot")
    lot.sent_at, lot.sent_by = timezone.now(), by
    lot.save(update_fields=["status", "sent_at", "sent_by"])
    delivery = deliver(lot)
    for device in devices:
        record("device.left_in_lot", device, by=by, lot=lot.pk)
    record("lot.sent", lot, by=by, count=len(devices))
    mail_partner(lot, delivery, len(devices))
    return lot


def deliver(lot):
    """Write the partner's copy: of each device its label, what it is, its look and its use."""
    common = {"organisation_id": lot.organisation_id, "to_organisation_id": lot.partner.partner_id}
    delivery = LotDelivery.objects.create(
        **common,
        lot_id=lot.pk,
        agreement_id=lot.agreement_id,
        sender_name=lot.organisation.name,
        partner_name=lot.partner.name,
        title=lot.title,
        territory=lot.territory,
        words=lot.words,
        sent_at=lot.sent_at,
    )
    LotDeliveryLine.objects.bulk_create(
        LotDeliveryLine(
            **common,
            delivery=delivery,
            line_id=line.pk,
            use=line.use,
            **{
                name: getattr(line.device, name)
                for name in ("asset_tag", "type", "manufacturer", "model", "condition_grade")
            },
        )
        for line in lot.lines.select_related("device").order_by("device__asset_tag")
    )
    return delivery


@act
def remind_partner(*, lot, by):
    """Write to the partner again: its list waits to be confirmed."""
    lot = locked_lot(lot, by)
    if lot.status != LotStatus.SENT:
        raise Refused("Ce lot n’attend plus de confirmation.")
    delivery = LotDelivery.objects.get(organisation_id=lot.organisation_id, lot_id=lot.pk)
    if not mail_partner(lot, delivery, lot.lines.count()):
        raise Refused("Cette structure n’a pas d’adresse électronique\u00a0: écrivez-la d’abord.")
    record("lot.reminded", lot, by=by)
    return lot


@act
def settle_line(*, line, outcome, words, by):
    """Explain what the partner did not find: it was there, it never left, or it is lost."""
    words = clean(words)
    if outcome not in SETTLED:
        raise Refused("Dites ce qu’est devenu cet appareil.")
    if not words:
        raise Refused("Expliquez en une phrase ce qui s’est passé.")
    # The lot, then its devices: the same order in every act on lots.
    lot = locked_lot(line.lot, by)
    device = locked_device(line.device, by)
    line = LotLine.objects.visible_to(by).locked().get(pk=line.pk)
    if line.outcome != LineOutcome.MISSING or line.ended_at is not None:
        raise Refused("Cet écart est déjà expliqué\u00a0: rechargez la page.")
    now = timezone.now()
    line.outcome, line.words, line.settled_by = LineOutcome(outcome), words, by
    if outcome == LineOutcome.ARRIVED:
        line.arrived_at = lot.received_at
    elif outcome == LineOutcome.STAYED:
        line.ended_at = now
        _bring_back(device, now)
    else:
        line.ended_at = now
        _lose(device, words, now, by)
    line.save(update_fields=["outcome", "words", "settled_by", "arrived_at", "ended_at"])
    record("lot.settled", device, by=by, lot=lot.pk, outcome=str(line.outcome.value))
    return line


def _bring_back(device, now):
    """Nobody knows where it was meanwhile: what was proven of it is void."""
    refuse_step(device.status, DeviceStatus.QUARANTINE, "return_device")
    back_to_quarantine(device)
    device.came_in_at = now
    device.save(update_fields=["status", "status_since", "erased_at", "ready_at", "came_in_at"])


def _lose(device, words, now, by):
    """Lost with its data erased and proven so: no breach, but its place in the losses."""
    before = device.status
    refuse_step(before, DeviceStatus.LOST, "lose_on_the_way")
    if unproven_media(device).exists():
        raise Refused(PROVEN.sentence)
    device.status, device.status_since = DeviceStatus.LOST, now
    device.save(update_fields=["status", "status_since"])
    Loss.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        cause=LossCause.IN_TRANSIT,
        words=words,
        known_at=now,
        was_in=before,
        declared_at=now,
        by=by,
    )
    record("device.lost", device, by=by, cause=LossCause.IN_TRANSIT.value, was_in=str(before))


@act
def close_lot(*, lot, by):
    """Nothing is left to explain: the lot goes to the archive; its devices stay where they are."""
    lot = locked_lot(lot, by)
    waiting = lot.lines.filter(outcome=LineOutcome.MISSING, ended_at__isnull=True).count()
    if waiting:
        many = counted(waiting, "appareil manquant", "appareils manquants")
        raise Refused(f"Expliquez d’abord {many}.")
    lot.move_to(LotStatus.CLOSED)
    lot.closed_at, lot.closed_by = timezone.now(), by
    lot.save(update_fields=["status", "closed_at", "closed_by"])
    record("lot.closed", lot, by=by)
    return lot

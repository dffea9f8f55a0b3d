"""Rounds, pick-ups signed by two, and the reception that labels everything at once."""

import re

from django.utils import timezone

from equipment import donation_photos
from equipment.labels import new_asset_tag
from equipment.models import (
    ACCESSORY_TYPES,
    DATA_BEARING_TYPES,
    Collection,
    CollectionLine,
    CollectionRound,
    CollectionStatus,
    Device,
    DeviceStatus,
    DonationStatus,
    Handling,
    lines_in_order,
)
from equipment.papers.donations import ACKNOWLEDGEMENT, SLIP, acknowledgement_facts, slip_facts
from equipment.services.acting import act
from equipment.services.donation_mails import mail_donor
from equipment.services.donation_opening import locked_donation
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Membership
from inclusion.places.models import Venue
from inclusion.text import clean, counted
from inclusion.ui.formats import NBSP, hour, weekday_day

DEVICES_AT_MOST = 500
DRIVERS = ["MANAGER", "TECHNICIAN"]
# What the signature field draws: moves and lines in a box of 600 × 200, nothing else.
STROKES = re.compile(r"(?:M\d{1,3} \d{1,3}(?: L\d{1,3} \d{1,3})+ ?)+")
STROKES_LENGTH = 20_000


@act
def plan_collection(*, donation, by, day, driver, expected_at=None):
    """Put the pick-up in a driver's round of that day, or move it to another."""
    if day < timezone.localdate():
        raise Refused("Le jour de la collecte est déjà passé.")
    is_ours = (
        Membership.objects.active()
        .filter(organisation=by.organisation_id, role__in=DRIVERS, pk=driver.pk)
        .exists()
    )
    if not is_ours:
        raise Refused("Cette personne ne conduit pas de tournée chez vous.")
    donation = locked_donation(donation.pk)
    donation.move_to(DonationStatus.PLANNED)
    donation.save(update_fields=["status"])
    round, _ = CollectionRound.objects.get_or_create(
        organisation=by.organisation, day=day, driver=driver
    )
    collection = donation.collections.filter(status=CollectionStatus.PLANNED).first()
    if collection is None:
        collection = Collection.objects.create(
            organisation=by.organisation, donation=donation, round=round, expected_at=expected_at
        )
        CollectionLine.objects.bulk_create(
            CollectionLine(
                organisation=by.organisation,
                collection=collection,
                type=line.type,
                announced=line.quantity,
            )
            for line in lines_in_order(donation)
        )
    else:
        collection.round, collection.expected_at = round, expected_at
        collection.save(update_fields=["round", "expected_at"])
    record("donation.planned", donation, by=by, day=day.isoformat())
    _mail_day(donation, day, expected_at)
    return collection


def _mail_day(donation, day, expected_at):
    when = weekday_day(day) + (f", vers {hour(expected_at)}" if expected_at else "")
    if donation.handling == Handling.PICK_UP:
        mail_donor(
            donation,
            "Nous venons chercher votre don",
            f"Nous passons {when}.",
            "Nous comptons le matériel avec vous, puis nous signons tous les deux un bordereau.",
        )
    else:
        mail_donor(
            donation,
            "Nous vous attendons avec votre don",
            f"Nous vous attendons {when}, à cette adresse\u00a0: {donation.organisation.address},"
            f" {donation.organisation.postcode} {donation.organisation.city}.",
        )


@act
def collect(
    *,
    collection,
    by,
    lines,
    donor_signer,
    donor_strokes="",
    collector_strokes="",
    paper=None,
    weight_kg=None,
    seals="",
    reserves="",
):
    """Count with the donor, sign together: the slip is fixed and what it lists is ours.

    `lines` is {type: (counted, reason of the difference)}; a type nobody announced is added.
    `paper` is the photo of a slip signed on paper, when nobody drew on the screen.
    """
    collection, donation = _locked_collection(collection, by)
    donation.move_to(DonationStatus.COLLECTED)
    signer = clean(donor_signer)[:120]
    if not signer:
        raise Refused("Dites qui a remis le matériel.")
    _count(collection, lines)
    _sign(collection, donor_strokes, collector_strokes, paper)
    collection.donor_signer = signer
    collection.status = CollectionStatus.COLLECTED
    collection.weight_kg = weight_kg
    collection.seals, collection.reserves = clean(seals)[:120], clean(reserves)[:500]
    collection.collected_at, collection.collected_by = timezone.now(), by
    collection.save()
    donation.save(update_fields=["status"])
    record(
        "donation.collected",
        donation,
        by=by,
        counted=sum(count for count, _ in lines.values()),
        drawn=collection.is_drawn,
    )
    collection.slip = issue_document(
        SLIP, slip_facts(collection), subject=collection, by=by, subtitle=donation.donor.name
    )
    collection.save(update_fields=["slip"])
    mail_donor(
        donation,
        "Votre don est dans nos mains",
        "Nous avons compté le matériel avec vous. Le bordereau signé est sur votre page.",
        "Chaque appareil reçoit maintenant son étiquette, puis ses données sont effacées.",
    )
    return collection


def _locked_collection(collection, by):
    """The donation first, then its pick-up: two acts take the locks in the same order."""
    donation = locked_donation(collection.donation_id)
    found = Collection.objects.visible_to(by).locked().filter(pk=collection.pk).first()
    if found is None:
        raise Refused("Cette collecte n’existe plus.")
    if found.status != CollectionStatus.PLANNED:
        raise Refused(
            f"Cette collecte est déjà «{NBSP}{found.get_status_display().lower()}{NBSP}»."
        )
    found.donation = donation
    return found, donation


def _count(collection, lines):
    known = {line.type: line for line in collection.lines.all()}
    if not set(known) <= set(lines):
        raise Refused("Comptez chaque type annoncé, même s’il n’y en a aucun.")
    if not sum(count for count, _ in lines.values()):
        raise Refused("Rien n’a été compté\u00a0: abandonnez plutôt le don, avec sa raison.")
    for type, (count, reason) in lines.items():
        line = known.get(type) or CollectionLine(
            organisation_id=collection.organisation_id,
            collection=collection,
            type=type,
            announced=0,
        )
        line.counted, line.difference_reason = count, clean(reason)[:200]
        if line.difference and not line.difference_reason:
            raise Refused(
                f"{line.get_type_display()}\u00a0: {counted(line.announced, 'annoncé')},"
                f" {counted(count, 'compté')}. Expliquez l’écart."
            )
        if not line.difference:
            line.difference_reason = ""
        line.save()


def _sign(collection, donor_strokes, collector_strokes, paper):
    drawn = [donor_strokes.strip(), collector_strokes.strip()]
    if all(drawn):
        for strokes in drawn:
            if len(strokes) > STROKES_LENGTH or not STROKES.fullmatch(strokes):
                raise Refused("Une signature n’a pas pu être lue\u00a0: recommencez-la.")
        collection.donor_strokes, collection.collector_strokes = drawn
        collection.is_drawn = True
    elif paper:
        collection.paper_sha256 = donation_photos.store(collection.organisation_id, paper)
    elif any(drawn):
        raise Refused("Il manque une signature\u00a0: celle du donateur ou la vôtre.")
    else:
        raise Refused("Signez tous les deux à l’écran, ou photographiez le bordereau signé.")


@act
def receive_donation(*, donation, by, groups, venue=None, shelf="", note=""):
    """Enter everything in the pool at once, each device under its label, in quarantine.

    `groups` are (type, how many, manufacturer, model): « 12 portables, 3 écrans ». Keyboards, mice
    and chargers stay counted on the slip.
    """
    if venue and not Venue.objects.visible_to(by).filter(pk=venue.pk).exists():
        raise Refused("Ce lieu n’est pas un lieu de votre structure.")
    donation = locked_donation(donation.pk)
    donation.move_to(DonationStatus.RECEIVED)
    collection = donation.collections.select_related("slip").get(status=CollectionStatus.COLLECTED)
    donation.reception_note = clean(note)[:300]
    _check_groups(collection, groups, donation.reception_note)
    now = timezone.now()
    devices = [
        _device(donation, by, now, venue, shelf, type, manufacturer, model)
        for type, count, manufacturer, model in groups
        for _ in range(count)
    ]
    _label(devices, by.organisation.prefix)
    Device.objects.bulk_create(devices, batch_size=500)
    for device in devices:
        record("device.received", device, by=by, type=device.type, origin=device.origin)
    donation.received_at, donation.received_by = now, by
    donation.acknowledgement = issue_document(
        ACKNOWLEDGEMENT,
        acknowledgement_facts(donation, collection, devices),
        subject=donation,
        by=by,
        subtitle=donation.donor.name,
    )
    donation.save(
        update_fields=[
            "status",
            "reception_note",
            "received_at",
            "received_by",
            "acknowledgement",
        ]
    )
    record("donation.received", donation, by=by, devices=len(devices))
    mail_donor(
        donation,
        "Votre don est arrivé à l’atelier",
        f"{counted(len(devices), 'appareil')} de votre don"
        f" {'a son étiquette' if len(devices) < 2 else 'ont leur étiquette'}."
        " L’accusé de réception est sur votre page.",
        "Vous pouvez y suivre ce que devient votre don, sans jamais savoir à qui il va.",
    )
    return devices


def _check_groups(collection, groups, note):
    total = sum(count for _, count, *_ in groups)
    if total > DEVICES_AT_MOST:
        raise Refused(f"Réceptionnez au plus {DEVICES_AT_MOST} appareils à la fois.")
    if any(type in ACCESSORY_TYPES for type, *_ in groups):
        raise Refused("Claviers, souris et chargeurs n’ont pas d’étiquette.")
    expected = sum(
        line.counted for line in collection.lines.all() if line.type not in ACCESSORY_TYPES
    )
    if total != expected and not note:
        raise Refused(
            f"Le bordereau compte {counted(expected, 'appareil')}, vous en réceptionnez"
            f" {total}\u00a0: expliquez l’écart."
        )


def _device(donation, by, now, venue, shelf, type, manufacturer, model):
    holds_data = type in DATA_BEARING_TYPES
    return Device(
        organisation=by.organisation,
        type=type,
        manufacturer=clean(manufacturer)[:60],
        model=clean(model)[:80],
        origin=donation.origin,
        donor_name=donation.donor.name,
        donation=donation,
        venue=venue,
        shelf=clean(shelf)[:40],
        # What holds no data has nothing to prove.
        status=DeviceStatus.QUARANTINE if holds_data else DeviceStatus.ERASED,
        status_since=now,
        received_at=now,
        received_by=by,
        came_in_at=now,
    )


def _label(devices, prefix):
    """Labels unlike each other; one already stuck elsewhere is refused by its unique key."""
    given = set()
    for device in devices:
        tag = new_asset_tag(prefix)
        while tag in given:
            tag = new_asset_tag(prefix)
        given.add(tag)
        device.asset_tag = tag

"""An announcement becomes a gift: its donor known once, its quantities taken down."""

from equipment.models import Donation, DonationLine, Donor
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

ANNOUNCED = ("eraser", "handling", "postcode", "city", "available_from", "availability")


def locked_donation(pk):
    """The gift as it is now, of the active organisation; locked until the act ends."""
    found = Donation.objects.locked().select_related("donor").filter(pk=pk).first()
    if found is None:
        raise Refused("Ce don n’existe plus.")
    return found


def open_donation(*, by, contact, announcement, announced_to=None, intent_id=None, routing_id=None):
    """The gift and its donor, from an announcement; inside the act that says yes to it."""
    donor = donor_for(
        by,
        kind=announcement.kind,
        name=announcement.name,
        siret=announcement.siret,
        contact_name=contact.get("contact_name", ""),
        email=contact.get("email", ""),
        phone=contact.get("phone", ""),
        address=contact.get("address", ""),
        postcode=announcement.postcode,
        city=announcement.city,
    )
    donation = Donation.objects.create(
        organisation=by.organisation,
        donor=donor,
        donor_kind=donor.kind,
        announced_to=announced_to,
        intent_id=intent_id,
        routing_id=routing_id,
        address=contact.get("address", ""),
        created_by=by,
        **{name: getattr(announcement, name) for name in ANNOUNCED},
    )
    write_lines(donation, announcement.lines)
    record("donation.accepted", donation, by=by, kind=donor.kind, intent=intent_id)
    return donation


def donor_for(by, **values):
    """The donor of that SIRET, its contact brought up to date; otherwise a new one."""
    values = {name: clean(value) for name, value in values.items()}
    if values["siret"]:
        donor = (
            Donor.objects.select_for_update(no_key=True)
            .filter(organisation=by.organisation_id, siret=values["siret"])
            .first()
        )
        if donor is not None:
            for name, value in values.items():
                if value:
                    setattr(donor, name, value)
            donor.contact_erased_at = donor.identity_erased_at = None
            donor.save()
            return donor
    return Donor.objects.create(organisation=by.organisation, **values)


def write_lines(donation, lines):
    """The types and quantities of a gift; the agreement may write them again."""
    DonationLine.objects.bulk_create(
        DonationLine(organisation_id=donation.organisation_id, donation=donation, **line)
        for line in lines
    )

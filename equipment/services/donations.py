"""A gift that we take: its agreement, prepared by us, accepted by the donor, or given up."""

from django.utils import timezone

from equipment.models import (
    NOT_ELIGIBLE,
    PUBLIC_UNIT_CEILING,
    Collection,
    CollectionStatus,
    DonationStatus,
    DonorKind,
    ErasureLevel,
)
from equipment.papers.donations import AGREEMENT, agreement_facts
from equipment.services.acting import act
from equipment.services.donation_mails import mail_donor
from equipment.services.donation_opening import locked_donation, open_donation, write_lines
from equipment.services.donation_routing import give_back
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean
from inclusion.ui.formats import euros


class _Direct:
    """A gift offered at the counter or by telephone, read as an announcement is."""

    def __init__(self, values):
        self.__dict__.update(values)


@act
def create_donation(*, by, contact, **announcement):
    """A gift offered to us without passing by a form."""
    if not announcement["lines"]:
        raise Refused("Indiquez au moins un appareil.")
    return open_donation(by=by, contact=contact, announcement=_Direct(announcement))


@act
def prepare_agreement(*, donation, by, lines, donor, **terms):
    """Write the agreement and send it to the donor; she accepts it on her page.

    `lines` is a list of {type, quantity, condition, unit_value}; `donor` what is said of her.
    """
    donation = locked_donation(donation.pk)
    donation.move_to(DonationStatus.AGREEMENT_SENT)
    _check_terms(donation, lines, donor, terms)
    for name, value in donor.items():
        setattr(donation.donor, name, clean(value) if isinstance(value, str) else value)
    donation.donor.save()
    for name, value in terms.items():
        setattr(donation, name, value)
    donation.agreement_sent_at = timezone.now()
    donation.save()
    donation.lines.all().delete()
    write_lines(donation, lines)
    record("donation.agreement_sent", donation, by=by, level=donation.required_level)
    mail_donor(
        donation,
        "Votre convention de don est prête",
        f"{donation.organisation.name} a préparé la convention de votre don.",
        "Lisez-la sur votre page. Si elle vous convient, acceptez-la en bas de la page.",
    )
    return donation


def _check_terms(donation, lines, donor, terms):
    if not lines:
        raise Refused("La convention dit au moins un appareil.")
    if terms["required_level"] not in {
        ErasureLevel.CLEAR,
        ErasureLevel.PURGE,
        ErasureLevel.DESTROY,
    }:
        raise Refused("Choisissez le niveau d’effacement exigé.")
    if donation.donor.kind != DonorKind.INDIVIDUAL:
        if not donor["siret"]:
            raise Refused("Le SIRET du donateur manque\u00a0: la convention nomme qui donne.")
        if not donor["signatory_name"]:
            raise Refused("Dites qui signe pour le donateur.")
    if donation.is_public:
        if not terms.get("is_receiver_eligible"):
            raise Refused(NOT_ELIGIBLE)
        for line in lines:
            if line["unit_value"] is None:
                raise Refused("Un organisme public déclare la valeur de chaque pièce.")
            if line["unit_value"] > PUBLIC_UNIT_CEILING:
                raise Refused(
                    "Un don public ne dépasse pas"
                    f" {euros(PUBLIC_UNIT_CEILING)} par pièce (CGPPP, article L3212-2, 3°)."
                )


@act
def accept_agreement(*, donation, name):
    """The donor says yes on her page: the agreement is issued, its quantities are fixed."""
    name = clean(name)
    if not name:
        raise Refused("Écrivez votre nom pour accepter.")
    donation = locked_donation(donation.pk)
    donation.move_to(DonationStatus.AGREED)
    donation.agreed_at, donation.agreed_name = timezone.now(), name[:120]
    donation.agreement = issue_document(
        AGREEMENT,
        agreement_facts(donation),
        subject=donation,
        by=None,
        organisation=donation.organisation,
        subtitle=donation.donor.name,
    )
    donation.save(update_fields=["status", "agreed_at", "agreed_name", "agreement"])
    record("donation.agreed", donation, document=donation.agreement.number)
    mail_donor(
        donation,
        "Vous avez accepté la convention de don",
        "Votre accord est enregistré. La convention signée est sur votre page.",
        "Nous vous écrivons dès que le jour de l’enlèvement est fixé.",
    )
    return donation


@act
def withdraw_donation(*, donation):
    """The donor changes her mind before the pick-up."""
    donation = _end(donation, DonationStatus.WITHDRAWN, "Le donateur a retiré son don.")
    record("donation.withdrawn", donation)
    return donation


@act
def cancel_donation(*, donation, by, reason):
    """We give the gift up before the pick-up, and say why; its portal looks for another taker."""
    reason = clean(reason)[:300]
    if not reason:
        raise Refused("Dites pourquoi le don est abandonné.")
    donation = _end(donation, DonationStatus.CANCELLED, reason)
    record("donation.cancelled", donation, by=by)
    if donation.intent_id:
        give_back(donation, reason)
    else:
        mail_donor(
            donation,
            "Votre don n’aura pas lieu",
            f"{donation.organisation.name} ne peut finalement pas prendre votre matériel.",
            f"Raison\u00a0: {reason}",
        )
    return donation


def _end(donation, status, reason):
    donation = locked_donation(donation.pk)
    donation.move_to(status)
    donation.end_reason, donation.ended_at = reason, timezone.now()
    donation.save(update_fields=["status", "end_reason", "ended_at"])
    Collection.objects.filter(
        organisation_id=donation.organisation_id,
        donation=donation,
        status=CollectionStatus.PLANNED,
    ).update(status=CollectionStatus.CANCELLED)
    return donation

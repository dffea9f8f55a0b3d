"""What is written when a lot leaves and when it is confirmed; nobody’s name is in it."""

from django.conf import settings

from equipment.models import DeliveryStatus
from inclusion.jobs.mail import queue_mail
from inclusion.organisations.models import PublicLink, new_token
from inclusion.text import counted

LOT_LINK = "lot_delivery"


def new_delivery_address(delivery):
    """The private page of a lot; its token is nowhere but in the mail that says it."""
    token = new_token()
    PublicLink.create(
        token,
        organisation_id=delivery.organisation_id,
        kind=LOT_LINK,
        object_id=delivery.pk,
    )
    return f"{settings.PUBLIC_URL}/lot/{token}/"


def mail_partner(lot, delivery, count):
    """Tell the partner what comes and where to confirm it; False when it has no address."""
    partner = lot.partner
    to = partner.email or (partner.partner.email if partner.partner_id else "")
    if not to:
        return False
    if partner.partner_id:
        address = f"{settings.PUBLIC_URL}/materiel/lots/recus/{delivery.pk}/"
        where = "Ouvrez le lot dans votre espace"
    else:
        address = new_delivery_address(delivery)
        where = "Votre page, sans compte, à garder pour votre structure"
    sender = lot.organisation
    phone = f" ou appelez le {sender.phone}" if sender.phone else ""
    words = f"{lot.words}\n\n" if lot.words else ""
    queue_mail(
        to=to,
        subject=f"{sender.name} vous confie {counted(count, 'appareil')}",
        text=(
            f"Bonjour,\n\n{sender.name} vous confie le lot «\u00a0{lot.title}\u00a0»\u00a0:"
            f" {counted(count, 'appareil')}.\n\n{words}"
            "À l’arrivée, scannez ou tapez l’étiquette de chaque appareil, puis confirmez. La"
            f" convention à signer est sur la même page.\n\n{where}\u00a0:\n{address}\n\n"
            f"Une question\u202f? Répondez à {sender.email or sender.name}{phone}.\n\n"
            f"{sender.name}\n"
        ),
    )
    return True


def mail_sender(lot, missing, excess):
    """Tell the sender what the partner confirmed."""
    if not lot.organisation.email:
        return
    if missing or excess:
        said = (
            f"avec des écarts\u00a0: {counted(missing, 'appareil manquant', 'appareils manquants')}"
            f" et {counted(excess, 'étiquette en trop', 'étiquettes en trop')}. Expliquez-les sur"
            " la page du lot."
        )
    else:
        said = "en entier."
    queue_mail(
        to=lot.organisation.email,
        subject=f"Lot «\u00a0{lot.title}\u00a0»\u00a0: {DeliveryStatus.CONFIRMED.label.lower()}",
        text=(
            f"Bonjour,\n\n{lot.partner.name} a confirmé le lot «\u00a0{lot.title}\u00a0» {said}\n\n"
            f"{settings.PUBLIC_URL}/materiel/lots/{lot.pk}/\n"
        ),
    )

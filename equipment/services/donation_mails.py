"""What is written to donors and workshops at each step; a donor’s mail holds her own link."""

from django.conf import settings

from inclusion.jobs.mail import queue_mail
from inclusion.organisations.models import PublicLink, new_token
from inclusion.text import counted

INTENT_LINK = "donation_intent"
DONATION_LINK = "donation"


def new_gift_address(kind, organisation_id, object_id):
    """The private address of a gift; its token is nowhere but in the mail that says it."""
    token = new_token()
    PublicLink.create(token, organisation_id=organisation_id, kind=kind, object_id=object_id)
    return f"{settings.PUBLIC_URL}/don/{token}/"


def intent_address(intent):
    return new_gift_address(INTENT_LINK, intent.organisation_id, intent.pk)


def donation_address(donation):
    """The page of the announcement when there was one: a donor has one story, not two."""
    if donation.intent_id:
        return new_gift_address(INTENT_LINK, donation.announced_to_id, donation.intent_id)
    return new_gift_address(DONATION_LINK, donation.organisation_id, donation.pk)


def mail_intent(intent, subject, *sentences):
    """Write to who announced a gift, in the portal's name."""
    _mail(intent.email, intent.organisation, subject, sentences, intent_address(intent))


def mail_donor(donation, subject, *sentences):
    """Write to the donor, in the association's name; a donor without an address gets nothing."""
    if donation.donor.email:
        address = donation_address(donation)
        _mail(donation.donor.email, donation.organisation, subject, sentences, address)


def _mail(to, sender, subject, sentences, address):
    phone = f" ou appelez le {sender.phone}" if sender.phone else ""
    queue_mail(
        to=to,
        subject=subject,
        text=(
            "Bonjour,\n\n"
            + "\n\n".join(sentences)
            + f"\n\nVotre page, à garder pour vous\u00a0:\n{address}\n\n"
            f"Une question\u202f? Répondez à {sender.email or sender.name}{phone}.\n\n"
            f"{sender.name}\n"
        ),
    )


def mail_workshop(organisation, sender_name, total):
    """Tell a workshop that an announcement waits for its answer; nobody is named."""
    if not organisation.email:
        return
    queue_mail(
        to=organisation.email,
        subject="Un don de matériel vous est proposé",
        text=(
            f"Bonjour,\n\n{sender_name} vous propose un don de {counted(total, 'pièce')}.\n\n"
            "Acceptez, déclinez ou transmettez dans votre espace\u00a0:\n"
            f"{settings.PUBLIC_URL}/materiel/dons/propositions/\n"
        ),
    )


def mail_portal(intent, subject, sentence):
    """Tell the portal what a workshop answered."""
    if not intent.organisation.email:
        return
    queue_mail(
        to=intent.organisation.email,
        subject=subject,
        text=(
            f"Bonjour,\n\n{sentence}\n\n{settings.PUBLIC_URL}/materiel/dons/annonces/{intent.pk}/\n"
        ),
    )

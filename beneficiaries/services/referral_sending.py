"""What leaves the association: the ticked fields, to one receiver, with her consent of that day."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from beneficiaries.guard import refuse_forbidden
from beneficiaries.models import (
    ConsentPurpose,
    IncomingReferral,
    ReferralStatus,
    SharedField,
)
from beneficiaries.referral.sharing import canonical_shared, shared_values
from beneficiaries.referral.sheet import issue_sheet
from beneficiaries.selectors.rights import current_consents, is_valid
from beneficiaries.services.consents import give_consent
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.referral_steps import OVER, locked_referral, move, save
from inclusion.exceptions import Refused
from inclusion.jobs.mail import queue_mail
from inclusion.journal.recording import record
from inclusion.organisations.models import Membership, Organisation, PublicLink, Role, new_token
from inclusion.text import clean, counted, fold

REFERRAL_LINK = "referral"
ANSWER_DAYS = 15
MESSAGE_LENGTH = 1000
BIRTH_YEAR, DIGITS = "birth_year", "digits"
RECEIVING_ROLES = [Role.MANAGER, Role.MEDIATOR]


def receivers_for(member):
    """The other organisations of the platform where someone can read a referral."""
    staffed = Membership.objects.active().filter(role__in=RECEIVING_ROLES)
    return (
        Organisation.objects.filter(pk__in=staffed.values("organisation_id"))
        .exclude(pk=member.organisation_id)
        .order_by("name", "pk")
    )


def transmission_consent(beneficiary, receiver):
    """The consent that stands today for that very structure, or None."""
    for consent in current_consents(beneficiary):
        if (
            consent.purpose == ConsentPurpose.TRANSMISSION
            and fold(consent.receiver) == fold(receiver)
            and is_valid(consent)
        ):
            return consent
    return None


@transaction.atomic
def send_referral(
    *,
    referral,
    by,
    fields,
    to_organisation=None,
    to_email="",
    message="",
    code=DIGITS,
    manner="",
):
    """Transmit the ticked fields to the chosen door: a copy in its space, or a link by e-mail.

    `manner` says how she agrees when no consent stands yet: it is then part of the act. By link,
    `code` is what opens it: her birth year, or six digits told by telephone.
    """
    refuse_forbidden(message)
    referral = locked_referral(referral, by)
    person = referral.beneficiary
    refuse_if_limited(person)
    offer = referral.offers.filter(is_chosen=True).first()
    if referral.status != ReferralStatus.PROPOSED or offer is None or not referral.is_transmission:
        raise Refused(OVER)
    if to_organisation and not receivers_for(by).filter(pk=to_organisation.pk).exists():
        raise Refused("Cette structure ne reçoit pas d’orientation ici.")
    receiver = (to_organisation.name if to_organisation else offer.title)[:120]
    referral.shared_fields = _checked_fields(fields)
    values = shared_values(referral)
    consent = transmission_consent(person, receiver)
    if consent is None:
        if not manner:
            raise Refused("Rien n’est transmis sans l’accord de la personne.")
        consent = give_consent(
            beneficiary=person,
            by=by,
            purpose=ConsentPurpose.TRANSMISSION,
            receiver=receiver,
            manner=manner,
        )
    now = timezone.now()
    move(
        referral,
        ReferralStatus.SENT,
        by=by,
        consent=consent,
        receiver_name=consent.receiver,
        shared_fields=referral.shared_fields,
        message=clean(message)[:MESSAGE_LENGTH],
        to_organisation=to_organisation,
        to_email="" if to_organisation else _checked_email(to_email),
        opening_code="" if to_organisation else _opening_code(person, code),
        sent_at=now,
        expires_at=now + timedelta(days=ANSWER_DAYS),
    )
    if to_organisation:
        _copy_to(referral, values, by=by)
    else:
        mail_link(referral, by.organisation)
    issue_sheet(referral, by=by)
    return referral


def _checked_fields(fields):
    known = [field for field in SharedField.values if field in set(fields)]
    if not known:
        raise Refused("Cochez ce que la personne accepte de transmettre.")
    return known


def _checked_email(text):
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("L’adresse électronique de la structure n’est pas complète.") from None
    return address


def _opening_code(person, code):
    if code == BIRTH_YEAR:
        if person.birth_year is None:
            raise Refused("L’année de naissance n’est pas connue\u00a0: choisissez six chiffres.")
        return str(person.birth_year)
    return f"{secrets.randbelow(10**6):06d}"


def _copy_to(referral, values, *, by):
    """The receiver's copy, in the table made for crossing; a mail without a name says so."""
    organisation = referral.to_organisation
    IncomingReferral.objects.create(
        organisation_id=referral.organisation_id,
        to_organisation=organisation,
        referral_id=referral.pk,
        sender_name=by.organisation.name,
        need=referral.need,
        shared=canonical_shared(values),
        message=referral.message,
        sent_at=referral.sent_at,
        expires_at=referral.expires_at,
    )
    mail_receiver(organisation, by.organisation.name)


def mail_receiver(organisation, sender_name):
    """Tell an organisation of the platform that someone waits for its answer."""
    if not organisation.email:
        return
    queue_mail(
        to=organisation.email,
        subject="Une orientation attend votre réponse",
        text=(
            f"Bonjour,\n\n{sender_name} vous adresse une personne, avec son accord.\n\n"
            f"Lisez et répondez dans votre espace\u00a0:\n"
            f"{settings.PUBLIC_URL}/beneficiaires/orientations/recues/\n\n"
            f"Une réponse est attendue sous {counted(ANSWER_DAYS, 'jour')}.\n"
        ),
    )


def mail_link(referral, organisation, *, reminder=False):
    """Send the receiver outside a fresh link: nobody is named in it, nor in the subject."""
    address = new_link(referral)
    if len(referral.opening_code) == 4:
        code = "l’année de naissance de la personne"
    else:
        code = "un code de six chiffres"
    by_phone = f" au {organisation.phone}" if organisation.phone else ""
    queue_mail(
        to=referral.to_email,
        subject=(
            "Rappel\u00a0: une personne attend votre réponse"
            if reminder
            else "Une personne vous est adressée, votre réponse est attendue"
        ),
        text=(
            f"Bonjour,\n\n{organisation.name} vous adresse une personne, avec son accord.\n\n"
            "Pour lire ce qu’elle accepte de vous transmettre, et répondre, ouvrez cette"
            f" page\u00a0:\n{address}\n\n"
            f"Elle demande {code}\u00a0: {organisation.name} vous le dit au"
            f" téléphone{by_phone}.\n\n"
            f"Ce lien vaut {counted(ANSWER_DAYS, 'jour')}. Il ne sert qu’à cette personne. "
            f"Aucun compte n’est nécessaire.\n"
        ),
    )


def new_link(referral):
    """The address of a new public link to this referral; its token is nowhere else."""
    token = new_token()
    PublicLink.create(
        token,
        organisation_id=referral.organisation_id,
        kind=REFERRAL_LINK,
        object_id=referral.pk,
        expires_at=referral.expires_at,
    )
    return f"{settings.PUBLIC_URL}/o/{token}/"


def links_to(referral):
    return PublicLink.objects.filter(kind=REFERRAL_LINK, object_id=referral.pk)


@transaction.atomic
def send_again(*, referral, by):
    """A new link for another fifteen days, the former ones dead; locked, it gets new digits."""
    referral = locked_referral(referral, by)
    refuse_if_limited(referral.beneficiary)
    if not referral.goes_by_link or referral.status not in [
        ReferralStatus.SENT,
        ReferralStatus.RECEIVED,
        ReferralStatus.UNANSWERED,
    ]:
        raise Refused("Il n’y a plus de lien à renvoyer pour cette orientation.")
    if referral.is_locked:
        referral.opening_code = _opening_code(referral.beneficiary, DIGITS)
    referral.wrong_code_count = 0
    referral.reminded_at = timezone.now()
    referral.expires_at = referral.reminded_at + timedelta(days=ANSWER_DAYS)
    save(referral, "opening_code", "wrong_code_count", "reminded_at", "expires_at")
    links_to(referral).delete()
    mail_link(referral, by.organisation, reminder=True)
    record("referral.sent_again", referral.beneficiary, by=by, referral=str(referral.pk))
    return referral


def tell_sender(referral):
    """Mail whoever sent her: an answer is there to read, without saying whose."""
    queue_mail(
        to=referral.created_by.user.email,
        subject="Une orientation a une réponse",
        text=(
            f"Bonjour,\n\nUne structure a répondu à une orientation. Lisez sa réponse\u00a0:\n"
            f"{settings.PUBLIC_URL}/beneficiaires/orientations/{referral.pk}/\n"
        ),
    )

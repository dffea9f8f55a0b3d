"""Telling a person what is written about her: the very text, its language, how, by whom."""

from django.db import transaction

from beneficiaries.duties.notice_texts import version_in_use
from beneficiaries.models import ConsentPurpose, NoticeChannel, NoticeDelivery
from beneficiaries.selectors.rights import has_consent
from beneficiaries.services.locking import lock_person
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

DEFAULT_LANGUAGE = "fr"


@transaction.atomic
def deliver_notice(*, beneficiary, by, channel, language=DEFAULT_LANGUAGE, has_interpreter=False):
    """Record that the person was told; the version in use is given once."""
    beneficiary = lock_person(beneficiary, by)
    if channel not in NoticeChannel.values or channel == NoticeChannel.LATER:
        raise Refused("Dites comment la notice d’information a été remise.")
    version = version_in_use()
    if beneficiary.notice_deliveries.told().filter(version=version.number).exists():
        raise Refused("Cette personne a déjà reçu la notice d’information en vigueur.")
    delivery = write_delivery(
        beneficiary, channel=channel, by=by, language=language, has_interpreter=has_interpreter
    )
    record(
        "beneficiary.notice_delivered",
        beneficiary,
        by=by,
        notice=delivery.version,
        channel=delivery.channel,
        language=delivery.language,
    )
    return delivery


def write_delivery(beneficiary, *, channel, by, language=DEFAULT_LANGUAGE, has_interpreter=False):
    """The row that proves it, with the fingerprint of the text; put off, no text was given yet."""
    version = version_in_use()
    if language not in version.texts:
        raise Refused("La notice n’existe pas dans cette langue.")
    if channel == NoticeChannel.SMS and not has_consent(beneficiary, ConsentPurpose.SMS):
        raise Refused("Cette personne n’a pas accepté les SMS\u00a0: choisissez une autre façon.")
    is_put_off = channel == NoticeChannel.LATER
    return NoticeDelivery.objects.create(
        organisation_id=beneficiary.organisation_id,
        beneficiary=beneficiary,
        version=version.number,
        channel=channel,
        language=language,
        sha256="" if is_put_off else version.texts[language].sha256,
        has_interpreter=has_interpreter and not is_put_off,
        by=by,
    )

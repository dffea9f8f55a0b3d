"""The answers of a person: asked one by one, written once, the last one counts."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beneficiaries.models import Consent, ConsentManner, ConsentPurpose, ConsentState
from beneficiaries.selectors.rights import current_consents, is_valid
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.locking import lock_person
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean, fold

RECEIVER_LENGTH = 120
# An agreement is asked again one day: three years at most.
VALID_DAYS_AT_MOST = 3 * 365

# What a withdrawal ends at once, in its own transaction: `hook(consent=…, by=…)`.
after_withdrawal = []


@transaction.atomic
def give_consent(*, beneficiary, by, purpose, manner, receiver="", valid_until=None, evidence=None):
    """The person says yes to one purpose; for a transmission, to one named structure."""
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    current, receiver = _current(beneficiary, purpose, receiver)
    if current and is_valid(current) and current.valid_until == valid_until:
        raise Refused("La personne a déjà donné cet accord.")
    today = timezone.localdate()
    if valid_until and not today <= valid_until <= today + timedelta(days=VALID_DAYS_AT_MOST):
        raise Refused("Un accord vaut au moins jusqu’à aujourd’hui, et trois ans au plus.")
    if evidence and evidence.beneficiary_id != beneficiary.pk:
        raise Refused("Cette pièce n’est pas dans le dossier de la personne.")
    return _write(
        beneficiary,
        ConsentState.GIVEN,
        by=by,
        purpose=purpose,
        receiver=receiver,
        manner=manner,
        valid_until=valid_until,
        evidence=evidence,
    )


@transaction.atomic
def refuse_consent(*, beneficiary, by, purpose, manner, receiver=""):
    """The person says no when asked: nothing else changes for her."""
    beneficiary = lock_person(beneficiary, by)
    current, receiver = _current(beneficiary, purpose, receiver)
    if current and is_valid(current):
        raise Refused("La personne avait dit oui\u00a0: retirez son accord.")
    if current and current.state == ConsentState.REFUSED:
        raise Refused("Ce refus est déjà inscrit.")
    return _write(
        beneficiary, ConsentState.REFUSED, by=by, purpose=purpose, receiver=receiver, manner=manner
    )


@transaction.atomic
def withdraw_consent(*, beneficiary, by, purpose, manner, receiver=""):
    """The person changes her mind; what waited on her consent ends in the same transaction."""
    beneficiary = lock_person(beneficiary, by)
    current, receiver = _current(beneficiary, purpose, receiver)
    if current is None or current.state != ConsentState.GIVEN:
        raise Refused("Aucun accord n’est en cours\u00a0: il n’y a rien à retirer.")
    return withdraw(current, beneficiary=beneficiary, by=by, manner=manner)


def withdraw(current, *, beneficiary, by, manner):
    """End one consent of a person already locked."""
    consent = _write(
        beneficiary,
        ConsentState.WITHDRAWN,
        by=by,
        purpose=current.purpose,
        receiver=current.receiver,
        manner=manner,
    )
    for hook in after_withdrawal:
        hook(consent=consent, by=by)
    return consent


def _current(beneficiary, purpose, receiver):
    """(the answer that counts, or None; the receiver as it is spelt in the file)."""
    if purpose not in ConsentPurpose.values:
        raise Refused("Dites pour quoi l’accord est demandé.")
    receiver = checked_receiver(purpose, receiver)
    for consent in current_consents(beneficiary):
        if consent.purpose == purpose and fold(consent.receiver) == fold(receiver):
            return consent, consent.receiver
    return None, receiver


def checked_receiver(purpose, text):
    """The structure's name for a transmission, nothing otherwise."""
    receiver = " ".join(clean(text).split())
    if purpose != ConsentPurpose.TRANSMISSION:
        return ""
    if not fold(receiver):
        raise Refused("Dites à quelle structure les informations iront.")
    if len(receiver) > RECEIVER_LENGTH:
        raise Refused(f"Un nom de structure tient en {RECEIVER_LENGTH}\u00a0caractères.")
    return receiver


def _write(beneficiary, state, *, by, manner, **fields):
    if manner not in ConsentManner.values:
        raise Refused("Dites comment la personne a répondu.")
    told = beneficiary.notice_deliveries.told().order_by("-delivered_at").first()
    consent = Consent.objects.create(
        organisation_id=beneficiary.organisation_id,
        beneficiary=beneficiary,
        state=state,
        manner=manner,
        by=by,
        # Empty when the answer was urgent and the notice is still to be given.
        notice_version=told.version if told else "",
        **fields,
    )
    record(
        f"consent.{state}",
        beneficiary,
        by=by,
        consent=str(consent.pk),
        purpose=consent.purpose,
        manner=manner,
    )
    return consent

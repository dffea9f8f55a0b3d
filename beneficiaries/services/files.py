"""Every act on a personal file: one function, one transaction, one lock, one journal entry."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    NoticeChannel,
    neighbourhood,
)
from beneficiaries.numbering import next_file_number
from beneficiaries.search import keep_tokens
from beneficiaries.services.locking import lock_file
from beneficiaries.services.notices import write_delivery
from inclusion.encryption.blind import blind_index, normalised_email, normalised_phone
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.places import communes
from inclusion.text import clean

# What a file holds besides its number, its status and who opened it.
FIELDS = (
    "first_name",
    "last_name",
    "usual_name",
    "birth_year",
    "gender",
    "situation",
    "languages",
    "needs",
    "declined",
    "preferred_contact",
    "contact_hours",
    "phone",
    "email",
    "address",
    "postcode",
    "city",
    "insee_code",
    "is_priority_neighbourhood",
    "qpv_code",
    "origin",
    "referred_by",
    "referent",
)
NAME_LENGTH = 80
OLDEST_BIRTH_YEAR = 1900


@transaction.atomic
def create_beneficiary(*, by, first_name, last_name, notice_channel, key=None, **fields):
    """Open a person's file; how she was told what is written about her is part of the act.

    `key`: the one the page chose for the file, so that a form sent twice opens one.
    """
    values = _checked({"first_name": first_name, "last_name": last_name, **fields}, by=by)
    if notice_channel not in NoticeChannel.values:
        raise Refused("Dites comment la notice d’information a été remise.")
    beneficiary = Beneficiary(
        **({"pk": key} if key else {}),
        organisation_id=by.organisation_id,
        file_number=next_file_number(by.organisation_id),
        created_by=by,
        **values,
    )
    _save(beneficiary)
    delivery = write_delivery(beneficiary, channel=notice_channel, by=by)
    record(
        "beneficiary.created",
        beneficiary,
        by=by,
        notice=delivery.version,
        channel=delivery.channel,
    )
    return beneficiary


class Changed(Refused):
    """Someone else corrected the file meanwhile; `beneficiary` is the file as it now stands."""

    def __init__(self, beneficiary):
        super().__init__("Ce dossier a changé pendant que vous l’aviez sous les yeux.")
        self.beneficiary = beneficiary


@transaction.atomic
def update_beneficiary(*, beneficiary, by, version=None, **fields):
    """Correct what a file says; refused when it says so already.

    `version` is the one the corrector had under her eyes: Changed when the file has moved on.
    """
    beneficiary = lock_file(beneficiary, by)
    if version is not None and version != beneficiary.version:
        raise Changed(beneficiary)
    refuse_if_limited(beneficiary)
    values = _checked(fields, by=by)
    changed = sorted(name for name in values if getattr(beneficiary, name) != values[name])
    # The commune's code follows from the rest: alone, it is no correction.
    if not set(changed) - {"insee_code"}:
        raise Refused("Le dossier dit déjà cela\u00a0: rien n’a changé.")
    for name in changed:
        setattr(beneficiary, name, values[name])
    beneficiary.version += 1
    _save(beneficiary)
    record("beneficiary.updated", beneficiary, by=by, fields=changed, version=beneficiary.version)
    return beneficiary


@transaction.atomic
def close_beneficiary(*, beneficiary, by):
    """Close a file: the person is no longer accompanied, her path stays readable."""
    beneficiary = lock_file(beneficiary, by)
    if beneficiary.is_closed:
        raise Refused("Ce dossier est déjà clos.")
    beneficiary.status, beneficiary.closed_at = BeneficiaryStatus.CLOSED, timezone.now()
    beneficiary.save(update_fields=["status", "closed_at"])
    record("beneficiary.closed", beneficiary, by=by)
    return beneficiary


@transaction.atomic
def reopen_beneficiary(*, beneficiary, by):
    """Open a closed file again: the person came back."""
    beneficiary = lock_file(beneficiary, by)
    if not beneficiary.is_closed:
        raise Refused("Ce dossier est déjà ouvert.")
    beneficiary.status, beneficiary.closed_at = BeneficiaryStatus.ACTIVE, None
    beneficiary.save(update_fields=["status", "closed_at"])
    record("beneficiary.reopened", beneficiary, by=by)
    return beneficiary


def refuse_if_limited(beneficiary):
    """GDPR article 18: a file that its person had frozen is neither changed nor erased."""
    if beneficiary.limited_at:
        raise Refused(
            "Ce dossier est gelé à la demande de la personne\u00a0: il se lit, il ne se change pas."
        )


def _checked(fields, *, by):
    """The values as the file keeps them; an unknown name is a mistake of the caller."""
    values = {name: fields[name] for name in FIELDS if name in fields}
    if len(values) != len(fields):
        raise TypeError(f"unknown fields: {sorted(set(fields) - set(FIELDS))}")
    for name in ("first_name", "last_name"):
        if name in values:
            values[name] = checked_name(values[name])
    if values.get("usual_name"):
        values["usual_name"] = checked_name(values["usual_name"])
    if "phone" in values:
        values["phone"] = checked_phone(values["phone"])
    if "email" in values:
        values["email"] = checked_email(values["email"])
    if "city" in values or "postcode" in values:
        found = communes.find(values.get("city", ""), values.get("postcode", ""))
        values.setdefault("insee_code", found.code if found else "")
    if "is_priority_neighbourhood" in values:
        values |= neighbourhood(
            values["is_priority_neighbourhood"], code=values.get("qpv_code", "")
        )
    if not is_plausible_birth_year(values.get("birth_year")):
        raise Refused("L’année de naissance doit être comprise entre 1900 et cette année.")
    referent = values.get("referent")
    if referent and referent.organisation_id != by.organisation_id:
        raise Refused("La personne référente n’appartient pas à la structure.")
    return values


def checked_name(text):
    """A name fit for a file: something to read, no figure (a number is never a name)."""
    name = " ".join(clean(text).split())
    if not name or not any(character.isalpha() for character in name):
        raise Refused("Un nom et un prénom sont nécessaires, même approximatifs.")
    if len(name) > NAME_LENGTH:
        raise Refused(f"Un nom tient en {NAME_LENGTH}\u00a0caractères.")
    if any(character.isdigit() for character in name):
        raise Refused("Un nom ne comporte pas de chiffre.")
    return name


def checked_phone(text):
    """The number in E.164, France unless another country is said; "" for none."""
    try:
        return normalised_phone(text)
    except ValueError:
        raise Refused("Ce numéro de téléphone n’est pas complet.") from None


def checked_email(text):
    """The address in lower case; "" for none."""
    address = normalised_email(text)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Refused("Cette adresse électronique n’est pas complète.") from None
    return address


def is_plausible_birth_year(year):
    """Unknown, or between 1900 and this year."""
    return year is None or OLDEST_BIRTH_YEAR <= year <= timezone.localdate().year


REFUSALS = {
    "beneficiaries_beneficiary_pkey": "Ce dossier vient d’être ouvert.",
    "beneficiary_file_number": "Ce numéro de dossier existe déjà.",
    "beneficiary_referent": "La personne référente n’appartient pas à la structure.",
}


def _save(beneficiary):
    """Write the file and its search tokens; a constraint that bites speaks French."""
    beneficiary.phone_index = blind_index("phone", beneficiary.phone)
    beneficiary.email_index = blind_index("email", beneficiary.email)
    try:
        with transaction.atomic():
            beneficiary.save()
            keep_tokens(beneficiary)
    except IntegrityError as error:
        for constraint, sentence in REFUSALS.items():
            if constraint in str(error):
                raise Refused(sentence) from None
        raise

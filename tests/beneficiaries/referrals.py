"""What the tests of referrals share: a person, doors, a referral sent, a mailbox."""

import re
from datetime import timedelta

from django.utils import timezone

from beneficiaries.models import Consent, IncomingReferral, OfferKind, Referral
from beneficiaries.services.referral_sending import send_referral
from beneficiaries.services.referrals import choose_door, propose_referral
from inclusion.ids import uuid7
from inclusion.jobs.models import Mail
from inclusion.registry import ReferralTarget
from tests.beneficiaries.factories import BeneficiaryFactory

SIMPLON = "accueil@simplon.example"


def a_person(by, **fields):
    return BeneficiaryFactory(
        organisation=by.organisation,
        informed_by=by,
        **{"phone": "+33639984127", "last_name": "Traoré", "gender": "feminin"} | fields,
    )


def a_target(title="Simplon", **facts):
    return ReferralTarget(
        kind=OfferKind.PLACE,
        id=uuid7(),
        title=title,
        reason="On s’y forme au numérique, à 2 km.",
        facts={
            "name": title,
            "address_lines": ["12 rue de la Fabrique", "33000 Bordeaux"],
            "phone": "05 36 49 00 01",
            "email": SIMPLON,
            "hours": ["Du lundi au vendredi : de 9 h à 17 h"],
            "what_to_bring": "Une pièce d’identité, votre téléphone",
            **facts,
        },
        distance_km=2.04,
    )


def proposed(by, person=None, targets=None, **fields):
    person = person or a_person(by)
    return propose_referral(
        beneficiary=person,
        by=by,
        need="formation-numerique",
        targets=targets or [a_target()],
        **fields,
    )


def chosen(by, person=None, mode="transmission", **fields):
    referral = proposed(by, person)
    return choose_door(
        referral=referral, by=by, offer=referral.offers.get(rank=1), mode=mode, **fields
    )


def sent(by, person=None, **fields):
    """Sent with her consent of the moment, by link unless `to_organisation` is given."""
    values = {
        "fields": ["first_name", "phone", "need"],
        "to_email": "" if fields.get("to_organisation") else SIMPLON,
        "message": "Disponible le matin.",
        "manner": "witnessed",
    }
    return send_referral(referral=chosen(by, person), by=by, **values | fields)


def copy_of(referral):
    return IncomingReferral.objects.get(referral_id=referral.pk)


def token_of(address=SIMPLON):
    """The secret of the last link mailed to that address."""
    mail = Mail.objects.filter(to=address).order_by("-created_at", "-pk").first()
    return re.search(r"/o/([^/\s]+)/", mail.text).group(1)


def reread(referral):
    return Referral.objects.select_related("beneficiary").get(pk=referral.pk)


def latest_consent(referral):
    return Consent.objects.filter(beneficiary=referral.beneficiary).order_by("-at", "-pk").first()


def tomorrow(hour=10):
    at = timezone.localtime() + timedelta(days=1)
    return at.replace(hour=hour, minute=0, second=0, microsecond=0)

"""The doors of the stories: who was sent where, and what came back.

Written as the acts would have, on their days; the last one is done through the acts themselves,
so that its sheet and its journal exist.
"""

from datetime import timedelta

from beneficiaries.models import (
    Consent,
    ConsentManner,
    ConsentPurpose,
    ConsentState,
    DeclineReason,
    IncomingReferral,
    OfferKind,
    Referral,
    ReferralMode,
    ReferralNeed,
    ReferralOffer,
    ReferralStatus,
    ReferralStep,
    SharedField,
)
from beneficiaries.referral.sharing import canonical_shared, shared_values
from beneficiaries.services.referrals import choose_door, propose_referral
from inclusion.ids import uuid7
from inclusion.organisations.database import organisation
from inclusion.registry import ReferralTarget

BORDEAUX, CLERMONT, COURNON = "emmaus-connect-bordeaux", "secours-populaire-63", "ccas-cournon"
FIELDS = [SharedField.FIRST_NAME, SharedField.PHONE, SharedField.NEED]
DOORS = {
    "Simplon": (
        "87 quai de Queyries",
        "33100 Bordeaux",
        "contact@simplon.example",
        "On s’y forme au numérique pour l’emploi, à 3,1\u00a0km.",
    ),
    "Médiathèque de Bacalan": (
        "196 rue Achard",
        "33300 Bordeaux",
        "contact@mediatheque-bacalan.example",
        "Des exercices en autonomie, avec quelqu’un pas loin, à 1,8\u00a0km.",
    ),
    "Centre social du Grand Parc": (
        "37 rue Pierre-Trébod",
        "33300 Bordeaux",
        "contact@centre-social-grand-parc.example",
        "On y est accompagné en tête-à-tête, à 1,2\u00a0km.",
    ),
    "Maison des services de Bordeaux Nord": (
        "10 cours des Aubiers",
        "33300 Bordeaux",
        "contact@maison-services.example",
        "On y fait valoir ses droits avec quelqu’un, à 600\u00a0m.",
    ),
}


def build(world):
    """Six referrals sent, one received at Clermont, one done today."""
    _bordeaux(world)
    _cournon_and_clermont(world)


def _by_name(world, slug):
    return {str(person): person for person in world.people[slug]}


def _bordeaux(world):
    people, by = _by_name(world, BORDEAUX), world.members["mediateur-bordeaux"]
    with world.inside(BORDEAUX):
        came = _past(
            by,
            people["Moussa Camara"],
            ReferralNeed.JOB_TRAINING,
            "Simplon",
            world.at(-9, 10),
            opened_at=world.at(-8, 14),
            answered_at=world.at(-8, 14, 10),
            appointment_at=world.at(-2, 10),
            ended_at=world.at(-2, 16),
            status=ReferralStatus.ATTENDED,
        )
        _steps(
            came,
            (ReferralStatus.RECEIVED, came.opened_at),
            (ReferralStatus.ACCEPTED, came.answered_at),
            (ReferralStatus.APPOINTMENT, came.answered_at + timedelta(seconds=1)),
            (ReferralStatus.ATTENDED, came.ended_at),
        )
        _past(
            by,
            people["Bertrand Castaing"],
            ReferralNeed.BASICS,
            "Médiathèque de Bacalan",
            world.at(-8, 11),
            reminded_at=world.at(-1, 7),
            status=ReferralStatus.SENT,
        )
        declined = _past(
            by,
            people["Odette Lartigue"],
            ReferralNeed.INDIVIDUAL,
            "Centre social du Grand Parc",
            world.at(-6, 15),
            opened_at=world.at(-4, 9),
            answered_at=world.at(-4, 9, 20),
            ended_at=world.at(-4, 9, 20),
            status=ReferralStatus.DECLINED,
            decline_reason=DeclineReason.FULL,
            decline_words="Plus de place avant janvier. Rappelez-nous le 5.",
        )
        _steps(
            declined,
            (ReferralStatus.RECEIVED, declined.opened_at),
            (ReferralStatus.DECLINED, declined.answered_at),
        )
        inside = _past(
            by,
            people["Yasmine Kaddour"],
            ReferralNeed.RIGHTS,
            "Croix-Rouge",
            world.at(-5, 10),
            status=ReferralStatus.SENT,
            to=world.organisations["croix-rouge"],
            message="Elle s’installe à Montreuil chez sa sœur le mois prochain.",
        )
        _answered(inside, world.at(-3, 10), appointment_at=world.at(4, 14))
        _today(world, people["Svitlana Kovalenko"], by)


def _cournon_and_clermont(world):
    aminata = next(each for each in world.people[CLERMONT] if each.file_number == "A-0427")
    mediator = world.members["mediateur"]
    with world.inside(CLERMONT):
        sent = _past(
            mediator,
            aminata,
            ReferralNeed.RIGHTS,
            world.organisations[COURNON].name,
            world.at(-20, 10),
            status=ReferralStatus.SENT,
            to=world.organisations[COURNON],
        )
        _answered(sent, world.at(-17, 11), appointment_at=world.at(2, 10))
    director = world.members["ccas"]
    with world.inside(COURNON):
        _past(
            director,
            world.people[COURNON][-1],
            ReferralNeed.EQUIPMENT,
            world.organisations[CLERMONT].name,
            world.at(-2, 15),
            status=ReferralStatus.SENT,
            to=world.organisations[CLERMONT],
            message="Elle n’a que son téléphone et cherche du travail.",
        )


def _past(by, person, need, door, sent_at, *, status, to=None, **fields):
    """One referral with her consent, its chosen door and its first steps, on their days."""
    consent = Consent.objects.create(
        organisation_id=by.organisation_id,
        beneficiary=person,
        purpose=ConsentPurpose.TRANSMISSION,
        receiver=door,
        state=ConsentState.GIVEN,
        manner=ConsentManner.WITNESSED,
        notice_version="2026-1",
        at=sent_at,
        by=by,
    )
    assessment = person.assessments.completed().order_by("-completed_at").first()
    referral = Referral(
        organisation_id=by.organisation_id,
        beneficiary=person,
        assessment=assessment,
        need=need,
        mode=ReferralMode.TRANSMISSION,
        status=status,
        consent=consent,
        shared_fields=FIELDS,
        receiver_name=door,
        to_organisation=to,
        to_email="" if to else DOORS[door][2],
        opening_code="" if to else "204816",
        created_at=sent_at - timedelta(minutes=15),
        created_by=by,
        sent_at=sent_at,
        expires_at=sent_at + timedelta(days=15),
        **fields,
    )
    referral.save()
    _offers(referral, door, to)
    _step(referral, ReferralStatus.PROPOSED, referral.created_at, by=by)
    _step(referral, ReferralStatus.SENT, sent_at, by=by)
    if to:
        IncomingReferral.objects.create(
            organisation_id=by.organisation_id,
            to_organisation=to,
            referral_id=referral.pk,
            sender_name=by.organisation.name,
            need=need,
            shared=canonical_shared(shared_values(referral)),
            message=referral.message,
            sent_at=sent_at,
            expires_at=referral.expires_at,
        )
    return referral


def _offers(referral, door, to):
    """The chosen door first, and another one that was shown."""
    others = [name for name in DOORS if name != door][:1]
    for rank, name in enumerate([door, *others], 1):
        if name in DOORS:
            street, city, email, reason = DOORS[name]
        else:
            street, city, email = to.address, f"{to.postcode} {to.city}", to.email
            reason = "Une structure d’ici, que l’équipe connaît."
        ReferralOffer.objects.create(
            organisation_id=referral.organisation_id,
            referral=referral,
            rank=rank,
            kind=OfferKind.PLACE,
            target_id=uuid7(),
            title=name,
            reason=reason,
            facts=_facts(name, street, city, email),
            is_chosen=name == door,
        )


def _facts(name, street, city, email):
    return {
        "name": name,
        "address_lines": [street, city],
        "phone": "05 36 49 12 40",
        "email": email,
        "hours": [
            "Du lundi au vendredi\u00a0: de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 17\u00a0h"
        ],
        "what_to_bring": "Une pièce d’identité",
        "organisation_id": None,
    }


def _answered(referral, at, *, appointment_at):
    """The receiver in the platform accepts with a date; the sender follows."""
    answer = {
        "status": ReferralStatus.APPOINTMENT,
        "opened_at": at - timedelta(minutes=20),
        "answered_at": at,
        "appointment_at": appointment_at,
    }
    with organisation(referral.to_organisation):
        IncomingReferral.objects.filter(referral_id=referral.pk).update(**answer)
    Referral.objects.filter(pk=referral.pk).update(**answer)
    _steps(
        referral,
        (ReferralStatus.RECEIVED, answer["opened_at"]),
        (ReferralStatus.ACCEPTED, at),
        (ReferralStatus.APPOINTMENT, at + timedelta(seconds=1)),
    )


def _steps(referral, *reached):
    for status, at in reached:
        _step(referral, status, at, is_receiver=True)


def _step(referral, status, at, *, by=None, is_receiver=False):
    ReferralStep.objects.create(
        organisation_id=referral.organisation_id,
        referral=referral,
        status=status,
        at=at,
        by=by,
        is_receiver=is_receiver,
    )


def _today(world, person, by):
    """Something urgent: an appointment taken together by telephone, and her sheet."""
    name = "Maison des services de Bordeaux Nord"
    street, city, email, reason = DOORS[name]
    referral = propose_referral(
        beneficiary=person,
        by=by,
        need=ReferralNeed.ONLINE_SERVICES,
        targets=[
            ReferralTarget(
                kind=OfferKind.PLACE,
                id=uuid7(),
                title=name,
                reason=reason,
                facts=_facts(name, street, city, email)
                | {"directions": "Prenez le tram C. Descendez à Les Aubiers. Marchez 3 minutes."},
            )
        ],
        assessment=person.assessments.completed().order_by("-completed_at").first(),
    )
    choose_door(
        referral=referral,
        by=by,
        offer=referral.offers.get(),
        mode=ReferralMode.APPOINTMENT,
        appointment_at=world.at(1, 14),
        ask_for="Mme Dufau",
    )

"""Answers, requests and readings of the demo: Clermont, as in a real month."""

from datetime import timedelta

from beneficiaries.duties.delays import due_on
from beneficiaries.models import (
    NOTICE_VERSION,
    AlertKind,
    Consent,
    ConsentManner,
    ConsentPurpose,
    ConsentState,
    IdentityCheck,
    ReadingAlert,
    RequestKind,
    RightsRequest,
)
from beneficiaries.services import give_consent, receive_request
from inclusion.journal.recording import record_read

CLERMONT = "secours-populaire-63"
SMS, PHOTO, TESTIMONY = ConsentPurpose.SMS, ConsentPurpose.PHOTO, ConsentPurpose.TESTIMONY
# File number → (purpose, answer, days ago, how).
ANSWERS = {
    "A-0427": [
        (SMS, ConsentState.GIVEN, 80, ConsentManner.SIGNATURE),
        (PHOTO, ConsentState.REFUSED, 80, ConsentManner.SIGNATURE),
    ],
    "A-0412": [
        (SMS, ConsentState.GIVEN, 120, ConsentManner.WITNESSED),
        (SMS, ConsentState.WITHDRAWN, 12, ConsentManner.SMS_REPLY),
    ],
    "A-0419": [
        (PHOTO, ConsentState.GIVEN, 40, ConsentManner.WITNESSED),
        (TESTIMONY, ConsentState.GIVEN, 40, ConsentManner.SIGNATURE),
    ],
}


def build(world):
    by_number = {file.file_number: file for file in world.people[CLERMONT]}
    with world.inside(CLERMONT):
        mediator, manager = world.members["mediateur"], world.members["responsable"]
        _answers(world, by_number, mediator)
        _requests(world, by_number, mediator, manager)
        _readings(world, by_number, mediator, manager)


def _answers(world, by_number, mediator):
    Consent.objects.bulk_create(
        [
            Consent(
                organisation_id=by_number[number].organisation_id,
                beneficiary=by_number[number],
                purpose=purpose,
                state=state,
                notice_version=NOTICE_VERSION,
                manner=manner,
                at=world.at(-days, 10, 20 + rank),
                by=mediator,
            )
            for number, answers in ANSWERS.items()
            for rank, (purpose, state, days, manner) in enumerate(answers)
        ]
    )
    give_consent(
        beneficiary=by_number["A-0450"],
        by=mediator,
        purpose=SMS,
        manner=ConsentManner.WITNESSED,
    )


def _requests(world, by_number, mediator, manager):
    """One late, one received this week; one long answered."""
    late, old = by_number["A-0419"], by_number["A-0412"]
    received_on = world.on(-38)
    RightsRequest.objects.create(
        organisation_id=late.organisation_id,
        beneficiary=late,
        subject_pseudonym=late.pseudonym,
        kind=RequestKind.ACCESS,
        received_on=received_on,
        due_on=due_on(received_on),
        identity_check=IdentityCheck.KNOWN,
        words="Je voudrais savoir ce que vous avez écrit sur moi.",
        received_by=mediator,
    )
    received_on = world.on(-95)
    RightsRequest.objects.create(
        organisation_id=old.organisation_id,
        beneficiary=old,
        subject_pseudonym=old.pseudonym,
        kind=RequestKind.RECTIFICATION,
        received_on=received_on,
        due_on=due_on(received_on),
        identity_check=IdentityCheck.SEEN,
        words="Mon année de naissance n’est pas la bonne.",
        received_by=mediator,
        outcome="granted",
        answer="L’année de naissance est corrigée, merci de nous l’avoir dit.",
        closed_at=world.at(-90, 15),
        closed_by=manager,
    )
    receive_request(
        beneficiary=by_number["A-0427"],
        by=mediator,
        kind=RequestKind.PORTABILITY,
        received_on=world.on(-4),
        identity_check=IdentityCheck.KNOWN,
        words="Je déménage et je voudrais donner mes réponses à ma nouvelle association.",
    )


def _readings(world, by_number, mediator, manager):
    for number in ("A-0427", "A-0412", "A-0419"):
        record_read(by_number[number], by=mediator, what="file")
    record_read(by_number["A-0427"], by=manager, what="file")
    night = world.at(-1, 23, 14)
    people = [by_number[number].pseudonym for number in ("A-0431", "A-0433")]
    day = (night - timedelta(hours=6)).date()
    ReadingAlert.objects.bulk_create(
        [
            ReadingAlert(
                organisation_id=mediator.organisation_id,
                kind=AlertKind.NIGHT,
                member=mediator,
                at=night,
                facts={"key": f"night:{mediator.pk}:{day}", "count": 2, "people": sorted(people)},
            ),
            ReadingAlert(
                organisation_id=mediator.organisation_id,
                kind=AlertKind.NO_LINK,
                member=mediator,
                at=world.at(-6, 11, 5),
                facts={
                    "key": f"link:{mediator.pk}:{world.on(-6)}",
                    "count": 1,
                    "people": people[:1],
                },
                seen_at=world.at(-5, 9, 30),
                seen_by=manager,
            ),
        ]
    )

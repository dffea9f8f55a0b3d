"""What a workshop answers to a portal, on its own copy; a job then brings the portal up to date."""

import json

from django.utils import timezone

from equipment.models import (
    DonationPartner,
    IntentDecline,
    IntentRouting,
    IntentStatus,
    RoutingStatus,
)
from equipment.services.acting import act
from equipment.services.donation_intents import (
    locked_intent,
    mail_accepted,
    send_routing,
)
from equipment.services.donation_mails import mail_intent, mail_portal
from equipment.services.donation_opening import open_donation
from inclusion.exceptions import Refused
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.journal.recording import record
from inclusion.organisations.models import Organisation
from inclusion.text import clean

ANSWERED_JOB = "equipment.routing_answered"


def locked_routing(routing, by):
    """The copy as it is now, received by the member's own organisation."""
    found = IntentRouting.objects.received_by(by).locked().filter(pk=routing.pk).first()
    if found is None:
        raise Refused("Cette proposition n’existe plus.")
    return found


def contact_of(routing):
    """What tells the person behind the announcement; empty once the answer is no."""
    return json.loads(routing.contact) if routing.contact else {}


@act
def accept_routing(*, routing, by):
    """We take it: the announcement becomes a gift of ours, and the portal tells the donor."""
    routing = locked_routing(routing, by)
    routing.move_to(RoutingStatus.ACCEPTED)
    donation = open_donation(
        by=by,
        announced_to=routing.organisation,
        intent_id=routing.intent_id,
        routing_id=routing.pk,
        contact=contact_of(routing),
        announcement=routing,
    )
    routing.donation_id = donation.pk
    _answer(routing, by, "donation_id")
    return donation


@act
def decline_routing(*, routing, by, reason, words=""):
    """We cannot, and why; nothing of the person stays in the copy."""
    if reason not in IntentDecline.values:
        raise Refused("Dites pourquoi vous déclinez.")
    routing = locked_routing(routing, by)
    if routing.status != RoutingStatus.SENT:
        raise Refused("Vous avez déjà répondu\u00a0: rechargez la page.")
    routing.move_to(RoutingStatus.DECLINED)
    routing.decline_reason, routing.answer_words = reason, clean(words)[:500]
    routing.contact = ""
    return _answer(routing, by, "decline_reason", "answer_words", "contact")


@act
def pass_routing_on(*, routing, by, to_organisation, words=""):
    """Another workshop is better placed: the portal proposes it there."""
    routing = locked_routing(routing, by)
    if to_organisation.pk not in {pk for pk, _ in routing.others}:
        raise Refused("Cette association ne peut pas recevoir cette annonce.")
    routing.move_to(RoutingStatus.PASSED_ON)
    routing.passed_to, routing.answer_words = to_organisation, clean(words)[:500]
    routing.contact = ""
    return _answer(routing, by, "passed_to", "answer_words", "contact")


def give_back(donation, reason):
    """The gift fell through before the pick-up: the announcement returns to its portal."""
    if donation.routing_id is None:
        intent = locked_intent(donation.intent_id)
        if intent.status == IntentStatus.ACCEPTED:
            _to_route_again(intent)
        return
    routing = (
        IntentRouting.objects.filter(
            pk=donation.routing_id, to_organisation=donation.organisation_id
        )
        .locked()
        .first()
    )
    if routing is None or routing.status != RoutingStatus.ACCEPTED:
        return
    routing.move_to(RoutingStatus.DECLINED)
    routing.decline_reason, routing.answer_words = IntentDecline.OTHER, reason[:500]
    routing.contact = ""
    _answer(routing, None, "decline_reason", "answer_words", "contact")


def _answer(routing, by, *fields):
    """Write the answer and ring the portal."""
    routing.answered_at = timezone.now()
    routing.save(update_fields=["status", "answered_at", *fields])
    record(f"routing.{routing.status.value}", routing, by=by)
    outbox.enqueue(
        ANSWERED_JOB,
        idem_key=f"routing:{routing.pk}:{routing.status.value}",
        organisation_id=routing.organisation_id,
        payload={"routing": str(routing.pk)},
    )
    return routing


@organisation_task(ANSWERED_JOB, label="Réponse à une proposition de don")
def follow_routing(job, in_organisation):
    """In the portal's context: bring the announcement to where the workshop's answer says."""
    with outbox.holding(job):
        routing = IntentRouting.objects.filter(pk=job.payload["routing"]).first()
        if routing is not None:
            intent = locked_intent(routing.intent_id)
            # Read again under the lock: the latest answer is the one that counts.
            routing.refresh_from_db()
            FOLLOW[RoutingStatus(routing.status)](intent, routing)
        outbox.finish(job)


def _accepted(intent, routing):
    if intent.status != IntentStatus.ROUTED:
        return
    intent.move_to(IntentStatus.ACCEPTED)
    intent.taken_by, intent.donation_id = routing.to_organisation, routing.donation_id
    intent.save(update_fields=["status", "taken_by", "donation_id"])
    record("intent.accepted", intent, by_organisation=routing.to_organisation_id)
    mail_accepted(intent, routing.to_organisation)


def _declined(intent, routing):
    was_taken = intent.status == IntentStatus.ACCEPTED and intent.donation_id == routing.donation_id
    if intent.status != IntentStatus.ROUTED and not was_taken:
        return
    _to_route_again(intent)
    mail_portal(
        intent,
        "Une annonce de don est à orienter de nouveau",
        f"{routing.to_organisation.name} ne peut pas la prendre\u00a0:"
        f" {routing.get_decline_reason_display().lower()}. {routing.answer_words}".strip(),
    )
    mail_intent(
        intent,
        "Nous cherchons une autre association pour votre don",
        "L’association à laquelle nous avions proposé votre matériel ne peut pas le prendre.",
        "Nous cherchons une autre association. Vous n’avez rien à faire.",
    )


def _passed_on(intent, routing):
    if intent.status != IntentStatus.ROUTED:
        return
    _to_route_again(intent)
    is_partner = DonationPartner.objects.filter(
        organisation_id=intent.organisation_id, partner=routing.passed_to_id
    ).exists()
    already = IntentRouting.objects.filter(
        organisation_id=intent.organisation_id,
        intent_id=intent.pk,
        to_organisation=routing.passed_to_id,
    ).exists()
    if is_partner and not already:
        words = f"Transmise par {routing.to_organisation.name}. {routing.answer_words}".strip()
        send_routing(intent, Organisation.objects.get(pk=routing.passed_to_id), words=words)
        record("intent.routed", intent, to=routing.passed_to_id)


def _to_route_again(intent):
    intent.move_to(IntentStatus.WAITING)
    intent.taken_by, intent.donation_id = None, None
    intent.save(update_fields=["status", "taken_by", "donation_id"])


def _nothing(intent, routing):
    """The portal took it back meanwhile: its own act has already said so."""


FOLLOW = {
    RoutingStatus.SENT: _nothing,
    RoutingStatus.ACCEPTED: _accepted,
    RoutingStatus.DECLINED: _declined,
    RoutingStatus.PASSED_ON: _passed_on,
    RoutingStatus.RECALLED: _nothing,
}

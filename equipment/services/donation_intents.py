"""Announcements: sent by anyone, confirmed from a mail, then routed by the portal."""

import json

from django.utils import timezone

from equipment import donation_photos
from equipment.models import (
    PHOTOS_AT_MOST,
    DonationIntent,
    DonationPartner,
    DonationPortal,
    IntentDecline,
    IntentPhoto,
    IntentRouting,
    IntentStatus,
    RoutingStatus,
)
from equipment.services.acting import act
from equipment.services.donation_mails import mail_intent, mail_portal, mail_workshop
from equipment.services.donation_opening import open_donation
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Organisation
from inclusion.text import clean, counted

COPIED = ("kind", "name", "siret", "postcode", "city", "lines", "eraser", "handling")
CONTACT = ("contact_name", "email", "phone", "address", "message")
NOT_A_PARTNER = "Cette association n’est pas partenaire du portail."


def locked_intent(pk):
    """The announcement as it is now, of the active organisation; locked until the act ends."""
    found = DonationIntent.objects.locked().filter(pk=pk).first()
    if found is None:
        raise Refused("Cette annonce n’existe plus.")
    return found


@act
def save_portal(*, by, territory, welcome, is_published, partners):
    """Open the organisation's public form, or change who its announcements may go to."""
    portal, _ = DonationPortal.objects.get_or_create(organisation=by.organisation)
    portal.territory, portal.welcome = clean(territory), clean(welcome)
    portal.is_published = is_published
    portal.save()
    wanted = {partner.pk for partner in partners} - {by.organisation_id}
    portal.partners.exclude(partner__in=wanted).delete()
    known = set(portal.partners.values_list("partner_id", flat=True))
    DonationPartner.objects.bulk_create(
        DonationPartner(organisation=by.organisation, portal=portal, partner_id=pk)
        for pk in sorted(wanted - known)
    )
    record("portal.saved", portal, by=by, published=is_published, partners=len(wanted))
    return portal


@act
def announce_donation(*, portal, photos=(), **values):
    """Take down what someone would like to give; a mail asks her to confirm it is really her."""
    if not portal.is_published:
        raise Refused("Ce portail ne prend plus d’annonces.")
    if not values["lines"]:
        raise Refused("Indiquez au moins un appareil.")
    if len(photos) > PHOTOS_AT_MOST:
        raise Refused("Cinq photos au plus.")
    intent = DonationIntent.objects.create(organisation_id=portal.organisation_id, **values)
    IntentPhoto.objects.bulk_create(
        IntentPhoto(
            organisation_id=portal.organisation_id,
            intent=intent,
            rank=rank,
            sha256=donation_photos.store(portal.organisation_id, content),
        )
        for rank, content in enumerate(photos, 1)
    )
    record("intent.announced", intent, kind=intent.kind, total=intent.total)
    mail_intent(
        intent,
        "Confirmez votre annonce de don",
        f"Vous proposez de donner {counted(intent.total, 'pièce')} de matériel. Merci\u202f!",
        "Ouvrez votre page et confirmez l’annonce. Elle vous sert ensuite à suivre votre don.",
    )
    return intent


@act
def confirm_intent(*, intent):
    """It was really her: the portal may look for a workshop."""
    intent = locked_intent(intent.pk)
    intent.move_to(IntentStatus.WAITING)
    intent.confirmed_at = timezone.now()
    intent.save(update_fields=["status", "confirmed_at"])
    record("intent.confirmed", intent)
    mail_portal(intent, "Une annonce de don à orienter", "Un donateur a confirmé son annonce.")
    return intent


@act
def withdraw_intent(*, intent):
    """The donor changes her mind; whoever had it in hand sees it go."""
    intent = locked_intent(intent.pk)
    intent.move_to(IntentStatus.WITHDRAWN)
    intent.ended_at = timezone.now()
    intent.save(update_fields=["status", "ended_at"])
    _recall(intent)
    record("intent.withdrawn", intent)
    return intent


@act
def route_intent(*, intent, to_organisation, by, words=""):
    """Propose the announcement to one workshop: an explicit copy, and a mail that names nobody."""
    intent = locked_intent(intent.pk)
    if not DonationPartner.objects.filter(
        organisation=by.organisation_id, partner=to_organisation
    ).exists():
        raise Refused(NOT_A_PARTNER)
    send_routing(intent, to_organisation, words=words)
    record("intent.routed", intent, by=by, to=to_organisation.pk)
    return intent


def send_routing(intent, to_organisation, *, words=""):
    """Write the copy for one workshop; the intent is locked by the act that calls."""
    intent.move_to(IntentStatus.ROUTED)
    intent.save(update_fields=["status"])
    portal = intent.organisation
    routing = IntentRouting.objects.create(
        organisation=portal,
        to_organisation=to_organisation,
        intent_id=intent.pk,
        sender_name=portal.name,
        contact=json.dumps({name: getattr(intent, name) for name in CONTACT}, ensure_ascii=False),
        photos=list(intent.photos.order_by("rank").values_list("sha256", flat=True)),
        others=_others(intent, to_organisation),
        words=clean(words)[:500],
        available_from=intent.available_from,
        availability=intent.availability,
        **{name: getattr(intent, name) for name in COPIED},
    )
    mail_workshop(to_organisation, portal.name, intent.total)
    return routing


def _others(intent, to_organisation):
    """The partners who have not answered yet: to whom the workshop may pass it on."""
    asked = IntentRouting.objects.filter(
        organisation_id=intent.organisation_id, intent_id=intent.pk
    ).values_list("to_organisation_id", flat=True)
    others = (
        Organisation.objects.filter(
            pk__in=DonationPartner.objects.filter(organisation_id=intent.organisation_id).values(
                "partner_id"
            )
        )
        .exclude(pk__in=[*asked, to_organisation.pk])
        .order_by("name", "pk")
    )
    return [[other.pk, other.name] for other in others]


@act
def recall_routing(*, intent, by):
    """No answer comes: take the announcement back, to propose it elsewhere."""
    intent = locked_intent(intent.pk)
    if intent.status != IntentStatus.ROUTED:
        raise Refused("Cette annonce n’attend plus la réponse d’une association.")
    routing = open_routing(intent)
    if routing.status != RoutingStatus.SENT:
        raise Refused("L’association vient de répondre\u00a0: rechargez la page.")
    _recall(intent)
    intent.move_to(IntentStatus.WAITING)
    intent.save(update_fields=["status"])
    record("intent.recalled", intent, by=by)
    return intent


def open_routing(intent):
    """The copy that waits for an answer or has a yes, locked; None when there is none."""
    return (
        IntentRouting.objects.filter(
            organisation_id=intent.organisation_id,
            intent_id=intent.pk,
            status__in=[RoutingStatus.SENT, RoutingStatus.ACCEPTED],
        )
        .locked()
        .first()
    )


def _recall(intent):
    routing = open_routing(intent)
    if routing is not None:
        routing.move_to(RoutingStatus.RECALLED)
        routing.contact = ""
        routing.save(update_fields=["status", "contact"])


@act
def decline_intent(*, intent, by, reason, words=""):
    """Nobody of the territory can use it: say so, and why."""
    if reason not in IntentDecline.values:
        raise Refused("Dites pourquoi l’annonce est déclinée.")
    intent = locked_intent(intent.pk)
    intent.move_to(IntentStatus.DECLINED)
    intent.decline_reason, intent.decline_words = reason, clean(words)[:500]
    intent.ended_at = timezone.now()
    intent.save(update_fields=["status", "decline_reason", "decline_words", "ended_at"])
    record("intent.declined", intent, by=by, reason=reason)
    mail_intent(
        intent,
        "Votre annonce de don",
        "Nous ne pouvons pas prendre ce matériel.",
        f"Raison\u00a0: {intent.get_decline_reason_display().lower()}."
        + (f" {intent.decline_words}" if intent.decline_words else ""),
    )
    return intent


@act
def keep_intent(*, intent, by):
    """The portal takes the gift itself."""
    intent = locked_intent(intent.pk)
    intent.move_to(IntentStatus.ACCEPTED)
    donation = open_donation(
        by=by,
        announced_to=intent.organisation,
        intent_id=intent.pk,
        contact={name: getattr(intent, name) for name in CONTACT},
        announcement=intent,
    )
    intent.taken_by, intent.donation_id = by.organisation, donation.pk
    intent.save(update_fields=["status", "taken_by", "donation_id"])
    record("intent.kept", intent, by=by, donation=donation.pk)
    mail_accepted(intent, by.organisation)
    return donation


def mail_accepted(intent, organisation):
    mail_intent(
        intent,
        f"{organisation.name} accepte votre don",
        f"{organisation.name} prend votre matériel en charge.",
        "Prochaine étape\u00a0: la convention de don, que vous lirez et accepterez en ligne.",
    )

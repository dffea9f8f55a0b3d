"""Reads about what a person was told, agreed to and asked for."""

from datetime import datetime, time

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from beneficiaries.duties.notice_texts import language_label, version_in_use
from beneficiaries.models import (
    Beneficiary,
    Consent,
    ConsentPurpose,
    ConsentState,
    NoticeDelivery,
    RequestKind,
    RightsRequest,
)
from inclusion.registry import TimelineEntry
from inclusion.text import NO_BREAK, counted, fold
from inclusion.ui.formats import day, days_since

PURPOSE_ORDER = {purpose: rank for rank, purpose in enumerate(ConsentPurpose.values)}
PURPOSE_ICONS = {
    ConsentPurpose.TRANSMISSION: "send",
    ConsentPurpose.SMS: "chat-dots",
    ConsentPurpose.PHOTO: "camera",
    ConsentPurpose.TESTIMONY: "chat-left-text",
}
# What each purpose is called in a badge, and its gender does not matter: « SMS : accord donné ».
PURPOSE_WORDS = {
    ConsentPurpose.TRANSMISSION: "Transmission",
    ConsentPurpose.SMS: "SMS",
    ConsentPurpose.PHOTO: "Photo",
    ConsentPurpose.TESTIMONY: "Témoignage",
}
# (tone, icon, word) of an answer; one that has run out is said apart.
STATE_LABELS = {
    ConsentState.GIVEN: ("ok", "check-circle", "Accord donné"),
    ConsentState.REFUSED: ("neutral", "x-circle", "Refusé"),
    ConsentState.WITHDRAWN: ("neutral", "slash-circle", "Accord retiré"),
}
EXPIRED_LABEL = ("warn", "clock-history", "Accord échu")
# The same beside her name, agreed with the purpose: « SMS accepté », « Photo refusée ».
BADGE_WORDS = {
    "Accord donné": "accepté",
    "Refusé": "refusé",
    "Accord retiré": "retiré",
    "Accord échu": "échu",
}


# What she agreed to


def current_consents(beneficiary):
    """The answer that now counts for each purpose and receiver, in the order of the purposes.

    An agreement may have run out since: ask `is_valid`.
    """
    found = Consent.objects.filter(
        organisation=beneficiary.organisation_id, beneficiary=beneficiary
    ).latest()
    return _ordered(found.select_related("by__user"))


def has_consent(beneficiary, purpose, receiver=""):
    """Whether the person agrees today; for a transmission, to that very structure.

    An act asks it with the person's row locked (`lock_person`): a withdrawal takes the same lock.
    """
    return valid_consent(beneficiary, purpose, receiver) is not None


def valid_consent(beneficiary, purpose, receiver=""):
    """The row of the agreement that holds today, or None."""
    for consent in current_consents(beneficiary):
        if consent.purpose == purpose and fold(consent.receiver) == fold(receiver):
            return consent if is_valid(consent) else None
    return None


def is_valid(consent, on=None):
    """Given, and not run out."""
    if consent.state != ConsentState.GIVEN:
        return False
    return consent.valid_until is None or consent.valid_until >= (on or timezone.localdate())


def consent_label(consent):
    """(tone, icon, word) of the answer as it stands today."""
    if consent.state == ConsentState.GIVEN and not is_valid(consent):
        return EXPIRED_LABEL
    return STATE_LABELS[consent.state]


def _ordered(consents):
    return sorted(consents, key=lambda c: (PURPOSE_ORDER[c.purpose], fold(c.receiver)))


# Who is to be told again


def to_inform_again(member):
    """Persons followed who were told an earlier version of the notice, and not the one in use."""
    told = NoticeDelivery.objects.visible_to(member).told()
    return (
        Beneficiary.objects.visible_to(member)
        .active()
        .filter(pk__in=told.values("beneficiary_id"))
        .exclude(
            pk__in=told.filter(version=version_in_use().number).values("beneficiary_id"),
        )
        .with_notice()
        .select_related("referent__user")
    )


# What she asked for


def open_requests(member):
    """Requests to answer, the first due first."""
    return (
        RightsRequest.objects.visible_to(member)
        .open()
        .select_related("beneficiary", "received_by__user", "document")
        .order_by("due_on", "pk")
    )


def answered_requests(member):
    """Requests answered, the last first; the person of an erasure is known by her pseudonym."""
    return (
        RightsRequest.objects.visible_to(member)
        .filter(closed_at__isnull=False)
        .select_related("beneficiary", "closed_by__user")
    )


def days_left(request):
    """Days until the request is due, negative when it is late."""
    return -days_since(request.due_on)


def is_late(request):
    return request.closed_at is None and days_left(request) < 0


def deadline_words(request):
    """« 3 jours de retard », « reste 12 jours », « aujourd’hui »."""
    left = days_left(request)
    if left < 0:
        return f"{counted(-left, 'jour')} de retard"
    return f"reste {counted(left, 'jour')}" if left else "aujourd’hui"


REQUEST_TITLES = {
    RequestKind.ACCESS: "Demande d’accès",
    RequestKind.RECTIFICATION: "Demande de rectification",
    RequestKind.ERASURE: "Demande d’effacement",
    RequestKind.OPPOSITION: "Demande d’opposition",
    RequestKind.LIMITATION: "Demande de limitation",
    RequestKind.PORTABILITY: "Demande de portabilité",
}


def request_title(request):
    """« Demande d’accès »."""
    return REQUEST_TITLES[request.kind]


# The panel and the path of the person's page: three queries for both


def _prefetch(beneficiary):
    """Deliveries, answers and requests, read once however many ask."""
    prefetch_related_objects(
        [beneficiary],
        Prefetch(
            "notice_deliveries",
            NoticeDelivery.objects.select_related("by__user").order_by("delivered_at", "pk"),
        ),
        Prefetch("consents", Consent.objects.select_related("by__user").order_by("at", "pk")),
        Prefetch("rights_requests", RightsRequest.objects.order_by("received_on", "pk")),
    )


def _latest(beneficiary):
    """The answers that count, among those already read in the order they were written."""
    last = {(each.purpose, each.receiver): each for each in beneficiary.consents.all()}
    return _ordered(last.values())


def rights_panel(beneficiary, member):
    """What `_rights_panel.html` shows: the notice, the answers, the requests still open."""
    _prefetch(beneficiary)
    told = [each for each in beneficiary.notice_deliveries.all() if each.is_told]
    delivery = told[-1] if told else None
    return {
        "beneficiary": beneficiary,
        "delivery": delivery,
        "delivery_language": language_label(delivery.language) if delivery else "",
        "is_outdated": bool(delivery) and delivery.version != version_in_use().number,
        "consents": [consent_line(each) for each in _latest(beneficiary)],
        "requests": [
            {
                "request": each,
                "title": request_title(each),
                "when": deadline_words(each),
                "is_late": is_late(each),
                "url": reverse("beneficiaries:request_detail", args=[each.pk]),
            }
            for each in beneficiary.rights_requests.all()
            if each.closed_at is None
        ],
    }


def consent_badges(beneficiary):
    """(tone, icon, words) beside her name: « SMS accepté », « Photo refusée »."""
    _prefetch(beneficiary)
    badges = []
    for consent in _latest(beneficiary):
        if consent.purpose == ConsentPurpose.TRANSMISSION:
            continue
        tone, _, word = consent_label(consent)
        agreed = BADGE_WORDS[word] + ("e" if consent.purpose == ConsentPurpose.PHOTO else "")
        words = f"{PURPOSE_WORDS[consent.purpose]} {agreed}"
        badges.append((tone, PURPOSE_ICONS[consent.purpose], words))
    return badges


def consent_line(consent):
    """One answer as the pages show it."""
    tone, icon, word = consent_label(consent)
    return {
        "consent": consent,
        "title": consent.receiver or PURPOSE_WORDS[consent.purpose],
        "purpose": PURPOSE_WORDS[consent.purpose],
        "icon": PURPOSE_ICONS[consent.purpose],
        "tone": tone,
        "state_icon": icon,
        "word": word,
        "is_valid": is_valid(consent),
    }


STEP_TITLES = {
    ConsentState.GIVEN: "Accord donné",
    ConsentState.REFUSED: "Accord refusé",
    ConsentState.WITHDRAWN: "Accord retiré",
}


def timeline_entries(beneficiary, member):
    """Her answers and her requests on her path; the notice is said by the file itself."""
    _prefetch(beneficiary)
    entries = [
        TimelineEntry(
            at=consent.at,
            title=f"{STEP_TITLES[consent.state]}{NO_BREAK}: {_about(consent)}",
            detail=f"{consent.get_manner_display().lower()}, par {consent.by}",
            icon=PURPOSE_ICONS[consent.purpose],
        )
        for consent in beneficiary.consents.all()
    ]
    for request in beneficiary.rights_requests.all():
        closed = request.closed_at
        entries.append(
            TimelineEntry(
                at=closed or _morning(request.received_on),
                title=request_title(request),
                detail=request.get_outcome_display().lower()
                if closed
                else f"à répondre avant le {day(request.due_on)}",
                icon="person-vcard",
                url=reverse("beneficiaries:request_detail", args=[request.pk]),
            )
        )
    return entries


def _about(consent):
    return consent.receiver or PURPOSE_WORDS[consent.purpose].lower()


def _morning(date):
    return timezone.make_aware(datetime.combine(date, time(9)))


# What her copy says of these rows: (label, value) lines


def export_notices(beneficiary, member):
    deliveries = beneficiary.notice_deliveries.order_by("delivered_at", "pk")
    return [
        (
            day(each.delivered_at),
            f"Notice {each.version}, {each.get_channel_display().lower()}"
            f" ({language_label(each.language)}"
            f"{', avec un interprète' if each.has_interpreter else ''})",
        )
        for each in deliveries
    ]


def export_consents(beneficiary, member):
    return [
        (
            day(each.at),
            f"{each.get_purpose_display()}"
            f"{f' ({each.receiver})' if each.receiver else ''}{NO_BREAK}:"
            f" {each.get_state_display().lower()}, {each.get_manner_display().lower()}",
        )
        for each in beneficiary.consents.order_by("at", "pk")
    ]


def export_requests(beneficiary, member):
    return [
        (
            day(each.received_on),
            f"{each.get_kind_display()}{NO_BREAK}:"
            f" {each.get_outcome_display().lower() if each.outcome else 'en cours'}"
            f"{f'. {each.answer}' if each.answer else ''}",
        )
        for each in beneficiary.rights_requests.order_by("received_on", "pk")
    ]

"""Reads of the referrals: the list, a person's panel and path, what is to be done, the counts."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import (
    Gender,
    IncomingReferral,
    Referral,
    ReferralMode,
    ReferralStatus,
    SharedField,
)
from beneficiaries.permissions import can_refer
from inclusion.registry import TimelineEntry, TodoLine
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import hour, short_day

PANEL_AT_MOST = 3
LINES_AT_MOST = 10
# A refusal of the receiver calls for another door; later, everyone knows.
DECLINED_DAYS = 15
# Late ones first: what came back, then what waits, then what is over.
URGENCY = {
    ReferralStatus.UNANSWERED: 0,
    ReferralStatus.DECLINED: 0,
}
AGREED = {
    Gender.FEMALE: {ReferralStatus.ATTENDED: "Venue", ReferralStatus.ABSENT: "Absente"},
    Gender.MALE: {ReferralStatus.ATTENDED: "Venu", ReferralStatus.ABSENT: "Absent"},
    Gender.UNKNOWN: {ReferralStatus.ATTENDED: "Venu·e", ReferralStatus.ABSENT: "Absent·e"},
}
ICONS = {
    ReferralStatus.PROPOSED: "signpost-split",
    ReferralStatus.REFUSED: "x-circle",
    ReferralStatus.SENT: "send",
    ReferralStatus.RECEIVED: "envelope-open",
    ReferralStatus.ACCEPTED: "check-circle",
    ReferralStatus.DECLINED: "x-circle",
    ReferralStatus.UNANSWERED: "hourglass-split",
    ReferralStatus.APPOINTMENT: "calendar-event",
    ReferralStatus.ATTENDED: "check-circle",
    ReferralStatus.ABSENT: "x-circle",
    ReferralStatus.CLOSED: "check-all",
    ReferralStatus.WITHDRAWN: "slash-circle",
}
EVENTS = {
    ReferralStatus.PROPOSED: "Portes proposées",
    ReferralStatus.REFUSED: "Orientation refusée par la personne",
    ReferralStatus.SENT: "Orientation envoyée",
    ReferralStatus.RECEIVED: "Orientation reçue",
    ReferralStatus.ACCEPTED: "Orientation acceptée",
    ReferralStatus.DECLINED: "Orientation déclinée",
    ReferralStatus.UNANSWERED: "Orientation sans réponse",
    ReferralStatus.APPOINTMENT: "Rendez-vous pris",
    ReferralStatus.CLOSED: "Orientation close",
    ReferralStatus.WITHDRAWN: "Orientation retirée",
}


def register():
    """What this room hands up: navigation, things to do, the sheet, the delays, the demo."""
    from beneficiaries.referral import jobs as referral_jobs  # noqa: F401
    from beneficiaries.referral import sheet as referral_sheet
    from beneficiaries.services.consents import after_withdrawal
    from beneficiaries.services.referrals import after_consent_withdrawal
    from inclusion.documents.kinds import register_kind
    from inclusion.registry import NavigationItem, registry

    register_kind(referral_sheet.kind)
    after_withdrawal.append(after_consent_withdrawal)
    registry.navigation.append(
        NavigationItem(
            label="Orientations",
            short_label="Orientations",
            route="beneficiaries:referral_list",
            icon="signpost-split",
            rule=can_refer,
            sections=("beneficiaries:referral_", "beneficiaries:incoming_"),
            rank=40,
        )
    )
    registry.todo += [incoming_to_answer, referrals_to_follow]


def referrals_of(member):
    """The association's referrals, each with its person and its author."""
    return Referral.objects.visible_to(member).select_related(
        "beneficiary", "created_by__user", "sheet"
    )


def status_word(referral):
    """The word of the badge, agreed with the person for « Venue » and « Absente »; else ""."""
    return agreed_word(referral.beneficiary, referral.status)


def agreed_word(person, status):
    return AGREED[Gender(person.gender)].get(ReferralStatus(status), "")


def badge_of(referral):
    """The key of the badge."""
    return f"referral.{referral.status}"


def chain_of(referral):
    """The steps of a referral for the chain: done with their day, the current one, to come."""
    attended = AGREED[Gender(referral.beneficiary.gender)][ReferralStatus.ATTENDED]
    steps = [("Proposée", referral.created_at)]
    if referral.is_transmission:
        steps += [("Envoyée", referral.sent_at), ("Acceptée", _accepted_at(referral))]
    elif referral.mode == ReferralMode.ADDRESS:
        steps += [("Adresse remise", referral.sent_at)]
    if referral.is_transmission or referral.appointment_at:
        steps += [("Rendez-vous", _appointed_at(referral))]
    if referral.status in _ENDED_EARLY:
        steps = [(label, at) for label, at in steps if at is not None]
        label = ReferralStatus(referral.status).label
        return _with_states(referral, [*steps, (label, referral.ended_at)])
    came_at = referral.ended_at if referral.status in _CAME else None
    came = "Absence notée" if referral.status == ReferralStatus.ABSENT else attended
    steps += [(came, came_at)]
    return _with_states(referral, steps)


_ENDED_EARLY = {ReferralStatus.DECLINED, ReferralStatus.REFUSED, ReferralStatus.WITHDRAWN}
_CAME = {ReferralStatus.ATTENDED, ReferralStatus.ABSENT, ReferralStatus.CLOSED}
_ACCEPTED = {ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT, *_CAME}


def _accepted_at(referral):
    return referral.answered_at if referral.status in _ACCEPTED else None


def _appointed_at(referral):
    if referral.appointment_at is None:
        return None
    return referral.appointment_at if referral.status in _CAME else None


def _with_states(referral, steps):
    shown, current_found = [], False
    for label, at in steps:
        if at is not None:
            state = "done"
        elif current_found or not referral.is_open:
            state = "future"
        else:
            state, current_found = "current", True
        shown.append({"label": label, "detail": _step_detail(referral, label, at), "state": state})
    return shown


def _step_detail(referral, label, at):
    if label == "Rendez-vous" and referral.appointment_at:
        return f"{short_day(referral.appointment_at)}, {hour(referral.appointment_at)}"
    return short_day(at) if at else ""


def shared_sentence(referral):
    """« Transmis avec son accord : prénom, téléphone, besoin. Rien d’autre n’est parti. »"""
    if not referral.is_transmission or referral.sent_at is None:
        return ""
    known = dict(SharedField.choices)
    ticked = ", ".join(known[field].lower() for field in referral.shared_fields)
    return f"Transmis avec son accord{NO_BREAK}: {ticked}. Rien d’autre n’est parti."


def _history(beneficiary):
    """Her referrals, the latest first: read once for the panel and the path."""
    latest_first = Referral.objects.select_related("sheet").order_by("-created_at", "-pk")
    prefetch_related_objects([beneficiary], Prefetch("referrals", latest_first))
    return list(beneficiary.referrals.all())


def referrals_panel(beneficiary, member):
    """The context of `_referrals_panel.html`: what is open, or else the last one. One query."""
    if not can_refer(member):
        return {"referral_lines": [], "referral_count": 0, "can_refer": False}
    rows = _history(beneficiary)
    shown = [referral for referral in rows if referral.is_open] or rows[:1]
    return {
        "referral_lines": [panel_line(referral) for referral in shown[:PANEL_AT_MOST]],
        "referral_count": len(rows),
        "can_refer": not beneficiary.is_closed,
    }


def panel_line(referral):
    return {
        "referral": referral,
        "title": referral.receiver_name or referral.get_need_display(),
        "badge": badge_of(referral),
        "word": status_word(referral),
        "steps": chain_of(referral),
        "shared": shared_sentence(referral),
    }


def timeline_entries(beneficiary, member):
    """Each referral at the point it has reached, and the appointments to come. One query."""
    if not can_refer(member):
        return []
    entries = []
    for referral in _history(beneficiary):
        entries.append(_timeline_entry(referral))
        if referral.status == ReferralStatus.APPOINTMENT:
            entries.append(_appointment_entry(referral))
    return entries


def _timeline_entry(referral):
    status = ReferralStatus(referral.status)
    door = referral.receiver_name or referral.get_need_display().lower()
    title = EVENTS.get(status) or f"{AGREED[Gender(referral.beneficiary.gender)][status]} à"
    if status in {ReferralStatus.ATTENDED, ReferralStatus.ABSENT}:
        title = f"{status_word(referral)} au rendez-vous"
    return TimelineEntry(
        at=_reached_at(referral),
        title=title,
        detail=door,
        icon=ICONS[status],
        url=reverse("beneficiaries:referral_detail", args=[referral.pk]),
        link_label="voir",
    )


def _reached_at(referral):
    status = referral.status
    if status == ReferralStatus.RECEIVED:
        return referral.opened_at or referral.sent_at
    if status == ReferralStatus.UNANSWERED:
        return referral.returned_at or referral.sent_at
    if status in {ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT}:
        return referral.answered_at or referral.sent_at
    return referral.ended_at or referral.sent_at or referral.created_at


def _appointment_entry(referral):
    is_to_come = referral.appointment_at > timezone.now()
    return TimelineEntry(
        at=referral.appointment_at,
        title="Rendez-vous",
        detail=referral.receiver_name,
        icon="calendar-event",
        url="" if is_to_come else reverse("beneficiaries:referral_detail", args=[referral.pk]),
        link_label="dire si la personne est venue",
        is_to_come=is_to_come,
    )


# What is to be done


def referrals_to_follow(member):
    """What came back to the sender, and « est-elle venue ? »: her own first. One query."""
    if not can_refer(member):
        return []
    now = timezone.now()
    due = (
        referrals_of(member)
        .filter(
            Q(status=ReferralStatus.UNANSWERED)
            | Q(status=ReferralStatus.SENT, mode=ReferralMode.ADDRESS, returned_at__isnull=False)
            | Q(status=ReferralStatus.APPOINTMENT, appointment_at__lt=now)
            | Q(status=ReferralStatus.ACCEPTED, answered_at__lt=now - timedelta(days=7))
            | Q(
                status=ReferralStatus.DECLINED,
                answered_at__gt=now - timedelta(days=DECLINED_DAYS),
                beneficiary__closed_at__isnull=True,
            )
        )
        .order_by("sent_at", "pk")
    )
    rows = sorted(due[: 4 * LINES_AT_MOST], key=lambda each: not is_mine(each, member))
    return [_todo_line(referral, now) for referral in rows[:LINES_AT_MOST]]


def is_mine(referral, member):
    return member.pk in {referral.created_by_id, referral.beneficiary.referent_id}


_WENT = {
    Gender.FEMALE: "est-elle allée à",
    Gender.MALE: "est-il allé à",
    Gender.UNKNOWN: "est-elle allée à",
}
_CAME_WORDS = {
    Gender.FEMALE: "est-elle venue",
    Gender.MALE: "est-il venu",
    Gender.UNKNOWN: "est-elle venue",
}


def _todo_line(referral, now):
    person, status = referral.beneficiary, referral.status
    title, act, since = {
        ReferralStatus.UNANSWERED: (
            f"{referral.receiver_name} n’a pas répondu pour {person.polite_name}",
            "Décider de la suite",
            referral.sent_at,
        ),
        ReferralStatus.SENT: (
            f"{person.polite_name} {_WENT[Gender(person.gender)]} {referral.receiver_name}\u202f?",
            "Noter sa venue",
            referral.sent_at,
        ),
        ReferralStatus.APPOINTMENT: (
            f"{person.polite_name} {_CAME_WORDS[Gender(person.gender)]} au rendez-vous\u202f?",
            "Noter sa venue",
            referral.appointment_at,
        ),
        ReferralStatus.ACCEPTED: (
            f"Quelle date pour {person.polite_name}, à {referral.receiver_name}\u202f?",
            "Noter le rendez-vous",
            referral.answered_at,
        ),
        ReferralStatus.DECLINED: (
            f"{referral.receiver_name} ne peut pas recevoir {person.polite_name}",
            "Trouver une autre porte",
            referral.answered_at,
        ),
    }[ReferralStatus(status)]
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    return TodoLine(
        title=title,
        detail=_todo_detail(referral),
        url=reverse("beneficiaries:referral_detail", args=[referral.pk]),
        act=act,
        when=f"depuis {counted(days, 'jour')}" if days else "aujourd’hui",
        is_late=status in URGENCY or days > 1,
        rank=30,
    )


def _todo_detail(referral):
    need = referral.get_need_display()
    if referral.status == ReferralStatus.DECLINED:
        return f"{need} · {referral.get_decline_reason_display().lower()}"
    if referral.status == ReferralStatus.APPOINTMENT:
        at = referral.appointment_at
        return f"{referral.receiver_name}, le {short_day(at)} à {hour(at)}"
    return f"{need} · orientation du {short_day(referral.sent_at)}"


def incoming_of(member):
    return IncomingReferral.objects.visible_to(member)


def incoming_to_answer(member):
    """What others sent us, and who was expected. One query; nobody is named here."""
    if not can_refer(member):
        return []
    now = timezone.now()
    due = (
        incoming_of(member)
        .filter(
            Q(status__in=[ReferralStatus.SENT, ReferralStatus.RECEIVED], expires_at__gt=now)
            | Q(status=ReferralStatus.APPOINTMENT, appointment_at__lt=now)
        )
        .order_by("sent_at", "pk")
    )
    return [_incoming_line(incoming, now) for incoming in due[:LINES_AT_MOST]]


def _incoming_line(incoming, now):
    is_expected = incoming.status == ReferralStatus.APPOINTMENT
    since = incoming.appointment_at if is_expected else incoming.sent_at
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    return TodoLine(
        title=(
            f"La personne envoyée par {incoming.sender_name} est-elle venue\u202f?"
            if is_expected
            else f"Répondre à {incoming.sender_name}"
        ),
        detail=f"Orientation reçue{NO_BREAK}: {incoming.get_need_display().lower()}",
        url=reverse("beneficiaries:incoming_detail", args=[incoming.pk]),
        act="Noter sa venue" if is_expected else "Lire et répondre",
        when=f"depuis {counted(days, 'jour')}" if days else "aujourd’hui",
        is_late=days >= (1 if is_expected else 7),
        rank=25,
    )


# Counts


@dataclass(frozen=True)
class ReferralCounts:
    """Of the referrals sent in a period: what became of them, whenever that was said."""

    sent: int
    answered: int
    accepted: int
    attended: int
    absent: int


def referral_counts(member, first, last):
    """The counts of referrals sent between two days, both included, at the member's own."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    sent = Referral.objects.visible_to(member).filter(sent_at__gte=start, sent_at__lt=end)
    came = Q(steps__status=ReferralStatus.ATTENDED)
    return ReferralCounts(
        **sent.aggregate(
            sent=Count("pk", distinct=True),
            answered=Count("pk", filter=Q(answered_at__isnull=False), distinct=True),
            accepted=Count(
                "pk",
                filter=Q(answered_at__isnull=False) & ~Q(status=ReferralStatus.DECLINED),
                distinct=True,
            ),
            attended=Count("pk", filter=came, distinct=True),
            absent=Count("pk", filter=Q(status=ReferralStatus.ABSENT), distinct=True),
        )
    )

"""What planning hands to the to-do list: kits that are still out, hours that wait."""

from django.urls import reverse
from django.utils import timezone

from inclusion.organisations.models import Role
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import short_day
from workshops.models import KitItem, VolunteerHours
from workshops.permissions import can_carry_kits

KITS_SHOWN = 3


def todo(member):
    """Two lines at most of each, one query each."""
    lines = _kits(member) if can_carry_kits(member) else []
    return lines + (_hours(member) if member.role == Role.MANAGER else [])


def _kits(member):
    """A session is over and what left with it has not been checked in."""
    out = (
        KitItem.objects.visible_to(member)
        .out()
        .filter(session__ends_at__lt=timezone.now())
        .select_related("session__workshop")
        .order_by("session__starts_at", "session_id", "pk")
    )
    by_session = {}
    for item in out[:100]:
        by_session.setdefault(item.session_id, []).append(item)
    return [
        TodoLine(
            title="Contrôler le retour du matériel",
            detail=f"«\u00a0{items[0].session.workshop}\u00a0»,"
            f" {counted(len(items), 'appareil dehors', 'appareils dehors')}",
            url=reverse("workshops:kit", args=[session_id]),
            act="Noter le retour",
            when=f"depuis le {short_day(items[0].session.ends_at)}",
            is_late=True,
            rank=12,
        )
        for session_id, items in list(by_session.items())[:KITS_SHOWN]
    ]


def _hours(member):
    waiting = VolunteerHours.objects.visible_to(member).to_confirm().exclude(member=member).count()
    if not waiting:
        return []
    return [
        TodoLine(
            title="Confirmer les heures des bénévoles",
            detail=counted(waiting, "ligne à relire", "lignes à relire"),
            url=reverse("workshops:volunteers"),
            act="Confirmer les heures",
            rank=40,
        )
    ]

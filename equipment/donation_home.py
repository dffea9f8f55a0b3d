"""What gifts ask of those who run them, on their home page."""

from django.db.models import Count, Min, Q
from django.urls import reverse

from equipment.models import (
    Donation,
    DonationIntent,
    DonationStatus,
    IntentRouting,
    IntentStatus,
)
from equipment.permissions import can_run_donations
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import days_since

SECTIONS = tuple(
    f"equipment:{name}"
    for name in (
        *("donation", "intent", "routing", "round", "collection", "register", "portal"),
        *("receipt", "eligibility"),
    )
)
LATE_DAYS = 7


def gifts_to_answer(member):
    """Proposals without an answer, announcements without a workshop, gifts to label."""
    if not can_run_donations(member):
        return []
    return [
        line
        for line in (
            _waiting(
                IntentRouting.objects.received_by(member).waiting(),
                "sent_at",
                ("don proposé", "dons proposés"),
                "Un portail attend votre réponse",
                "equipment:routing_list",
                "Répondre",
            ),
            _waiting(
                DonationIntent.objects.visible_to(member).filter(status=IntentStatus.WAITING),
                "confirmed_at",
                ("annonce de don à orienter", "annonces de don à orienter"),
                "Le donateur a confirmé",
                "equipment:intent_list",
                "Orienter",
            ),
            _to_label(member),
        )
        if line
    ]


def _waiting(rows, since, words, detail, route, act):
    counts = rows.aggregate(number=Count("pk"), oldest=Min(since))
    if not counts["number"]:
        return None
    days = days_since(counts["oldest"]) or 0
    return TodoLine(
        title=counted(counts["number"], *words),
        detail=detail,
        url=reverse(route),
        act=act,
        when=f"depuis {counted(days, 'jour')}" if days > 0 else "",
        is_late=days > LATE_DAYS,
        rank=15,
    )


def _to_label(member):
    number = Donation.objects.visible_to(member).aggregate(
        number=Count("pk", Q(status=DonationStatus.COLLECTED))
    )["number"]
    if not number:
        return None
    return TodoLine(
        title=counted(number, "don collecté à étiqueter", "dons collectés à étiqueter"),
        detail="Le matériel est à l’atelier",
        url=f"{reverse('equipment:donation_list')}?etat={DonationStatus.COLLECTED}",
        act="Réceptionner",
        rank=16,
    )

"""What lots ask on the home page: to be confirmed by who receives, to be explained by who sends."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from equipment.models import Lot, LotDelivery, LotStatus
from equipment.permissions import can_receive_lots, can_run_lots
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import days_since

LATE_DAYS = 7


def lots_to_confirm(member):
    """Lots that left for us, and that nobody here has confirmed."""
    if not can_receive_lots(member):
        return []
    waiting = LotDelivery.objects.received_by(member).waiting()
    return _lines(
        waiting.aggregate(number=Count("pk"), oldest=Min("sent_at")),
        ("lot confié à confirmer", "lots confiés à confirmer"),
        "Scannez les étiquettes à l’arrivée",
        reverse("equipment:delivery_list"),
        "Confirmer",
    )


def lots_to_explain(member):
    """Lots that arrived with differences, and those that nobody confirms."""
    if not can_run_lots(member):
        return []
    lots = Lot.objects.visible_to(member)
    different = lots.filter(status=LotStatus.DIFFERENCES)
    silent = lots.filter(
        status=LotStatus.SENT, sent_at__lt=timezone.now() - timedelta(days=LATE_DAYS)
    )
    url = reverse("equipment:lot_list")
    return [
        *_lines(
            different.aggregate(number=Count("pk"), oldest=Min("received_at")),
            ("lot reçu avec des écarts", "lots reçus avec des écarts"),
            "Dites ce qu’est devenu ce qui manque",
            f"{url}?etat={LotStatus.DIFFERENCES}",
            "Expliquer",
        ),
        *_lines(
            silent.aggregate(number=Count("pk"), oldest=Min("sent_at")),
            ("lot parti sans confirmation", "lots partis sans confirmation"),
            "Le partenaire n’a pas encore répondu",
            f"{url}?etat={LotStatus.SENT}",
            "Relancer",
        ),
    ]


def _lines(found, words, detail, url, act):
    if not found["number"]:
        return []
    days = days_since(found["oldest"]) or 0
    return [
        TodoLine(
            title=counted(found["number"], *words),
            detail=detail,
            url=url,
            act=act,
            when=f"depuis {counted(days, 'jour')}" if days > 0 else "",
            is_late=days > LATE_DAYS,
            rank=17,
        )
    ]

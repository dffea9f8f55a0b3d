"""What after-sales and waste ask on the home pages."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from equipment.models import ServiceCase, WasteShipment
from equipment.permissions import can_run_pool, can_see_service
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import short_day

SHOWN = 3


def cases_to_solve(member):
    """« 2 pannes à résoudre », how long the oldest has waited, late past its thirty days."""
    if not can_see_service(member):
        return []
    today = timezone.localdate()
    counts = (
        ServiceCase.objects.visible_to(member)
        .still_open()
        .aggregate(number=Count("pk"), late=Count("pk", Q(due_on__lt=today)), due=Min("due_on"))
    )
    if not counts["number"]:
        return []
    late = counts["late"]
    return [
        TodoLine(
            title=f"{counted(counts['number'], 'panne')} à résoudre",
            detail=f"{counted(late, 'dossier')} au-delà de 30\u00a0jours"
            if late
            else f"Réponse attendue avant le {short_day(counts['due'])}",
            url=reverse("equipment:service_list"),
            act="Voir le SAV",
            is_late=bool(late),
            rank=21,
        )
    ]


def hazardous_to_declare(member):
    """Hazardous waste that left: the national register wants it within seven days."""
    if not can_run_pool(member):
        return []
    waiting = WasteShipment.objects.visible_to(member).to_declare()
    return [
        TodoLine(
            title=f"Déchets dangereux partis le {short_day(shipment.shipped_on)}",
            detail="À inscrire au registre national électronique sous 7\u00a0jours",
            url=reverse("equipment:waste_shipment", args=[shipment.pk]),
            act="Inscrire, puis le dire ici",
            when="délai dépassé"
            if shipment.is_declaration_late
            else f"avant le {short_day(shipment.declare_before)}",
            is_late=shipment.is_declaration_late,
            rank=12,
        )
        for shipment in waiting.order_by("shipped_on", "pk")[:SHOWN]
    ]

"""What the pool asks and offers on the home pages of those who run it, allocate from it or lead."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from equipment.models import Allocation, Device, DeviceStatus, StockItem
from equipment.permissions import can_allocate, can_run_pool
from inclusion.organisations.models import Role
from inclusion.permissions import Rule
from inclusion.registry import HomePanel, HomeSearch, TodoLine
from inclusion.text import counted
from inclusion.ui.formats import NARROW, NBSP, days_since

is_technician = Rule(Role.TECHNICIAN, name="is_technician")
is_manager = Rule(Role.MANAGER, name="is_manager")
BLOCKED_DAYS = 30
LOW_SHOWN = 3


def pool_to_clear(member):
    """The technician's two queues: what waits for a proof, and what only waits for its grade."""
    if not is_technician(member):
        return []
    counts = Device.objects.visible_to(member).aggregate(
        quarantined=Count("pk", Q(status=DeviceStatus.QUARANTINE)),
        oldest=Min("status_since", filter=Q(status=DeviceStatus.QUARANTINE)),
        erased=Count("pk", Q(status=DeviceStatus.ERASED)),
    )
    lines = []
    if counts["quarantined"]:
        days = days_since(counts["oldest"])
        lines.append(
            TodoLine(
                title=f"{counted(counts['quarantined'], 'appareil')} en quarantaine sans preuve",
                detail=f"Le plus ancien attend depuis {counted(days, 'jour')}",
                url=f"{reverse('equipment:device_list')}?etat={DeviceStatus.QUARANTINE}",
                act="Ajouter les preuves",
                rank=20,
            )
        )
    if counts["erased"]:
        many = counted(counts["erased"], "appareil effacé", "appareils effacés")
        lines.append(
            TodoLine(
                title=f"{many} à déclarer {'prêt' if counts['erased'] < 2 else 'prêts'}",
                detail="Note d’aspect, batterie, accessoires",
                url=f"{reverse('equipment:device_list')}?etat={DeviceStatus.ERASED}",
                act="Finir leur fiche",
                rank=30,
            )
        )
    return lines


def hand_overs_to_prepare(member):
    """« 3 appareils prêts pour des familles prévenues »."""
    if not can_allocate(member):
        return []
    waiting = Allocation.objects.visible_to(member).waiting()
    counts = waiting.aggregate(
        number=Count("pk"), offers=Count("offer", distinct=True), offer=Min("offer__name")
    )
    if not counts["number"]:
        return []
    word = "prêt" if counts["number"] == 1 else "prêts"
    offer = (
        f"Offre «{NBSP}{counts['offer']}{NBSP}»" if counts["offers"] == 1 else "Plusieurs offres"
    )
    return [
        TodoLine(
            title=f"{counted(counts['number'], 'appareil')} {word} pour des familles prévenues",
            detail=f"{offer} · participation à recevoir",
            url=f"{reverse('equipment:allocation_list')}?etat=reserved",
            act="Préparer les remises",
            rank=25,
        )
    ]


def low_stock(member):
    """« 2 articles presque épuisés », for who can do something about it."""
    if not can_run_pool(member):
        return []
    names = list(
        StockItem.objects.visible_to(member)
        .low()
        .order_by("quantity", "name")
        .values_list("name", flat=True)[: LOW_SHOWN + 1]
    )
    if not names:
        return []
    more = " et d’autres" if len(names) > LOW_SHOWN else ""
    many = f"Plus de {LOW_SHOWN} articles" if more else counted(len(names), "article")
    word = "épuisé ou presque" if len(names) == 1 else "épuisés ou presque"
    return [
        TodoLine(
            title=f"{many} {word}",
            detail=f"{', '.join(names[:LOW_SHOWN])}{more}",
            url=reverse("equipment:stock_list"),
            act="Voir les stocks",
            rank=60,
        )
    ]


def blocked_devices(member):
    """What has not moved for a month, for who leads."""
    if not is_manager(member):
        return []
    since = timezone.now() - timedelta(days=BLOCKED_DAYS)
    number = Device.objects.visible_to(member).cannot_leave_yet().filter(status_since__lt=since)
    count = number.count()
    if not count:
        return []
    return [
        TodoLine(
            title=f"{counted(count, 'appareil bloqué', 'appareils bloqués')}"
            f" depuis plus de {BLOCKED_DAYS}{NBSP}jours",
            detail=f"Une pièce, une preuve ou une place manque{NARROW}? Décidez avec l’atelier",
            url=f"{reverse('equipment:device_list')}?depuis={BLOCKED_DAYS}",
            act="Voir lesquels",
            rank=70,
        )
    ]


def pool_panel(member):
    """The pool in four figures; each opens its list."""
    if not can_run_pool(member):
        return []
    counts = dict(
        Device.objects.visible_to(member)
        .on_premises()
        .order_by()
        .values_list("status")
        .annotate(Count("pk"))
    )
    if not counts:
        return []
    url = reverse("equipment:device_list")
    lines = tuple(
        (label, counts[status], f"{url}?etat={status}")
        for label, status in (
            ("En quarantaine", DeviceStatus.QUARANTINE),
            ("Données effacées", DeviceStatus.ERASED),
            ("Prêts à remettre", DeviceStatus.READY),
            ("Réservés", DeviceStatus.RESERVED),
        )
        if counts.get(status)
    )
    return [HomePanel(title="Le parc", lines=lines, url=url, act="Tout voir")]


def scan_field(member):
    """The technician's home begins with the scanner."""
    if not is_technician(member):
        return None
    return HomeSearch(
        label="Scanner ou taper une étiquette",
        url=reverse("equipment:scan"),
        page=reverse("equipment:device_list"),
        name="etiquette",
        template="equipment/partials/_scan.html",
    )

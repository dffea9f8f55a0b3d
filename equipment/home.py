"""What the pool asks and offers on the home pages of those who run it, allocate from it or lead."""

from datetime import datetime, time, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from equipment.models import (
    AWAY,
    Allocation,
    BreachRecord,
    Device,
    DeviceStatus,
    Evidence,
    IdentityCase,
    Loan,
    Medium,
    MediumFate,
    RetirementProposal,
    StockItem,
)
from equipment.permissions import can_allocate, can_close_breaches, can_run_pool
from equipment.selectors.sight import pool_counts
from inclusion.organisations.models import Role
from inclusion.permissions import Rule
from inclusion.registry import HomePanel, HomeSearch, TodoLine
from inclusion.text import counted
from inclusion.ui.formats import NARROW, NBSP, days_since

is_technician = Rule(Role.TECHNICIAN, name="is_technician")
is_manager = Rule(Role.MANAGER, name="is_manager")
BLOCKED_DAYS = 30
ENDING_SOON = timedelta(days=3)
LOW_SHOWN = 3


def pool_to_clear(member):
    """The technician's two queues: what waits for a proof, and what only waits for its grade."""
    if not is_technician(member):
        return []
    counts = Device.objects.visible_to(member).aggregate(
        quarantined=Count("pk", Q(status=DeviceStatus.QUARANTINE)),
        oldest=Min("status_since", filter=Q(status=DeviceStatus.QUARANTINE)),
        erased=Count("pk", Q(status__in=[DeviceStatus.ERASED, DeviceStatus.TESTED])),
        repaired=Count("pk", Q(status=DeviceStatus.UNDER_REPAIR)),
        since=Min("status_since", filter=Q(status=DeviceStatus.UNDER_REPAIR)),
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
                detail="Contrôles, note d’aspect, batterie, accessoires",
                url=f"{reverse('equipment:device_list')}?etat=to_try",
                act="Passer leurs contrôles",
                rank=30,
            )
        )
    if counts["repaired"]:
        days = days_since(counts["since"])
        lines.append(
            TodoLine(
                title=f"{counted(counts['repaired'], 'appareil')} en réparation",
                detail=f"Le plus ancien est ouvert depuis {counted(days, 'jour')}",
                url=f"{reverse('equipment:device_list')}?etat={DeviceStatus.UNDER_REPAIR}",
                act="Finir les réparations",
                rank=35,
            )
        )
    return lines


def media_to_destroy(member):
    """Media taken out that wait for their certificate."""
    if not is_technician(member):
        return []
    count = Medium.objects.visible_to(member).filter(fate=MediumFate.TO_DESTROY).count()
    if not count:
        return []
    return [
        TodoLine(
            title=f"{counted(count, 'support')} à détruire",
            detail="Retirés de leur appareil, sans certificat",
            url=reverse("equipment:medium_list"),
            act="Inscrire leur certificat",
            rank=45,
        )
    ]


def retirements_to_confirm(member):
    """What another member proposes to take out of the pool, for a second person."""
    if not can_run_pool(member):
        return []
    waiting = RetirementProposal.objects.visible_to(member).filter(
        confirmed_at__isnull=True, declined_at__isnull=True
    )
    count = waiting.exclude(proposed_by__user=member.user_id).count()
    if not count:
        return []
    return [
        TodoLine(
            title=f"{counted(count, 'sortie du parc', 'sorties du parc')} à confirmer",
            detail="Au-delà de cinq appareils, une seconde personne confirme",
            url=reverse("equipment:retirement_list"),
            act="Confirmer ou refuser",
            rank=22,
        )
    ]


def breaches_to_close(member):
    """The clock of art. 33: who leads tells the CNIL within 72 hours, or writes why not."""
    if not can_close_breaches(member):
        return []
    breaches = BreachRecord.objects.visible_to(member).still_open()
    found = list(breaches.select_related("device").order_by("known_at", "pk")[:5])
    return [
        TodoLine(
            title=f"Données perdues avec {breach.device.asset_tag}",
            detail="Avertir la CNIL, ou écrire pourquoi aucun risque n’est probable",
            url=reverse("equipment:breach_detail", args=[breach.pk]),
            act="Ouvrir le dossier",
            when="délai de 72\u00a0heures dépassé"
            if breach.is_late
            else f"{counted(breach.hours_left, 'heure')} restantes",
            is_late=breach.is_late,
            rank=1,
        )
        for breach in found
    ]


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


def reservations_that_end(member):
    """Those about to end, and those the clock freed this week."""
    if not can_allocate(member):
        return []
    now = timezone.now()
    counts = Allocation.objects.visible_to(member).aggregate(
        ending=Count(
            "pk", Q(status="reserved", expires_at__gt=now, expires_at__lte=now + ENDING_SOON)
        ),
        freed=Count("pk", Q(expired_at__gte=now - timedelta(days=7))),
    )
    url = reverse("equipment:allocation_list")
    lines = []
    if counts["ending"]:
        many = counted(counts["ending"], "réservation se termine", "réservations se terminent")
        lines.append(
            TodoLine(
                title=f"{many} sous {ENDING_SOON.days}{NBSP}jours",
                detail="Appelez la personne, ou prolongez",
                url=f"{url}?etat=reserved",
                act="Voir les réservations",
                rank=24,
            )
        )
    if counts["freed"]:
        many = counted(counts["freed"], "réservation finie", "réservations finies")
        lines.append(
            TodoLine(
                title=f"{many} sans remise cette semaine",
                detail="L’appareil est de nouveau prêt, la personne attend peut-être encore",
                url=reverse("equipment:waiting_list"),
                act="Voir qui attend",
                rank=27,
            )
        )
    return lines


def signatures_to_keep(member):
    """Hand-overs signed on paper whose photo has not joined them."""
    if not can_allocate(member):
        return []
    missing = Allocation.objects.visible_to(member).without_signature()
    counts = missing.aggregate(
        number=Count("hand_over", distinct=True), oldest=Min("handed_over_at")
    )
    if not counts["number"]:
        return []
    signatures = counted(counts["number"], "remise signée", "remises signées")
    days = counted(days_since(counts["oldest"]), "jour")
    return [
        TodoLine(
            title=f"{signatures} sur papier, sans sa photo",
            detail=f"La plus ancienne date d’il y a {days}",
            url=f"{reverse('equipment:allocation_list')}?signature=manque",
            act="Photographier",
            rank=28,
        )
    ]


def late_loans(member):
    """What should be back and is not."""
    if not can_allocate(member):
        return []
    late = Loan.objects.visible_to(member).late(timezone.localdate())
    counts = late.aggregate(number=Count("pk"), oldest=Min("due_on"))
    if not counts["number"]:
        return []
    days = (timezone.localdate() - counts["oldest"]).days
    return [
        TodoLine(
            title=f"{counted(counts['number'], 'prêt')} en retard",
            detail=f"Le plus ancien devait revenir il y a {counted(days, 'jour')}",
            url=f"{reverse('equipment:loan_list')}?etat=late",
            act="Relancer ou prolonger",
            is_late=True,
            rank=15,
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
    counts = pool_counts(member)
    if not counts.keys() - set(AWAY):
        return []
    url = reverse("equipment:device_list")
    lines = tuple(
        (label, counts[status], f"{url}?etat={status}")
        for label, status in (
            ("En quarantaine", DeviceStatus.QUARANTINE),
            ("Données effacées", DeviceStatus.ERASED),
            ("En réparation", DeviceStatus.UNDER_REPAIR),
            ("Testés", DeviceStatus.TESTED),
            ("Prêts à remettre", DeviceStatus.READY),
            ("Réservés", DeviceStatus.RESERVED),
        )
        if counts.get(status)
    )
    board = reverse("equipment:pool_board")
    return [HomePanel(title="Le parc", lines=lines, url=board, act="Où ça bloque")]


def files_to_match(member):
    """Files that software alone may not attach to a device."""
    if not is_technician(member):
        return []
    waiting = IdentityCase.objects.visible_to(member).open().count()
    if not waiting:
        return []
    return [
        TodoLine(
            title=f"{counted(waiting, 'relevé')} à rapprocher d’un appareil",
            detail="Les indices ne suffisent pas\u00a0: à vous de dire lequel",
            url=reverse("equipment:identity_list"),
            act="Rapprocher",
            rank=22,
        )
    ]


def evidence_panel(member):
    """The way to send files, from the technician's home."""
    if not is_technician(member):
        return []
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    since = timezone.make_aware(datetime.combine(monday, time()))
    read = Evidence.objects.visible_to(member).filter(read_at__gte=since).count()
    lines = (("Lus cette semaine", read, reverse("equipment:evidence_list")),)
    url = reverse("equipment:evidence_import")
    return [HomePanel(title="Relevés", lines=lines, url=url, act="Importer")]


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

"""Which acts a member may do on a device now: the one that comes next, and the others."""

from dataclasses import dataclass

from django.urls import reverse

from equipment.models import AllocationPurpose, DeviceStatus, acts_from
from equipment.permissions import can_allocate, can_run_pool, can_see_service
from equipment.services.erasure import AT_HAND

# Waiting for its person, its papers ready or not.
WAITING = {DeviceStatus.RESERVED, DeviceStatus.ALLOCATED}
WITH_SOMEONE = {DeviceStatus.HANDED_OVER, DeviceStatus.ON_LOAN}
# What ends a device's life here: the act, its page, its words.
DANGERS = (
    ("take_for_parts", "device_for_parts", "Garder pour pièces", "puzzle"),
    ("mark_waste", "device_waste", "Mettre au rebut", "recycle"),
    ("declare_lost", "device_lost", "Déclarer perdu ou volé", "exclamation-circle"),
)
TRIED = {
    DeviceStatus.TESTED,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.ALLOCATED,
    DeviceStatus.HANDED_OVER,
}


@dataclass(frozen=True)
class Act:
    """A button or an entry of the menu « Autres actes »."""

    label: str
    icon: str
    url: str
    is_danger: bool = False
    is_post: bool = False


@dataclass(frozen=True)
class Acts:
    """`main` is the page's one filled button, None when nothing is next for this member."""

    main: Act | None
    others: tuple[Act, ...]


def acts_on(device, member, allocation):
    """The acts of this member on this device."""
    main = _next(device, member, allocation)
    return Acts(main, tuple(_others(device, member, allocation, main)))


def _next(device, member, allocation):
    runs, allocates = can_run_pool(member), can_allocate(member)
    unproven = device.readiness.first_unproven
    if runs and device.status == DeviceStatus.QUARANTINE:
        if unproven is None:
            return _act("Ajouter un support", "device-ssd", "medium_add", device)
        url = reverse("equipment:proof_add", args=[unproven])
        return Act("Ajouter une preuve", "upload", url)
    if runs and device.status in {DeviceStatus.ERASED, DeviceStatus.TESTED}:
        return _act("Déclarer prêt", "check-circle", "device_ready", device)
    if runs and device.status == DeviceStatus.UNDER_REPAIR:
        return _act("Finir la réparation", "wrench", "device_repaired", device)
    if runs and device.status == DeviceStatus.LOST:
        return _act("Il est retrouvé", "arrow-return-left", "device_found", device)
    if allocates and device.status == DeviceStatus.READY:
        return _act("Attribuer", "person-check", "device_allocate", device)
    if allocates and allocation and device.status in WAITING:
        if allocation.purpose == AllocationPurpose.LOAN:
            return _act("Préparer le prêt", "calendar-check", "allocation_lend", allocation)
        return _act("Préparer la remise", "bag-check", "hand_over", allocation)
    if can_see_service(member) and device.status == DeviceStatus.IN_SERVICE:
        return _act("Voir le dossier de panne", "tools", "device_service", device)
    if runs and device.status == DeviceStatus.WASTE:
        return Act("Préparer l’enlèvement", "truck", reverse("equipment:waste_list"))
    if allocates and allocation and device.status == DeviceStatus.ON_LOAN:
        return _act("Voir le prêt", "calendar-check", "allocation_detail", allocation)
    return None


def _others(device, member, allocation, main):
    if can_run_pool(member):
        yield _act("Modifier la fiche", "pencil", "device_update", device)
        url = f"{reverse('equipment:device_move')}?choisi={device.pk}"
        yield Act("Déplacer", "arrows-move", url)
        if device.holds_data and device.status in AT_HAND:
            add = _act("Ajouter un support", "device-ssd", "medium_add", device)
            if add != main:
                yield add
        if device.holds_data and device.status == DeviceStatus.QUARANTINE:
            url = f"{reverse('equipment:evidence_import')}?appareil={device.pk}"
            yield Act("Importer un relevé", "file-earmark-text", url)
            if device.readiness.first_unproven is None:
                yield _act("Attester sans support", "patch-check", "device_attest", device)
    if allocation and can_allocate(member) and device.status == DeviceStatus.RESERVED:
        url = reverse("equipment:allocation_papers", args=[allocation.pk])
        yield Act("Éditer le bon d’attribution", "file-earmark-text", url, is_post=True)
    if allocation and can_allocate(member) and device.status in WAITING:
        url = reverse("equipment:allocation_prolong", args=[allocation.pk])
        yield Act("Prolonger la réservation", "calendar-plus", url, is_post=True)
        url = reverse("equipment:allocation_cancel", args=[allocation.pk])
        yield Act("Annuler la réservation", "slash-circle", url, is_post=True)
    if can_see_service(member) and device.status in WITH_SOMEONE:
        yield _act("Ouvrir un dossier de panne", "tools", "device_service", device)
    if can_run_pool(member):
        if device.holds_data and device.erased_at:
            url = reverse("equipment:device_certify", args=[device.pk])
            yield Act("Certificat d’effacement", "file-earmark-check", url, is_post=True)
        is_given = allocation is None or allocation.purpose == AllocationPurpose.KEEP
        if device.status in {DeviceStatus.HANDED_OVER, DeviceStatus.IN_SERVICE} and is_given:
            yield _act("Reprendre l’appareil", "arrow-return-left", "device_return", device)
        yield from _bench(device)
        for name, route, label, icon in DANGERS:
            if name in acts_from(device.status):
                act = _act(label, icon, route, device)
                yield Act(act.label, act.icon, act.url, is_danger=True)


def _bench(device):
    if "start_repair" in acts_from(device.status):
        yield _act("Ouvrir une réparation", "wrench", "device_repair", device)
    if device.status in TRIED:
        act = _act("Imprimer la fiche produit", "printer", "device_product_sheet", device)
        yield Act(act.label, act.icon, act.url, is_post=True)
    yield _act("Contrôles et réparations", "clipboard-check", "device_bench", device)


def _act(label, icon, route, thing):
    return Act(label, icon, reverse(f"equipment:{route}", args=[thing.pk]))

"""The kit of a tour: what leaves with a session, and its check on the way back.

The public used it out of our sight: what comes back is to be erased before anyone is given it,
though it may leave again with a session; what does not come back is lost, and said so.
"""

from django.db import transaction
from django.utils import timezone

from equipment.models import Device, DeviceStatus, LossCause
from equipment.services import come_back_from_outing, declare_lost
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean, counted
from inclusion.ui.formats import day
from workshops.models import KitItem, KitReturn
from workshops.refusals import refusing
from workshops.selectors.kits import takeable
from workshops.services.planning import locked_session

KIT_MAX = 60
USED_DATA = "Ce que le public a pu y laisser pendant la séance."


@transaction.atomic
def take_kit(*, session, by, tags):
    """Note that these devices leave with the session; all of them, or none."""
    session = locked_session(session, by)
    if session.is_cancelled:
        raise Refused("La séance est annulée.")
    tags = list(dict.fromkeys(tag.strip().upper() for tag in tags if tag.strip()))
    if not tags:
        raise Refused("Choisissez au moins un appareil.")
    if len(tags) > KIT_MAX:
        raise Refused(f"{KIT_MAX}\u00a0appareils au plus pour une séance.")
    devices = list(Device.objects.visible_to(by).locked().filter(asset_tag__in=tags).order_by("pk"))
    unknown = sorted(set(tags) - {device.asset_tag for device in devices})
    if unknown:
        raise Refused(f"Aucun appareil ne porte l’étiquette {', '.join(unknown)}.")
    free = set(
        takeable(by).filter(pk__in=[each.pk for each in devices]).values_list("pk", flat=True)
    )
    held = [device.asset_tag for device in devices if device.pk not in free]
    if held:
        raise Refused(
            f"{', '.join(sorted(held))}\u00a0: seul un appareil effacé, en stock et promis à"
            " personne peut être emporté, ou celui qui revient d’une sortie."
        )
    with refusing(KitItem):
        items = KitItem.objects.bulk_create(
            KitItem(
                organisation_id=session.organisation_id, session=session, device=device, taken_by=by
            )
            for device in devices
        )
    record("kit.taken", session, by=by, devices=[str(device.pk) for device in devices])
    return items


@transaction.atomic
def check_in_kit(*, session, by, outcomes):
    """Say what became of each device: `outcomes` maps its label to (outcome, words).

    Nobody answers for what the public wrote on it: no proof of erasure holds any more.
    """
    session = locked_session(session, by)
    items = list(
        session.kit.out()
        .select_related("device")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if not items:
        raise Refused("Tout est déjà contrôlé\u00a0: rien n’est plus dehors.")
    unsaid = [item.device.asset_tag for item in items if item.device.asset_tag not in outcomes]
    if unsaid:
        raise Refused(f"Dites ce que devient {', '.join(sorted(unsaid))}.")
    now = timezone.now()
    for item in items:
        item.outcome, item.words = outcomes[item.device.asset_tag]
        if item.outcome not in KitReturn.values:
            raise Refused("Choisissez un retour de la liste.")
        item.checked_at, item.checked_by = now, by
    KitItem.objects.bulk_update(items, ["outcome", "words", "checked_at", "checked_by"])
    for item in sorted(items, key=lambda each: each.device_id):
        _follow(item, session, by)
    missing = sum(item.outcome == KitReturn.MISSING for item in items)
    record("kit.checked", session, by=by, devices=len(items), missing=missing)
    return items


def _follow(item, session, by):
    """What its return means for the device, under the rules of the equipment."""
    device = item.device
    if device.status == DeviceStatus.LOST:
        return
    if item.outcome == KitReturn.MISSING:
        outing = f"Pas revenu de «\u00a0{session.workshop}\u00a0» du {day(session.starts_at)}."
        declare_lost(
            device=device,
            cause=LossCause.LOST,
            words=f"{outing} {clean(item.words)}".strip(),
            known_at=item.checked_at,
            by=by,
            data_words=USED_DATA,
            is_used=True,
        )
    elif device.holds_data or item.outcome == KitReturn.DAMAGED:
        come_back_from_outing(device=device, by=by, at=item.checked_at)


def kit_line(items):
    """« 9 appareils emportés, 8 revenus, 1 manquant »."""
    parts = [counted(len(items), "appareil emporté", "appareils emportés")]
    back = sum(item.outcome in {KitReturn.BACK, KitReturn.DAMAGED} for item in items)
    missing = sum(item.outcome == KitReturn.MISSING for item in items)
    if back:
        parts.append(counted(back, "revenu"))
    if missing:
        parts.append(counted(missing, "manquant"))
    return ", ".join(parts)

"""Reservations that nobody came for: freed by the clock, and told to who made them."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from equipment.models import Allocation, AllocationStatus, Device, DeviceStatus
from equipment.services.acting import move
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.mail import queue_mail
from inclusion.jobs.rounds import ask_everywhere
from inclusion.journal.recording import record
from inclusion.organisations.database import active_organisation_id
from inclusion.text import counted

EXPIRY_JOB = "equipment.free_reservations"
BATCH = 100


def ask_for_expiry(now=None):
    """Record this hour's job of every organisation; asked twice in an hour, recorded once."""
    ask_everywhere(EXPIRY_JOB, f"{timezone.localtime(now):%Y-%m-%dT%H}")


@organisation_task(EXPIRY_JOB, label="Fin des réservations")
def run_expiry(job, in_organisation):
    """In batches of one short transaction; those in use wait for the next hour."""
    now = timezone.now()
    while True:
        with outbox.holding(job):
            done = free_expired(now=now)
        if done < BATCH:
            break
    with outbox.holding(job):
        outbox.finish(job)


def free_expired(*, now):
    """Free what is due in the active organisation; returns how many devices were freed.

    The device is locked before its allocation, as in every act: whoever hands it over meanwhile
    wins, and this waits for another hour.
    """
    org = active_organisation_id()
    due = Allocation.objects.filter(organisation=org).expired(now).order_by("device_id")
    devices = {
        device.pk: device
        for device in Device.objects.filter(
            organisation=org, pk__in=due.values_list("device_id", flat=True)[:BATCH]
        )
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
    }
    freed = list(
        Allocation.objects.filter(organisation=org, device__in=devices)
        .expired(now)
        .select_related("beneficiary", "reserved_by__user")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    for allocation in freed:
        allocation.status = AllocationStatus.CANCELLED
        allocation.expired_at = allocation.cancelled_at = allocation.ended_at = now
        allocation.save(update_fields=["status", "expired_at", "cancelled_at", "ended_at"])
        allocation.device = devices[allocation.device_id]
        move(allocation.device, DeviceStatus.READY, "cancel_allocation", at=now)
        record(
            "reservation.expired",
            allocation.device,
            allocation=allocation.pk,
            person=allocation.beneficiary.pseudonym,
        )
    _tell(freed)
    return len(freed)


def _tell(freed):
    """One mail to each who reserved; it names devices, never persons."""
    by_member = {}
    for allocation in freed:
        by_member.setdefault(allocation.reserved_by_id, []).append(allocation)
    for allocations in by_member.values():
        member = allocations[0].reserved_by
        if member.ended_at or not (member.user.is_active and member.user.email):
            continue
        tags = "\n".join(f"- {each.device.asset_tag}" for each in allocations)
        number = counted(len(allocations), "réservation est finie", "réservations sont finies")
        url = settings.PUBLIC_URL + reverse("equipment:waiting_list")
        queue_mail(
            to=member.user.email,
            subject=number[:1].upper() + number[1:],
            text=(
                f"Bonjour,\n\nPersonne n’est venu à temps\u00a0: {number}, et ces appareils sont"
                f" de nouveau prêts à remettre.\n{tags}\n\n"
                "Si la personne en a toujours besoin, elle est de nouveau sur la liste"
                f" d’attente\u00a0:\n{url}\n"
            ),
        )

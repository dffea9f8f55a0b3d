"""What the bench knows of devices: runs that still hold, repairs, and the facts of the guards."""

from django.db.models import Exists, F, OuterRef

from equipment.checklists import checklist_of
from equipment.guards import Facts
from equipment.models import (
    Allocation,
    Intervention,
    Medium,
    MediumFate,
    OriginRegime,
    StorageAttestation,
    TestRun,
)
from equipment.selectors.readiness import unproven_media


def runs_that_hold(devices):
    """Runs of these devices that neither a return nor a repair made void, latest first."""
    repaired_after = Intervention.objects.filter(
        organisation=OuterRef("organisation"),
        device=OuterRef("device"),
        started_at__gt=OuterRef("tested_at"),
    )
    return (
        TestRun.objects.filter(device__in=devices, tested_at__gte=F("device__came_in_at"))
        .exclude(Exists(repaired_after))
        .order_by("-tested_at", "-pk")
    )


def last_run(device):
    """The run that says how the device is now, passed or not; None when it must be tried."""
    return runs_that_hold([device]).first()


def passed_run(device):
    """The run that lets the device be ready: the last one, when it is a success."""
    run = last_run(device)
    return run if run is not None and run.is_passed else None


def is_refurbished(device):
    """True when « reconditionné » may be written: each mandatory line of its list was passed.

    Consumer code, R122-4. A new device is not refurbished, and never « comme neuf ».
    """
    return device.origin != OriginRegime.PURCHASE and passed_run(device) is not None


def last_runs(devices):
    """Device → the run that says how it is now, in one query whatever their number."""
    runs = {}
    for run in runs_that_hold([device.pk for device in devices]):
        runs.setdefault(run.device_id, run)
    return runs


def open_intervention(device):
    return device.interventions.filter(ended_at__isnull=True).first()


def interventions_of(device):
    """The repairs of a device, latest first, with their parts."""
    rows = device.interventions.select_related("started_by__user", "ended_by__user")
    return rows.prefetch_related("parts").order_by("-started_at", "-pk")


def runs_of(device):
    """Every run of a device, latest first, each with its `list`, its `faults` and `holds`."""
    holding = {run.pk for run in runs_that_hold([device])}
    runs = list(device.test_runs.select_related("by__user").order_by("-tested_at", "-pk"))
    for run in runs:
        run.list = checklist_of(run.checklist, run.version)
        run.faults = run.list.faults(run.answers)
        run.holds = run.pk in holding
    return runs


def is_storage_known(device):
    """A data-bearing device has a medium written down, or an attestation that it has none."""
    if not device.holds_data or device.media.exists():
        return True
    return StorageAttestation.objects.filter(
        device=device, attested_at__gte=device.came_in_at
    ).exists()


def facts_of(device, **asked):
    """The facts of a locked device for its guards; `asked` are those the act's form brings."""
    holds = Allocation.objects.filter(device=device, ended_at__isnull=True).exists()
    return Facts(
        **{
            "is_storage_known": is_storage_known(device),
            "is_proven": not device.holds_data or not unproven_media(device).exists(),
            "is_test_passed": passed_run(device) is not None,
            "is_graded": bool(device.condition_grade),
            "is_battery_measured": not device.has_battery or device.battery_percent is not None,
            "is_repair_open": open_intervention(device) is not None,
            "is_free": not holds,
            "is_held": holds,
        }
        | asked
    )


def loose_media(member):
    """Media that are in no device and not destroyed, the oldest first."""
    media = Medium.objects.visible_to(member).filter(device__isnull=True)
    return media.exclude(fate=MediumFate.DESTROYED).select_related("taken_from")

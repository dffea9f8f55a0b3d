"""Test runs that still speak of the device as it is."""

from django.db.models import Exists, F, OuterRef

from equipment.models import Intervention, OriginRegime, TestRun


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

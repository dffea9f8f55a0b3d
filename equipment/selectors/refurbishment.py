"""What the bench knows of devices: runs that still hold, repairs, and the facts of the guards."""

from dataclasses import dataclass

from django.db.models import F

from equipment.checklists import checklist_of
from equipment.guards import Facts
from equipment.models import (
    Allocation,
    Erasure,
    Intervention,
    LotLine,
    Medium,
    MediumFate,
    StorageAttestation,
    TestRun,
)
from equipment.selectors.demands import media_below_demand
from equipment.selectors.readiness import unproven_media
from equipment.selectors.runs import last_run, passed_run, runs_that_hold


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
    is_in_lot = LotLine.objects.filter(device=device, ended_at__isnull=True).exists()
    return Facts(
        **{
            "is_storage_known": is_storage_known(device),
            "is_proven": not device.holds_data or not unproven_media(device).exists(),
            "is_demand_met": not media_below_demand([device]).exists(),
            "is_test_passed": passed_run(device) is not None,
            "is_graded": bool(device.condition_grade),
            "is_battery_measured": not device.has_battery or device.battery_percent is not None,
            "is_repair_open": open_intervention(device) is not None,
            "is_free": not holds and not is_in_lot,
            "is_held": holds,
            "is_in_lot": is_in_lot,
        }
        | asked
    )


def loose_media(member):
    """Media that are in no device and not destroyed, the oldest first."""
    media = Medium.objects.visible_to(member).filter(device__isnull=True)
    return media.exclude(fate=MediumFate.DESTROYED).select_related("taken_from")


def proven_among(media):
    """Keys of those whose erasure was accepted since anyone may have written on them."""
    proofs = Erasure.objects.accepted().filter(
        medium__in=[medium.pk for medium in media], recorded_at__gte=F("medium__exposed_at")
    )
    return set(proofs.values_list("medium_id", flat=True))


@dataclass(frozen=True)
class Bench:
    """What the page of a device says of its last run and of its repairs."""

    run: TestRun | None
    faults: tuple
    repairs: int
    repair: Intervention | None

    @property
    def is_empty(self):
        return self.run is None and not self.repairs


def bench_of(device):
    run = last_run(device)
    faults = checklist_of(run.checklist, run.version).faults(run.answers) if run else ()
    repairs = list(device.interventions.order_by("-started_at", "-pk")[:50])
    is_open = bool(repairs) and repairs[0].is_open
    return Bench(run, tuple(faults), len(repairs), repairs[0] if is_open else None)

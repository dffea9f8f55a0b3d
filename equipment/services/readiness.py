"""A device is tried, then called ready when nothing is missing any more."""

from django.utils import timezone

from equipment.checklists import checklist_for
from equipment.guards import refuse_missing
from equipment.models import Appearance, DeviceStatus, TestRun
from equipment.selectors import facts_of
from equipment.selectors.demands import demand_sentence, media_below_demand
from equipment.services.acting import act, locked_device, move
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean

ON_TRIAL = {DeviceStatus.ERASED, DeviceStatus.TESTED}


@act
def record_test(
    *, device, answers, appearance, function, minutes, by, battery_percent=None, note=""
):
    """Keep what the checklist says of a device; a success takes it to « Testé », a failure back.

    Only what is proven erased is tried: nobody looks at someone's data to test a keyboard.
    """
    device = locked_device(device, by)
    checklist = checklist_for(device.type)
    answers = {key: value for key, value in answers.items() if value}
    is_answered = not checklist.unanswered(answers) and not checklist.foreign(answers)
    refuse_missing("record_test", facts_of(device, is_answered=is_answered))
    if device.status not in ON_TRIAL:
        raise Refused(
            f"L’appareil est «\u00a0{device.get_status_display()}\u00a0»\u00a0: il ne se teste pas."
        )
    is_passed = checklist.is_passed(answers) and appearance != Appearance.PARTS
    run = TestRun.objects.create(
        organisation_id=device.organisation_id,
        device=device,
        checklist=checklist.code,
        version=checklist.version,
        answers=answers,
        is_passed=is_passed,
        appearance=appearance,
        function=function,
        battery_percent=battery_percent if device.has_battery else None,
        note=clean(note),
        minutes=minutes,
        tested_at=timezone.now(),
        by=by,
    )
    device.condition_grade = "" if appearance == Appearance.PARTS else appearance
    device.battery_percent = run.battery_percent
    _follow(device, is_passed, run.tested_at)
    record(
        "device.tested",
        device,
        by=by,
        run=run.pk,
        checklist=checklist.code,
        version=checklist.version,
        is_passed=is_passed,
        faults=len(checklist.faults(answers)),
    )
    return run


def _follow(device, is_passed, at):
    target = DeviceStatus.TESTED if is_passed else DeviceStatus.ERASED
    fields = ("condition_grade", "battery_percent")
    if device.status == target:
        device.save(update_fields=fields)
    else:
        move(device, target, "record_test", *fields, at=at)


def refuse_below_demand(device):
    """Refuse what is proven, but less than its donor demands, in her words."""
    medium = media_below_demand([device]).filter(reached__isnull=False).first()
    if medium is not None:
        raise Refused(demand_sentence(medium))


@act
def mark_ready(*, device, by, accessories=""):
    """Call a tested device ready, or say everything that is missing."""
    device = locked_device(device, by)
    if device.status == DeviceStatus.READY:
        raise Refused("Cet appareil est déjà prêt.")
    refuse_below_demand(device)
    refuse_missing("mark_ready", facts_of(device))
    device.accessories = clean(accessories)
    device.ready_at = timezone.now()
    move(device, DeviceStatus.READY, "mark_ready", "accessories", "ready_at", at=device.ready_at)
    record(
        "device.ready",
        device,
        by=by,
        grade=device.condition_grade,
        battery=device.battery_percent,
    )
    return device


@act
def try_and_mark_ready(*, device, by, accessories="", **tried):
    """The one page of the bench: the run is kept either way, a success makes the device ready."""
    device = locked_device(device, by)
    if device.status == DeviceStatus.READY:
        raise Refused("Cet appareil est déjà prêt.")
    run = record_test(device=device, by=by, **tried)
    if run.is_passed:
        mark_ready(device=device, by=by, accessories=accessories)
    return run

"""What a person decides about a file that software alone may not attach; undone for 30 days."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from equipment.evidence_facts import reading_of
from equipment.models import (
    CaseKind,
    CaseStatus,
    Device,
    DeviceIdentifier,
    Erasure,
    IdentityCase,
    Medium,
    MediumFate,
)
from equipment.services.acting import act, locked_device
from equipment.services.clearing import clear_when_proven
from equipment.services.evidence import Outcome, attach, create_device
from equipment.services.intake import update_device
from equipment.services.judging import judge_runs
from equipment.services.reading_pool import OneByOne
from equipment.services.readings import OPEN_STATUSES
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

LATE = "Cette décision ne s’annule plus\u00a0: elle a plus de 30\u00a0jours."


def _locked_case(case, by, *, open_only=True):
    case = IdentityCase.objects.visible_to(by).locked().select_related("evidence").get(pk=case.pk)
    if open_only and not case.is_open:
        raise Refused("Une décision a déjà été prise sur ce relevé.")
    return case


@act
def match_case(*, case, device, by):
    """« C’est celui-ci »: the file speaks of this device; what it says is written there."""
    device = locked_device(device, by)
    case = _locked_case(case, by)
    if case.kind == CaseKind.DIFFERENCES:
        raise Refused("L’appareil de ce relevé est déjà connu.")
    if device.status not in OPEN_STATUSES:
        raise Refused(
            f"L’appareil est «\u00a0{device.get_status_display()}\u00a0»\u00a0: trop tard."
        )
    made = case.changed.get("made")
    outcome = _attach(case, device, by)
    _decide(case, CaseStatus.MATCHED, by, device=device, changed=outcome.changes.as_json())
    if made and made != str(device.pk):
        _discard_bare(made, by)
    return outcome


def _discard_bare(made, by):
    """The device that an undone decision made goes, when nothing else speaks of it."""
    device = locked_device(Device(pk=made), by)
    Medium.objects.filter(taken_from=device, device__isnull=False).update(taken_from=None)
    try:
        with transaction.atomic():
            record("device.discarded", device, by=by, asset_tag=device.asset_tag)
            device.delete()
    except (ProtectedError, IntegrityError):
        # Something was done with it since: it is a device of the pool like any other.
        return


@act
def create_from_case(*, case, by):
    """« C’est un nouvel appareil »: it gets a label, and waits in quarantine."""
    case = _locked_case(case, by)
    if case.kind == CaseKind.DIFFERENCES:
        raise Refused("L’appareil de ce relevé est déjà connu.")
    if reading_of(case.evidence).device.virtual:
        raise Refused("Une machine virtuelle n’est pas un appareil.")
    made = case.changed.get("made")
    if made:
        # A decision undone, then taken again: the device it made is still there.
        device = locked_device(Device(pk=made), by)
    else:
        pool = OneByOne(by.organisation_id)
        device = create_device(reading_of(case.evidence), by.organisation, by, pool)
    outcome = _attach(case, device, by, is_new=not made)
    changed = {**outcome.changes.as_json(), "made": str(device.pk)}
    _decide(case, CaseStatus.CREATED, by, device=device, changed=changed)
    return outcome


def _attach(case, device, by, *, is_new=False):
    evidence = case.evidence
    evidence.device = device
    evidence.save(update_fields=["device"])
    outcome = Outcome(name=evidence.name, sha256=evidence.sha256, reading=reading_of(evidence))
    outcome.evidence, outcome.device = evidence, device
    attach(outcome, by, OneByOne(evidence.organisation_id), is_new=is_new, is_told=True)
    outcome.runs = judge_runs(outcome.reading, evidence, device, by)
    return outcome


@act
def settle_differences(*, case, taken, by):
    """Write on the record the values of the file that were chosen; the others stay ours."""
    if case.kind != CaseKind.DIFFERENCES:
        raise Refused("Dites d’abord de quel appareil parle ce relevé.")
    device = locked_device(case.device, by)
    case = _locked_case(case, by)
    chosen = {
        each["field"]: each["theirs"] for each in case.differences if each["field"] in set(taken)
    }
    former = {name: getattr(device, name) for name in chosen}
    if chosen:
        update_device(device=device, by=by, **chosen)
    status = CaseStatus.CORRECTED if chosen else CaseStatus.KEPT
    changed = {"fields": {name: [former[name], value] for name, value in chosen.items()}}
    _decide(case, status, by, device=device, changed=changed)
    return device


@act
def set_aside(*, case, by):
    """The file is about nothing of ours: it stays kept, and asks for nothing any more."""
    case = _locked_case(case, by)
    if case.kind == CaseKind.DIFFERENCES:
        raise Refused("Gardez la fiche, ou prenez les valeurs du relevé.")
    _decide(case, CaseStatus.SET_ASIDE, by)
    return case


def _decide(case, status, by, *, device=None, changed=None):
    case.status, case.decided_by, case.decided_at = status, by, timezone.now()
    case.device, case.changed = device, changed or {}
    case.undone_at = case.undone_by = None
    case.save()
    record("identity.decided", device or case, by=by, case=case.pk, decision=str(status))


@act
def undo_case(*, case, by):
    """Put back what stood before the decision, and ask the question again.

    What a person changed since stays; a disk it brought goes to the spares, where the next
    decision finds it. A device it made stays until the file is given to another.
    """
    case = IdentityCase.objects.visible_to(by).get(pk=case.pk)
    device = locked_device(case.device, by) if case.device_id else None
    case = _locked_case(case, by, open_only=False)
    if case.is_open:
        raise Refused("Aucune décision n’est à annuler.")
    if not case.may_be_undone:
        raise Refused(LATE)
    if device is not None:
        if device.status not in OPEN_STATUSES:
            raise Refused(
                f"L’appareil est «\u00a0{device.get_status_display()}\u00a0» depuis\u00a0:"
                " la décision ne s’annule plus."
            )
        _restore(case, device, by)
    is_about_the_record = case.kind == CaseKind.DIFFERENCES
    case.status, case.device = CaseStatus.OPEN, device if is_about_the_record else None
    made = case.changed.get("made")
    case.changed = {"made": made} if made else {}
    case.decided_at = case.decided_by = None
    case.undone_at, case.undone_by = timezone.now(), by
    case.save()
    record("identity.undone", device or case, by=by, case=case.pk)
    return case


def _restore(case, device, by):
    changed = case.changed
    fields = {
        name: former
        for name, (former, written) in changed.get("fields", {}).items()
        if getattr(device, name) == written
    }
    for name, former in fields.items():
        setattr(device, name, former)
    if fields:
        device.save(update_fields=list(fields))
    if case.kind == CaseKind.DIFFERENCES:
        return
    _restore_media(device, changed)
    DeviceIdentifier.objects.filter(device=device, uuid__in=changed.get("identifiers", [])).delete()
    evidence = case.evidence
    evidence.device = None
    evidence.save(update_fields=["device"])
    IdentityCase.objects.filter(evidence=evidence, kind=CaseKind.DIFFERENCES).open().update(
        status=CaseStatus.SET_ASIDE, decided_at=timezone.now(), decided_by=by, device=device
    )
    clear_when_proven(device, by)


def _restore_media(device, changed):
    brought = [*changed.get("media_added", []), *changed.get("media_moved", [])]
    Medium.objects.filter(device=device, pk__in=brought).update(
        device=None, taken_from=device, fate=MediumFate.SPARE
    )
    written = changed.get("media_changed", {})
    judged = set(Erasure.objects.filter(medium__in=written).values_list("medium_id", flat=True))
    for medium in Medium.objects.filter(device=device, pk__in=written).locked():
        values = {
            name: former
            for name, (former, said) in written[str(medium.pk)].items()
            if getattr(medium, name) == said
            # A proof was judged on what stands there now.
            and (medium.pk not in judged or name in ("size_bytes", "condemned_reason"))
        }
        for name, former in values.items():
            setattr(medium, name, former)
        if values:
            medium.save(update_fields=list(values))

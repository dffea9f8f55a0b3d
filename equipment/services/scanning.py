"""What one does with many scanned devices: look at erasures a second time, count a shelf."""

from django.utils import timezone

from equipment.models import (
    AuditLine,
    AuditOutcome,
    AuditRun,
    Device,
    ErasureCheck,
)
from equipment.selectors.scanning import MAX_SCANS, compare, expected_on, unfit_for_check
from equipment.services.acting import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.places.models import Venue
from inclusion.text import clean

TOO_MANY = "Plus de 1\u202f000 appareils sont attendus ici\u00a0: choisissez un emplacement."


@act
def check_erasures(*, devices, by):
    """Note a second look at each device that may have one; returns how many were noted."""
    chosen = Device.objects.visible_to(by).filter(pk__in=[device.pk for device in devices])
    locked = list(chosen.locked().order_by("pk"))
    unfit = unfit_for_check(locked)
    fit = [device for device in locked if device.pk not in unfit]
    if not fit:
        raise Refused("Aucun de ces appareils n’attend cette vérification.")
    now = timezone.now()
    ErasureCheck.objects.bulk_create(
        ErasureCheck(
            organisation_id=device.organisation_id,
            device=device,
            erased_at=device.erased_at,
            checked_at=now,
            by=by,
        )
        for device in fit
    )
    for device in fit:
        record("erasure.checked", device, by=by)
    return len(fit)


@act
def close_audit(*, token, venue, shelf, tags, moves_misplaced, by):
    """Write what was found, missing and misplaced on a shelf; move the misplaced when asked."""
    if venue and not Venue.objects.visible_to(by).filter(pk=venue.pk).exists():
        raise Refused("Ce lieu n’est pas un lieu de votre structure.")
    shelf = clean(shelf)
    if venue is None and not shelf:
        raise Refused("Choisissez un lieu ou un emplacement.")
    if AuditRun.objects.visible_to(by).filter(token=token).exists():
        raise Refused("Cet inventaire est déjà clos.")
    concerned = set(expected_on(by, venue, shelf).values_list("pk", flat=True)[: MAX_SCANS + 1])
    if len(concerned) > MAX_SCANS:
        raise Refused(TOO_MANY)
    concerned |= set(
        Device.objects.visible_to(by).filter(asset_tag__in=tags).values_list("pk", flat=True)
    )
    # In primary-key order, as every act on many devices; then compared as they stand.
    list(Device.objects.visible_to(by).filter(pk__in=concerned).locked().order_by("pk"))
    comparison = compare(by, venue, shelf, tags)
    if not comparison.lines:
        raise Refused("Rien n’est attendu ici et rien n’a été scanné.")
    moved = [
        line.device
        for line in comparison.lines
        if moves_misplaced and line.outcome == AuditOutcome.MISPLACED
    ]
    run = AuditRun.objects.create(
        organisation=by.organisation,
        token=token,
        venue=venue,
        shelf=shelf,
        expected_count=comparison.count("found") + comparison.count("missing"),
        found_count=comparison.count("found"),
        missing_count=comparison.count("missing"),
        misplaced_count=comparison.count("misplaced"),
        other_count=comparison.count("gone") + comparison.count("unknown"),
        moved_count=len(moved),
        closed_at=timezone.now(),
        by=by,
    )
    AuditLine.objects.bulk_create(
        AuditLine(
            organisation=by.organisation,
            run=run,
            asset_tag=line.asset_tag,
            device=line.device,
            outcome=line.outcome,
            known_place=line.known_place[:200],
            was_moved=line.device in moved,
        )
        for line in comparison.lines
    )
    _put_here(moved, venue, shelf, by)
    record("audit.closed", run, by=by, missing=run.missing_count, misplaced=run.misplaced_count)
    return run


def _put_here(devices, venue, shelf, by):
    Device.objects.visible_to(by).filter(pk__in=[device.pk for device in devices]).update(
        venue=venue, shelf=shelf
    )
    for device in devices:
        record("device.moved", device, by=by, venue=venue and venue.pk)

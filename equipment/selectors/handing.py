"""Who waits for a device and since when, what would suit a person, and what leaves together."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from beneficiaries.models import Assessment, BeneficiaryStatus, Path
from beneficiaries.selectors.assessments import answers_of
from equipment.matching import Candidate, Match, Need, need_of, propose
from equipment.models import Allocation, AllocationStatus, Device

PROPOSED_AT_MOST = 6
# Enough to choose from; the ones ready for longest.
CONSIDERED_AT_MOST = 300


def waiting_people(member):
    """The latest assessments that ask for a device, of people who got none since.

    What a human decided counts; where nothing is decided yet, what the grid proposes.
    """
    later = Assessment.objects.completed().filter(
        organisation=OuterRef("organisation"),
        beneficiary=OuterRef("beneficiary"),
        completed_at__gt=OuterRef("completed_at"),
    )
    served = Allocation.objects.filter(
        Q(status=AllocationStatus.RESERVED)
        | Q(status=AllocationStatus.ON_LOAN)
        | Q(status=AllocationStatus.HANDED_OVER, handed_over_at__gte=OuterRef("completed_at")),
        organisation=OuterRef("organisation"),
        beneficiary=OuterRef("beneficiary"),
    )
    return (
        Assessment.objects.visible_to(member)
        .completed()
        .filter(
            Q(chosen_path=Path.EQUIPMENT) | Q(chosen_path="", proposed_path=Path.EQUIPMENT),
            beneficiary__status=BeneficiaryStatus.ACTIVE,
        )
        .exclude(Exists(later))
        .exclude(Exists(served))
    )


def waiting_rank(member, beneficiary):
    """(her place, how many wait); (None, n) when she is not among them."""
    waiting = waiting_people(member)
    own = waiting.filter(beneficiary=beneficiary).first()
    total = waiting.count()
    if own is None:
        return None, total
    before = waiting.filter(
        Q(completed_at__lt=own.completed_at) | Q(completed_at=own.completed_at, pk__lt=own.pk)
    )
    return before.count() + 1, total


@dataclass(frozen=True)
class Proposal:
    """A device in front of the human who decides: its rank, and why."""

    device: Device
    match: Match
    rank: int


def need_and_proposals(member, beneficiary):
    """(assessment or None, Need, proposals in order) for one person."""
    assessment = (
        Assessment.objects.visible_to(member)
        .completed()
        .filter(beneficiary=beneficiary)
        .prefetch_related("answers")
        .order_by("-completed_at", "-pk")
        .first()
    )
    need = Need()
    if assessment is not None:
        need = need_of({code: given.values for code, given in answers_of(assessment).items()})
    devices = {
        device.pk: device
        for device in Device.objects.visible_to(member)
        .ready()
        .select_related("venue")
        .order_by("status_since", "pk")[:CONSIDERED_AT_MOST]
    }
    matches = propose(need, [_candidate(each) for each in devices.values()], PROPOSED_AT_MOST)
    proposals = [Proposal(devices[match.key], match, rank) for rank, match in enumerate(matches, 1)]
    return assessment, need, proposals


def _candidate(device):
    return Candidate(
        key=device.pk,
        type=device.type,
        ready_at=device.ready_at or device.status_since,
        tag=device.asset_tag,
        memory_gb=device.memory_gb,
        screen_inches=device.screen_inches,
        battery_percent=device.battery_percent,
        grade=device.condition_grade,
    )


def bundle_of(allocation, member):
    """What else waits for the same person, to be kept: it may leave under the same signature."""
    return list(
        Allocation.objects.visible_to(member)
        .waiting()
        .filter(beneficiary=allocation.beneficiary_id, purpose=allocation.purpose)
        .exclude(pk=allocation.pk)
        .select_related("device", "offer", "beneficiary")
        .order_by("reserved_at", "pk")
    )

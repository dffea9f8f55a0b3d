"""Where devices are stuck and since when: the figures of the board, from the pool's counts."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min, Sum
from django.utils import timezone

from equipment.ages import AGES, age_of
from equipment.models import HELD_BACK, Device, DeviceStatus, Loan, PoolDay
from equipment.selectors.reasons import Reason, held_back, with_reason
from inclusion.places.models import Venue

S = DeviceStatus
# Each step of the way, where a device waits for somebody to do something.
WAY = (
    *(S.QUARANTINE, S.ERASED, S.UNDER_REPAIR, S.TESTED, S.READY, S.RESERVED, S.ALLOCATED),
    *(S.IN_SERVICE, S.FOR_PARTS, S.WASTE, S.LOST),
)
# Where a queue grows because the workshop cannot follow.
QUEUES = (*HELD_BACK, S.READY, S.RESERVED, S.ALLOCATED)
WEEKS = 8
# Reasons are looked for among so many devices, the longest waiting, on a pool larger than that.
LOOKED_AT = 1_000
FLOW = {
    "ready": ("déclarés prêts", (S.READY,)),
    "given": ("remis ou prêtés", (S.HANDED_OVER, S.ON_LOAN)),
    "waste": ("mis aux déchets", (S.WASTE,)),
}


@dataclass(frozen=True)
class Step:
    """One status of the way: how many, in which ages, and since how many days."""

    status: str
    count: int = 0
    ages: tuple = ()
    median_days: int | None = None
    oldest_days: int | None = None

    @property
    def label(self):
        return DeviceStatus(self.status).label


@dataclass(frozen=True)
class Week:
    monday: object
    received: int = 0
    ready: int = 0
    given: int = 0
    waste: int = 0


def pool_counts(member):
    """Status → number of devices, the whole pool."""
    lines = PoolDay.objects.filter(organisation=member.organisation_id).values_list("status")
    counts = dict(lines.annotate(number=Sum("present")).order_by())
    return Counter({status: number for status, number in counts.items() if number})


def way_steps(member):
    """The steps of the way, in its order, those that nobody is at included."""
    today = timezone.localdate()
    lines = (
        PoolDay.objects.filter(organisation=member.organisation_id, status__in=WAY)
        .values_list("status", "day")
        .annotate(number=Sum("present"))
        .order_by("day")
    )
    days = defaultdict(list)
    for status, day, number in lines:
        if number:
            days[status].append((max((today - day).days, 0), number))
    return [_step(status, days[status]) for status in WAY]


def _step(status, days):
    """From (age in days, number), the oldest first."""
    if not days:
        return Step(status, ages=tuple((code, 0) for code in AGES))
    ages = Counter()
    for age, number in days:
        ages[age_of(age)] += number
    count = ages.total()
    return Step(
        status,
        count,
        tuple((code, ages[code]) for code in AGES),
        _median(days, count),
        days[0][0],
    )


def _median(days, count):
    """The age that half the devices have reached; exact, as days are what is counted."""
    reached = 0
    for age, number in days:
        reached += number
        if 2 * reached >= count:
            return age
    return None


def longest_queue(steps):
    """The step of the workshop or of the counter with the most devices, the older at equality."""
    queues = [step for step in steps if step.status in QUEUES and step.count]
    return max(queues, key=lambda step: (step.count, step.median_days), default=None)


@dataclass(frozen=True)
class Reasons:
    """What holds devices back, the commonest first; `looked_at` when only the oldest were seen."""

    lines: tuple
    total: int
    looked_at: int = 0


def reasons_held_back(member, steps):
    """The reasons of every device held back, or of the longest waiting when they are too many."""
    total = sum(step.count for step in steps if step.status in HELD_BACK)
    devices = held_back(Device.objects.visible_to(member))
    if total > LOOKED_AT:
        devices = devices.filter(pk__in=_longest_waiting(member))
    counts = with_reason(devices).values_list("reason").annotate(Count("pk")).order_by()
    lines = sorted(((Reason(code), n) for code, n in counts), key=lambda line: -line[1])
    return Reasons(tuple(lines), total, LOOKED_AT if total > LOOKED_AT else 0)


def _longest_waiting(member):
    """Keys of the longest waiting: the first of each status, then the first of them all."""
    oldest = []
    for status in HELD_BACK:
        waiting = Device.objects.visible_to(member).filter(status=status)
        oldest += waiting.order_by("status_since", "pk").values_list("status_since", "pk")[
            :LOOKED_AT
        ]
    return [pk for _, pk in sorted(oldest)[:LOOKED_AT]]


@dataclass(frozen=True)
class Place:
    """What one venue holds; `key` is None for the devices without a place."""

    key: object
    name: str
    counts: Counter

    @property
    def on_premises(self):
        return sum(number for number in self.counts.values())


def standing(member):
    """(venue's key, status) → number of devices, the whole pool in one query."""
    lines = (
        PoolDay.objects.filter(organisation=member.organisation_id)
        .values_list("venue_key", "status")
        .annotate(number=Sum("present"))
        .order_by()
    )
    return {(key, status): number for key, status, number in lines if number}


def by_status(standing):
    counts = Counter()
    for (_, status), number in standing.items():
        counts[status] += number
    return counts


def places(member, standing, *, away):
    """The places with devices, the fullest first, then those without a place."""
    held = defaultdict(Counter)
    for (key, status), number in standing.items():
        if status not in away:
            held[key][status] = number
    names = dict(
        Venue.objects.visible_to(member)
        .filter(pk__in=[key for key in held if key])
        .values_list("pk", "name")
    )
    found = [Place(key, names.get(key, "Sans lieu"), counts) for key, counts in held.items()]
    return sorted(found, key=lambda place: (place.key is None, -place.on_premises, place.name))


def weeks(member):
    """What came in, was made ready, went out and became waste, week by week, this one last."""
    today = timezone.localdate()
    this_monday = today - timedelta(days=today.weekday())
    first = this_monday - timedelta(weeks=WEEKS - 1)
    lines = (
        PoolDay.objects.filter(organisation=member.organisation_id, day__gte=first)
        .values_list("day", "status")
        .annotate(came=Sum("received"), arrived=Sum("arrived"))
        .order_by()
    )
    kinds = {status: name for name, (_, statuses) in FLOW.items() for status in statuses}
    counts = defaultdict(Counter)
    for day, status, came, arrived in lines:
        monday = min(day - timedelta(days=day.weekday()), this_monday)
        counts[monday]["received"] += came
        if status in kinds:
            counts[monday][kinds[status]] += arrived
    mondays = [first + timedelta(weeks=rank) for rank in range(WEEKS)]
    return [Week(monday, **counts[monday]) for monday in mondays]


@dataclass(frozen=True)
class LateLoans:
    count: int
    oldest_days: int


def late_loans(member):
    today = timezone.localdate()
    found = Loan.objects.visible_to(member).late(today).aggregate(n=Count("pk"), due=Min("due_on"))
    return LateLoans(found["n"], (today - found["due"]).days if found["n"] else 0)

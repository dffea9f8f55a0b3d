"""The records behind a figure: the sessions, the presences and the persons that make it."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Value

from beneficiaries.models import Beneficiary
from workshops.models import (
    ANONYMOUS_COUNTERS,
    PERSONAL_AXES,
    Attendance,
    Axis,
    Facilitator,
    LedAs,
    Modality,
    Procedure,
    SessionKind,
    Topic,
    WorkshopSession,
    start_of,
)

OWN_FIELD = {Axis.AGE: "age_band", Axis.GENDER: "gender", Axis.SITUATION: "situation"}
LIVES = {"yes": True, "no": False, "unknown": None}


class UnknownValue(Exception):
    """No figure has this axis and this value."""


def sessions_behind(organisation, period, axis=Axis.TOTAL, value=""):
    """The closed sessions of a period that somebody came to, of that value."""
    came = Attendance.objects.seen().filter(session=OuterRef("pk"))
    sessions = WorkshopSession.objects.filter(organisation=organisation).closed()
    sessions = sessions.on_days(period.first, period.last)
    sessions = sessions.filter(Q(anonymous_count__gt=0) | Exists(came))
    if axis not in PERSONAL_AXES:
        return sessions.filter(_about(axis, value))
    named = Exists(came.filter(own_value(axis, value)))
    return sessions.filter(named | _counted_without_a_name(axis, value))


def presences_behind(organisation, period, axis=Axis.TOTAL, value=""):
    """The presences noted one by one; those counted without a name are in their sessions."""
    about = Q() if axis in PERSONAL_AXES else _about(axis, value)
    sessions = WorkshopSession.objects.filter(organisation=organisation).closed()
    sessions = sessions.on_days(period.first, period.last).filter(about)
    presences = Attendance.objects.seen().filter(
        organisation=organisation, session__in=sessions.order_by().values("pk")
    )
    return presences.filter(own_value(axis, value)) if axis in PERSONAL_AXES else presences


def people_behind(organisation, period, axis=Axis.TOTAL, value="", *, only_new=False):
    """The persons with a file among these presences; `only_new` had never come before."""
    presences = presences_behind(organisation, period, axis, value)
    people = Beneficiary.objects.filter(
        organisation=organisation,
        pk__in=presences.filter(beneficiary__isnull=False).order_by().values("beneficiary_id"),
    )
    if not only_new:
        return people
    before = Attendance.objects.seen().filter(
        organisation=organisation,
        beneficiary=OuterRef("pk"),
        session__status="closed",
        session__starts_at__lt=start_of(period.first),
    )
    return people.filter(~Exists(before))


def own_value(axis, value):
    """The condition on one presence that its own class is this one."""
    if axis == Axis.NEIGHBOURHOOD:
        if value not in LIVES:
            raise UnknownValue
        if LIVES[value] is None:
            return Q(is_priority_neighbourhood__isnull=True)
        return Q(is_priority_neighbourhood=LIVES[value])
    return Q(**{OWN_FIELD[axis]: value})


def _counted_without_a_name(axis, value):
    counters = ANONYMOUS_COUNTERS.get(OWN_FIELD.get(axis), {})
    if value in counters:
        return Q(**{f"{counters[value]}__gt": 0})
    # « Non communiqué »: who was counted and did not say.
    said = sum((F(name) for name in counters.values()), start=Value(0))
    return Q(anonymous_count__gt=said)


def _about(axis, value):
    """The condition on a session that it is of this value."""
    if axis == Axis.TOTAL:
        return Q()
    if axis == Axis.TOPIC and value in Topic.values:
        return Q(workshop__topic=value)
    if axis == Axis.PROCEDURE and value in Procedure.values:
        return Q(workshop__procedures__contains=[value])
    if axis == Axis.KIND and value in SessionKind.values:
        return Q(kind=value)
    if axis == Axis.LEADER and value in [*LedAs.values, "none"]:
        led = Facilitator.objects.filter(session=OuterRef("pk"))
        return ~Exists(led) if value == "none" else Q(Exists(led.filter(led_as=value)))
    if axis == Axis.VENUE and value in Modality.values:
        return Q(modality=value, venue__isnull=True)
    if axis in {Axis.WORKSHOP, Axis.SERIES, Axis.VENUE}:
        return Q(**{axis.value: key_of(value)})
    raise UnknownValue


def key_of(text):
    try:
        return UUID(text)
    except ValueError:
        raise UnknownValue from None

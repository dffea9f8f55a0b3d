"""The records behind the figures, as they may leave: numbered for one report, without anyone."""

import hashlib

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from equipment import selectors as equipment
from funding.figures import SMALL_COUNT
from inclusion.money import ZERO
from workshops.models import SignedSheet, WorkshopSession


def hand_over_records(report):
    """The hand-overs of the period: a number of this report, the month, the type of device.

    The fingerprint lets the association find the record again, and tells nothing to others.
    """
    grant = report.grant
    if grant.offer_id is None:
        return []
    allocations = (
        equipment.handed_over_in(grant.offer, report.period_start, report.period_end)
        .select_related("device")
        .order_by("handed_over_at", "pk")
    )
    unit_amount = grant.unit_amount or ZERO
    return [
        {
            "number": f"R-{position:04d}",
            "month": timezone.localdate(allocation.handed_over_at).strftime("%Y-%m"),
            "device_label": allocation.device.get_type_display(),
            "fingerprint": fingerprint(report, allocation),
            "amount": str(unit_amount if _is_funded(position, grant) else ZERO),
        }
        for position, allocation in enumerate(allocations, 1)
    ]


def _is_funded(position, grant):
    return grant.funded_units is None or position <= grant.funded_units


def session_records(report):
    """The closed sessions of the period; a small count of people is left out."""
    sheets = (
        SignedSheet.objects.filter(session=OuterRef("pk")).exclude(number="").order_by("added_at")
    )
    sessions = (
        WorkshopSession.objects.filter(organisation=report.organisation_id)
        .closed()
        .on_days(report.period_start, report.period_end)
        .annotate(
            seen=Count("attendances", filter=Q(attendances__status="seen")),
            sheet_number=Coalesce(Subquery(sheets.values("number")[:1]), Value("")),
        )
        .select_related("workshop")
        .order_by("starts_at", "pk")
    )
    held = [(s, s.seen + s.anonymous_count) for s in sessions if s.seen + s.anonymous_count]
    return [
        {
            "number": f"S-{position:03d}",
            "on": timezone.localdate(session.starts_at).isoformat(),
            "topic": session.workshop.get_topic_display(),
            "sheet_number": session.sheet_number,
            "attendance_count": present if present >= SMALL_COUNT else None,
        }
        for position, (session, present) in enumerate(held, 1)
    ]


def fingerprint(report, row):
    return hashlib.sha256(f"{report.pk}:{row.pk}".encode()).hexdigest()[:8]


def digest(records):
    """One hash for an ordered list of records: another record, another hash."""
    return hashlib.sha256("\n".join(r["fingerprint"] for r in records).encode()).hexdigest()

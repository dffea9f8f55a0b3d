"""The pool in figures, and what surrounds a device."""

from dataclasses import dataclass

from django.db.models import Q

from equipment.models import (
    AWAY,
    HELD_BACK,
    Allocation,
    Device,
    Intervention,
    ServiceCase,
)
from equipment.papers import HANDOVER_CERTIFICATE
from equipment.selectors.sight import pool_counts
from inclusion.documents.models import Document

# An exchange has its own words, and is a hand-over all the same.
CERTIFICATES = [HANDOVER_CERTIFICATE, "exchange_certificate"]


@dataclass(frozen=True)
class PoolFigures:
    """The pool in two numbers, said above its list."""

    on_premises: int
    cannot_leave_yet: int


def pool_figures(member):
    counts = pool_counts(member)
    return PoolFigures(
        on_premises=sum(number for status, number in counts.items() if status not in AWAY),
        cannot_leave_yet=sum(counts[status] for status in HELD_BACK),
    )


def current_allocation(device):
    """The allocation that holds the device now, with its person and offer; None when free."""
    return (
        device.allocations.filter(ended_at__isnull=True)
        .select_related("beneficiary", "offer", "handed_over_by__user")
        .first()
    )


def together_with(allocation):
    """The allocations under the same signature, itself among them: they share their papers."""
    if allocation.hand_over_id is None:
        return Allocation.objects.filter(pk=allocation.pk)
    return Allocation.objects.filter(
        organisation=allocation.organisation_id, hand_over=allocation.hand_over_id
    )


def documents_about(device, member):
    """What this member may read of a device's papers, hand-overs and repairs, latest first."""
    mine = Q(subject_type=Device._meta.label_lower, subject_id=device.pk)
    moments = Allocation.objects.filter(device=device, hand_over__isnull=False).values("hand_over")
    left = Allocation.objects.visible_to(member).filter(Q(device=device) | Q(hand_over__in=moments))
    repairs = Intervention.objects.visible_to(member).filter(device=device)
    cases = ServiceCase.objects.visible_to(member).filter(device=device)
    for model, rows in ((Allocation, left), (Intervention, repairs), (ServiceCase, cases)):
        mine |= Q(subject_type=model._meta.label_lower, subject_id__in=rows.values("pk"))
    return Document.objects.visible_to(member).filter(mine).order_by("-issued_at")


def documents_about_case(case, member):
    """The sheets of an after-sales case, and the papers of its exchange, latest first."""
    mine = Q(subject_type=ServiceCase._meta.label_lower, subject_id=case.pk)
    if case.replacement_id:
        keys = [str(case.replacement_id)]
        mine |= Q(subject_type=Allocation._meta.label_lower, subject_id__in=keys)
    if case.allocation_id and case.closed_at:
        mine |= Q(
            subject_type=Allocation._meta.label_lower,
            subject_id=str(case.allocation_id),
            kind="return_report",
            issued_at__gte=case.opened_at,
        )
    documents = Document.objects.visible_to(member).filter(mine)
    return documents.select_related("job").order_by("-issued_at", "-number")


def papers_of(allocation, member):
    """Every paper of this reservation and of those that left with it, latest first."""
    return (
        Document.objects.visible_to(member)
        .filter(
            subject_type=Allocation._meta.label_lower,
            subject_id__in=together_with(allocation).values("pk"),
        )
        .select_related("job")
        .order_by("-issued_at", "-number")
    )


def certificate_of(allocation, member):
    """The certificate of this hand-over, None for the ones before the documents were kept here."""
    return papers_of(allocation, member).filter(kind__in=CERTIFICATES).first()

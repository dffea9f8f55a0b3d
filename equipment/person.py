"""A person's devices: in a merge, an erasure, an access request; what they say of contacts."""

from datetime import date

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from beneficiaries.relations import relation
from beneficiaries.retention.rules import ACCOUNTING_PIECE, RULES, Block
from equipment import signatures
from equipment.models import (
    Allocation,
    AllocationStatus,
    GivenItem,
    HandOver,
    Loan,
    Payment,
    ServiceCase,
)
from inclusion.documents.destroying import destroy_documents_about
from inclusion.ui.formats import day, euros


def forget_the_person(beneficiary):
    """The device keeps its history and the offer its figures; nobody is named any more."""
    rows = Allocation.objects.filter(beneficiary=beneficiary)
    keys = list(rows.values_list("pk", flat=True))
    destroy_documents_about(Allocation, keys)
    signatures.forget(HandOver.objects.filter(allocations__in=keys))
    Payment.objects.filter(allocation__in=keys).exclude(waiver_reason="").update(waiver_reason="")
    Loan.objects.filter(allocation__in=keys).update(return_words="")
    _forget_cases(keys)
    rows.update(beneficiary=None, choice_reason="")
    return len(keys)


def _forget_cases(allocation_keys):
    """What failed and what was done stay; the words that may speak of her go, with the sheets."""
    cases = ServiceCase.objects.filter(allocation__in=allocation_keys)
    destroy_documents_about(ServiceCase, list(cases.values_list("pk", flat=True)))
    cases.update(words="", outcome_words="", waiting_words="")


def _told(allocation):
    when = allocation.handed_over_at or allocation.reserved_at
    return (
        f"Appareil {allocation.device.asset_tag}",
        f"{allocation.get_status_display().lower()} le {day(when)}",
    )


def _told_item(given):
    return (str(given.item), f"{given.quantity}, le {day(given.given_at)}")


def _forget_items(beneficiary):
    """The stock keeps its moves; nobody is named any more."""
    return GivenItem.objects.filter(beneficiary=beneficiary).update(beneficiary=None)


RELATIONS = [
    relation(
        "equipment.GivenItem.beneficiary",
        "Accessoires et connexions remis",
        line=_told_item,
        erase=_forget_items,
    ),
    relation(
        "equipment.Allocation.beneficiary",
        "Appareils remis",
        line=_told,
        erase=forget_the_person,
    ),
]


def last_allocations(people):
    """The day each person was last promised or handed a device: she was there."""
    rows = (
        Allocation.objects.filter(beneficiary__in=people)
        .order_by()
        .values_list("beneficiary_id")
        .annotate(last=Max(Coalesce("handed_over_at", "reserved_at")))
    )
    return {key: timezone.localdate(at) for key, at in rows}


def accounting_end(handed_over_on):
    """Ten years from the end of the year in which her share was received."""
    years = RULES[ACCOUNTING_PIECE].months // 12
    return date(handed_over_on.year + years, 12, 31)


def what_keeps(people, today):
    """A device still promised, and a share received within its accounting delay."""
    found = {}
    waiting = Allocation.objects.filter(
        beneficiary__in=people, status=AllocationStatus.RESERVED
    ).select_related("device")
    for loan in (
        Loan.objects.open()
        .filter(allocation__beneficiary__in=people)
        .select_related("device", "allocation")
    ):
        words = f"L’appareil {loan.device.asset_tag} lui est prêté jusqu’au {day(loan.due_on)}."
        key = loan.allocation.beneficiary_id
        found.setdefault(key, []).append(Block("loan", words))
    for allocation in waiting:
        words = f"L’appareil {allocation.device.asset_tag} lui est réservé."
        found.setdefault(allocation.beneficiary_id, []).append(Block("allocation", words))
    paid = Allocation.objects.filter(
        beneficiary__in=people,
        status=AllocationStatus.HANDED_OVER,
        family_paid_amount__gt=0,
        handed_over_at__year__gte=today.year - RULES[ACCOUNTING_PIECE].months // 12,
    )
    for allocation in paid.order_by("handed_over_at"):
        received_on = timezone.localdate(allocation.handed_over_at)
        end = accounting_end(received_on)
        if today <= end:
            words = (
                f"Sa participation de {euros(allocation.family_paid_amount)}, reçue le"
                f" {day(received_on)}, est une pièce comptable conservée jusqu’au {day(end)}."
            )
            found.setdefault(allocation.beneficiary_id, []).append(
                Block(ACCOUNTING_PIECE, words, is_conservation=True)
            )
    return found


def handed_a_device(member_id, people):
    """The keys of those of these persons for whom the member reserved or handed over a device."""
    return set(
        Allocation.objects.filter(
            Q(reserved_by=member_id) | Q(handed_over_by=member_id),
            beneficiary__in=[person.pk for person in people],
        ).values_list("beneficiary_id", flat=True)
    )


def register():
    from beneficiaries.retention.rules import block_sources, contact_sources
    from inclusion.registry import registry

    registry.person_relations += RELATIONS
    registry.reading_links.append(handed_a_device)
    contact_sources.append(last_allocations)
    block_sources.append(what_keeps)

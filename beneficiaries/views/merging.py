"""Pages of duplicates and merges: looked at together, proposed, decided, undone."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from beneficiaries.models import Beneficiary, Merge, MergeStatus
from beneficiaries.permissions import can_decide_merges, can_open_files
from beneficiaries.selectors.duplicates import masked_line, pairs_to_look_at
from beneficiaries.selectors.merging import (
    brought,
    compared,
    days_to_undo,
    merges_to_approve,
    recent_merges,
    state_words,
)
from beneficiaries.services import (
    approve_merge,
    decline_merge,
    mark_distinct,
    propose_merge,
    undo_merge,
)
from beneficiaries.services.merging import FIELDS
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling


def _trail(*pages):
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        ("Doublons", reverse("beneficiaries:duplicate_list") if pages else ""),
        *pages,
    ]


@require_GET
@access(can_open_files)
def duplicate_list(request):
    """Pairs that may be one person, masked; merges to approve; those that may be undone."""
    context = {
        "pairs": [
            (pair, masked_line(pair.first), masked_line(pair.second))
            for pair in pairs_to_look_at(request.member)
        ],
        "to_approve": [(merge, state_words(merge)) for merge in merges_to_approve(request.member)],
        "recent": [(merge, state_words(merge)) for merge in recent_merges(request.member)],
        "may_decide": can_decide_merges(request.member),
        "trail": _trail(),
    }
    return render(request, "beneficiaries/duplicate_list.html", context)


def _two(request, pk):
    """The file of the address and the one named beside it; None when none is named."""
    files = Beneficiary.objects.visible_to(request.member).in_use().select_related("referent__user")
    file = get_object_or_404(files, pk=pk)
    try:
        named = UUID(request.POST.get("avec") or request.GET.get("avec", ""))
    except ValueError:
        return None
    return file, get_object_or_404(files, pk=named)


def _back_to_list(request):
    messages.error(request, "Choisissez deux dossiers à comparer.")
    return redirect("beneficiaries:duplicate_list")


@require_GET
@access(can_open_files)
def duplicate_compare(request, pk):
    """Two files side by side; the older one is proposed to stay."""
    two = _two(request, pk)
    if two is None:
        return _back_to_list(request)
    survivor, absorbed = two
    if absorbed.created_at < survivor.created_at:
        survivor, absorbed = absorbed, survivor
    for file in (survivor, absorbed):
        record_read(file, by=request.member, what="file")
    context = {
        "survivor": survivor,
        "absorbed": absorbed,
        "lines": compared(survivor, absorbed),
        "brought": [(survivor, brought(survivor)), (absorbed, brought(absorbed))],
        "trail": _trail((f"{survivor.file_number} et {absorbed.file_number}", "")),
    }
    return render(request, "beneficiaries/duplicate_compare.html", context)


@require_POST
@access(can_open_files)
def merge_propose(request, pk):
    """The first file stays, the second goes into it: proposed."""
    two = _two(request, pk)
    if two is None:
        return _back_to_list(request)
    survivor, absorbed = two
    try:
        merge = propose_merge(survivor=survivor, absorbed=absorbed, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("beneficiaries:duplicate_list")
    if can_decide_merges(request.member):
        return redirect("beneficiaries:merge_detail", pk=merge.pk)
    messages.success(request, "Fusion proposée\u00a0: votre responsable la regardera.")
    return redirect("beneficiaries:duplicate_list")


@require_POST
@access(can_open_files)
def duplicate_distinct(request, pk):
    """They are two persons: never proposed again."""
    two = _two(request, pk)
    if two is None:
        return _back_to_list(request)
    first, second = two
    with telling(request, "C’est noté\u00a0: ce sont deux personnes."):
        mark_distinct(one=first, other=second, by=request.member)
    return redirect("beneficiaries:duplicate_list")


def _merge(request, pk):
    merges = Merge.objects.visible_to(request.member).select_related(
        "survivor__referent__user",
        "absorbed__referent__user",
        "proposed_by__user",
        "decided_by__user",
        "undone_by__user",
    )
    return get_object_or_404(merges, pk=pk)


@require_GET
@access(can_open_files)
def merge_detail(request, pk):
    """One merge: to decide field by field, or what was done and may be undone."""
    merge = _merge(request, pk)
    survivor, absorbed = merge.survivor, merge.absorbed
    for file in (survivor, absorbed):
        record_read(file, by=request.member, what="file")
    is_open = merge.status == MergeStatus.PROPOSED
    lines = compared(survivor, absorbed) if is_open else []
    context = {
        "merge": merge,
        "survivor": survivor,
        "absorbed": absorbed,
        "state": state_words(merge),
        "differing": [line for line in lines if line.differs],
        "same": [
            (line.label, line.survivor) for line in lines if not line.differs and line.survivor
        ],
        "brought": brought(absorbed) if is_open else [],
        "moved": sum(len(ids) for ids in merge.moved.values()),
        "may_decide": can_decide_merges(request.member),
        "may_undo": merge.status == MergeStatus.DONE and bool(merge.former),
        "days_left": days_to_undo(merge) if merge.status == MergeStatus.DONE else 0,
        "trail": _trail((f"{survivor.file_number} et {absorbed.file_number}", "")),
    }
    return render(request, "beneficiaries/merge_detail.html", context)


def _decide(request, pk, act, sentence, **more):
    merge = get_object_or_404(Merge.objects.visible_to(request.member), pk=pk)
    with telling(request, sentence):
        act(merge=merge, by=request.member, **more)
    return redirect("beneficiaries:merge_detail", pk=pk)


@require_POST
@access(can_decide_merges)
def merge_approve(request, pk):
    """Join them, with the chosen value of each line."""
    choices = {name: request.POST[name] for name in FIELDS if name in request.POST}
    done = "Les deux dossiers n’en font plus qu’un. Cela s’annule pendant 30\u00a0jours."
    return _decide(request, pk, approve_merge, done, choices=choices)


@require_POST
@access(can_decide_merges)
def merge_decline(request, pk):
    """They are two persons."""
    return _decide(request, pk, decline_merge, "C’est noté\u00a0: ce sont deux personnes.")


@require_POST
@access(can_decide_merges)
def merge_undo(request, pk):
    """Give each file back what was its own."""
    return _decide(request, pk, undo_merge, "La fusion est annulée\u00a0: chacun a repris le sien.")

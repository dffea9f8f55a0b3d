"""The board of the pool: where devices are stuck, and since when."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from equipment import board
from equipment.models import AWAY, DeviceStatus
from equipment.permissions import can_allocate, can_run_pool, can_see_pool
from equipment.selectors import sight
from equipment.views.trails import pool_trail
from inclusion.permissions import access
from inclusion.text import counted


@require_GET
@access(can_see_pool)
def pool_board(request):
    """Each step with its ages, what blocks, where, and what came and went: ten queries at most."""
    member = request.member
    steps = sight.way_steps(member)
    standing = sight.standing(member)
    counts = sight.by_status(standing)
    weeks = sight.weeks(member)
    reasons = sight.reasons_held_back(member, steps)
    longest = sight.longest_queue(steps)
    late = sight.late_loans(member)
    context = {
        "trail": pool_trail(("Tableau", "")),
        "is_empty": not counts,
        "sentence": board.queue_sentence(longest),
        "longest_url": board.list_url(etat=longest.status) if longest else "",
        "on_premises": sum(number for status, number in counts.items() if status not in AWAY),
        "ages": [label for _, label in board.AGE_CHOICES],
        "steps": board.step_rows(steps),
        "reasons": reasons,
        "reason_rows": board.reason_rows(reasons),
        "place_columns": [label for label, *_ in board.PLACE_COLUMNS],
        "places": board.place_rows(sight.places(member, standing, away=AWAY)),
        "weeks": weeks,
        "chart": board.flow_chart(weeks),
        "late": late,
        "late_words": f"depuis {counted(late.oldest_days, 'jour')} pour le plus ancien",
        "on_loan": counts[DeviceStatus.ON_LOAN],
        "handed_over": counts[DeviceStatus.HANDED_OVER],
        "on_loan_url": _link(counts, DeviceStatus.ON_LOAN),
        "handed_over_url": _link(counts, DeviceStatus.HANDED_OVER),
        # The counter's own list; the others only read the figure.
        "late_url": f"{reverse('equipment:loan_list')}?etat=late" if can_allocate(member) else "",
        "runs_pool": can_run_pool(member),
    }
    return render(request, "equipment/sight_board.html", context)


def _link(counts, status):
    """The list of a status, when somebody is in it."""
    return board.list_url(etat=status) if counts[status] else ""

"""The instalments and reports of a grant on one line of time. Pure: positions in, words out."""

from dataclasses import dataclass

from django.utils import timezone

from funding.deadlines import report_due
from funding.models import InstalmentState, ReportState
from inclusion.ui.formats import SHORT_MONTHS, euros, short_day

EDGE, SPAN = 4, 92
LANES = 3
# A character's width, in percent of a panel's width on a desk.
LETTER = 1.25


@dataclass(frozen=True)
class Mark:
    """One thing on the line; `x` in percent of the width."""

    x: str
    text_x: str
    anchor: str
    lane: int
    number: str
    label: str
    state: str
    on: str
    kind: str  # money or report
    is_done: bool


@dataclass(frozen=True)
class Timeline:
    marks: tuple
    ticks: tuple
    today_x: str
    alternative: str


def timeline_of(grant, instalments, reports, today):
    """The line of a grant from its first day to its last, or None when nothing has a day."""
    events = [
        *_instalments(instalments, grant),
        *_reports(grant, reports),
    ]
    if not events:
        return None
    events.sort(key=lambda event: (event[0], event[1]))
    days = [event[0] for event in events]
    first = min([grant.eligible_from, today, *days])
    last = max([grant.eligible_to, today, *days])
    whole = max((last - first).days, 1)

    def at(day):
        return EDGE + SPAN * (day - first).days / whole

    return Timeline(
        marks=tuple(_marks(events, at)),
        ticks=tuple(_ticks(first, last, at)),
        today_x=_percent(at(today)),
        alternative=f"Tranches et comptes rendus, du {short_day(first)} au {short_day(last)}",
    )


def _instalments(rows, grant):
    for row in rows:
        if row.state == InstalmentState.CANCELLED:
            continue
        settled = [match.payment.value_on for match in row.matches.all()]
        is_paid = row.state == InstalmentState.PAID
        day = max(settled) if is_paid and settled else row.due_on or row.called_on
        if day is None:
            day = _usual_day(row, grant)
        yield (
            day, "money", f"T{row.rank}", f"{euros(row.planned_amount)}", is_paid,
            row.get_state_display().lower(),
        )  # fmt: skip


def _usual_day(row, grant):
    """Without a day of its own: the decision, or the day its report is due."""
    if row.condition in ("interim", "final"):
        return report_due(grant.ends_exercise_on).remind_on
    return grant.decided_on or grant.eligible_from


def _reports(grant, reports):
    """Those that left on the day they did; the final one to come on the day it is due."""
    has_final = False
    for report in reports:
        left = report.state == ReportState.SUBMITTED
        is_final = report.kind == "final"
        has_final = has_final or (left and is_final)
        if is_final and not left:
            continue
        day = timezone.localdate(report.submitted_at) if left else report.period_end
        name = "final" if is_final else "intermédiaire"
        yield day, "report", "CR", name, left, report.get_state_display().lower()
    if not has_final:
        due = report_due(grant.ends_exercise_on).remind_on
        yield due, "report", "CR", "final", False, "à déposer"


def _marks(events, at):
    """Each mark in the first lane where its words touch no other's."""
    taken = {"money": [[] for _ in range(LANES)], "report": [[] for _ in range(LANES)]}
    for day, kind, number, label, is_done, state in events:
        x = at(day)
        before = x >= 50
        width = LETTER * len(f"{number} {label}") + 3
        room = (x - width, x + 1) if before else (x - 1, x + width)
        lanes = taken[kind]
        lane = next((n for n in range(LANES) if _is_free(lanes[n], room)), LANES - 1)
        lanes[lane].append(room)
        yield Mark(
            x=_percent(x),
            text_x=_percent(x - 1.6 if before else x + 1.6),
            anchor="end" if before else "start",
            lane=lane,
            number=number,
            label=label,
            state=state,
            on=short_day(day),
            kind=kind,
            is_done=is_done,
        )


def _is_free(rooms, room):
    return all(room[1] < start or room[0] > end for start, end in rooms)


def _ticks(first, last, at):
    """The first day of each month, one in three when there are many."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months <= 8 else 3 if months <= 24 else 6
    for count in range(1, months + 1):
        index = first.month - 1 + count
        day = first.replace(year=first.year + index // 12, month=index % 12 + 1, day=1)
        if count % step == 0:
            word = SHORT_MONTHS[day.month - 1]
            yield _percent(at(day)), word if day.month > 1 else f"{word} {day.year}"


def _percent(value):
    return f"{value:.2f}%"

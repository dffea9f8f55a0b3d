"""The whole life of a device on one screen: what each status may become, and by which act.

What holds no data is never in quarantine: where a step leads there, it lands on « Sans données ».

Before it has a label a device is counted, not followed: what is announced and collected are lines
of a donation. The acts are services of the same name; their guards say in French what is missing.
"""

from dataclasses import dataclass

from inclusion.exceptions import Refused

from .vocabulary import DeviceStatus

S = DeviceStatus


@dataclass(frozen=True)
class Step:
    """One way from a status to another; `voids_proof` when what was proven no longer holds."""

    source: DeviceStatus
    target: DeviceStatus
    act: str
    voids_proof: bool = False


LIFE_CYCLE = (
    Step(S.QUARANTINE, S.ERASED, "record_erasure"),
    # Its last unproven medium is taken out, or a proven one put in its place.
    Step(S.QUARANTINE, S.ERASED, "remove_medium"),
    Step(S.QUARANTINE, S.ERASED, "put_medium"),
    Step(S.ERASED, S.UNDER_REPAIR, "start_repair"),
    Step(S.TESTED, S.UNDER_REPAIR, "start_repair"),
    Step(S.READY, S.UNDER_REPAIR, "start_repair"),
    Step(S.UNDER_REPAIR, S.ERASED, "end_repair"),
    Step(S.ERASED, S.TESTED, "record_test"),
    Step(S.TESTED, S.ERASED, "record_test"),
    Step(S.TESTED, S.READY, "mark_ready"),
    Step(S.READY, S.RESERVED, "allocate"),
    Step(S.RESERVED, S.READY, "cancel_allocation"),
    Step(S.RESERVED, S.ALLOCATED, "prepare_papers"),
    Step(S.ALLOCATED, S.READY, "cancel_allocation"),
    Step(S.ALLOCATED, S.HANDED_OVER, "hand_over"),
    Step(S.ALLOCATED, S.ON_LOAN, "lend"),
    # With a lot, for a partner: nobody in particular is promised it.
    Step(S.READY, S.RESERVED, "add_to_lot"),
    Step(S.RESERVED, S.READY, "take_from_lot"),
    Step(S.RESERVED, S.ALLOCATED, "prepare_lot"),
    Step(S.ALLOCATED, S.RESERVED, "reopen_lot"),
    Step(S.ALLOCATED, S.READY, "take_from_lot"),
    Step(S.ALLOCATED, S.HANDED_OVER, "send_lot"),
    Step(S.HANDED_OVER, S.LOST, "lose_on_the_way"),
    Step(S.HANDED_OVER, S.IN_SERVICE, "open_service_case"),
    Step(S.ON_LOAN, S.IN_SERVICE, "open_service_case"),
    Step(S.IN_SERVICE, S.HANDED_OVER, "close_service_case"),
    Step(S.IN_SERVICE, S.ON_LOAN, "close_service_case"),
    Step(S.HANDED_OVER, S.QUARANTINE, "return_device", voids_proof=True),
    Step(S.ON_LOAN, S.QUARANTINE, "return_device", voids_proof=True),
    Step(S.IN_SERVICE, S.QUARANTINE, "return_device", voids_proof=True),
    # The public used it outside the walls, with a workshop.
    *(
        Step(source, S.QUARANTINE, "come_back_from_outing", voids_proof=True)
        for source in (S.ERASED, S.TESTED, S.READY)
    ),
    *(
        Step(source, S.QUARANTINE, "add_medium", voids_proof=True)
        for source in (S.ERASED, S.UNDER_REPAIR, S.TESTED, S.READY)
    ),
    *(
        Step(source, S.QUARANTINE, "put_medium", voids_proof=True)
        for source in (S.ERASED, S.UNDER_REPAIR)
    ),
    *(
        Step(source, S.FOR_PARTS, "take_for_parts")
        for source in (S.ERASED, S.UNDER_REPAIR, S.TESTED, S.READY)
    ),
    *(
        Step(source, S.WASTE, "mark_waste")
        for source in (S.ERASED, S.UNDER_REPAIR, S.TESTED, S.READY, S.FOR_PARTS)
    ),
    Step(S.WASTE, S.REMOVED, "ship_waste"),
    *(
        Step(source, S.LOST, "declare_lost")
        for source in (
            *(S.QUARANTINE, S.ERASED, S.UNDER_REPAIR, S.TESTED, S.READY, S.RESERVED),
            *(S.ALLOCATED, S.ON_LOAN, S.IN_SERVICE, S.FOR_PARTS),
        )
    ),
    Step(S.LOST, S.QUARANTINE, "find_again", voids_proof=True),
)
STEPS = {(step.source, step.target, step.act) for step in LIFE_CYCLE}

# The acts on a device that a lot holds; none of them is for one promised to a person.
LOT_ACTS = {"take_from_lot", "prepare_lot", "reopen_lot", "send_lot", "lose_on_the_way"}
# And what is never done to a device that a lot holds: those acts are for persons.
PERSON_ACTS = {"cancel_allocation", "prepare_papers", "hand_over", "lend"}


def refuse_step(source, target, act):
    """Raise Refused when this act does not lead from one status to the other.

    The pair alone is not enough: reserved may become ready again, but by cancelling, not by tests.
    """
    source, target = DeviceStatus(source), DeviceStatus(target)
    if (source, target, act) not in STEPS:
        raise Refused(f"Passage impossible\u00a0: {source.label} → {target.label}.")


def landing(status, *, holds_data):
    """Where a device really arrives: a screen that comes back has nothing to prove."""
    skips_quarantine = status == DeviceStatus.QUARANTINE and not holds_data
    return DeviceStatus.ERASED if skips_quarantine else DeviceStatus(status)


def acts_from(status):
    """The names of the acts that lead out of this status."""
    return {step.act for step in steps_from(status)}


def steps_from(status):
    """The steps that lead out of this status, in the order of the table."""
    return [step for step in LIFE_CYCLE if step.source == status]

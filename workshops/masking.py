"""Small counts are not shown to those who do not read names, nor in what leaves the association."""

from workshops.models import PERSONAL_AXES, Axis

# Fewer persons than this are never shown; a neighbourhood is more telling than an age.
FLOOR = 5
NEIGHBOURHOOD_FLOOR = 11


def floor_of(axis):
    return NEIGHBOURHOOD_FLOOR if axis == Axis.NEIGHBOURHOOD else FLOOR


def is_small(number, axis=Axis.TOTAL):
    """Zero tells nothing of anybody."""
    return 0 < number < floor_of(axis)


def hidden_values(axis, counts):
    """The values of one axis whose figures are not shown.

    Of a personal axis the classes add up to a total that is shown: one class alone in hiding
    would be its difference with the others, so the smallest of these goes with it.
    """
    if axis not in PERSONAL_AXES:
        return {value for value, count in counts.items() if is_small(count.people, axis)}
    hidden = {
        value
        for value, count in counts.items()
        if is_small(count.people, axis) or is_small(count.participations, axis)
    }
    while hidden and (
        len(hidden) == 1 or is_small(sum(counts[value].participations for value in hidden), axis)
    ):
        others = [value for value in counts if value not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda value: (counts[value].participations, value)))
    return hidden

"""Small counts of people are not shown, nor what would tell them."""

from .definitions import SMALL_COUNT


def is_small(count):
    """Zero tells nothing of anybody."""
    return 0 < count < SMALL_COUNT


def shown_cells(counts):
    """Positions of the cells that may be shown: none of 1 to 10 people, nor one that would tell it.

    When a single cell is small, the whole less the others would give it: the least of the others
    is left out as well.
    """
    large = [i for i, count in enumerate(counts) if count >= SMALL_COUNT]
    large.sort(key=lambda i: counts[i])
    small = sum(is_small(count) for count in counts)
    return set(large[1:] if small == 1 else large)

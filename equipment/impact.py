"""What reuse avoids, as a range: each set of factors gives its figure, the reader sees them all.

Factors are dated data (`impact_factors.json`); a statement prints the version it was made with. A
type that no set knows is counted among the devices and left out of the carbon, and said so.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FACTORS = Path(__file__).with_name("impact_factors.json")


@dataclass(frozen=True)
class ImpactLine:
    """One type of device: how many, their weight, and the least and most carbon avoided (kg)."""

    type: str
    count: int
    weight: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class ImpactStatement:
    """The lines and their sums; kilograms everywhere."""

    version: str
    years_of_use: int
    lines: tuple[ImpactLine, ...]
    # (name, source, unit) of each set that gave a figure.
    sources: tuple[dict, ...]

    @property
    def count(self):
        return sum(line.count for line in self.lines)

    @property
    def weight(self):
        return sum((line.weight for line in self.lines if line.weight is not None), Decimal(0))

    @property
    def low(self):
        return sum((line.low for line in self.lines if line.low is not None), Decimal(0))

    @property
    def high(self):
        return sum((line.high for line in self.lines if line.high is not None), Decimal(0))

    @property
    def without_factor(self):
        """How many devices no set of factors knows."""
        return sum(line.count for line in self.lines if line.low is None)


@cache
def factors():
    """The dated factors, numbers as Decimal."""
    return json.loads(FACTORS.read_text(encoding="utf-8"))


def statement_of(counts):
    """The ImpactStatement of devices given a second life: {type: how many}, zeros ignored."""
    known = factors()
    years = known["years_of_use"]
    lines, used = [], {}
    for kind, count in sorted(counts.items()):
        if not count:
            continue
        figures = []
        for each in known["sets"]:
            if kind in each["values"]:
                used[each["code"]] = each
                times = years if each["basis"] == "year" else 1
                figures.append(Decimal(each["values"][kind]) * times * count)
        weight = known["weights"]["kilograms"].get(kind)
        lines.append(
            ImpactLine(
                type=kind,
                count=count,
                weight=Decimal(weight) * count if weight else None,
                low=min(figures, default=None),
                high=max(figures, default=None),
            )
        )
    sources = tuple(
        {name: each[name] for name in ("name", "source", "unit")}
        for each in known["sets"]
        if each["code"] in used
    )
    return ImpactStatement(known["version"], years, tuple(lines), sources)

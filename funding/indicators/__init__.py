"""Indicators: named, versioned queries over what was really done."""

from .definitions import DEFINITIONS, SMALL_COUNT, Definition, IndicatorKind, evidence_indicators
from .masking import is_small, shown_cells
from .results import IndicatorResult, Indicators, Override, indicator_results

__all__ = [
    "DEFINITIONS",
    "SMALL_COUNT",
    "Definition",
    "IndicatorKind",
    "IndicatorResult",
    "Indicators",
    "Override",
    "evidence_indicators",
    "indicator_results",
    "is_small",
    "shown_cells",
]

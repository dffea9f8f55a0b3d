"""The impact statement: counts, weight, carbon as a range, and the method in plain words."""

from equipment.models import DeviceType
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role

IMPACT_STATEMENT = "impact_statement"


def register():
    register_kind(
        DocumentKind(
            code=IMPACT_STATEMENT,
            label="Bilan d’impact du réemploi",
            prefix="BIM",
            template="impact_statement",
            roles=frozenset({Role.MANAGER, Role.TREASURER, Role.TECHNICIAN}),
        )
    )


def impact_facts(statement, start, end, by):
    """Everything the statement prints, frozen as plain values."""
    return {
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "place": by.organisation.city or by.organisation.name,
        "count": statement.count,
        "weight": _kilograms(statement.weight),
        "low": _kilograms(statement.low),
        "high": _kilograms(statement.high),
        "without_factor": statement.without_factor,
        "lines": [
            {
                "label": DeviceType(line.type).label,
                "count": line.count,
                "weight": _kilograms(line.weight),
                "low": _kilograms(line.low),
                "high": _kilograms(line.high),
            }
            for line in statement.lines
        ],
        "version": statement.version,
        "years_of_use": statement.years_of_use,
        "sources": list(statement.sources),
        "signature": {"caption": f"Pour {by.organisation.name}", "detail": by.label},
    }


def _kilograms(value):
    return "" if value is None else str(round(value))

"""Facts of the register of outgoing waste."""

from itertools import groupby

from equipment.models import YEARS_KEPT
from equipment.selectors.waste import totals_by_code
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role
from inclusion.text import counted
from inclusion.ui.formats import number

WASTE_REGISTER = "waste_register"


def register_kinds():
    register_kind(
        DocumentKind(
            code=WASTE_REGISTER,
            label="Registre des déchets sortants",
            prefix="RDS",
            template=WASTE_REGISTER,
            roles=frozenset({Role.MANAGER, Role.TECHNICIAN, Role.TREASURER}),
        )
    )


def kilos(weight):
    """« 12,5 » from Decimal("12.500")."""
    return number(weight.normalize() if weight else weight)


def waste_register_facts(start, end, lines, org):
    """Day by day, each code of each shipment; then what left of each code."""
    return {
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "shipments_words": counted(len({line.shipment.pk for line in lines}), "enlèvement"),
        "years_kept": YEARS_KEPT,
        "days": [
            {"day": day.isoformat(), "lines": [_line(line) for line in of_day]}
            for day, of_day in groupby(lines, key=lambda line: line.shipment.shipped_on)
        ],
        "totals": [
            {
                "code": total.code,
                "label": total.waste.label,
                "is_hazardous": total.waste.is_hazardous,
                "weight": kilos(total.weight_kg),
                "is_estimated": total.is_estimated,
            }
            for total in totals_by_code(lines)
        ],
        "place": org.city or org.name,
    }


def _line(line):
    shipment = line.shipment
    return {
        "code": line.code,
        "description": line.description,
        "weight": kilos(line.weight_kg),
        "is_estimated": line.is_estimated,
        "is_hazardous": line.is_hazardous,
        "destination": shipment.destination_name,
        "destination_siret": shipment.destination_siret,
        "eco_organisation": shipment.eco_organisation_name,
        "treatment": shipment.treatment,
        "carrier": shipment.carrier_name,
        "carrier_receipt": shipment.carrier_receipt,
        "carrier_is_exempt": shipment.carrier_is_exempt,
        "slip": shipment.slip_number,
    }

"""What the agreement of a lot prints: the parties, the duties, the slip, the labels in annex."""

from django.utils import timezone

from equipment.models import LotTerritory, LotUse
from equipment.papers.donations import _identity, _represented_by, _spaced, address_line
from equipment.selectors.lots import counts_of
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role

LOT_AGREEMENT = "lot_agreement"
READERS = frozenset({Role.MANAGER, Role.TECHNICIAN, Role.TREASURER})
TERRITORY_WORDS = {
    LotTerritory.QPV: "Le lot sert les habitants d’un **quartier prioritaire de la politique de la"
    " ville** (QPV).",
    LotTerritory.RURAL: "Le lot sert les habitants d’une **commune rurale**.",
    LotTerritory.OTHER: "Le lot ne relève ni d’un quartier prioritaire ni d’une commune rurale.",
}
FAMILY_WORDS = {
    "pc": "Ordinateurs",
    "tablet": "Tablettes",
    "smartphone": "Smartphones",
    "other": "Autres",
}


def register_lot_kinds():
    register_kind(
        DocumentKind(
            code=LOT_AGREEMENT,
            label="Convention de mise à disposition",
            prefix="CML",
            template=LOT_AGREEMENT,
            roles=READERS,
        )
    )


def agreement_facts(lot, by):
    """The agreement as both will sign it; the list is the one that leaves."""
    org, partner = lot.organisation, lot.partner
    lines = list(lot.lines.select_related("device").order_by("device__asset_tag", "pk"))
    counts = counts_of(lot.lines.all())
    columns = [FAMILY_WORDS[code] for code, _, _ in counts.families]
    return {
        "lot": {
            "title": lot.title,
            "prepared_on": timezone.localdate().isoformat(),
            "planned_on": lot.planned_on.isoformat() if lot.planned_on else "",
            "count": len(lines),
            "use": LotUse(lot.use).label,
            "territory_sentence": TERRITORY_WORDS[LotTerritory(lot.territory)],
            "place": org.city or org.name,
        },
        "sender": {
            "name": org.name,
            "address": address_line(org.address, org.postcode, org.city),
            "identity": _identity(org),
            "represented_by": _represented_by(org) or by.label,
        },
        "partner": _partner_facts(partner),
        "table": {
            "columns": columns,
            "rows": [
                {"use": label, "counts": [number for _, _, number in cells], "total": total}
                for _, label, cells, total in counts.rows
            ],
            "totals": [number for _, _, number in counts.families],
            "total": counts.total,
        },
        "devices": [
            {
                "tag": line.device.asset_tag,
                "name": line.device.short_name,
                "serial": line.device.serial,
                "grade": line.device.condition_grade,
                "accessories": line.device.accessories,
                "use": line.get_use_display(),
            }
            for line in lines
        ],
    }


def _partner_facts(partner):
    """As the partner record says, else as the structure says of itself on the platform."""
    org = partner.partner if partner.partner_id else None
    own = address_line(partner.address, partner.postcode, partner.city)
    siret = partner.siret or (org.siret if org else "")
    return {
        "name": partner.name,
        "address": own or (address_line(org.address, org.postcode, org.city) if org else ""),
        "identity": f"SIRET {_spaced(siret)}" if siret else "",
        "represented_by": partner.contact_name or (_represented_by(org) if org else ""),
    }

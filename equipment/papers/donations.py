"""What the papers of a gift print: agreement, acknowledgement, pick-up slip, entry register."""

from decimal import Decimal

from django.utils import timezone

from equipment.models import (
    ACCESSORY_TYPES,
    DonorKind,
    Eraser,
    ErasureLevel,
    Handling,
    lines_in_order,
    type_label,
)
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Membership, Role
from inclusion.text import counted

AGREEMENT = "donation_agreement"
ACKNOWLEDGEMENT = "donation_acknowledgement"
SLIP = "collection_slip"
REGISTER = "entry_register"
READERS = frozenset({Role.MANAGER, Role.TECHNICIAN, Role.TREASURER})
LEVEL_WORDS = {
    ErasureLevel.CLEAR: "**simple** (Clear) pour un disque dur, **renforcé** (Purge) pour un SSD"
    " ou une mémoire flash",
    ErasureLevel.PURGE: "**renforcé** (Purge) pour tous les supports",
    ErasureLevel.DESTROY: "**destruction** (Destroy) des supports",
}


def register_donation_kinds():
    for code, label, prefix in (
        (AGREEMENT, "Convention de don de matériel", "CVD"),
        (ACKNOWLEDGEMENT, "Accusé de réception d’un don", "ARD"),
        (SLIP, "Bordereau d’enlèvement", "BEN"),
        (REGISTER, "Registre d’entrée du matériel", "RGE"),
    ):
        register_kind(
            DocumentKind(code=code, label=label, prefix=prefix, template=code, roles=READERS)
        )


def agreement_facts(donation):
    """The agreement as the donor read and accepted it."""
    org, donor = donation.organisation, donation.donor
    lines = lines_in_order(donation)
    values = [line.value for line in lines if line.value is not None]
    return {
        "donor": donor_facts(donor),
        "association": {
            "name": org.name,
            "address": address_line(org.address, org.postcode, org.city),
            "identity": _identity(org),
            "represented_by": _represented_by(org),
        },
        "lines": [
            {
                "type": type_label(line.type),
                "condition": line.get_condition_display(),
                "quantity": line.quantity,
                "value": "" if line.value is None else str(line.value),
            }
            for line in lines
        ],
        "total": {
            "quantity": sum(line.quantity for line in lines),
            "value": str(sum(values, Decimal("0.00"))) if values else "",
        },
        "is_erased_by_association": donation.eraser == Eraser.ASSOCIATION,
        "level_sentence": LEVEL_WORDS[ErasureLevel(donation.required_level)],
        "erasure_days": donation.erasure_days,
        "is_fetched": donation.handling == Handling.PICK_UP,
        "place": address_line(donation.address, donation.postcode, donation.city),
        "is_public_donor": donation.is_public,
        "is_legal_person": donor.is_legal_person,
        "accepted": {
            "by": donation.agreed_name,
            "at": donation.agreed_at.isoformat() if donation.agreed_at else "",
        },
        "sent_on": timezone.localdate(donation.agreement_sent_at or timezone.now()).isoformat(),
    }


def donor_facts(donor):
    return {
        "kind": donor.get_kind_display(),
        "name": donor.name,
        "address": address_line(donor.address, donor.postcode, donor.city),
        "identity": f"SIRET {_spaced(donor.siret)}" if donor.siret else "",
        "represented_by": ", ".join(
            part for part in (donor.signatory_name, donor.signatory_title) if part
        )
        or (donor.contact_name if donor.is_legal_person else ""),
    }


def _represented_by(org):
    manager = (
        Membership.objects.active()
        .filter(organisation=org, role=Role.MANAGER)
        .select_related("user")
        .order_by("started_at", "pk")
        .first()
    )
    return manager.label if manager else ""


def _identity(org):
    siren = f"SIREN {_spaced(org.siret[:9])}" if org.siret else ""
    return " · ".join(part for part in (siren, f"RNA\u00a0{org.rna}" if org.rna else "") if part)


def _spaced(digits):
    """« 841 263 905 00021 »."""
    return " ".join(part for part in (digits[:3], digits[3:6], digits[6:9], digits[9:]) if part)


def address_line(address, postcode, city):
    place = " ".join(part for part in (postcode, city) if part)
    return ", ".join(part for part in (address, place) if part)


def slip_facts(collection):
    """The slip as both signed it."""
    donation = collection.donation
    lines = lines_in_order(collection)
    return {
        "donor": donor_facts(donation.donor),
        "from_place": address_line(donation.address, donation.postcode, donation.city)
        or donor_facts(donation.donor)["address"],
        "collected_at": timezone.localtime(collection.collected_at).isoformat(),
        "agreement_number": donation.agreement.number,
        "is_fetched": donation.handling == Handling.PICK_UP,
        "lines": [
            {
                "type": type_label(line.type),
                "announced": line.announced,
                "counted": line.counted,
                "difference": line.difference,
                "reason": line.difference_reason,
            }
            for line in lines
        ],
        "total": {
            "announced": sum(line.announced for line in lines),
            "counted": sum(line.counted for line in lines),
            "difference": sum(line.difference for line in lines),
        },
        "weight": _weight(collection.weight_kg),
        "seals": collection.seals,
        "reserves": collection.reserves,
        "is_drawn": collection.is_drawn,
        "signatures": [
            {
                "caption": "Pour le donateur",
                "detail": collection.donor_signer,
                "strokes": collection.donor_strokes,
            },
            {
                "caption": f"Pour {donation.organisation.name}",
                "detail": collection.collected_by.label,
                "strokes": collection.collector_strokes,
            },
        ],
    }


def _weight(kilograms):
    """« 48,5 », as a scale reads."""
    return "" if kilograms is None else f"{kilograms.normalize():f}".replace(".", ",")


def acknowledgement_facts(donation, collection, devices):
    """What came in, type by type, and what becomes of it."""
    by_type = {}
    for device in devices:
        by_type[device.type] = by_type.get(device.type, 0) + 1
    accessories = [line for line in lines_in_order(collection) if _is_accessory(line)]
    return {
        "donor": donor_facts(donation.donor),
        "received_on": timezone.localdate(donation.received_at).isoformat(),
        "lines": [{"type": type_label(type), "quantity": n} for type, n in by_type.items()]
        + [
            {"type": type_label(line.type), "quantity": line.counted}
            for line in accessories
            if line.counted
        ],
        "agreement_number": donation.agreement.number,
        "slip_number": collection.slip.number,
        "note": donation.reception_note,
        "is_erased_by_association": donation.eraser == Eraser.ASSOCIATION,
        "level_sentence": LEVEL_WORDS[ErasureLevel(donation.required_level)],
        "erasure_days": donation.erasure_days,
        "labels": [device.asset_tag for device in devices],
        "is_person": donation.donor.kind == DonorKind.INDIVIDUAL,
    }


def _is_accessory(line):
    return line.type in ACCESSORY_TYPES


def register_facts(start, end, entries, org):
    """The register of a period, day by day."""
    days = {}
    for entry in entries:
        days.setdefault(entry.day, []).append(entry)
    return {
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "count": sum(entry.quantity for entry in entries),
        "count_words": counted(sum(entry.quantity for entry in entries), "objet"),
        "place": org.city or org.name,
        "days": [
            {
                "day": day.isoformat(),
                "entries": [
                    {
                        "tag": entry.tag,
                        "description": entry.description,
                        "serial": entry.serial,
                        "quantity": entry.quantity,
                        "origin": entry.origin,
                        "regime": entry.regime,
                    }
                    for entry in found
                ],
            }
            for day, found in days.items()
        ],
    }

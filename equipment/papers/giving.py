"""What the papers of giving print: the two tax receipts, and what public donors may prove."""

from decimal import Decimal

from django.utils import timezone

from equipment.models import (
    ARTICLE,
    CERFA,
    ReceiptForm,
    ReceiverQuality,
    type_label,
)
from equipment.papers.donations import READERS, address_line, donor_facts
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.letters import amount_in_letters
from inclusion.money import ZERO, share_of
from inclusion.organisations.models import Role
from inclusion.text import counted

COMPANY_RECEIPT = "company_tax_receipt"
INDIVIDUAL_RECEIPT = "individual_tax_receipt"
REUSE_ATTESTATION = "reuse_attestation"
RECEIPT_KINDS = {
    ReceiptForm.COMPANY: COMPANY_RECEIPT,
    ReceiptForm.INDIVIDUAL: INDIVIDUAL_RECEIPT,
}


def register_giving_kinds():
    accountable = frozenset({Role.MANAGER, Role.TREASURER})
    for code, label, prefix, roles in (
        (COMPANY_RECEIPT, "Reçu fiscal, don d’une entreprise", "RFE", accountable),
        (INDIVIDUAL_RECEIPT, "Reçu fiscal, don d’un particulier", "RFP", accountable),
        (REUSE_ATTESTATION, "Attestation de réemploi effectif", "ARE", READERS),
    ):
        register_kind(
            DocumentKind(code=code, label=label, prefix=prefix, template=code, roles=roles)
        )


def receipt_amount(lines):
    """What the lines add up to."""
    return sum((line["unit_value"] * line["quantity"] for line in lines), ZERO)


def receipt_facts(
    donation,
    *,
    form,
    eligibility,
    given_on,
    lines,
    devices,
    value_basis,
    by,
    strokes="",
    replaces="",
):
    """One receipt as it is printed; `lines` are {type, quantity, unit_value}, `devices` labelled.

    `strokes` is the drawn signature, `replaces` the number of the receipt this one cancels.
    """
    org, donor = donation.organisation, donation.donor
    amount = receipt_amount(lines)
    return {
        "cerfa": CERFA[form],
        "article": ARTICLE[form],
        "association": {
            "name": org.name,
            "address": address_line(org.address, org.postcode, org.city),
            "siren": _grouped(org.siret[:9]),
            "rna": org.rna,
            "purpose": eligibility.purpose,
        },
        "qualities": [
            {"label": quality.label, "is_ticked": quality == eligibility.quality}
            for quality in ReceiverQuality
        ],
        "donor": donor_facts(donor)
        | {"legal_form": donor.legal_form, "siren": _grouped(donor.siren)},
        "given_on": given_on.isoformat(),
        "lines": [
            {
                "type": type_label(line["type"]),
                "quantity": line["quantity"],
                "unit_value": str(line["unit_value"]),
                "value": str(line["unit_value"] * line["quantity"]),
            }
            for line in lines
        ],
        "quantity": sum(line["quantity"] for line in lines),
        "devices": [
            {
                "tag": device.asset_tag,
                "name": " ".join(f"{device.manufacturer} {device.model}".split())
                or device.get_type_display(),
                "serial": device.serial,
            }
            for device in devices
        ],
        "value_basis": value_basis,
        "amount": {
            "value": str(amount),
            "figures": f"***{str(amount).replace('.', ',')}***",
            "letters": amount_in_letters(amount),
        },
        "agreement_number": donation.agreement.number,
        "place": org.city or org.name,
        "signatory": by.label,
        "strokes": strokes,
        "replaces": replaces,
    }


def _grouped(digits):
    return " ".join(part for part in (digits[:3], digits[3:6], digits[6:9]) if part)


def attestation_facts(donation, *, fates, devices, collection, older, by):
    """Each device with what became of it; `older` are those the quota leaves out."""
    rows = [_device_row(device, fates[device.pk], device.pk in older) for device in devices]
    counted_rows = [row for row in rows if row["counts"]]
    reused = sum(row["is_reused"] for row in counted_rows)
    return {
        "is_provisional": not all(fates[device.pk].is_final for device in devices),
        "donor": donor_facts(donation.donor),
        "commitment": {
            "agreement_number": donation.agreement.number,
            "on": timezone.localdate(donation.agreed_at).isoformat(),
        },
        "collected_on": timezone.localdate(collection.collected_at).isoformat(),
        "slip_number": collection.slip.number,
        "received_on": timezone.localdate(donation.received_at).isoformat(),
        "devices": rows,
        "fates": _fate_counts(devices, fates),
        "quota": {
            "given": len(rows),
            "older": len(rows) - len(counted_rows),
            "counted": len(counted_rows),
            "reused": reused,
            "percent": str(share_of(Decimal(reused), len(counted_rows)) or Decimal("0.00")),
            "sentence": f"{counted(reused, 'appareil réemployé', 'appareils réemployés')} sur"
            f" {counted(len(counted_rows), 'appareil compté', 'appareils comptés')}",
        },
        "place": donation.organisation.city or donation.organisation.name,
        "signatory": by.label,
    }


def _device_row(device, fate, is_older):
    return {
        "tag": device.asset_tag,
        "type": device.get_type_display(),
        "name": " ".join(f"{device.manufacturer} {device.model}".split()),
        "serial": device.serial,
        "fate": fate.label,
        "on": fate.on.isoformat() if fate.on else "",
        "is_reused": fate.is_reused,
        "is_final": fate.is_final,
        "counts": not is_older,
    }


def _fate_counts(devices, fates):
    counts = {}
    for device in devices:
        label = fates[device.pk].label
        counts[label] = counts.get(label, 0) + 1
    return [{"label": label, "count": count} for label, count in counts.items()]

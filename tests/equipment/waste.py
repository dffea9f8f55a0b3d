"""The parties to a departure of waste, as tests write them, and a device that left that way."""

from django.utils import timezone

from equipment.models import WasteLine, WasteShipment
from tests.factories import MembershipFactory

SIRET = "11111111800019"
CARRIER = "22222222600011"


def parties(**changes):
    return {
        "shipped_on": timezone.localdate(),
        "treatment": "R 12",
        "destination_name": "Recyclerie du Puy",
        "destination_siret": SIRET,
        "destination_address": "3 rue des Métaux",
        "destination_postcode": "63000",
        "destination_city": "Clermont-Ferrand",
        "eco_organisation_name": "Éco-organisme d’essai",
        "carrier_name": "Transports du Sancy",
        "carrier_siret": CARRIER,
        "carrier_address": "8 avenue du Parc",
        "carrier_postcode": "63100",
        "carrier_city": "Clermont-Ferrand",
        "carrier_receipt": "63-2026-014",
        "slip_number": "BSD-20261122-AB12",
    } | changes


def gone(device):
    """Write the departure without which no device is removed; its status is the caller's act."""
    by = MembershipFactory(organisation=device.organisation, role="TECHNICIAN")
    shared = {"organisation": device.organisation, "by": by}
    WasteLine.objects.create(
        **shared,
        device=device,
        description="Écran",
        code="16 02 14",
        weight_kg=4,
        shipment=WasteShipment.objects.create(**shared, **parties()),
    )
    return device

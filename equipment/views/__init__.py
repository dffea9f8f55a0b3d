"""The pages of the pool: HTTP in, HTTP out."""

from equipment.views.allocations import (
    allocation_cancel,
    allocation_detail,
    allocation_list,
    device_allocate,
)
from equipment.views.departures import (
    breach_detail,
    breach_list,
    device_for_parts,
    device_found,
    device_lost,
    device_waste,
    devices_retire,
    retirement_confirm,
    retirement_decline,
    retirement_detail,
    retirement_list,
)
from equipment.views.devices import (
    device_detail,
    device_receive,
    device_return,
    device_update,
)
from equipment.views.impact import impact
from equipment.views.loose_media import (
    medium_destroy,
    medium_list,
    medium_put,
    medium_remove,
)
from equipment.views.media import medium_add, medium_correct, proof_add, proof_file
from equipment.views.offers import offer_close, offer_create, offer_detail, offer_list
from equipment.views.papers import device_certify
from equipment.views.pool import device_list, device_move, label, scan
from equipment.views.refurbishment import (
    device_bench,
    device_product_sheet,
    device_ready,
    device_repair,
    device_repaired,
    intervention_sheet,
)
from equipment.views.tables import device_export

__all__ = [
    "allocation_cancel",
    "allocation_detail",
    "allocation_list",
    "breach_detail",
    "breach_list",
    "device_allocate",
    "device_bench",
    "device_certify",
    "device_detail",
    "device_export",
    "device_for_parts",
    "device_found",
    "device_list",
    "device_lost",
    "device_move",
    "device_product_sheet",
    "device_ready",
    "device_receive",
    "device_repair",
    "device_repaired",
    "device_return",
    "device_update",
    "device_waste",
    "devices_retire",
    "hand_over",
    "impact",
    "intervention_sheet",
    "label",
    "medium_add",
    "medium_correct",
    "medium_destroy",
    "medium_list",
    "medium_put",
    "medium_remove",
    "offer_close",
    "offer_create",
    "offer_detail",
    "offer_list",
    "proof_add",
    "proof_file",
    "retirement_confirm",
    "retirement_decline",
    "retirement_detail",
    "retirement_list",
    "scan",
]

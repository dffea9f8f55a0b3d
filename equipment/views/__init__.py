"""The pages of the pool: HTTP in, HTTP out."""

from equipment.views.allocations import (
    allocation_cancel,
    allocation_detail,
    allocation_list,
    device_allocate,
    hand_over,
)
from equipment.views.devices import (
    device_detail,
    device_ready,
    device_receive,
    device_return,
    device_update,
    device_waste,
)
from equipment.views.impact import impact
from equipment.views.media import medium_add, medium_correct, proof_add, proof_file
from equipment.views.offers import offer_close, offer_create, offer_detail, offer_list
from equipment.views.papers import device_certify
from equipment.views.pool import device_list, device_move, label, scan

__all__ = [
    "allocation_cancel",
    "allocation_detail",
    "allocation_list",
    "device_allocate",
    "device_certify",
    "device_detail",
    "device_list",
    "device_move",
    "device_ready",
    "device_receive",
    "device_return",
    "device_update",
    "device_waste",
    "hand_over",
    "impact",
    "label",
    "medium_add",
    "medium_correct",
    "offer_close",
    "offer_create",
    "offer_detail",
    "offer_list",
    "proof_add",
    "proof_file",
    "scan",
]

"""Every act on the pool: one function, one transaction, one journal entry."""

from equipment.services.allocation import (
    allocate,
    cancel_allocation,
    hand_over,
    return_device,
)
from equipment.services.erasure import add_medium, correct_medium, record_erasure
from equipment.services.intake import move_devices, receive_device, update_device
from equipment.services.offers import close_offer, create_offer
from equipment.services.readiness import mark_ready, mark_waste
from equipment.services.scanning import check_erasures, close_audit
from equipment.services.stickers import (
    create_printer,
    remove_printer,
    reserve_labels,
    update_printer,
    void_label,
)
from equipment.services.stock import (
    add_to_stock,
    create_stock_item,
    take_from_stock,
    update_stock_item,
)

__all__ = [
    "add_medium",
    "add_to_stock",
    "allocate",
    "cancel_allocation",
    "check_erasures",
    "close_audit",
    "close_offer",
    "correct_medium",
    "create_offer",
    "create_printer",
    "create_stock_item",
    "hand_over",
    "mark_ready",
    "mark_waste",
    "move_devices",
    "receive_device",
    "record_erasure",
    "remove_printer",
    "reserve_labels",
    "return_device",
    "take_from_stock",
    "update_device",
    "update_printer",
    "update_stock_item",
    "void_label",
]

"""Every act on the pool: one function, one transaction, one journal entry."""

from equipment.services.allocation import allocate, cancel_allocation, return_device
from equipment.services.erasure import add_medium, correct_medium, record_erasure
from equipment.services.handing import (
    attach_signed_paper,
    hand_over,
    hand_over_bundle,
    prepare_papers,
    prolong_reservation,
    set_sale_terms,
)
from equipment.services.intake import move_devices, receive_device, update_device
from equipment.services.loans import lend, prolong_loan, return_loan
from equipment.services.offers import close_offer, create_offer
from equipment.services.readiness import mark_ready, mark_waste

__all__ = [
    "add_medium",
    "allocate",
    "attach_signed_paper",
    "cancel_allocation",
    "close_offer",
    "correct_medium",
    "create_offer",
    "hand_over",
    "hand_over_bundle",
    "lend",
    "mark_ready",
    "mark_waste",
    "move_devices",
    "prepare_papers",
    "prolong_loan",
    "prolong_reservation",
    "receive_device",
    "record_erasure",
    "return_device",
    "return_loan",
    "set_sale_terms",
    "update_device",
]

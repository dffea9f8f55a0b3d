"""Every act on the pool: one function, one transaction, one journal entry."""

from equipment.services.allocation import (
    allocate,
    cancel_allocation,
    hand_over,
    return_device,
)
from equipment.services.attestation import attest_by_operator, attest_by_two_sources
from equipment.services.erasure import add_medium, correct_medium, record_erasure
from equipment.services.evidence import import_evidence
from equipment.services.identity import (
    create_from_case,
    match_case,
    set_aside,
    settle_differences,
    undo_case,
)
from equipment.services.intake import move_devices, receive_device, update_device
from equipment.services.offers import close_offer, create_offer
from equipment.services.papers import issue_erasure_certificate
from equipment.services.readiness import mark_ready, mark_waste

__all__ = [
    "add_medium",
    "allocate",
    "attest_by_operator",
    "attest_by_two_sources",
    "cancel_allocation",
    "close_offer",
    "correct_medium",
    "create_from_case",
    "create_offer",
    "hand_over",
    "import_evidence",
    "issue_erasure_certificate",
    "mark_ready",
    "mark_waste",
    "match_case",
    "move_devices",
    "receive_device",
    "record_erasure",
    "return_device",
    "set_aside",
    "settle_differences",
    "undo_case",
    "update_device",
]

"""Every act on the pool: one function, one transaction, one journal entry."""

from equipment.services.allocation import (
    allocate,
    cancel_allocation,
    hand_over,
    return_device,
)
from equipment.services.donation_collections import collect, plan_collection, receive_donation
from equipment.services.donation_intents import (
    announce_donation,
    confirm_intent,
    decline_intent,
    keep_intent,
    recall_routing,
    route_intent,
    save_portal,
    withdraw_intent,
)
from equipment.services.donation_routing import accept_routing, decline_routing, pass_routing_on
from equipment.services.donations import (
    accept_agreement,
    cancel_donation,
    create_donation,
    prepare_agreement,
    withdraw_donation,
)
from equipment.services.erasure import add_medium, correct_medium, record_erasure
from equipment.services.intake import move_devices, receive_device, update_device
from equipment.services.offers import close_offer, create_offer
from equipment.services.readiness import mark_ready, mark_waste

__all__ = [
    "accept_agreement",
    "accept_routing",
    "add_medium",
    "allocate",
    "announce_donation",
    "cancel_allocation",
    "cancel_donation",
    "close_offer",
    "collect",
    "confirm_intent",
    "correct_medium",
    "create_donation",
    "create_offer",
    "decline_intent",
    "decline_routing",
    "hand_over",
    "keep_intent",
    "mark_ready",
    "mark_waste",
    "move_devices",
    "pass_routing_on",
    "plan_collection",
    "prepare_agreement",
    "recall_routing",
    "receive_device",
    "receive_donation",
    "record_erasure",
    "return_device",
    "route_intent",
    "save_portal",
    "update_device",
    "withdraw_donation",
    "withdraw_intent",
]

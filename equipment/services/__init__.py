"""Every act on the pool: one function, one transaction, one journal entry."""

from equipment.services.allocation import (
    allocate,
    cancel_allocation,
    return_device,
)
from equipment.services.attestation import attest_by_operator, attest_by_two_sources
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
from equipment.services.evidence import import_evidence
from equipment.services.exchange import swap_device
from equipment.services.giving import (
    cancel_tax_receipt,
    end_eligibility,
    issue_reuse_attestation,
    issue_tax_receipt,
    record_eligibility,
)
from equipment.services.handing import (
    attach_signed_paper,
    hand_over,
    hand_over_bundle,
    prepare_papers,
    prolong_reservation,
    set_sale_terms,
)
from equipment.services.identity import (
    create_from_case,
    match_case,
    set_aside,
    settle_differences,
    undo_case,
)
from equipment.services.intake import move_devices, receive_device, update_device
from equipment.services.loans import lend, prolong_loan, return_loan
from equipment.services.loose_media import destroy_medium, put_medium, remove_medium
from equipment.services.losses import close_breach, declare_lost, find_again
from equipment.services.lot_arrivals import (
    confirm_delivery,
    scan_arrivals,
    undo_arrival,
)
from equipment.services.lots import (
    add_to_lot,
    cancel_lot,
    close_lot,
    open_lot,
    prepare_lot,
    remind_partner,
    reopen_lot,
    save_partner,
    send_lot,
    settle_line,
    take_from_lot,
    update_lot,
)
from equipment.services.offers import close_offer, create_offer
from equipment.services.outings import come_back_from_outing
from equipment.services.papers import issue_erasure_certificate
from equipment.services.readiness import mark_ready, record_test, try_and_mark_ready
from equipment.services.repairs import end_repair, start_repair
from equipment.services.retiring import (
    ALONE_AT_MOST,
    confirm_retirement,
    decline_retirement,
    mark_waste,
    propose_retirement,
    retire_devices,
    take_for_parts,
)
from equipment.services.scanning import check_erasures, close_audit
from equipment.services.service import (
    close_service_case,
    issue_service_sheet,
    note_service_work,
    open_service_case,
    set_service_status,
)
from equipment.services.sheets import issue_product_sheet, issue_repair_sheet
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
from equipment.services.supplies import give_item
from equipment.services.waste import (
    attach_slip,
    declare_shipment,
    issue_waste_register,
    ship_waste,
)
from equipment.services.waste_lines import (
    add_bulk_waste,
    add_medium_waste,
    correct_waste_line,
    remove_waste_line,
    set_waste_weights,
    write_missing_line,
)

__all__ = [
    "ALONE_AT_MOST",
    "accept_agreement",
    "accept_routing",
    "add_bulk_waste",
    "add_medium",
    "add_medium_waste",
    "add_to_lot",
    "add_to_stock",
    "allocate",
    "announce_donation",
    "attach_signed_paper",
    "attach_slip",
    "attest_by_operator",
    "attest_by_two_sources",
    "cancel_allocation",
    "cancel_donation",
    "cancel_lot",
    "cancel_tax_receipt",
    "check_erasures",
    "close_audit",
    "close_breach",
    "close_lot",
    "close_offer",
    "close_service_case",
    "collect",
    "come_back_from_outing",
    "confirm_delivery",
    "confirm_intent",
    "confirm_retirement",
    "correct_medium",
    "correct_waste_line",
    "create_donation",
    "create_from_case",
    "create_offer",
    "create_printer",
    "create_stock_item",
    "declare_lost",
    "declare_shipment",
    "decline_intent",
    "decline_retirement",
    "decline_routing",
    "destroy_medium",
    "end_eligibility",
    "end_repair",
    "find_again",
    "give_item",
    "hand_over",
    "hand_over_bundle",
    "import_evidence",
    "issue_erasure_certificate",
    "issue_product_sheet",
    "issue_repair_sheet",
    "issue_reuse_attestation",
    "issue_service_sheet",
    "issue_tax_receipt",
    "issue_waste_register",
    "keep_intent",
    "lend",
    "mark_ready",
    "mark_waste",
    "match_case",
    "move_devices",
    "note_service_work",
    "open_lot",
    "open_service_case",
    "pass_routing_on",
    "plan_collection",
    "prepare_agreement",
    "prepare_lot",
    "prepare_papers",
    "prolong_loan",
    "prolong_reservation",
    "propose_retirement",
    "put_medium",
    "recall_routing",
    "receive_device",
    "receive_donation",
    "record_eligibility",
    "record_erasure",
    "record_test",
    "remind_partner",
    "remove_medium",
    "remove_printer",
    "remove_waste_line",
    "reopen_lot",
    "reserve_labels",
    "retire_devices",
    "return_device",
    "return_loan",
    "route_intent",
    "save_partner",
    "save_portal",
    "scan_arrivals",
    "send_lot",
    "set_aside",
    "set_sale_terms",
    "set_service_status",
    "set_waste_weights",
    "settle_differences",
    "settle_line",
    "ship_waste",
    "start_repair",
    "swap_device",
    "take_for_parts",
    "take_from_lot",
    "take_from_stock",
    "try_and_mark_ready",
    "undo_arrival",
    "undo_case",
    "update_device",
    "update_lot",
    "update_printer",
    "update_stock_item",
    "void_label",
    "withdraw_donation",
    "withdraw_intent",
    "write_missing_line",
]

"""Reads of the pool."""

from equipment.selectors.handing import (
    bundle_of,
    need_and_proposals,
    waiting_people,
    waiting_rank,
)
from equipment.selectors.offers import (
    DeliveryFigures,
    MonthCount,
    PayerAmount,
    delivery_figures,
    devices_already_given,
    devices_received,
    family_amount,
    handed_over_in,
    months_of,
    offers_with_progress,
    whole_delivery,
)
from equipment.selectors.pool import (
    PoolFigures,
    certificate_of,
    current_allocation,
    documents_about,
    papers_of,
    pool_figures,
    together_with,
)
from equipment.selectors.readiness import (
    media_with_proof,
    media_with_proofs_listed,
    unproven_media,
    what_is_missing,
    with_readiness,
)

__all__ = [
    "DeliveryFigures",
    "MonthCount",
    "PayerAmount",
    "PoolFigures",
    "bundle_of",
    "certificate_of",
    "current_allocation",
    "delivery_figures",
    "devices_already_given",
    "devices_received",
    "documents_about",
    "family_amount",
    "handed_over_in",
    "media_with_proof",
    "media_with_proofs_listed",
    "months_of",
    "need_and_proposals",
    "offers_with_progress",
    "papers_of",
    "pool_figures",
    "together_with",
    "unproven_media",
    "waiting_people",
    "waiting_rank",
    "what_is_missing",
    "whole_delivery",
    "with_readiness",
]

"""Solidarity offers: what a unit costs and who pays which part of it."""

from equipment.models import Offer, OfferShare, PayerKind
from equipment.services.acting import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO, to_cents
from inclusion.text import clean


@act
def create_offer(*, name, target_units, shares, by):
    """Open an offer; `shares` are (payer_kind, payer_name, title, amount), in the order printed.

    The cost of a unit is the sum of the shares, so that the two can never disagree.
    """
    kinds = [kind for kind, *_ in shares]
    if kinds.count(PayerKind.FAMILY) > 1:
        raise Refused("La participation de la famille tient en une seule part.")
    offer = Offer.objects.create(
        organisation=by.organisation,
        name=clean(name),
        target_units=target_units,
        unit_amount=sum((to_cents(amount) for *_, amount in shares), ZERO),
    )
    OfferShare.objects.bulk_create(
        OfferShare(
            organisation=by.organisation,
            offer=offer,
            rank=rank,
            payer_kind=kind,
            payer_name=clean(payer_name),
            title=clean(title),
            amount=to_cents(amount),
        )
        for rank, (kind, payer_name, title, amount) in enumerate(shares, 1)
    )
    record("offer.created", offer, by=by, unit_amount=offer.unit_amount, target=target_units)
    return offer


@act
def close_offer(*, offer, by):
    """Take no more allocations under this offer; those made stay."""
    offer = Offer.objects.visible_to(by).select_for_update().get(pk=offer.pk)
    if not offer.is_open:
        raise Refused("Cette offre est déjà close.")
    offer.is_open = False
    offer.save(update_fields=["is_open"])
    record("offer.closed", offer, by=by)
    return offer

"""What comes into the stock and what leaves it, one move at a time."""

from django.utils import timezone

from equipment.models import ENTRY_REASONS, EXIT_REASONS, StockItem, StockMove
from equipment.services.acting import act
from inclusion.exceptions import Refused
from inclusion.journal.models import subject_name
from inclusion.journal.recording import record
from inclusion.money import ZERO, to_cents
from inclusion.text import clean

MAX_MOVE = 100_000


@act
def create_stock_item(*, kind, name, threshold, by, reference="", shelf="", unit_amount=ZERO):
    """Begin to count something; its number comes with its first entry."""
    item = StockItem.objects.create(
        organisation=by.organisation,
        kind=kind,
        name=clean(name),
        threshold=threshold,
        reference=clean(reference),
        shelf=clean(shelf),
        unit_amount=to_cents(unit_amount),
    )
    record("stock.item_created", item, by=by, kind=kind)
    return item


@act
def update_stock_item(*, item, name, threshold, by, reference="", shelf="", unit_amount=ZERO):
    """Another name, place or price, or an earlier warning that it runs out."""
    item = _locked(item, by)
    item.name, item.threshold = clean(name), threshold
    item.reference, item.shelf = clean(reference), clean(shelf)
    item.unit_amount = to_cents(unit_amount)
    item.save(update_fields=["name", "threshold", "reference", "shelf", "unit_amount"])
    record("stock.item_updated", item, by=by, threshold=threshold, price=item.unit_amount)
    return item


@act
def add_to_stock(*, item, quantity, by, reason, words="", subject=None):
    """So many come in, for example from a donation."""
    if reason not in ENTRY_REASONS:
        raise Refused("Ce motif n’est pas celui d’une entrée.")
    return _move(item, quantity, by, reason, words, subject)


@act
def take_from_stock(*, item, quantity, by, reason, words="", subject=None):
    """So many leave, with what they leave for (an allocation, a repair…) when it is known."""
    if reason not in EXIT_REASONS:
        raise Refused("Ce motif n’est pas celui d’une sortie.")
    return _move(item, -quantity, by, reason, words, subject)


def _locked(item, by):
    return StockItem.objects.visible_to(by).locked().get(pk=item.pk)


def _move(item, delta, by, reason, words, subject):
    if not 1 <= abs(delta) <= MAX_MOVE or (delta > 0) != (reason in ENTRY_REASONS):
        raise Refused("La quantité va de 1 à 100\u202f000.")
    if subject is not None and subject.organisation_id != by.organisation_id:
        raise Refused("Ceci relève d’une autre structure.")
    item = _locked(item, by)
    left = item.quantity + delta
    if left < 0:
        raise Refused(f"Il n’en reste que {item.quantity} en stock.")
    # The database moves the item's quantity with the row, and refuses to go under zero.
    move = StockMove.objects.create(
        organisation_id=item.organisation_id,
        item=item,
        delta=delta,
        quantity_after=left,
        reason=reason,
        words=clean(words),
        at=timezone.now(),
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject_name(subject) if subject is not None else "",
        by=by,
    )
    item.quantity = left
    record("stock.moved", item, by=by, move=move.pk, delta=delta, reason=str(reason))
    return move

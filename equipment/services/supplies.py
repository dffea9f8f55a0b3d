"""Things of the stock given to a person: a SIM card, a recharge, a mouse."""

from beneficiaries.models import Beneficiary
from equipment.models import GivenItem, StockItem, StockReason
from equipment.services.acting import act
from equipment.services.allocation import refuse_closed_file
from equipment.services.stock import take_from_stock
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

GIVEN_AT_MOST = 20


@act
def give_item(*, item, beneficiary, by, quantity=1, hand_over=None):
    """Take so many from the stock for a person; her path says it, the stock does not name her."""
    person = Beneficiary.objects.visible_to(by).filter(pk=beneficiary.pk).first()
    if person is None:
        raise Refused("Ce bénéficiaire relève d’une autre structure.")
    refuse_closed_file(person)
    if not 1 <= quantity <= GIVEN_AT_MOST:
        raise Refused(f"On remet de 1 à {GIVEN_AT_MOST} articles à la fois.")
    item = StockItem.objects.visible_to(by).filter(pk=item.pk).first()
    if item is None:
        raise Refused("Cet article relève d’une autre structure.")
    move = take_from_stock(item=item, quantity=quantity, by=by, reason=StockReason.PERSON)
    given = GivenItem.objects.create(
        organisation_id=by.organisation_id,
        beneficiary=person,
        item=item,
        move=move,
        hand_over=hand_over,
        quantity=quantity,
        given_at=move.at,
        by=by,
    )
    record("stock.given", item, by=by, move=move.pk, quantity=quantity, person=person.pseudonym)
    return given

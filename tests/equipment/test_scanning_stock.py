"""The stock: every number comes from a move, and none goes under zero."""

import pytest

from equipment import services
from equipment.home import low_stock
from equipment.models import StockItem, StockMove
from equipment.services.acting import act
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.equipment.factories import DeviceFactory
from tests.factories import MembershipFactory


def mice(by, quantity=10, threshold=0):
    item = services.create_stock_item(kind="accessory", name="Souris", threshold=threshold, by=by)
    if quantity:
        services.add_to_stock(item=item, quantity=quantity, by=by, reason="donation")
    return item


def quantity_of(item):
    return StockItem.objects.get(pk=item.pk).quantity


def test_moves_make_the_quantity(technician):
    item = mice(technician)
    move = services.take_from_stock(
        item=item, quantity=3, by=technician, reason="broken", words="Fil coupé"
    )
    assert (move.delta, move.quantity_after, move.signed) == (-3, 7, "−3")
    assert quantity_of(item) == 7


def test_a_move_knows_what_it_left_with(inside, technician, journal):
    item, device = mice(technician), DeviceFactory(organisation=inside)
    move = services.take_from_stock(
        item=item, quantity=1, by=technician, reason="device", subject=device
    )
    assert (move.subject_type, move.subject_id) == ("equipment.device", str(device.pk))


def test_the_journal_tells_an_entry(technician, journal):
    mice(technician)
    assert journal("stock.moved")["delta"] == 10


@pytest.mark.parametrize("quantity", [0, -2, 100_001])
def test_a_quantity_is_a_reasonable_number(technician, quantity):
    item = mice(technician)
    for move, reason in (
        (services.add_to_stock, "donation"),
        (services.take_from_stock, "lost"),
    ):
        with pytest.raises(Refused, match="quantité va de"):
            move(item=item, quantity=quantity, by=technician, reason=reason)


def test_an_entry_has_a_reason_to_enter_and_an_exit_to_leave(technician):
    item = mice(technician)
    with pytest.raises(Refused, match="d’une entrée"):
        services.add_to_stock(item=item, quantity=1, by=technician, reason="lost")
    with pytest.raises(Refused, match="d’une sortie"):
        services.take_from_stock(item=item, quantity=1, by=technician, reason="donation")


def test_one_does_not_take_more_than_there_is(technician):
    item = mice(technician, 2)
    with pytest.raises(Refused, match="reste que 2"):
        services.take_from_stock(item=item, quantity=3, by=technician, reason="lost")
    assert quantity_of(item) == 2


def test_a_neighbour_s_item_or_subject_is_out_of_reach(technician, other_association):
    item = mice(technician)
    with organisation(other_association):
        foreign = DeviceFactory(organisation=other_association)
        stranger = MembershipFactory(organisation=other_association, role="TECHNICIAN")
    with pytest.raises(Refused, match="autre structure"):
        services.take_from_stock(
            item=item, quantity=1, by=technician, reason="device", subject=foreign
        )
    with pytest.raises(StockItem.DoesNotExist):
        services.take_from_stock(item=item, quantity=1, by=stranger, reason="lost")


def test_two_items_do_not_share_a_name(technician):
    mice(technician)
    with pytest.raises(Refused, match="déjà ce nom"):
        mice(technician)


def test_an_item_is_renamed_without_a_move(technician):
    item = mice(technician)
    services.update_stock_item(item=item, name="Souris USB", threshold=5, by=technician)
    item.refresh_from_db()
    assert (item.name, item.threshold, item.quantity) == ("Souris USB", 5, 10)


def refused(change, match, **values):
    with pytest.raises(Refused, match=match):
        act(change)(**values)


def test_the_database_moves_quantities_by_moves_alone(technician):
    item = mice(technician, 2)
    refused(StockItem.objects.filter(pk=item.pk).update, "par un mouvement", quantity=50)
    refused(StockMove.objects.all().update, "ne change plus", delta=50)
    bare = {
        "organisation": technician.organisation,
        "item": item,
        "quantity_after": 0,
        "by": technician,
    }
    refused(StockMove.objects.create, "pas assez", delta=-3, reason="lost", **bare)
    refused(StockMove.objects.create, "Une entrée ajoute", delta=3, reason="lost", **bare)
    # What is left is the database's own sum, whatever one claims.
    claimed = StockMove.objects.create(delta=5, reason="purchase", **bare)
    claimed.refresh_from_db()
    assert (claimed.quantity_after, quantity_of(item)) == (7, 7)


@pytest.mark.django_db(transaction=True)
def test_two_takes_of_the_last_one_give_it_once(association, at_once):
    by = MembershipFactory(organisation=association, role="TECHNICIAN")
    with organisation(association):
        item = mice(by, 1)
    results = at_once(
        association,
        lambda: services.take_from_stock(item=item, quantity=1, by=by, reason="person"),
    )
    assert sorted(type(result).__name__ for result in results) == ["Refused", "StockMove"]
    with organisation(association):
        assert quantity_of(item) == 0


def test_who_runs_the_pool_is_told_of_what_runs_out(technician, mediator):
    item = mice(technician, 4, threshold=3)
    assert low_stock(technician) == []
    services.take_from_stock(item=item, quantity=1, by=technician, reason="person")
    (line,) = low_stock(technician)
    assert line.title == "1\u00a0article épuisé ou presque"
    assert line.detail == "Souris"
    assert low_stock(mediator) == []

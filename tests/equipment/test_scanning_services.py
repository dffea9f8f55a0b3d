"""Labels of rolls, second looks, counts of shelves: effect, refusals, races, and what is kept."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from equipment import services
from equipment.labels import is_misread, parse_tag
from equipment.models import (
    AuditLine,
    AuditRun,
    Device,
    ErasureCheck,
    LabelPrinter,
    PrintedLabel,
)
from equipment.selectors.scanning import batch_of, read_scans
from equipment.services.acting import act
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from tests.equipment.factories import DeviceFactory
from tests.factories import MembershipFactory

LAPTOP = {"type": "laptop", "manufacturer": "HP", "model": "250 G9", "origin": "purchase"}


def roll_of(by, count=3, name="Rouleau"):
    return services.reserve_labels(name=name, count=count, by=by)


def tags_of(roll):
    return list(roll.labels.order_by("rank").values_list("asset_tag", flat=True))


# ---- Rolls ----


def test_a_roll_keeps_ids_with_their_check_character(technician, journal):
    roll = roll_of(technician, 40)
    tags = tags_of(roll)
    assert len(set(tags)) == 40
    prefix = technician.organisation.prefix
    assert all(parse_tag(tag, prefix) == tag and not is_misread(tag) for tag in tags)
    assert journal("roll.reserved")["count"] == 40


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_roll_has_a_size(technician, count):
    with pytest.raises(Refused, match="de 1 à"):
        roll_of(technician, count)


def test_two_rolls_do_not_share_a_name(technician):
    roll_of(technician)
    with pytest.raises(Refused, match="déjà ce nom"):
        roll_of(technician)


def test_no_id_of_a_device_comes_again_on_a_roll(inside, technician, monkeypatch):
    device = DeviceFactory(organisation=inside)
    drawn = iter([device.asset_tag, f"{inside.prefix}-0000001-2"])
    monkeypatch.setattr(services.stickers, "new_asset_tag", lambda prefix: next(drawn))
    assert tags_of(roll_of(technician, 1)) == [f"{inside.prefix}-0000001-2"]


def test_a_device_takes_the_label_already_stuck_on_it(technician):
    roll = roll_of(technician)
    tag = tags_of(roll)[0]
    device = services.receive_device(by=technician, asset_tag=tag, **LAPTOP)
    assert device.asset_tag == tag
    label = PrintedLabel.objects.get(asset_tag=tag)
    assert (label.status, label.device, label.changed_by) == ("stuck", device, technician)


def test_a_label_is_stuck_once(technician):
    tag = tags_of(roll_of(technician))[0]
    services.receive_device(by=technician, asset_tag=tag, **LAPTOP)
    with pytest.raises(Refused, match="déjà collée"):
        services.receive_device(by=technician, asset_tag=tag, **LAPTOP)


def test_a_void_label_is_never_stuck(technician, journal):
    roll = roll_of(technician)
    label = roll.labels.first()
    services.void_label(label=label, by=technician)
    assert journal("label.voided")["label"] == str(label.pk)
    for again in (
        lambda: services.void_label(label=label, by=technician),
        lambda: services.receive_device(by=technician, asset_tag=label.asset_tag, **LAPTOP),
    ):
        with pytest.raises(Refused, match="annulée"):
            again()


def test_an_id_of_no_roll_is_refused_at_reception(technician):
    with pytest.raises(Refused, match="aucun de vos rouleaux"):
        services.receive_device(by=technician, asset_tag="ZZZ-0000000-0", **LAPTOP)


def test_a_neighbour_s_label_is_nobody_s_here(technician, other_association):
    with organisation(other_association):
        roll = roll_of(MembershipFactory(organisation=other_association, role="TECHNICIAN"))
        tag = tags_of(roll)[0]
    with pytest.raises(Refused, match="aucun de vos rouleaux"):
        services.receive_device(by=technician, asset_tag=tag, **LAPTOP)


def refused(change, match, **values):
    """The database says no, in French."""
    with pytest.raises(Refused, match=match):
        act(change)(**values)


def test_the_database_holds_a_label_to_its_one_way(inside, technician):
    roll = roll_of(technician)
    tag = tags_of(roll)[0]
    services.receive_device(by=technician, asset_tag=tag, **LAPTOP)
    stuck = PrintedLabel.objects.filter(asset_tag=tag)
    for values in ({"status": "free", "device": None, "changed_at": None}, {"rank": 9}):
        refused(stuck.update, "déjà utilisée", **values)
    refused(stuck.delete, "déjà utilisée")
    free = PrintedLabel.objects.filter(roll=roll, status="free")[:1].get()
    other = DeviceFactory(organisation=inside)
    one = PrintedLabel.objects.filter(pk=free.pk)
    refused(one.update, "pas celle de cet", status="stuck", device=other, changed_at=timezone.now())
    refused(one.update, "déjà utilisée", asset_tag=f"{inside.prefix}-0000000-0")
    refused(one.update, "l’est sur un appareil", status="stuck")


@pytest.mark.django_db(transaction=True)
def test_two_receptions_of_one_label_make_one_device(association, at_once):
    by = MembershipFactory(organisation=association, role="TECHNICIAN")
    with organisation(association):
        tag = tags_of(roll_of(by))[0]
    results = at_once(association, lambda: services.receive_device(by=by, asset_tag=tag, **LAPTOP))
    assert sorted(type(result).__name__ for result in results) == ["Device", "Refused"]
    with organisation(association):
        assert Device.objects.filter(asset_tag=tag).count() == 1


# ---- Printers ----

PRINTER = {"name": "Brother", "sheet_format": "L7160", "offset_x": 1, "offset_y": 0}


def test_a_printer_s_offset_is_corrected(technician, journal):
    printer = services.create_printer(by=technician, **PRINTER)
    services.update_printer(printer=printer, by=technician, **PRINTER | {"offset_x": 2})
    printer.refresh_from_db()
    assert printer.offset_x == 2
    assert journal("printer.updated")["fields"] == ["offset_x"]


@pytest.mark.parametrize(
    ("changes", "match"),
    [({"sheet_format": "A4"}, "inconnu"), ({"offset_y": 21}, "−20 à 20")],
)
def test_a_printer_prints_on_known_sheets_and_nearly_straight(technician, changes, match):
    with pytest.raises(Refused, match=match):
        services.create_printer(by=technician, **PRINTER | changes)


def test_a_printer_is_removed_once(technician):
    printer = services.create_printer(by=technician, **PRINTER)
    services.remove_printer(printer=LabelPrinter.objects.get(pk=printer.pk), by=technician)
    with pytest.raises(Refused, match="déjà retirée"):
        services.remove_printer(printer=LabelPrinter(pk=printer.pk), by=technician)


# ---- Batches ----


def test_doubles_are_ignored_and_errors_are_said():
    reading = read_scans(
        "S63-7K2M9QX-4\r\ns637k2m9qx4;https://x.example/E/S63-7K2M9QX-4\nbonjour",
        "S63",
    )
    assert reading.tags == ["S63-7K2M9QX-4"]
    assert reading.doubles == 2
    assert [said for said, _ in reading.errors] == ["bonjour"]


def test_a_misread_label_is_said_and_never_counted(technician, shelf):
    prefix = technician.organisation.prefix
    misread = f"{prefix}-0000001-0"
    assert is_misread(misread)
    assert "mal lue" in dict(batch_of(technician, misread).errors)[misread]
    run = close(technician, shelf, [misread])
    assert not run.lines.filter(asset_tag=misread).exists()


def test_a_thousand_scans_are_read_and_not_more():
    reading = read_scans("x\n" * 1001, "S63")
    assert "premières" in reading.errors[-1][1]


def test_a_batch_knows_devices_free_labels_and_strangers(inside, technician, other_association):
    device = DeviceFactory(organisation=inside)
    free = tags_of(roll_of(technician))[0]
    stranger = services.stickers.new_asset_tag(inside.prefix)
    with organisation(other_association):
        foreign = DeviceFactory(organisation=other_association)
    text = "\n".join([free, device.asset_tag, stranger, foreign.asset_tag])
    batch = batch_of(technician, text)
    assert batch.devices == [device]
    assert batch.free == [free]
    assert [said for said, _ in batch.errors] == [foreign.asset_tag, stranger]


def test_a_second_look_is_for_proven_erasures_only(inside, technician, journal):
    proven = DeviceFactory(organisation=inside, erased=True)
    waiting = DeviceFactory(organisation=inside, unproven=1)
    screen = DeviceFactory(organisation=inside, screen=True)
    devices = [proven, waiting, screen]
    assert services.check_erasures(devices=devices, by=technician) == 1
    assert ErasureCheck.objects.get().device == proven
    assert journal("erasure.checked")["actor"] == technician.pk
    with pytest.raises(Refused, match="Aucun"):
        services.check_erasures(devices=devices, by=technician)


def test_a_second_look_is_worth_nothing_once_the_proof_is_void(inside, technician):
    device = DeviceFactory(organisation=inside, erased=True)
    services.check_erasures(devices=[device], by=technician)
    services.add_medium(
        device=device, kind="hdd", serial="WX71A48P9", capacity_gb=500, by=technician
    )
    with pytest.raises(Refused, match="Aucun"):
        services.check_erasures(devices=[device], by=technician)


@pytest.mark.django_db(transaction=True)
def test_two_second_looks_at_once_are_one(association, at_once):
    by = MembershipFactory(organisation=association, role="TECHNICIAN")
    with organisation(association):
        device = DeviceFactory(organisation=association, erased=True)
    results = at_once(association, lambda: services.check_erasures(devices=[device], by=by))
    assert sum(result == 1 for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 1


# ---- Counts ----


@pytest.fixture
def shelf(inside):
    """A shelf of three, one that is elsewhere, and one that has left."""
    venue = Venue.objects.create(organisation=inside, name="Atelier")
    here = [DeviceFactory(organisation=inside, venue=venue, shelf="B2") for _ in range(3)]
    elsewhere = DeviceFactory(organisation=inside, venue=venue, shelf="C1")
    gone = DeviceFactory(organisation=inside, erased=True)
    Device.objects.filter(pk=gone.pk).update(status="waste")
    return {"venue": venue, "here": here, "elsewhere": elsewhere, "gone": gone}


def close(by, place, tags, **changes):
    values = {
        "token": uuid4(),
        "venue": place["venue"],
        "shelf": "B2",
        "moves_misplaced": False,
    }
    return services.close_audit(tags=tags, by=by, **values | changes)


def everything(shelf):
    seen = [shelf["here"][0], shelf["elsewhere"], shelf["gone"]]
    return [device.asset_tag for device in seen] + ["ZZZ-0000000-0"]


def test_a_count_says_found_missing_misplaced_gone_and_unknown(technician, shelf, journal):
    run = close(technician, shelf, everything(shelf))
    outcomes = dict(run.lines.values_list("asset_tag", "outcome"))
    assert outcomes == {
        shelf["here"][0].asset_tag: "found",
        shelf["here"][1].asset_tag: "missing",
        shelf["here"][2].asset_tag: "missing",
        shelf["elsewhere"].asset_tag: "misplaced",
        shelf["gone"].asset_tag: "gone",
        "ZZZ-0000000-0": "unknown",
    }
    assert (run.expected_count, run.found_count, run.missing_count) == (3, 1, 2)
    assert (run.misplaced_count, run.other_count, run.moved_count) == (1, 2, 0)
    assert journal("audit.closed")["missing"] == 2
    shelf["elsewhere"].refresh_from_db()
    assert shelf["elsewhere"].shelf == "C1"


def test_the_misplaced_are_moved_when_asked_and_the_gone_never(technician, shelf, journal):
    run = close(technician, shelf, everything(shelf), moves_misplaced=True)
    assert run.moved_count == 1
    for device in (shelf["elsewhere"], shelf["gone"]):
        device.refresh_from_db()
    assert shelf["elsewhere"].shelf == "B2"
    assert shelf["gone"].shelf == ""
    assert run.lines.get(was_moved=True).known_place == "Atelier, C1"
    assert journal("device.moved")["venue"] == str(shelf["venue"].pk)


def test_a_whole_place_counts_every_shelf(technician, shelf):
    run = close(technician, shelf, [shelf["elsewhere"].asset_tag], shelf="")
    assert (run.expected_count, run.found_count) == (4, 1)


def test_a_count_closes_once(technician, shelf):
    token = uuid4()
    close(technician, shelf, [], token=token)
    with pytest.raises(Refused, match="déjà clos"):
        close(technician, shelf, [], token=token)


def test_a_count_is_of_a_place_of_ours_and_of_something(technician, shelf, other_association):
    with pytest.raises(Refused, match="Choisissez"):
        close(technician, shelf, [], venue=None, shelf="")
    with pytest.raises(Refused, match="Rien n’est attendu"):
        close(technician, shelf, [], shelf="Vide")
    with organisation(other_association):
        venue = Venue.objects.create(organisation=other_association, name="Ailleurs")
    with pytest.raises(Refused, match="de votre structure"):
        close(technician, shelf, [], venue=venue)


@pytest.mark.django_db(transaction=True)
def test_two_closings_of_one_count_make_one(association, at_once):
    by, token = MembershipFactory(organisation=association, role="TECHNICIAN"), uuid4()
    with organisation(association):
        DeviceFactory(organisation=association, shelf="B2")
    results = at_once(association, lambda: close(by, {"venue": None}, [], token=token))
    assert sorted(type(result).__name__ for result in results) == ["AuditRun", "Refused"]


def test_what_was_counted_stays(inside, technician, shelf):
    close(technician, shelf, [])
    proven = DeviceFactory(organisation=inside, erased=True)
    services.check_erasures(devices=[proven], by=technician)
    for model, values in (
        (AuditRun, {"missing_count": 0}),
        (AuditLine, {"outcome": "found"}),
        (ErasureCheck, {"by": technician}),
    ):
        refused(model.objects.all().update, "ne change plus", **values)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")

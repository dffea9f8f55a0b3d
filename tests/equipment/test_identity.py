"""Which device a file speaks of: the rule alone, then the decisions of a person."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.identity import Known, Sign, Signs, resolve, same_look, uuids_of
from equipment.models import CaseKind, CaseStatus, Device, IdentityCase, MediumFate
from equipment.services import (
    create_from_case,
    import_evidence,
    match_case,
    set_aside,
    settle_differences,
    undo_case,
)
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.equipment.evidence_samples import lshw, nwipe, smartctl
from tests.equipment.factories import DeviceFactory, MediumFactory

UUID_1 = UUID("4c4c4544-0036-3510-8052-b4c04f4d3132")


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": settings.STORAGES["default"]["BACKEND"],
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


def known(pk, *signs, **facts):
    return Known(pk=pk, signs=frozenset(signs), **facts)


def a_machine(**changes):
    values = {"manufacturer": "HP", "model": "EliteBook 840 G3", "serial": "5CG7221ABC"}
    return Signs(**values | changes)


def test_the_label_comes_first():
    found = resolve(a_machine(label="S63-1"), [known(1, Sign.LABEL)])
    assert (found.device, found.sign) == (1, Sign.LABEL)


def test_a_serial_number_of_the_same_make_and_model_is_the_device():
    one = known(1, Sign.SERIAL, manufacturer="Hewlett-Packard", model="HP EliteBook 840 G3")
    assert resolve(a_machine(), [one]).device == 1


def test_a_serial_number_of_another_make_is_put_to_a_person():
    one = known(1, Sign.SERIAL, manufacturer="Dell", model="Latitude")
    found = resolve(a_machine(), [one])
    assert found.device is None and found.kind == "conflict"
    assert found.candidates[0].device == 1


def test_two_signs_that_point_to_two_devices_are_put_to_a_person():
    found = resolve(a_machine(), [known(1, Sign.SERIAL), known(2, Sign.UUID)])
    assert found.kind == "conflict" and {each.device for each in found.candidates} == {1, 2}


def test_a_label_on_another_serial_number_is_put_to_a_person():
    found = resolve(a_machine(label="S63-1"), [known(1, Sign.LABEL, serial="5CG9999ZZZ")])
    assert found.kind == "conflict"


def test_a_uuid_that_two_machines_show_names_neither():
    signs = a_machine(serial="", uuids=frozenset({UUID_1}))
    found = resolve(signs, [known(1, Sign.UUID), known(2, Sign.UUID)])
    assert found.device is None and found.kind == "several" and len(found.candidates) == 2


def test_a_shared_uuid_does_not_hide_a_new_machine_with_its_own_serial_number():
    signs = a_machine(uuids=frozenset({UUID_1}))
    assert resolve(signs, [known(1, Sign.UUID), known(2, Sign.UUID)]).is_new


def test_a_disk_alone_finds_its_device():
    found = resolve(Signs(disks=frozenset({"A"})), [known(1, Sign.DISKS)])
    assert (found.device, found.sign) == (1, Sign.DISKS)


def test_a_disk_in_a_machine_of_another_number_is_put_to_a_person():
    found = resolve(a_machine(), [known(1, Sign.DISKS, serial="OTHER77")])
    assert found.kind == "conflict"


def test_a_device_without_number_of_the_same_look_is_proposed_and_never_taken():
    found = resolve(a_machine(), [known(1, Sign.LOOK, manufacturer="HP")])
    assert found.device is None and found.kind == "several" and not found.is_new


def test_nothing_known_of_a_well_named_machine_makes_a_new_device():
    assert resolve(a_machine(), []).is_new


def test_without_a_number_nothing_is_made():
    assert resolve(a_machine(serial=""), []).kind == "unknown"


def test_a_virtual_machine_is_no_device():
    found = resolve(a_machine(is_virtual=True), [known(1, Sign.SERIAL)])
    assert found.device is None and "virtuelle" in found.why


def test_a_uuid_is_one_in_both_byte_orders():
    other_order = "44454c4c-3600-1035-8052-b4c04f4d3132"
    assert uuids_of(str(UUID_1)) == uuids_of(other_order)
    assert uuids_of("not a uuid") == frozenset()


def test_makers_are_one_under_their_company_names():
    assert same_look(Signs(manufacturer="Dell Inc."), Signs(manufacturer="DELL"))
    assert not same_look(Signs(manufacturer="Dell"), Signs(manufacturer="Acer"))


def read(by, *files, **more):
    """Import these contents; the outcomes."""
    return import_evidence(
        files=[(f"releve-{rank}.txt", content) for rank, content in enumerate(files)],
        by=by,
        **more,
    )


def the_case(kind=None):
    return IdentityCase.objects.get(**({"kind": kind} if kind else {}))


def a_look_alike(org):
    return DeviceFactory(organisation=org, manufacturer="HP", model="EliteBook 840 G3")


def test_a_device_received_without_number_waits_for_a_person(inside, technician):
    waiting = a_look_alike(inside)
    (outcome,) = read(technician, lshw())
    assert outcome.device is None and Device.objects.count() == 1
    assert outcome.case.candidates[0]["device"] == str(waiting.pk)


def test_this_one_writes_what_the_file_says(inside, technician, journal):
    waiting = a_look_alike(inside)
    read(technician, lshw())
    match_case(case=the_case(), device=waiting, by=technician)
    waiting.refresh_from_db()
    case = the_case()
    assert (waiting.serial, waiting.memory_gb) == ("5CG7221ABC", 8)
    assert waiting.media.get().serial == "WD-WX61A1234567"
    assert (case.status, case.device_id) == (CaseStatus.MATCHED, waiting.pk)
    assert case.evidence.device_id == waiting.pk
    assert journal("identity.decided")["decision"] == "matched"


def test_undoing_puts_back_what_stood_and_asks_again(inside, technician):
    waiting = a_look_alike(inside)
    read(technician, lshw())
    match_case(case=the_case(), device=waiting, by=technician)
    undo_case(case=the_case(), by=technician)
    waiting.refresh_from_db()
    case = the_case()
    assert (waiting.serial, waiting.memory_gb) == ("", None)
    assert not waiting.media.exists() and not waiting.identifiers.exists()
    assert case.is_open and case.evidence.device_id is None
    spare = waiting.media_taken_out.get()
    assert spare.fate == MediumFate.SPARE


def test_what_a_person_wrote_since_stays_when_undone(inside, technician):
    waiting = a_look_alike(inside)
    read(technician, lshw())
    match_case(case=the_case(), device=waiting, by=technician)
    Device.objects.filter(pk=waiting.pk).update(memory_gb=16)
    undo_case(case=the_case(), by=technician)
    waiting.refresh_from_db()
    assert (waiting.serial, waiting.memory_gb) == ("", 16)


def test_after_undoing_the_other_device_gets_the_disk_back(inside, technician):
    wrong, right = a_look_alike(inside), a_look_alike(inside)
    read(technician, lshw())
    match_case(case=the_case(), device=wrong, by=technician)
    undo_case(case=the_case(), by=technician)
    match_case(case=the_case(), device=right, by=technician)
    assert right.media.get().serial == "WD-WX61A1234567"
    assert not wrong.media.exists()


def test_a_new_device_gets_a_label_and_quarantine(inside, technician):
    a_look_alike(inside)
    read(technician, lshw())
    outcome = create_from_case(case=the_case(), by=technician)
    device = Device.objects.get(pk=outcome.device.pk)
    assert device.asset_tag.startswith(inside.prefix) and device.status == "quarantine"
    assert device.serial == "5CG7221ABC" and device.media.count() == 1


def test_the_device_made_by_mistake_goes_once_the_file_is_given_to_another(inside, technician):
    waiting = a_look_alike(inside)
    read(technician, lshw())
    made = create_from_case(case=the_case(), by=technician).device
    undo_case(case=the_case(), by=technician)
    match_case(case=the_case(), device=waiting, by=technician)
    assert not Device.objects.filter(pk=made.pk).exists()
    assert waiting.media.get().serial == "WD-WX61A1234567"


def test_a_new_device_undone_then_made_again_is_the_same(inside, technician):
    a_look_alike(inside)
    read(technician, lshw())
    made = create_from_case(case=the_case(), by=technician).device
    undo_case(case=the_case(), by=technician)
    assert create_from_case(case=the_case(), by=technician).device.pk == made.pk
    assert Device.objects.count() == 2


def test_a_decision_is_taken_once(inside, technician):
    waiting = a_look_alike(inside)
    read(technician, lshw())
    case = the_case()
    match_case(case=case, device=waiting, by=technician)
    with pytest.raises(Refused, match="déjà été prise"):
        match_case(case=case, device=waiting, by=technician)
    with pytest.raises(Refused, match="déjà été prise"):
        set_aside(case=case, by=technician)


def test_nothing_is_written_on_a_device_that_has_left(inside, technician):
    gone = DeviceFactory(organisation=inside, ready=True)
    Device.objects.filter(pk=gone.pk).update(status="handed_over")
    read(technician, smartctl())
    with pytest.raises(Refused, match="trop tard"):
        match_case(case=the_case(), device=gone, by=technician)


def test_a_decision_is_undone_for_thirty_days_only(inside, technician):
    read(technician, smartctl())
    set_aside(case=the_case(), by=technician)
    late = timezone.now() - timedelta(days=31)
    IdentityCase.objects.update(decided_at=late)
    with pytest.raises(Refused, match="30"):
        undo_case(case=the_case(), by=technician)


def test_a_file_set_aside_asks_nothing_and_comes_back(inside, technician):
    read(technician, smartctl())
    set_aside(case=the_case(), by=technician)
    assert not IdentityCase.objects.open().exists()
    undo_case(case=the_case(), by=technician)
    assert the_case().is_open


def test_what_a_person_wrote_is_never_overwritten(inside, technician):
    device = DeviceFactory(
        organisation=inside,
        manufacturer="HP",
        model="EliteBook 840 G3",
        serial="5CG7221ABC",
        memory_gb=16,
        processor="Intel Core i5-6300U",
    )
    (outcome,) = read(technician, lshw())
    device.refresh_from_db()
    assert outcome.device.pk == device.pk
    assert device.memory_gb == 16 and device.processor == "Intel Core i5-6300U"
    case = the_case(CaseKind.DIFFERENCES)
    assert case.differences == [{"field": "memory_gb", "ours": 16, "theirs": 8}]


def test_a_machine_s_word_gives_way_to_a_later_machine_s_word(inside, technician):
    read(technician, lshw(memory=4))
    device = Device.objects.get()
    read(technician, lshw(memory=8))
    device.refresh_from_db()
    assert device.memory_gb == 8 and not IdentityCase.objects.exists()


def test_the_differences_chosen_are_written_and_undone(inside, technician):
    device = DeviceFactory(
        organisation=inside, manufacturer="HP", serial="5CG7221ABC", model="EliteBook", memory_gb=16
    )
    read(technician, lshw())
    settle_differences(case=the_case(), taken=["memory_gb"], by=technician)
    device.refresh_from_db()
    assert device.memory_gb == 8 and the_case().status == CaseStatus.CORRECTED
    undo_case(case=the_case(), by=technician)
    device.refresh_from_db()
    assert device.memory_gb == 16 and the_case().is_open
    settle_differences(case=the_case(), taken=[], by=technician)
    device.refresh_from_db()
    assert device.memory_gb == 16 and the_case().status == CaseStatus.KEPT


def test_a_log_waits_for_its_disk_and_finds_it_later(inside, technician):
    (log,) = read(technician, nwipe(serial="WD-WX61A1234567"))
    assert log.device is None and log.case.is_open
    (inventory,) = read(technician, lshw())
    case = the_case()
    assert (case.status, case.device_id) == (CaseStatus.MATCHED, inventory.device.pk)
    assert inventory.device.media.get().erasures.count() == 1


def test_the_computer_that_ran_the_tool_is_only_proposed(inside, technician):
    bench = DeviceFactory(organisation=inside, manufacturer="HP", serial="5CG7221ABC")
    (log,) = read(technician, nwipe(serial="WD-ZZ99", host="5CG7221ABC"))
    assert log.device is None and not bench.media.exists()
    assert log.case.candidates[0]["device"] == str(bench.pk)
    match_case(case=log.case, device=bench, by=technician)
    assert bench.media.get().serial == "WD-ZZ99"
    assert bench.media.get().erasures.count() == 1


def test_each_question_has_its_own_answers(inside, technician):
    device = DeviceFactory(
        organisation=inside, manufacturer="HP", serial="5CG7221ABC", model="EliteBook", memory_gb=16
    )
    read(technician, lshw())
    differing = the_case()
    for act, more in ((match_case, {"device": device}), (create_from_case, {}), (set_aside, {})):
        with pytest.raises(Refused):
            act(case=differing, by=technician, **more)
    read(technician, smartctl())
    unknown = the_case(CaseKind.UNKNOWN)
    with pytest.raises(Refused, match="Dites d’abord"):
        settle_differences(case=unknown, taken=[], by=technician)
    with pytest.raises(Refused, match="Aucune décision"):
        undo_case(case=unknown, by=technician)


def page(client, name, case):
    return client.get(reverse(f"equipment:{name}", args=[case.pk]))


def test_the_queue_and_the_page_show_both_sides(association, member_of, client_for):
    member = member_of(association, "TECHNICIAN")
    with organisation(association):
        waiting = a_look_alike(association)
        MediumFactory(device=waiting, serial="AUTRE1")
        read(member, lshw())
        case = the_case()
    client = client_for(member)
    listed = client.get(reverse("equipment:identity_list"))
    assert "releve-0.txt" in listed.text
    shown = page(client, "identity_detail", case)
    assert waiting.asset_tag in shown.text and "5CG7221ABC" in shown.text
    assert "AUTRE1" in shown.text
    done = client.post(
        reverse("equipment:identity_match", args=[case.pk]), {"etiquette": waiting.asset_tag}
    )
    assert done.status_code == 302
    assert "Annuler cette décision" in page(client, "identity_detail", case).text
    client.post(reverse("equipment:identity_undo", args=[case.pk]))
    with organisation(association):
        assert the_case().is_open


def test_a_foreign_case_or_device_does_not_exist(
    association, other_association, member_of, client_for
):
    ours, theirs = member_of(association, "TECHNICIAN"), member_of(other_association, "TECHNICIAN")
    with organisation(other_association):
        foreign = DeviceFactory(organisation=other_association)
        read(theirs, smartctl())
        case = the_case()
    client = client_for(ours)
    assert page(client, "identity_detail", case).status_code == 404
    with organisation(association):
        read(ours, smartctl())
        mine = the_case()
    url = reverse("equipment:identity_match", args=[mine.pk])
    assert client.post(url, {"appareil": foreign.pk}).status_code == 404
    assert client.post(url, {"etiquette": foreign.asset_tag}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_people_decide_at_once_and_one_is_refused(association, member_of, at_once):
    member = member_of(association, "TECHNICIAN")
    with organisation(association):
        waiting = a_look_alike(association)
        read(member, lshw())
        case = the_case()
    results = at_once(association, lambda: match_case(case=case, device=waiting, by=member))
    assert sorted(type(each).__name__ for each in results) == ["Outcome", "Refused"]

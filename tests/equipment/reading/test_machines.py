"""What each format says of a machine and of its media."""

import pytest

from equipment.models import DeviceType, ErasureMethod, MediumKind
from equipment.reading import read_evidence
from equipment.reading.nwipe_methods import FIRMWARE
from equipment.reading.words import TYPES

from .files import READABLE, content, internal, read

GIB = 2**30


def test_lshw_tells_the_machine_without_what_is_plugged_in():
    reading = read("lshw_laptop.json")
    device = reading.device
    assert (device.type, device.manufacturer, device.model) == (
        "laptop",
        "Boréal",
        "TravelBook 5310",
    )
    assert (device.serial, device.serial_placeholder) == ("BRL5310X0042", False)
    assert device.ram_bytes == 4 * GIB, "four megabytes of BIOS flash are no memory"
    assert [(one.serial, one.bytes) for one in internal(reading)] == [
        ("WD-WXK1E50PLM42", 320072933376)
    ]
    assert reading.storage_known is True


def test_the_invalid_json_of_real_lshw_is_mended_and_said():
    whole, broken = read("lshw_laptop.json"), read("lshw_broken.json")
    assert broken.device == whole.device
    assert broken.media == whole.media
    assert broken.warnings[:2] == (
        "2\u00a0caractères de contrôle retirés du JSON.",
        "JSON invalide\u00a0: 2\u00a0virgules remises en place.",
    )


def test_a_mended_file_is_kept_mended():
    kept = read("lshw_broken.json").kept
    again = read_evidence("again.json", kept)
    assert again.media == read("lshw_broken.json").media
    assert not any("JSON" in warning for warning in again.warnings)


def test_an_nvme_that_lshw_cannot_see_leaves_the_storage_unknown():
    reading = read("lshw_nvme_hidden.json")
    assert reading.storage_known is False
    assert internal(reading) == []
    assert any("NVMe" in warning for warning in reading.warnings)
    assert reading.device.serial_placeholder
    assert reading.device.uuid_placeholder


def test_an_nvme_that_a_recent_lshw_sees_is_a_medium():
    reading = read("lshw_nvme_seen.json")
    (medium,) = internal(reading)
    assert (medium.kind, medium.serial, medium.bytes) == ("nvme", "KX5N0042771", 512110190592)
    assert reading.storage_known is True


def test_a_virtual_machine_is_flagged():
    reading = read("lshw_virtual.json")
    assert reading.device.virtual
    assert "C’est une machine virtuelle, pas un appareil." in reading.warnings


def test_a_guest_of_any_kind_is_a_virtual_machine():
    changed = content("glpi_computer.json").replace(b'"Physical"', b'"lxc"')
    assert read_evidence("x", changed).device.virtual


def test_an_emmc_behind_a_controller_leaves_the_storage_unknown():
    changed = content("lshw_laptop.json").replace(b'"Wi-Fi 6205"', b'"Celeron eMMC Controller"')
    assert read_evidence("x", changed).storage_known is False


def test_a_disk_that_hides_its_size_leaves_the_storage_unknown():
    changed = content("lshw_laptop.json").replace(b"320072933376", b"0")
    assert read_evidence("x", changed).storage_known is False


def test_a_failing_disk_is_condemned_with_every_reason():
    (medium,) = read("smartctl_failing.json").media
    assert (medium.kind, medium.condemned, medium.power_on_hours) == ("hdd", True, 30211)
    assert medium.reasons == (
        "SMART annonce une panne.",
        "Un compteur vital du disque est sous son seuil.",
        "2\u202f015\u00a0secteurs réalloués.",
        "1\u00a0secteur en attente de réallocation.",
        "Le disque a enregistré des erreurs.",
        "Un autotest du disque a échoué.",
    )


def test_media_errors_condemn_even_a_disk_that_passed():
    (medium,) = read("smartctl_nvme.json").media
    assert (medium.kind, medium.condemned) == ("nvme", True)
    assert medium.reasons == ("7\u00a0erreurs de la mémoire flash.",)
    assert medium.power_on_hours == 4210


def test_hours_not_counted_are_unknown_and_not_zero():
    changed = content("smartctl_failing.json").replace(b'"power_on_time"', b'"power_off_time"')
    (medium,) = read_evidence("x", changed).media
    assert medium.power_on_hours is None


def test_glpi_tells_the_machine_its_battery_and_its_disks():
    reading = read("glpi_computer.json")
    assert (reading.device.type, reading.device.serial) == ("laptop", "BRL5310X0042")
    assert reading.device.asset_tag == "PARC-0042"
    assert reading.device.ram_bytes == 4 * GIB
    assert reading.battery_percent == 63
    assert [one.serial for one in internal(reading)] == ["WD-WXK1E50PLM42"]
    assert len(reading.media) == 2, "the optical drive is no medium"
    assert reading.storage_known is True


def test_a_partial_inventory_says_nothing_of_the_rest():
    reading = read("glpi_partial.json")
    assert reading.is_partial
    assert (reading.device.type, reading.device.serial) == ("", "")
    assert reading.storage_known is None
    assert reading.battery_percent == 82


def test_an_inventory_that_lists_the_controller_but_not_its_disk_is_not_trusted():
    reading = read("glpi_nvme_missing.json")
    assert len(internal(reading)) == 1
    assert reading.storage_known is False


def test_fusioninventory_xml_is_the_same_inventory():
    reading = read("fusioninventory.xml")
    assert reading.parser == "fusioninventory"
    assert (reading.device.type, reading.device.model) == ("desktop", "Tour 300 & plus")
    assert reading.device.ram_bytes == 4 * GIB
    assert [(one.serial, one.kind) for one in reading.media] == [("KX3S00991", "ssd_sata")]
    assert read_evidence("again.xml", reading.kept).device == reading.device


def test_workbench_2022_crosses_its_tools():
    reading = read("ereuse_2022.json")
    assert reading.device.serial == "BRL7-0042"
    assert [one.kind for one in internal(reading)] == ["nvme"]
    assert reading.storage_known is True, "smartctl shows the disk that lshw hides"


def test_workbench_script_unfolds_the_json_inside_its_texts():
    reading = read("ereuse_script.json")
    assert (reading.device.type, reading.device.serial) == ("desktop", "BRLT400-9")
    assert reading.device.ram_bytes == 8 * GIB
    assert [one.serial for one in internal(reading)] == ["9VM0ZZ42"]
    assert reading.erasures == ()
    assert any("erase" in warning for warning in reading.warnings)


def test_a_snapshot_is_read_out_of_its_credential():
    reading = read("ereuse_credential.json")
    assert reading.device.serial == "BRLT500-1"
    assert [one.serial for one in reading.media] == ["KX5N0042771"]


def test_a_phone_is_not_known_by_its_network_address():
    reading = read("ereuse_android.json")
    assert (reading.device.type, reading.device.serial) == ("smartphone", "")
    assert reading.device.ram_bytes == 3702 * 2**20


@pytest.mark.parametrize("name", ["ereuse_10.json", "ereuse_11.json"])
def test_old_workbenches_cannot_see_every_medium(name):
    assert read(name).storage_known is False


def test_a_battery_is_rated_against_its_capacity_when_new():
    assert read("battery.txt").battery_percent == 63


def test_every_reader_speaks_the_words_of_the_models():
    readings = [read(name) for name in READABLE]
    types = {reading.device.type for reading in readings} | set(TYPES.values())
    assert types - {""} <= set(DeviceType.values)
    media = [one for reading in readings for one in reading.media]
    runs = [one for reading in readings for one in reading.erasures]
    assert {one.kind for one in media} <= set(MediumKind.values)
    assert {one.kind for one in runs} - {""} <= set(MediumKind.values)
    methods = {one.method for one in runs} | {method for _, method in FIRMWARE}
    assert methods - {""} <= set(ErasureMethod.values)

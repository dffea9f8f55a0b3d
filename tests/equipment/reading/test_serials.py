"""Serial numbers: which identify nothing, which name one known medium."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from equipment.reading import match_serial
from equipment.reading.serials import is_masked, is_placeholder, is_placeholder_uuid

SERIALS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=6, max_size=24)


@pytest.mark.parametrize(
    "serial",
    [
        "System Serial Number",
        "To be filled by O.E.M.",
        "To Be Filled By O.E.M.",
        "0",
        "0000000000",
        "Default string",
        "SN 123456789ABC",
        "Sku Number",
        "x.x",
        "None",
        "Not Specified",
        "N/A",
        "123456789",
        "SerNum01",
        "XXXXXXXX",
        "........",
        " ",
    ],
)
def test_what_makers_print_on_many_machines_identifies_none(serial):
    assert is_placeholder(serial)


@pytest.mark.parametrize("serial", ["CZC0408YPV", "D8FTRY1", "B8OAAS048286", "10", "S4R6062"])
def test_real_serials_identify(serial):
    assert not is_placeholder(serial)


@pytest.mark.parametrize(
    "uuid",
    [
        "00020003-0004-0005-0006-000700080009",
        "03000200-0400-0500-0006-000700080009",
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "4BDRGGFE-0046-4710-8047-B2C04F503732",
        "af8d3fcfa6fe4784",
    ],
)
def test_shared_or_malformed_uuids_identify_none(uuid):
    assert is_placeholder_uuid(uuid)


def test_masks():
    assert is_masked("XXXXXXXX")
    assert is_masked("????????")
    assert not is_masked("WD-X")


@pytest.mark.parametrize(
    "printed, known, how",
    [
        (" wd-wxk1e50plm42 ", "WD-WXK1E50PLM42", "exact"),
        ("WXK1E50PLM42", "WD-WXK1E50PLM42", "exact"),
        ("WD-WXK1E50PLM42", "WXK1E50PLM42", "exact"),
        ("50026B7683054", "50026B7683054", "exact"),
        ("50026B768305483D", "50026B768305483D0011", "cut"),
        ("50026B768305483D0", "50026B768305483D0011", "cut"),
        ("50026B768305483D0011", "50026B768305483D00112233", "cut"),
        ("50026B768305483D0011", "50026B768305483D", "cut"),
        ("WD-WCC4N0123456789AB", "WD-WCC4N0123456789ABCDEF", "cut"),
        ("DWW-KX1E05LP4M2", "WD-WXK1E50PLM42", ""),
        ("BA2143", "AB1234", "swapped"),
    ],
)
def test_one_medium_named_in_several_ways(printed, known, how):
    found = match_serial(printed, ["ZZ99OTHER", known])
    assert found.how == how
    assert found.serial == (known if how else None)


@pytest.mark.parametrize("length", [5, 12, 15, 18, 19, 21])
def test_a_beginning_cut_elsewhere_names_nothing(length):
    whole = "50026B768305483D00112233"
    assert match_serial(whole[:length], [whole]).serial is None


def test_a_cut_serial_that_could_be_two_names_neither():
    two = ["50026B768305483D0011", "50026B768305483D0022"]
    found = match_serial("50026B768305483D", two)
    assert found.serial is None
    assert found.candidates == tuple(two)
    assert found.reason == "Ce n° de série désigne plusieurs supports connus."


@pytest.mark.parametrize("printed", ["", "   ", "XXXXXXXXXXXXXXX", "???????????????", "0000"])
def test_blank_masked_and_placeholder_serials_name_nothing(printed):
    found = match_serial(printed, [printed, "AB1234"])
    assert found.serial is None
    assert found.reason.endswith(".")


@given(SERIALS, st.lists(SERIALS, max_size=6))
def test_a_match_is_always_one_of_the_known_and_says_how(printed, known):
    found = match_serial(printed, known)
    assert (found.serial in known) if found.serial else found.reason
    assert bool(found.how) == bool(found.serial)


@given(SERIALS, st.lists(SERIALS, max_size=6))
def test_the_very_same_serial_is_always_found_and_never_another(serial, others):
    assume(not is_placeholder(serial) and not is_masked(serial))
    assert match_serial(serial, [*others, serial]).serial in (serial, f"WD-{serial}")

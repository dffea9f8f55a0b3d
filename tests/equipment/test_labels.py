import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.labels import is_misread, new_asset_tag, parse_tag, with_check
from inclusion.ids import ALPHABET

BODIES = st.text(ALPHABET, min_size=7, max_size=7)


@given(BODIES)
def test_what_is_printed_is_read_back(body):
    tag = with_check("S63", body)
    assert parse_tag(tag, "S63") == tag
    assert parse_tag(tag.lower(), "S63") == tag
    assert parse_tag(f"HTTPS://INCLUSION.EXAMPLE/E/{tag}", "S63") == tag
    assert not is_misread(tag)


@given(BODIES, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_misread_character_is_noticed(body, position, other):
    tag = with_check("S63", body)
    start = len("S63-") + position
    misread = tag[:start] + other + tag[start + 1 :]
    assert is_misread(misread) == (misread != tag)


@given(st.text(max_size=60))
def test_anything_may_be_scanned(text):
    tag = parse_tag(text, "S63")
    assert tag == "" or parse_tag(tag, "S63") == tag


@pytest.mark.parametrize(
    "typed",
    [
        "S63-7K2M9QX-4",
        " s63 7k2m9qx 4 ",
        "S637K2M9QX4",
        "7k2m9qx-4",
        "https://demo.example/e/S63-7K2M9QX-4",
        "https://old.example/e/s63-7k2m9qx-4/?source=qr",
    ],
)
def test_the_ways_to_type_a_label(typed):
    assert parse_tag(typed, "S63") == "S63-7K2M9QX-4"


def test_letters_that_look_like_digits_are_forgiven_but_not_in_the_prefix():
    assert parse_tag("ALI-OOIILL0-0", "ALI") == "ALI-0011110-0"


@pytest.mark.parametrize(
    "typed", ["", "S63", "bonjour", "S63-7K2M9QX", "TROPLONG-7K2M9QX-4", "é" * 12]
)
def test_what_cannot_be_a_label_is_empty(typed):
    assert parse_tag(typed, "S63") == ""


def test_new_labels_carry_their_prefix_and_check():
    tag = new_asset_tag("S63")
    assert tag.startswith("S63-")
    assert len(tag) == 13
    assert not is_misread(tag)

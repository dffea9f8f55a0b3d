"""Identifiers: in the order of time, and codes that forgive how people type and write."""

import uuid

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from inclusion.ids import ALPHABET, check_character, grouped, normalise_code, random_code, uuid7

codes = st.text(alphabet=ALPHABET, min_size=1, max_size=12)


def test_later_rows_have_greater_keys():
    keys = []
    for second in range(50):
        with time_machine.travel(1_700_000_000 + second, tick=False):
            keys.append(uuid7())
    assert keys == sorted(keys)
    assert len({str(key) for key in keys}) == 50


def test_keys_are_version_7_and_do_not_repeat():
    keys = {uuid7() for _ in range(5000)}
    assert len(keys) == 5000
    assert {(key.version, key.variant) for key in keys} == {(7, uuid.RFC_4122)}


@given(codes)
def test_a_code_survives_how_it_is_typed(code):
    typed = grouped(code).lower().replace("0", "o").replace("1", "i").replace("-", " ")
    assert normalise_code(typed) == code


@given(st.text(max_size=50))
def test_any_text_normalises_to_letters_of_the_alphabet(text):
    assert set(normalise_code(text)) <= set(ALPHABET)


def test_random_codes_are_grouped():
    code = random_code(12)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert normalise_code(code) == code.replace("-", "")


@pytest.mark.parametrize("code", ["7K2M9QX", "0000000", "ZZZZZZZ"])
def test_one_wrong_character_is_always_caught(code):
    whole = code + check_character(code)
    for position in range(len(whole)):
        for other in set(ALPHABET) - {whole[position]}:
            wrong = whole[:position] + other + whole[position + 1 :]
            assert check_character(wrong[:-1]) != wrong[-1]


@given(st.text(alphabet=ALPHABET, min_size=2, max_size=12), st.data())
def test_two_characters_swapped_are_always_caught(code, data):
    whole = list(code + check_character(code))
    first = data.draw(st.integers(0, len(whole) - 1))
    second = data.draw(st.integers(0, len(whole) - 1))
    if whole[first] == whole[second]:
        return
    whole[first], whole[second] = whole[second], whole[first]
    assert check_character("".join(whole[:-1])) != whole[-1]

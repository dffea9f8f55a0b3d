"""Telephones: one form kept, one form shown."""

import pytest

from inclusion.places.phones import parse_phone, phone_in_french, split_phones


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("05.55.63.19.06", "+33555631906"),
        ("0763 96 03 77", "+33763960377"),
        ("+33 (0)2 61 91 12 04", "+33261911204"),
        ("0033261911204", "+33261911204"),
        ("555631906", "+33555631906"),
        ("0590 12 34 56", "+590590123456"),
        ("+262262123456", "+262262123456"),
    ],
)
def test_a_telephone_however_written_is_kept_one_way(typed, kept):
    assert parse_phone(typed) == kept


@pytest.mark.parametrize("typed", ["3949", "", "05 55", "abc", "00 00 00 00 00", "0" * 40])
def test_what_is_no_telephone_is_refused(typed):
    with pytest.raises(ValueError):
        parse_phone(typed)


def test_two_numbers_in_one_cell_are_told_apart():
    assert split_phones("05 55 82 80 47 / 07 48 88 34 96") == ["05 55 82 80 47", "07 48 88 34 96"]


def test_a_telephone_is_shown_as_the_french_read_it():
    assert phone_in_french("+33261911204") == "02\u00a061\u00a091\u00a012\u00a004"
    assert phone_in_french("+590590123456") == "05\u00a090\u00a012\u00a034\u00a056"
    assert phone_in_french("") == ""

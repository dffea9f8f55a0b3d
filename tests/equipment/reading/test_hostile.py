"""Whatever the bytes, the only answers are a reading and a French refusal, and soon."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipment.reading import Reading, Unreadable, read_evidence

from .files import NAMES, content

SECONDS = 1.0
LENIENT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answered(data):
    start = time.process_time()
    try:
        reading = read_evidence("relevé", data)
    except Unreadable as refusal:
        assert refusal.message.endswith(".")
    else:
        assert isinstance(reading, Reading)
        assert isinstance(reading.kept, bytes)
    assert time.process_time() - start < SECONDS


@st.composite
def mutated(draw):
    """One of our files with some of its bytes changed, cut, doubled or moved."""
    data = bytearray(content(draw(st.sampled_from(NAMES))))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        act = draw(st.sampled_from(["set", "cut", "insert", "drop", "double"]))
        if act == "set" and data:
            data[place] = draw(st.integers(0, 255))
        elif act == "cut":
            del data[place:]
        elif act == "insert":
            data[place:place] = draw(st.binary(max_size=12))
        elif act == "drop":
            del data[place : place + draw(st.integers(1, 200))]
        else:
            data[place:place] = data[place : place + 60]
    return bytes(data)


WORDS = st.sampled_from(
    [
        "true",
        "false",
        "null",
        "0",
        "-1",
        "1.5",
        '""',
        '"x"',
        "[]",
        "{}",
        "[[]]",
        '[{"a": 1}]',
        "1e30",
    ]
)


@st.composite
def reshaped(draw):
    """One of our JSON files with some values replaced by values of another nature."""
    name = draw(st.sampled_from([n for n in NAMES if n.endswith(".json") and "broken" not in n]))
    document = json.loads(content(name))

    def change(value):
        if draw(st.integers(0, 11)) == 0:
            return json.loads(draw(WORDS))
        if isinstance(value, dict):
            return {key: change(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [change(inner) for inner in value]
        return value

    return json.dumps(change(document)).encode()


@LENIENT
@given(mutated())
def test_damaged_files(data):
    answered(data)


@LENIENT
@given(reshaped())
def test_values_of_another_nature(data):
    answered(data)


@LENIENT
@given(st.binary(max_size=400))
def test_any_bytes(data):
    answered(data)


@LENIENT
@given(st.text(max_size=300), st.sampled_from(["{", "[", "<REQUEST>", "POWER_SUPPLY_NAME=", ""]))
def test_any_text(text, start):
    answered((start + text).encode("utf-8", errors="surrogatepass"))


@pytest.mark.parametrize(
    "data",
    [
        b'"' + b'\\"' * 1_000_000,
        b'{"id": "x", "class": "system", "a": "' + b'\\"' * 1_000_000,
        b'{"id" "class"' * 200_000,
        b"[2026/11/18 09:02:11] notice: nwipe /dev/" + b"a" * 2_000_000,
        b"[2026/11/18 09:02:11] notice: nwipe\n" * 80_000,
        b"POWER_SUPPLY_A=1\n" * 150_000,
        b"<" + b"a" * 3_000_000,
        b"<REQUEST " + b"a='1' " * 400_000 + b">",
        b"," * 3_000_000,
        b"\xef\xbb\xbf" * 900_000,
        b" " * 2_000_000 + b"{",
        b"@" * 3_000_000,
        b"[2026/11/18 09:02:11] notice: wiped /dev/sda\n" * 49_000,
        b"[2026/11/18 09:02:11] nwipe " + b"a@" * 1_000_000,
        b"[2026/11/18 09:02:11] nwipe " + b"a." * 1_000_000,
        b"[2026/11/18 09:02:11] nwipe " + b"aa:" * 900_000,
    ],
)
def test_files_made_to_be_slow(data):
    answered(data)

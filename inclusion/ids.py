"""Identifiers: time-ordered UUIDs for rows, short codes that people can read aloud."""

import os
import secrets
import time
import uuid

# Crockford's base 32: no I, L, O, U, so that nothing is misread on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7():
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    value |= (0x7 << 76) | (0x2 << 62)
    return uuid.UUID(int=value)


def uuid_of(value):
    """The UUID that a text from outside writes, None when it writes none."""
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def random_code(length, group=4):
    """A random code in groups, for example « 7K3M-9QXD-2F4T »: 5 bits a character."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(characters[i : i + group] for i in range(0, length, group))


def normalise_code(text):
    """The characters of a code as typed by hand: case, spaces and look-alikes forgiven."""
    folded = text.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(character for character in folded if character in ALPHABET)


def grouped(characters, group=4):
    """The code as printed, from its bare characters."""
    return "-".join(characters[i : i + group] for i in range(0, len(characters), group))


def check_character(characters):
    """One check character that catches any wrong character and any two swapped, up to 30 long.

    The characters are the 32 elements of a field; each position weighs another power of two of
    it, so that one error or one swap, the check character's included, always changes the sum.
    """
    total = 0
    for character in characters:
        total = _doubled(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _doubled(element):
    """Twice an element of GF(32), built on x^5 + x^2 + 1."""
    element <<= 1
    return element ^ 0b100101 if element & 32 else element

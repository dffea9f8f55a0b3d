"""AES-256-GCM on small values: what is sealed says where it belongs, and opens nowhere else.

A sealed value is `version (1 byte) · key number (1) · nonce (12) · ciphertext and tag`. The place
(`table|column|organisation|row`) is authenticated, never stored: a value pasted into another row,
column or organisation does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
NONCE_BYTES = 12
HEAD_BYTES = 2


class CannotOpen(Exception):
    """A sealed value that was altered, moved, or whose key is gone."""


def seal(clear, *, key, number, place):
    """The sealed form of `clear` (bytes) for this place (str)."""
    head = bytes((VERSION, number))
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, clear, head + place.encode())


def key_number(sealed):
    """Which key of its owner a sealed value asks for."""
    if len(sealed) <= HEAD_BYTES + NONCE_BYTES or sealed[0] != VERSION:
        raise CannotOpen("not a sealed value")
    return sealed[1]


def unseal(sealed, *, key, place):
    """The clear bytes; raises CannotOpen when the value is not this place's own."""
    key_number(sealed)
    head, nonce = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[HEAD_BYTES + NONCE_BYTES :], head + place.encode())
    except InvalidTag:
        raise CannotOpen("altered, moved, or another key") from None

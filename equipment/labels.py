"""Labels: « S63-7K2M9QX-4 », a prefix of the organisation, seven characters, one to check them."""

import re

from inclusion.ids import ALPHABET, check_character, random_code

BODY_LENGTH = 7
TAIL_LENGTH = BODY_LENGTH + 1
# Whatever the domain was when the label was printed: only what follows /e/ counts.
IN_ADDRESS = re.compile(r"/e/([^/?#\s]+)/?(?:[?#].*)?$", re.IGNORECASE)


def new_asset_tag(prefix):
    """A label nobody has had yet, but for one chance in 34 billion that the unique key catches."""
    return with_check(prefix, random_code(BODY_LENGTH, group=BODY_LENGTH))


def with_check(prefix, body):
    """The whole label of these seven characters."""
    return f"{prefix}-{body}-{check_character(body)}"


def parse_tag(text, prefix):
    """The label as printed, from what was typed or scanned; "" when it cannot be one of ours.

    Forgives case, spaces, missing hyphens, look-alike characters, the whole address of the QR code,
    and a missing prefix; another organisation's prefix is not ours to read.
    """
    text = text.strip()
    address = IN_ADDRESS.search(text)
    bare = re.sub(r"[\s\-–_.]", "", address.group(1) if address else text).upper()
    head, tail = bare[:-TAIL_LENGTH], bare[-TAIL_LENGTH:]
    tail = tail.replace("O", "0").replace("I", "1").replace("L", "1")
    if head not in ("", prefix) or len(tail) < TAIL_LENGTH or not set(tail) <= set(ALPHABET):
        return ""
    return f"{prefix}-{tail[:-1]}-{tail[-1]}"


def is_misread(tag):
    """True when the check character says that a character was misread or swapped."""
    _, body, check = tag.rsplit("-", 2)
    return check_character(body) != check

"""The methods nwipe names, in our words."""

import re

ONE_PASS = re.compile(r"fill with (zeros|ones)|zero fill|(prng|random) ?(stream)?$")
MANY_PASSES = re.compile(r"rcmp|ops-?ii|dod|gutmann|hmg|is5|schneier|bmb|5220", re.IGNORECASE)
FIRMWARE = (
    (re.compile(r"nvme.*sanitize|sanitize.*nvme"), "nvme_sanitize"),
    (re.compile(r"nvme.*format|format nvm"), "nvme_format"),
    (re.compile(r"sanitize"), "ata_sanitize"),
    (re.compile(r"secure erase"), "ata_secure_erase"),
)


def method_of(name, rounds=1, passes=None):
    """A value of `ErasureMethod`; empty for a name we do not know, never a guess."""
    lowered = " ".join(name.lower().split())
    if not lowered:
        return ""
    if lowered.startswith("verify"):
        return "verify_only"
    for pattern, method in FIRMWARE:
        if pattern.search(lowered):
            return method
    if MANY_PASSES.search(lowered):
        return "overwrite_many"
    if ONE_PASS.search(lowered):
        return "overwrite_many" if max(rounds, passes or 1) > 1 else "overwrite"
    return ""

"""Telephone numbers: kept as +33… (the standard's form), shown as « 05 36 49 12 34 »."""

import re

from inclusion.places.vocabulary import PHONE

# The beginnings that belong to the overseas departments, whose numbers have a prefix of their own.
OVERSEAS = {
    "590": "+590",
    "690": "+590",
    "691": "+590",
    "594": "+594",
    "694": "+594",
    "596": "+596",
    "696": "+596",
    "697": "+596",
    "262": "+262",
    "263": "+262",
    "692": "+262",
    "693": "+262",
    "269": "+262",
    "639": "+262",
}
SEPARATORS = re.compile(r"\s*(?:/|;|,|\||\bou\b|\bet\b|\n)\s*", re.IGNORECASE)


def parse_phone(text):
    """« 05.55.63.19.06 » → « +33555631906 ». Raises ValueError for anything else."""
    bare = re.sub(r"[\s\u00a0\u202f().\-‑–_]", "", text)
    bare = re.sub(r"^(?:00|\+)?33(?=0?[1-9]\d{8}$)", "0", bare)
    bare = re.sub(r"^00(?=[1-9])", "0", bare)
    # A spreadsheet has eaten the first zero.
    if re.fullmatch(r"[1-9]\d{8}", bare):
        bare = "0" + bare
    if re.fullmatch(r"0[1-9]\d{8}", bare):
        return OVERSEAS.get(bare[1:4], "+33") + bare[1:]
    if re.fullmatch(PHONE, bare):
        return bare
    raise ValueError("phone")


def split_phones(text):
    """The numbers written together in one cell."""
    return [part for part in SEPARATORS.split(text.strip()) if part]


def phone_in_french(phone):
    """« 05 36 49 12 34 », with no-break spaces; overseas numbers keep their own beginning."""
    for prefix in {"+33", *OVERSEAS.values()}:
        if phone.startswith(prefix) and len(phone) == len(prefix) + 9:
            digits = "0" + phone[len(prefix) :]
            return "\u00a0".join(digits[i : i + 2] for i in range(0, 10, 2))
    return phone

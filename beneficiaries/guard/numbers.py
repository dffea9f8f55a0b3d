"""Numbers that no file may hold: social security, bank account, bank card.

Each is looked for as people type it, with spaces, dots or dashes anywhere, and believed only when
its key holds or its shape cannot be another number's: telephones, SIRET, invoices pass.
"""

import re

from stdnum import iban, luhn

# What may stand between two digits of one number.
BETWEEN = r"[\s.\-_/·•]{0,3}"


def _spaced(*parts):
    return BETWEEN.join(parts)


# ---- Social security number (NIR): sex, year, month, department, commune, rank, and a key --------

_DEPARTMENT = _spaced(r"\d", r"[\dABab]")
_NIR = re.compile(
    r"(?<!\d)(?=(?P<number>"
    + _spaced(r"[1-478]", *[r"\d"] * 4, _DEPARTMENT, *[r"\d"] * 6)
    + rf")(?:{BETWEEN}(?P<key>\d{BETWEEN}\d))?(?P<more>{BETWEEN}\d)?)"
)
_NIR_MONTH = re.compile(r"0[1-9]|1[0-2]|[2-3]\d|4[0-2]|[5-9]\d")
_NIR_DEPARTMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-9]|2[AB]")
# « 2 79 06 63 113 024 » and « 2 79 06 63 113 024 52 »: nothing else is written so.
_NIR_SHAPE = re.compile(
    r"[1-478]\D{1,3}\d\d\D{1,3}\d\d\D{1,3}(?:\d\d|2[ABab])\D{1,3}\d{3}\D{1,3}\d{3}"
)
_NIR_SAID = re.compile(
    r"\bs[ée]cu\b|s[ée]curit[ée] sociale|\bnir\b|\bn\W{0,3}ss\b|\bnum[ée]ro ss\b|\bvitale\b"
    r"|\bameli\b|\bcpam\b|\binsee\b",
    re.IGNORECASE,
)
# Thirteen digits are also these.
_OTHER_SAID = re.compile(
    r"fiscal|\bspi\b|imp[ôo]ts?\b|\bean\b|\bisbn\b|code.?barres?|colis|suivi|facture|commande"
    r"|\bimei\b|\bpdl\b|\bprm\b|compteur|siret|contrat|dossier|client|s[ée]rie",
    re.IGNORECASE,
)
_STARTS_AS_A_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
SAID_WITHIN = 40


def holds_social_security_number(text):
    """With its key; or without, when its shape or the words before it leave no doubt."""
    for found in _NIR.finditer(text):
        typed, number = found["number"], _characters(found["number"])
        if not (_NIR_MONTH.fullmatch(number[3:5]) and _NIR_DEPARTMENT.fullmatch(number[5:7])):
            continue
        key, is_followed = found["key"], found["more"]
        if key and not is_followed and int(_characters(key)) == _nir_key(number):
            return True
        if is_followed and key:
            continue
        before = text[max(0, found.start() - SAID_WITHIN) : found.start()]
        if _NIR_SHAPE.fullmatch(typed) or _NIR_SAID.search(before):
            return True
        if not key and not is_followed and _is_bare_nir(typed, number, before):
            return True
    return False


def _characters(typed):
    return "".join(c for c in typed if c.isalnum()).upper()


def _nir_key(number):
    digits = number.replace("2A", "19", 1) if number[5:7] == "2A" else number
    digits = digits.replace("2B", "18", 1) if number[5:7] == "2B" else digits
    if not digits.isdigit():
        return -1
    return 97 - int(digits) % 97


def _is_bare_nir(typed, number, before):
    """Thirteen digits in a row that make an ordinary birth, and nothing that says otherwise."""
    return (
        typed.isalnum()
        and number[0] in "12"
        and "01" <= number[3:5] <= "12"
        and number[7:10] != "000"
        and number[10:] != "000"
        and not _STARTS_AS_A_DATE.match(number)
        and not _OTHER_SAID.search(before)
    )


# ---- Bank account --------------------------------------------------------------------------------

_IBAN = re.compile(
    rf"(?=(?P<number>[A-Za-z]{BETWEEN}[A-Za-z]{BETWEEN}\d{BETWEEN}\d"
    rf"(?:{BETWEEN}[A-Za-z0-9]){{11,30}}))"
)
IBAN_LENGTHS = range(15, 35)
# Bank 5, branch 5, account 11, key 2.
_RIB = re.compile(
    r"(?<!\d)(?=(?P<number>"
    + _spaced(*[r"\d"] * 10, *[r"[A-Za-z0-9]"] * 11, r"\d", r"\d")
    + r")(?![A-Za-z0-9]))"
)
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def holds_account(text):
    """An IBAN of any country (its length, its shape and its key), or a French RIB by its key."""
    for found in _IBAN.finditer(text):
        number = _characters(found["number"])
        if any(
            iban.is_valid(number[:n], check_country=False) for n in IBAN_LENGTHS if n <= len(number)
        ):
            return True
    return any(_is_rib(_characters(found["number"])) for found in _RIB.finditer(text))


def _is_rib(number):
    digits = number.translate(_RIB_LETTERS)
    bank, branch, account, key = digits[:5], digits[5:10], digits[10:21], digits[21:]
    total = 89 * int(bank) + 15 * int(branch) + 3 * int(account) + int(key)
    return total % 97 == 0 and int(bank) > 0


# ---- Bank card -----------------------------------------------------------------------------------

_RUN = re.compile(rf"(?<!\d)\d(?:{BETWEEN}\d){{12,}}")
_GROUPS = re.compile(r"\d+")
_PHONE = re.compile(r"(?<!\d)(?:0|\+33[ .\-]?|0033[ .\-]?)[1-9](?:[ .\-]?\d\d){4}(?!\d)")
_CARD_SAID = re.compile(r"\b(?:cartes?|cb|visa|mastercard|maestro|bancaires?)\b", re.IGNORECASE)
_CARD_16 = re.compile(r"4|5[0-8]|2(?:2[2-9]|[3-6]|7[01]|720)|6|35(?:2[89]|[3-8])")
_CARD_19 = re.compile(r"4|5[06-8]|6")
_AMEX = re.compile(r"3[47]")


def holds_card(text):
    """A number of a card's length and beginning whose Luhn key holds."""
    masked = _PHONE.sub(lambda found: "#" * len(found[0]), text)
    return any(
        _is_card(number, said=_CARD_SAID, before=source[max(0, start - SAID_WITHIN) : start])
        for source, whole in ((text, True), (masked, False))
        for start, number in _numbers(source, whole=whole)
    )


def _numbers(text, *, whole):
    """Each run of digits in one piece, or every run of whole groups inside it."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + g.start(), g[0]) for g in _GROUPS.finditer(run[0])]
        if whole:
            yield run.start(), "".join(digits for _, digits in groups)
            continue
        for first, (start, _) in enumerate(groups):
            number = ""
            for _, digits in groups[first:]:
                number += digits
                if len(number) > 19:
                    break
                yield start, number


def _is_card(number, *, said, before):
    length = len(number)
    if not 13 <= length <= 19 or not luhn.is_valid(number) or len(set(number)) == 1:
        return False
    if said.search(before):
        return length != 15 or bool(_AMEX.match(number))
    if _OTHER_SAID.search(before):
        return False
    return bool(
        (length == 16 and _CARD_16.match(number))
        or (length == 19 and _CARD_19.match(number))
        or (length == 15 and _AMEX.match(number))
    )

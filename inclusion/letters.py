"""Numbers in French letters, as a receipt or a cheque writes them.

Traditional spelling: « vingt et un », « quatre-vingts », « deux cent mille », « deux millions ».
"""

from inclusion.money import to_cents

SMALL = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
    *("dix-sept", "dix-huit", "dix-neuf"),
)
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
MOST = 999_999_999


def in_letters(number):
    """1580 → « mille cinq cent quatre-vingts », from zero to 999 999 999."""
    if not 0 <= number <= MOST:
        raise ValueError("number")
    if number < 1000:
        return _hundreds(number)
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1000)
    parts = []
    if millions:
        parts.append(f"{_hundreds(millions)} million{'s' if millions > 1 else ''}")
    if thousands:
        # « mille » is a numeral: what stands before it takes no s, and « un » is not said.
        before = "" if thousands == 1 else f"{_hundreds(thousands, agrees=False)} "
        parts.append(f"{before}mille")
    if units:
        parts.append(_hundreds(units))
    return " ".join(parts)


def _hundreds(number, agrees=True):
    """Under a thousand; `agrees` says whether « cents » and « vingts » take their s at the end."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _tens(rest, agrees)
    word = "cent" if hundreds == 1 else f"{SMALL[hundreds]} cent"
    if rest:
        return f"{word} {_tens(rest, agrees)}"
    return f"{word}s" if hundreds > 1 and agrees else word


def _tens(number, agrees):
    if number < 20:
        return SMALL[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        # Counted from sixty and from eighty: soixante-douze, quatre-vingt-dix.
        tens, unit = tens - 1, unit + 10
    if tens == 8:
        if not unit:
            return "quatre-vingts" if agrees else "quatre-vingt"
        return f"quatre-vingt-{SMALL[unit]}"
    if not unit:
        return TENS[tens]
    joint = " et " if unit in (1, 11) else "-"
    return f"{TENS[tens]}{joint}{SMALL[unit]}"


def amount_in_letters(amount):
    """1515.25 → « mille cinq cent quinze euros et vingt-cinq centimes »."""
    euros, cents = divmod(int(to_cents(amount) * 100), 100)
    # « un million d’euros », but « un million cent euros ».
    link = " d’" if euros and not euros % 1_000_000 else " "
    words = f"{in_letters(euros)}{link}euro{'s' if euros > 1 else ''}"
    if not cents:
        return words
    centimes = f"{in_letters(cents)} centime{'s' if cents > 1 else ''}"
    return f"{words} et {centimes}" if euros else centimes

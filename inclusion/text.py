"""French text: folding for search, parsing what people type, small agreements."""

import re
import unicodedata
from decimal import Decimal

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def fold(text):
    """Lower case, no accents, one space between words: for sorting and finding, never shown."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def clean(text):
    """NFC, without control characters, edges trimmed: what a name field keeps."""
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C").strip()


# Thousands are grouped by three or not at all: « 1 25 » is two numbers, not one.
AMOUNT = re.compile(r"-?(?:[0-9]{1,12}|[0-9]{1,3}(?: [0-9]{3}){1,3})(?:[.,][0-9]{1,2})?")


def parse_amount(text):
    """Euros as typed in French: « 28 921,50 », « 28921.5 », with or without €.

    Raises ValueError for anything else: thousands of euros, three decimals, a point that may
    separate thousands as well (« 1.234 », « 1.234,56 »), a million millions.
    """
    bare = re.sub(f"[\t {NO_BREAK}{NARROW}\u2009]", " ", text).strip()
    bare = bare.removesuffix("€").rstrip().replace("\u2212", "-")
    bare = re.sub(r"^- (?=[0-9])", "-", bare)
    if not AMOUNT.fullmatch(bare):
        raise ValueError("amount")
    return Decimal(bare.replace(" ", "").replace(",", ".")).quantize(Decimal("0.01"))


def counted(number, singular, plural=None):
    """« 1 séance », « 12 séances »: the number and its noun, agreed in French (0 is singular)."""
    noun = singular if abs(number) < 2 else plural or f"{singular}s"
    return f"{grouped_number(number)}{NO_BREAK}{noun}"


def grouped_number(number):
    """« 1 359 » with narrow no-break spaces."""
    return f"{number:,}".replace(",", NARROW)


def initials(name):
    """Up to four characters that stand for a name: « Secours populaire 63 » → « SP63 »."""
    words = [
        w
        for w in re.findall(r"[\w]+", name)
        if w.lower() not in {"de", "du", "des", "la", "le", "les", "et", "d", "l"}
    ]
    letters = "".join(word if word.isdigit() else word[0].upper() for word in words)
    return letters[:4]

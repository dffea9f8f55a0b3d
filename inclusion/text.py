"""French text: folding for search, parsing what people type, small agreements."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

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


def parse_amount(text):
    """Euros as typed in French: « 28 921,50 », « 28921.5 », with or without €.

    Raises ValueError for anything else, thousands of euros included.
    """
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).removesuffix("€").replace("\u2212", "-")
    if not re.fullmatch(r"-?\d{1,12}([.,]\d{1,2})?", bare):
        raise ValueError("amount")
    try:
        return Decimal(bare.replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError("amount") from error


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

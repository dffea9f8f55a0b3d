"""French spaces and apostrophes, set on the text of a page and never on its attributes.

It only changes a space that is already there, so that addresses and codes stay as typed.
"""

import re

NO_BREAK = "\u00a0"
NARROW = "\u202f"
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
UNITS = "Go|Mo|To|Ko|W|Wh|kg|km|cm|mm"
SPACE = f"[ {NO_BREAK}{NARROW}]"

RULES = [
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(SPACE + r"(?=[;!?])"), NARROW),
    (re.compile(SPACE + r"(?=[:»%€](?:\W|$))"), NO_BREAK),
    (re.compile("«" + SPACE), "«" + NO_BREAK),
    (re.compile(r"\b([nN]°|M\.|MM\.|Mmes?|Dr) (?=\w)"), r"\1" + NO_BREAK),
    (re.compile(rf"\b(\d{{1,2}}|1er) (?=(?:{MONTHS})\b)"), r"\1" + NO_BREAK),
    (re.compile(r"(?<=\d) h (?=\d\d\b)"), f"{NO_BREAK}h{NO_BREAK}"),
    (re.compile(rf"(?<=\d) (?=(?:h|{UNITS})\b)"), NO_BREAK),
]
FOOTNOTE_CLASS = "proof"
WHITE = re.compile(r"[ \t\r\n]+")
THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)")


def typeset(text):
    """Return `text` with the spaces and apostrophes that French asks for."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return THOUSANDS.sub(lambda number: number[0].replace(" ", NARROW), text)


def close_up_footnotes(root):
    """Drop the white around the tags of footnotes: WeasyPrint 70 prints each as an empty line."""
    for footnote in root.iterfind(f".//*[@class='{FOOTNOTE_CLASS}']"):
        for element in footnote.iter():
            element.text = closed_up(element.text)
            if element is not footnote:
                element.tail = closed_up(element.tail, after_break=element.tag == "br")


def closed_up(text, after_break=False):
    if not text or text.isspace():
        return None
    text = WHITE.sub(" ", text)
    return text.lstrip(" ") if after_break else text


def typeset_tree(root):
    """Typeset every text node of a parsed page."""
    for element in root.iter():
        if element.text and not element.text.isspace():
            element.text = typeset(element.text)
        if element.tail and not element.tail.isspace():
            element.tail = typeset(element.tail)

"""Read the text of a PDF through its own character maps, as a reader of the file would."""

import re
from io import BytesIO

import pikepdf

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGE = re.compile(
    rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>",
)
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
SPACES = re.compile(r"\s+")


def pages_text(content):
    """Return the text of each page, every run of spaces written as one ordinary space."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [
            SPACES.sub(" ", "".join(pieces(page, page.Resources))).strip() for page in pdf.pages
        ]


def text_of(content):
    return " ".join(pages_text(content))


def pieces(stream, resources):
    fonts = {name: character_map(font) for name, font in resources.get("/Font", {}).items()}
    current = {}
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "Tf":
                current = fonts[str(operands[0])]
            case "Tj":
                yield decoded(operands[0], current)
            case "TJ":
                for item in operands[0]:
                    if isinstance(item, pikepdf.String):
                        yield decoded(item, current)
            case "ET":
                yield "\n"
            case "Do":
                form = resources.XObject[operands[0]]
                if form.Subtype == "/Form" and "/Resources" in form:
                    yield from pieces(form, form.Resources)


def decoded(string, characters):
    data = bytes(string)
    return "".join(
        characters.get(int.from_bytes(data[at : at + 2], "big"), "\ufffd")
        for at in range(0, len(data), 2)
    )


def character_map(font):
    source = font.ToUnicode.read_bytes()
    characters = {}
    for block in BLOCK.findall(source):
        for code, text in PAIR.findall(block):
            characters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in RANGES.findall(source):
        for first, last, text in RANGE.findall(block):
            start = int(text, 16)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                characters[int(first, 16) + offset] = chr(start + offset)
    return characters

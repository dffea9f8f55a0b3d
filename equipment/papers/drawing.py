"""Words and lines put straight on a PDF page, in millimetres from its upper left corner.

A sheet of labels is a drawing: nothing flows, so nothing needs laying out, and thirty sheets take
the time of their codes.
"""

from functools import cache
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String

from inclusion.documents.rendering.fonts import FAMILIES, FOLDER

POINT = 72 / 25.4
# A capital's height over the size of its letters, and a comfortable distance between lines.
CAPITAL = 0.67
LEADING = 1.28


class Face:
    """One file of the typeface: which glyph a character has, and how wide it is."""

    def __init__(self, subset, weight):
        self.key = f"{subset}-{weight}".replace("latin-ext", "extended")
        self.content = (FOLDER / f"atkinson-hyperlegible-next-{subset}-{weight}.ttf").read_bytes()
        font = TTFont(BytesIO(self.content))
        names = {name: rank for rank, name in enumerate(font.getGlyphOrder())}
        scale = 1000 / font["head"].unitsPerEm
        self.glyphs = {code: names[name] for code, name in font.getBestCmap().items()}
        self.widths = {
            names[name]: round(w * scale) for name, (w, _) in font["hmtx"].metrics.items()
        }
        head, line = font["head"], font["hhea"]
        self.box = [round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]
        self.ascent, self.descent = round(line.ascent * scale), round(line.descent * scale)

    def as_pdf(self, pdf, used):
        """The font as the page's resources name it, with the characters it was used for."""
        name = Name(f"/Atkinson-{self.key}")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=Array(self.box),
            ItalicAngle=0,
            Ascent=self.ascent,
            Descent=self.descent,
            CapHeight=round(CAPITAL * 1000),
            StemV=80,
            FontFile2=pdf.make_indirect(Stream(pdf, self.content)),
        )
        widths = Array()
        for glyph in sorted({self.glyphs[ord(character)] for character in used}):
            widths.extend([glyph, Array([self.widths[glyph]])])
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=widths,
            CIDToGIDMap=Name.Identity,
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_indirect(Stream(pdf, self._to_unicode(used))),
            )
        )

    def _to_unicode(self, used):
        lines = [
            f"<{self.glyphs[ord(character)]:04X}> <{character.encode('utf-16-be').hex()}>"
            for character in sorted(used)
        ]
        blocks = [
            f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
            for part in (lines[start : start + 100] for start in range(0, len(lines), 100))
        ]
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            + "\n".join(blocks)
            + "\nendcmap\nend\nend\n"
        ).encode()


@cache
def faces(weight):
    """The files of one weight, in the order in which a character looks for its glyph."""
    return [Face(subset, weight) for subset in FAMILIES.values()]


def _runs(text, weight):
    """The text cut where its face changes; a character that no face has is left out."""
    run, current = [], None
    for character in text:
        face = next((f for f in faces(weight) if ord(character) in f.glyphs), None)
        if face is None:
            continue
        if face is not current and run:
            yield current, "".join(run)
            run = []
        current = face
        run.append(character)
    if run:
        yield current, "".join(run)


def text_width(text, size, weight=400):
    """How wide the text is, in millimetres, at this size in points."""
    thousandths = sum(
        face.widths[face.glyphs[ord(character)]]
        for face, run in _runs(text, weight)
        for character in run
    )
    return thousandths * size / 1000 / POINT


def shortened(text, width, size, weight=400):
    """The text, cut with « … » when it is wider than that."""
    if text_width(text, size, weight) <= width:
        return text
    while text and text_width(f"{text.rstrip()}…", size, weight) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text, width, size, weight=400):
    """The text in lines no wider than that."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class Drawing:
    """Pages of one size, and what is drawn on them."""

    def __init__(self, width, height, *, title):
        self.width, self.height, self.title = float(width), float(height), title
        self.pages, self.used = [], {}

    def add_page(self):
        self.pages.append(["0 g 0 G 0.4 w"])

    def text(self, left, baseline, words, size, weight=400):
        """Words on one line, from this point of their base line."""
        x, y = float(left) * POINT, (self.height - float(baseline)) * POINT
        parts = [f"BT {x:.3f} {y:.3f} Td"]
        for face, run in _runs(words, weight):
            self.used.setdefault(face.key, (face, set()))[1].update(run)
            glyphs = "".join(f"{face.glyphs[ord(character)]:04X}" for character in run)
            parts.append(f"/{face.key} {size:.4g} Tf <{glyphs}> Tj")
        self.pages[-1].append(" ".join([*parts, "ET"]))

    def rectangles(self, found):
        """Filled rectangles, each (left, top, width, height)."""
        drawn = [
            f"{left * POINT:.3f} {(self.height - top - height) * POINT:.3f}"
            f" {width * POINT:.3f} {height * POINT:.3f} re"
            for left, top, width, height in found
        ]
        self.pages[-1].append("\n".join([*drawn, "f"]))

    def edge(self, left, top, width, height):
        """The four sides of a rectangle."""
        x, y = float(left) * POINT, (self.height - float(top) - float(height)) * POINT
        self.pages[-1].append(
            f"{x:.3f} {y:.3f} {float(width) * POINT:.3f} {float(height) * POINT:.3f} re S"
        )

    def line(self, left, top, right, bottom):
        self.pages[-1].append(
            f"{float(left) * POINT:.3f} {(self.height - float(top)) * POINT:.3f} m "
            f"{float(right) * POINT:.3f} {(self.height - float(bottom)) * POINT:.3f} l S"
        )

    def as_pdf(self):
        """The bytes of the file; the same drawing gives the same ones."""
        with pikepdf.new() as pdf:
            fonts = Dictionary(
                {f"/{key}": face.as_pdf(pdf, used) for key, (face, used) in self.used.items()}
            )
            resources = pdf.make_indirect(Dictionary(Font=fonts))
            for content in self.pages:
                page = pdf.add_blank_page(page_size=(self.width * POINT, self.height * POINT))
                page.Contents = Stream(pdf, "\n".join(content).encode())
                page.Resources = resources
            pdf.Root.Lang = String("fr-FR")
            pdf.Root.ViewerPreferences = Dictionary(PrintScaling=Name("/None"))
            pdf.docinfo["/Title"] = self.title
            output = BytesIO()
            pdf.save(output, deterministic_id=True)
        return output.getvalue()

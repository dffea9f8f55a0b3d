"""Sheets of labels, in millimetres. Pure: labels in, PDF out."""

from dataclasses import dataclass

import segno

from equipment.models import SheetFormat

A4 = (210, 297)
QUIET = 4
MARGIN = 1.5
# What a phone reads at arm's length; wider would only crowd the words out.
LARGEST_CODE = 28.0
LARGEST_MODULE = 0.8
LARGEST_VERSION = 3
# Labels taller than this also carry the address in words, for who has no camera.
TALL = 32
ADDRESS_HEIGHT = 4.0
# Points: what one reads and types must stay legible on the smallest label.
LARGEST_ID = 14.5
OWNER_SIZE, WORD_SIZE, ADDRESS_SIZE = 7, 7.5, 7
CAPTION = 3.0


@dataclass(frozen=True)
class Geometry:
    """Where labels stand on their page, in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    page: tuple = A4

    @property
    def per_page(self):
        return self.columns * self.rows

    def place(self, position):
        """The left and top of the label at this position of a page, from 0, along the rows."""
        row, column = divmod(position, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y

    @property
    def is_tall(self):
        return self.height > TALL

    @property
    def code_side(self):
        """The side of the square that holds the code and its quiet zone."""
        below = ADDRESS_HEIGHT if self.is_tall else 0
        return min(self.height - 2 * MARGIN - below, LARGEST_CODE)

    @property
    def words_width(self):
        return self.width - self.code_side - 2 * MARGIN


GEOMETRIES = {
    SheetFormat.L7160: Geometry(3, 7, 63.5, 38.1, 7.2, 15.1, 66.0, 38.1),
    SheetFormat.L7162: Geometry(2, 8, 99.1, 33.9, 4.7, 13.1, 101.6, 33.9),
    SheetFormat.L7163: Geometry(2, 7, 99.1, 38.1, 4.7, 15.2, 101.6, 38.1),
    SheetFormat.L7159: Geometry(3, 8, 63.5, 33.9, 6.5, 13.1, 66.0, 33.9),
    SheetFormat.ROLL_50X30: Geometry(1, 1, 50, 30, 0, 0, 50, 30, page=(50, 30)),
}


@dataclass(frozen=True)
class Label:
    """What one label says; `kind` and `model` are empty before the device is known."""

    asset_tag: str
    owner: str
    kind: str = ""
    model: str = ""

    @property
    def lines(self):
        """The id in two lines, large: « S63-7K2M » and « 9QX-4 »."""
        prefix, body, check = self.asset_tag.rsplit("-", 2)
        return f"{prefix}-{body[:4]}", f"{body[4:]}-{check}"


def draw_sheets(labels, sheet_format, *, address, start=1, offset=(0, 0)):
    """The PDF of these labels; the first one goes to the place number `start` of the first page.

    `address` is what the codes open (« https://inclusion.example »), `offset` how far to move
    everything, in millimetres, to the right and down.
    """
    from equipment.papers.drawing import Drawing

    geometry = GEOMETRIES[SheetFormat(sheet_format)]
    drawing = Drawing(*geometry.page, title="Étiquettes")
    for rank, label in enumerate(labels):
        position = (start - 1 + rank) % geometry.per_page
        if rank == 0 or position == 0:
            drawing.add_page()
        left, top = geometry.place(position)
        _draw(drawing, geometry, label, left + float(offset[0]), top + float(offset[1]), address)
    return drawing.as_pdf()


def _draw(drawing, geometry, label, left, top, address):
    from equipment.papers.drawing import CAPITAL, POINT, shortened, text_width

    code = code_of(address, label.asset_tag)
    modules = list(dark_modules(code, geometry, left, top))
    drawing.rectangles(modules)
    x, width = left + MARGIN + geometry.code_side, geometry.words_width
    widest = max(text_width(line, 1, 700) for line in label.lines)
    large = min(LARGEST_ID, width / widest)
    y = top + MARGIN + CAPTION
    drawing.text(x, y, shortened(label.owner, width, OWNER_SIZE, 700), OWNER_SIZE, 700)
    y += 1.6
    for line in label.lines:
        y += large * CAPITAL / POINT + 0.8
        drawing.text(x, y, line, large, 700)
        y += 0.8
    y += 0.6
    for words in (label.kind, label.model):
        if words:
            y += 3.3
            drawing.text(x, y, shortened(words, width, WORD_SIZE), WORD_SIZE)
    in_words = f"{address.split('://')[-1].lower()}/e/{label.asset_tag}"
    edge = modules[0][0]
    room = left + geometry.width - MARGIN - edge
    if geometry.is_tall and text_width(in_words, ADDRESS_SIZE) <= room:
        bottom = top + geometry.height - MARGIN - 0.8
        drawing.text(edge, bottom, in_words, ADDRESS_SIZE)


def code_of(address, tag):
    """The QR code of a label, in capitals: its alphanumeric mode has no lower case.

    Version 2 or 3 at level M, so that modules stay wide; the bare id, which the scanner accepts as
    well, when the address is too long for that.
    """
    for version in (2, LARGEST_VERSION):
        try:
            return _made(f"{address}/E/{tag}".upper(), version)
        except segno.DataOverflowError:
            continue
    return _made(tag, 2)


def _made(text, version):
    return segno.make(text, version=version, error="m", micro=False, boost_error=False)


def module_side(code, geometry):
    """How wide one module is, in millimetres."""
    return min(geometry.code_side / (len(code.matrix) + 2 * QUIET), LARGEST_MODULE)


def dark_modules(code, geometry, left, top):
    """The dark modules of a label's code, run by run: (left, top, width, height)."""
    side = module_side(code, geometry)
    free = (geometry.code_side - side * (len(code.matrix) + 2 * QUIET)) / 2
    first = MARGIN + free + side * QUIET
    for row, modules in enumerate(code.matrix):
        line, end = bytes(modules), 0
        while (start := line.find(1, end)) >= 0:
            end = line.find(0, start)
            end = len(line) if end < 0 else end
            yield left + first + start * side, top + first + row * side, (end - start) * side, side


CALIBRATION = (
    "Imprimez à 100\u00a0%, sans ajuster à la page. Une graduation vaut 1\u00a0mm.",
    "Le cadre tombe trop à gauche\u202f? Augmentez le décalage vers la droite.",
    "Trop haut\u202f? Augmentez celui vers le bas.",
)


def draw_calibration(sheet_format, *, name, offset=(0, 0)):
    """A page that shows how far beside a printer prints: the edge of each label, and rulers."""
    from equipment.papers.drawing import Drawing, wrapped

    geometry = GEOMETRIES[SheetFormat(sheet_format)]
    drawing = Drawing(*geometry.page, title="Page de calibrage")
    drawing.add_page()
    size = 7.5 if geometry.is_tall else 6.5
    for position in range(geometry.per_page):
        left, top = geometry.place(position)
        left, top = left + float(offset[0]), top + float(offset[1])
        drawing.edge(left, top, geometry.width, geometry.height)
        for millimetre in range(1, 11):
            length = 3 if millimetre % 5 == 0 else 1.5
            drawing.line(left + millimetre, top, left + millimetre, top + length)
            drawing.line(left, top + millimetre, left + length, top + millimetre)
        x, y, room = left + 5, top + 6.5, geometry.width - 7
        if position:
            drawing.text(x, y, str(position + 1), size)
            continue
        drawing.text(x, y, name, size, 700)
        for sentence in CALIBRATION:
            y += 0.6
            for line in wrapped(sentence, room, size):
                y += size * 0.44
                drawing.text(x, y, line, size)
    return drawing.as_pdf()

"""Documents alike but for a name, a number and a code: laid out once, painted each.

A mould is a page already laid out. Another page of the same shape is cast in it when every text
that differs keeps to its own line, and nothing else moves: the bytes are those that laying it out
would have given. At the least doubt it is not cast, and the caller lays it out.
"""

import re
from itertools import zip_longest

from weasyprint.document import Document, DocumentMetadata
from weasyprint.document import Page as PaintedPage
from weasyprint.formatting_structure.boxes import (
    BlockReplacedBox,
    InlineReplacedBox,
    LineBox,
    ParentBox,
    TextBox,
)
from weasyprint.html import get_html_metadata
from weasyprint.images import get_image_from_uri
from weasyprint.text.ffi import FROM_UNITS, pango
from weasyprint.text.line_break import create_layout, line_size

WHITE = re.compile(r"[ \t\r\n\f]+")
ALONE = {"p", "td", "th", "h1", "h2", "h3", "li", "div", "caption"}
IMAGES = (BlockReplacedBox, InlineReplacedBox)
# What may differ in the attributes of an element without moving anything.
FREE_ATTRIBUTES = {"img": {"src", "alt"}, "a": {"href"}, "div": {"data-reference"}}
# Widths closer than this are the same, in CSS pixels.
SAME = 1e-6


class Misfit(Exception):
    """This page has another shape: it must be laid out by itself."""


class Mould:
    """One laid-out page, and the texts, images and links that may be changed in it."""

    def __init__(self, page, document):
        self.root, self.document = page.etree_element, document
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.texts, self.images, self.links = [], [], []
        for painted in document.pages:
            self._gather(painted._page_box, ())

    @classmethod
    def of(cls, page, document):
        """The mould of a document of one page; None for the others, whose pages depend."""
        return cls(page, document) if len(document.pages) == 1 else None

    def cast(self, page, image_options):
        """The Document of another page of this shape, None when it is not of this shape."""
        try:
            changes = list(self._changes(page, image_options))
        except Misfit:
            return None
        for change in changes:
            change()
        self._take_over(page)
        former = self.document
        self.document = Document(
            [PaintedPage(each._page_box) for each in former.pages],
            DocumentMetadata(**get_html_metadata(page)),
            page.url_fetcher,
            former.font_config,
            former.color_profiles,
            former.output_intent,
        )
        return self.document

    def _gather(self, box, above):
        if isinstance(box, TextBox):
            self.texts.append((box, above))
        elif isinstance(box, IMAGES):
            self.images.append(box)
        if box.link:
            self.links.append(box)
        if isinstance(box, ParentBox):
            for child in box.all_children():
                self._gather(child, (*above, box))

    # ---- What differs -------------------------------------------------------

    def _changes(self, page, image_options):
        """Functions that bring the mould to this page; Misfit before any is run."""
        for mine, its in zip_longest(self.root.iter(), page.etree_element.iter()):
            if mine is None or its is None or mine.tag != its.tag:
                raise Misfit
            yield from self._attributes(mine, its, page, image_options)
            if mine.tag in {"title", "meta"}:
                continue
            for place in ("text", "tail"):
                before, after = shown(getattr(mine, place)), shown(getattr(its, place))
                if before != after:
                    yield from self._text(mine, place, before, after)

    def _attributes(self, mine, its, page, image_options):
        if mine.attrib == its.attrib or mine.tag == "meta":
            return
        if mine.attrib.keys() != its.attrib.keys():
            raise Misfit
        different = {name for name in mine.attrib if mine.attrib[name] != its.attrib[name]}
        if not different <= FREE_ATTRIBUTES.get(mine.tag, set()):
            raise Misfit
        if "src" in different:
            yield from self._image(mine, its.get("src"), page, image_options)
        if "href" in different:
            yield from self._link(mine, its.get("href"))

    def _image(self, element, source, page, image_options):
        boxes = [box for box in self.images if box.element is element]
        image = get_image_from_uri({}, page.url_fetcher, image_options, source)
        if len(boxes) != 1 or image is None:
            raise Misfit
        (box,) = boxes
        sizes = {
            each.get_intrinsic_size(box.style["image_resolution"], 1)
            for each in (image, box.replacement)
        }
        if len(sizes) > 1:
            raise Misfit
        yield lambda: setattr(box, "replacement", image)

    def _link(self, element, target):
        boxes = [box for box in self.links if box.element is element]
        if not boxes or any(box.link[1][0] != "external" for box in boxes):
            raise Misfit
        for box in boxes:
            yield lambda box=box: setattr(box, "link", ("url", ("external", target)))

    def _text(self, element, place, before, after):
        holder = element if place == "text" else self.parents[element]
        found = [
            (box, above)
            for box, above in self.texts
            if box.element is holder and shown(box.text) == before
        ]
        if not before or not after or len(found) != 1:
            raise Misfit
        ((box, above),) = found
        if shown(box.pango_layout.text) != before or not self._ends_its_line(element, place):
            raise Misfit
        old, new = measured(box, before), measured(box, after)
        if old[1:] != new[1:]:
            raise Misfit
        more = new[0] - old[0]
        if abs(more) > SAME and not has_room(box, above, more):
            raise Misfit
        yield lambda: write(box, above, before, after, more)

    def _ends_its_line(self, element, place):
        """Whether nothing follows this text before the line is broken on purpose."""
        if place == "text":
            if len(element):
                return element[0].tag == "br"
            if element.tag in ALONE:
                return True
            if shown(element.tail):
                return False
        parent = self.parents[element]
        siblings = list(parent)
        rank = siblings.index(element) + 1
        if rank < len(siblings):
            return siblings[rank].tag == "br"
        return parent.tag in ALONE

    def _take_over(self, page):
        """The elements say what the new page says: tags read them."""
        for mine, its in zip(self.root.iter(), page.etree_element.iter(), strict=True):
            mine.text, mine.tail = its.text, its.tail
            mine.attrib.clear()
            mine.attrib.update(its.attrib)


def shown(text):
    """A text as it is printed: white space collapsed, none at its ends."""
    return WHITE.sub(" ", text or "").strip(" ")


def measured(box, text):
    """(width, height, baseline) of this text on one line, in the style of the box."""
    layout = create_layout(text, box.style, None, None, box.justification_spacing)
    line, following = layout.get_first_line()
    if following is not None:
        raise Misfit
    width, height = line_size(line, box.style)
    return width, height, pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS


def has_room(box, above, more):
    """Whether a longer or a shorter text stays where it is, at the start of its line."""
    line = next(each for each in reversed(above) if isinstance(each, LineBox))
    block = above[above.index(line) - 1]
    if box.style["text_align_all"] not in {"start", "left"} or box.style["direction"] != "ltr":
        return False
    return box.position_x + box.width + more <= block.content_box_x() + block.width - SAME


def write(box, above, before, after, more):
    """Put the text in its box, and make what is around it as wide."""
    box.text = box.text.replace(before, after)
    box.pango_layout.text = box.pango_layout.text.replace(before, after)
    box.width += more
    for each in reversed(above):
        if isinstance(each, LineBox):
            break
        each.width += more

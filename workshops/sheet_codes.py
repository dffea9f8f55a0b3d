"""Which printed sheet a photo shows: the code on it, read on our own server."""

import re
from io import BytesIO

import pikepdf
import zxingcpp
from PIL import Image, ImageOps

from beneficiaries.paper_files import PDF
from inclusion.documents.issuing import VERIFICATION_LINK
from inclusion.documents.verification import printed_form
from inclusion.organisations.models import PublicLink

ADDRESS = re.compile(r"/v/([0-9A-Za-z-]{12,16})$")
# A scan of several pages: the first ones say which session it is.
PAGES_READ = 3
MAX_PIXELS = 64_000_000


def link_in(content, content_type):
    """The public link of the document whose code is on this photo or scan, or None.

    Several codes on the paper are several tries: the first that is a document's wins.
    """
    for picture in _pictures(content, content_type):
        for text in _texts(picture):
            found = ADDRESS.search(text)
            code = printed_form(found.group(1)) if found else ""
            link = PublicLink.resolve(code, VERIFICATION_LINK) if code else None
            if link:
                return link
    return None


def _texts(picture):
    """What the codes of a picture say; a pale photo is read again with more contrast."""
    grey = picture.convert("L")
    codes = zxingcpp.read_barcodes(grey) or zxingcpp.read_barcodes(ImageOps.autocontrast(grey, 5))
    return [code.text for code in codes]


def _pictures(content, content_type):
    if content_type != PDF:
        yield Image.open(BytesIO(content))
        return
    with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
        for page in list(pdf.pages)[:PAGES_READ]:
            for drawn in page.get_images().values():
                if int(drawn.get("/Width", 0)) * int(drawn.get("/Height", 0)) > MAX_PIXELS:
                    continue
                try:
                    yield pikepdf.PdfImage(drawn).as_pil_image()
                except (pikepdf.PdfError, NotImplementedError, ValueError, OSError):
                    # A picture we cannot draw says nothing: somebody will choose the session.
                    continue

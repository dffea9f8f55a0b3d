"""The press: facts → markup → PDF, with sheets and fonts parsed once a process."""

import gc
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Attachment

from .colours import INTENT, screen_profile
from .engine import TEMPLATES, markup
from .facts import canonical_json, fingerprint, normalised, readable
from .fetcher import OwnDataFetcher
from .fonts import SharedFonts, font_faces
from .mould import Mould
from .pdfa import complete
from .qr import qr_data_uri
from .typography import close_up_footnotes, typeset_tree

GROUND_SHEET = Path(__file__).resolve().parent / "ground.css"
DOCUMENT_SHEET = TEMPLATES / "documents/document.css"
# Pango's font map is shared by the whole process and takes one thread at a time.
ONE_AT_A_TIME = Lock()
FETCHER = OwnDataFetcher()
LAYOUT = {"pdf_variant": "pdf/a-3a", "output_intent": INTENT}
# Drawn by the hundred, a session or a year at once.
MOULDED = {"attendance_certificate"}
moulds = {}


class Page(HTML):
    """A page under our own ground sheet: the browser's 250 rules cost a sixth of the time."""

    def __init__(self, text):
        super().__init__(string=text, url_fetcher=FETCHER)
        close_up_footnotes(self.etree_element)
        typeset_tree(self.etree_element)

    def _ua_stylesheets(self, forms=False):
        return [ground_sheet()]


@cache
def fonts():
    return SharedFonts()


@cache
def ground_sheet():
    return CSS(string=GROUND_SHEET.read_text(), url_fetcher=FETCHER)


@cache
def document_sheet():
    return CSS(
        string=font_faces() + DOCUMENT_SHEET.read_text(),
        url_fetcher=FETCHER,
        font_config=fonts(),
    )


def render(template, facts):
    """Turn facts into a tagged PDF/A-3a that carries them; raise MissingFact when one lacks."""
    facts = normalised(facts)
    canonical = canonical_json(facts)
    values = readable(facts)
    document = values["document"]
    text = markup(
        template,
        {
            **values,
            "qr_image": qr_data_uri(document["verification_url"]),
            "data_fingerprint": fingerprint(canonical),
        },
    )
    issued_at = datetime.fromisoformat(document["issued_at"]).astimezone(UTC)
    with ONE_AT_A_TIME:
        laid_out = laid_out_like_the_last(template, Page(text))
        content = laid_out.write_pdf(
            **LAYOUT,
            pdf_identifier=sha256(canonical).digest()[:16],
            attachments=[facts_attachment(canonical, issued_at)],
        )
    return complete(content, address=document["verification_url"])


def laid_out_like_the_last(template, page):
    """The page laid out: in the mould of the last one of its template when it has its shape."""
    mould = moulds.get(template)
    found = mould.cast(page, {**DEFAULT_OPTIONS, **LAYOUT}) if mould else None
    if found is None:
        found = page.render(
            stylesheets=[document_sheet()],
            font_config=fonts(),
            # One image cache a document: a shared one keeps every QR code for ever.
            cache={},
            color_profiles={INTENT: screen_profile()},
            **LAYOUT,
        )
        if template in MOULDED:
            moulds[template] = Mould.of(page, found)
    return found


def facts_attachment(canonical, issued_at):
    """Attach the data the document is made of, so that it can be read back and recomputed."""
    return Attachment(
        string=canonical,
        name="facts.json",
        description="Données de ce document",
        relationship="Data",
        created=issued_at,
        modified=issued_at,
        url_fetcher=FETCHER,
    )


def warm_up():
    """Pay once, when a worker starts, for parsing sheets, fonts and the base template."""
    render("warm_up", WARM_UP_FACTS)
    gc.freeze()


WARM_UP_FACTS = {
    "document": {
        "kind": "warm_up",
        "title": "Page d’essai",
        "number": "ESSAI-0000-0000",
        "issued_at": "2026-01-01T00:00:00+01:00",
        "verification_code": "0000-0000",
        "verification_url": "https://inclusion.example/v/0000-0000",
        "verification_short": "inclusion.example/v/0000-0000",
    },
    "issuer": {
        "name": "Inclusion",
        "initials": "I",
        "address_lines": ["Adresse"],
        "contact_line": "",
        "legal_lines": [],
        "logo_data_uri": "",
    },
}

"""Walking through the product as a visitor would: from page to page, by its links."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Addresses that answer with a file, or that change who one is.
NOT_PAGES = re.compile(
    r"^/documents/ID/$|^/structure/\d+/logo/$|^/(static|sante)/|/(fichier|pdf|piece|logout)/$|^/admin/."
)
LINK = re.compile(r"<a\b([^>]*)>")
HREF = re.compile(r'\bhref="([^"]*)"')
MAIL = "/demonstration/courrier/ID/"
# Pages of one shape differ with the state of what they show; this many of each are visited.
INSTANCES = 2


def shape_of(address):
    """The path of an address, its identifiers and codes taken away."""
    path = IDENTIFIER.sub("ID", urlsplit(address).path)
    path = re.sub(r"^/v/[^/]+$", "/v/CODE", path)
    return re.sub(r"^/(e|E)/[^/]+$", "/e/TAG", path)


def addresses_in(links, of):
    """The same-origin pages that these links of a page lead to, without fragments, in order."""
    origin = urlsplit(of)
    addresses = []
    for href in links:
        parts = urlsplit(urljoin(of, href))
        if (parts.scheme, parts.netloc) == (origin.scheme, origin.netloc):
            addresses.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return dict.fromkeys(addresses)


def drawn(page, address):
    """(response, the page's links) once the browser shows it."""
    response = page.goto(address)
    links = page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.getAttribute('href'))"
    )
    return response, addresses_in(links, page.url)


def read(page, address):
    """The links of a page that is not drawn, with the same cookies."""
    response = page.request.get(address)
    openings = LINK.findall(response.text())
    found = (HREF.search(opening) for opening in openings if " download" not in opening)
    return addresses_in([unescape(href.group(1)) for href in found if href], response.url)


def crawl(page, start="/", instances=INSTANCES, skip=()):
    """Yield each address reached with its response, once the page shows it.

    Shapes in `skip` are not drawn, somebody else's were: their links are followed all the same.
    """
    waiting, met, visited = [start], {start}, Counter()
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if visited[shape] >= instances:
            continue
        visited[shape] += 1
        response = None
        if shape in skip:
            links = read(page, address)
        else:
            response, links = drawn(page, address)
        # What a mail leads to is its addressee's.
        for link in () if shape == MAIL else links:
            if link not in met and not NOT_PAGES.search(shape_of(link)):
                met.add(link)
                waiting.append(link)
        if response:
            yield address, response

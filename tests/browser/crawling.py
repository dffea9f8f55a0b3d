"""Walking through the product as a visitor would: from page to page, by its links."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Addresses that answer with a file, or that change who one is.
NOT_PAGES = re.compile(
    r"^/documents/ID/$|^/structure/\d+/logo/$|^/(static|sante)/|/(fichier|pdf|piece|logout)/$|^/admin/."
)
MAIL = "/demonstration/courrier/ID/"
# Pages of one shape differ with the state of what they show; this many of each are visited.
INSTANCES = 2


def shape_of(address):
    """The path of an address, its identifiers and codes taken away."""
    path = IDENTIFIER.sub("ID", urlsplit(address).path)
    path = re.sub(r"^/v/[^/]+$", "/v/CODE", path)
    return re.sub(r"^/(e|E)/[^/]+$", "/e/TAG", path)


def links_of(page):
    """The same-origin pages this page leads to, without fragments, in their order."""
    origin = urlsplit(page.url)
    found = page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.getAttribute('href'))"
    )
    addresses = []
    for href in found:
        parts = urlsplit(urljoin(page.url, href))
        if (parts.scheme, parts.netloc) == (origin.scheme, origin.netloc):
            addresses.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return dict.fromkeys(addresses)


def crawl(page, start="/", instances=INSTANCES, skip=()):
    """Yield each address reached with its response, once the page shows it.

    Shapes in `skip` are not opened: somebody else has, and they are the same for everyone.
    """
    waiting, met, visited = [start], {start}, Counter()
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if visited[shape] >= instances or shape in skip:
            continue
        visited[shape] += 1
        response = page.goto(address)
        # What a mail leads to is its addressee's.
        for link in () if shape == MAIL else links_of(page):
            if link not in met and not NOT_PAGES.search(shape_of(link)):
                met.add(link)
                waiting.append(link)
        yield address, response

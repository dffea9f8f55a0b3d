"""Every kind of page, and every role's home: no axe violation, no sideways scroll, one h1, a
silent console.

Each role walks from its home by links alone; a page of a kind that somebody has opened is read for
its links, not drawn again. `make accessible` draws several of each kind for each role. Axe judges
an element the first time it is met in its place with its look, at either width: one with the same
ancestors, classes, attributes and colours as one already judged would get the same answer. The
cheap checks run on every page at both widths.
"""

import os

import pytest

from tests.browser.crawling import crawl, shape_of

EVERYTHING = os.environ.get("WALK") == "everything"
# Account → how many pages of each shape it draws in `make accessible`.
ACCOUNTS = {
    "responsable": 1,
    "mediateur": 2,
    "technicien": 2,
    "benevole": 2,
    "tresorier": 2,
    "agent": 2,
    "tresorier-limoges": 1,
    "ccas": 1,
    "mission-locale": 1,
    "mediateur-bordeaux": 1,
    "admin": 1,
}


@pytest.fixture(scope="session")
def opened():
    """The shapes of the pages already drawn, whoever opened them."""
    return set()


# In this order, in one process: each account draws what those before it have not opened.
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_a_role_can_reach_is_accessible(account, open_as, examine, opened):
    page = open_as(account)
    if EVERYTHING:
        walk = crawl(page, instances=ACCOUNTS[account])
    else:
        walk = crawl(page, instances=1, skip=opened - {"/"})
    faults, reached = [], 0
    for address, response in walk:
        reached += 1
        opened.add(shape_of(address))
        if response.status != 200:
            faults.append(f"{address}: réponse {response.status}")
        faults += examine(page, address)
    assert not faults, "\n".join(faults)
    assert reached >= 1

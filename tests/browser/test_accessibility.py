"""Every kind of page, and every role's home: no axe violation, no sideways scroll, one h1, a
silent console.

Each role walks from its home by links alone; a page of a kind that somebody has opened is read for
its links, not drawn again. `make accessible` draws several of each kind for each role. At each
width axe judges an element the first time its place is met: one with the same ancestors, classes
and attributes as one already judged would get the same answer. The cheap checks run on every page.
"""

import os
from collections import defaultdict

import pytest

from tests.browser.crawling import crawl, shape_of

EVERYTHING = os.environ.get("WALK") == "everything"
# Account → how many pages of each shape when all are drawn, and the role whose pages these are.
ROLES = {
    "responsable": (1, "manager"),
    "mediateur": (2, "mediator"),
    "technicien": (2, "technician"),
    "benevole": (2, "volunteer"),
    "tresorier": (2, "treasurer"),
    "agent": (2, "officer"),
    "tresorier-limoges": (1, "treasurer"),
    "ccas": (1, "manager"),
    "mission-locale": (1, "manager"),
    "mediateur-bordeaux": (1, "mediator"),
    "admin": (1, "admin"),
}
# The same for everyone who is signed in: one role opens them for all.
COMMON = (
    "/connexion/",
    "/accessibilite/",
    "/donnees-personnelles/",
    "/verification/",
    "/v/",
    "/annuaire/lieux/",
)


@pytest.fixture(scope="session")
def opened():
    """The shapes already drawn, by whom; those that are the same for all under « everyone »."""
    return defaultdict(set)


# Those who know of one another what they have opened follow one another in one process.
@pytest.mark.parametrize(
    "account",
    [
        pytest.param(name, marks=pytest.mark.xdist_group(role if EVERYTHING else "pages"))
        for name, (_, role) in ROLES.items()
    ],
)
def test_every_page_a_role_can_reach_is_accessible(account, open_as, examine, opened):
    page = open_as(account)
    instances, role = ROLES[account] if EVERYTHING else (1, "everyone")
    faults, reached = [], 0
    skipped = frozenset(opened["everyone"] | opened[role]) - {"/"}
    for address, response in crawl(page, instances=instances, skip=skipped):
        reached += 1
        opened["everyone" if address.startswith(COMMON) else role].add(shape_of(address))
        if response.status != 200:
            faults.append(f"{address}: réponse {response.status}")
        faults += examine(page, address)
    assert not faults, "\n".join(faults)
    assert reached >= 1

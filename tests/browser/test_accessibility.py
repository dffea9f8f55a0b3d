"""Every page of every role: no axe violation, no sideways scroll, one h1, a silent console.

Each role walks from its home by links alone. At each width axe judges an element the first time
its place is met: one with the same ancestors, classes and attributes as one already judged would
get the same answer. The cheap checks run on every page. A second account of a role opens the
kinds of pages the first did not.
"""

from collections import defaultdict

import pytest

from tests.browser.crawling import crawl, shape_of

# Account → how many pages of each shape, and the role whose pages these are.
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
    """The shapes already opened, by role; the common ones under « everyone »."""
    return defaultdict(set)


# The accounts of a role follow one another in one process, which knows what they have opened.
@pytest.mark.parametrize(
    "account",
    [pytest.param(name, marks=pytest.mark.xdist_group(role)) for name, (_, role) in ROLES.items()],
)
def test_every_page_a_role_can_reach_is_accessible(account, open_as, examine, opened):
    page = open_as(account)
    instances, role = ROLES[account]
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

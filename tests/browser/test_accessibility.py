"""Every page of every role: no axe violation, no sideways scroll, one h1, a silent console.

Each role walks from its home by links alone. axe runs once on each distinct page structure and
width: a page whose elements, classes, roles and headings are those of a page already checked
would get the same answer. The frame around it, each role's own, is judged once a role. The cheap
checks run on every page. A second account of a role opens the kinds of pages the first did not.
"""

from collections import defaultdict

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from inclusion.documents.verification import PRINTED_CODE
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
PUBLIC = {
    "/connexion/login/": 200,
    "/connexion/login/code/": 200,
    "/connexion/password/reset/": 200,
    "/v/": 200,
    "/v/ABCD-EFGH-JKMN": 404,
    "/accessibilite/": 200,
    "/donnees-personnelles/": 200,
    "/verification/": 200,
    "/annuaire/": 200,
    "/annuaire/?q=rien-de-tel-nulle-part": 200,
    "/demonstration/courrier/": 200,
    "/demonstration/composants/": 200,
    "/nulle-part/": 404,
    "/invitation/inconnue/": 404,
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
# A long list repeats its first rows; axe judges these.
KEEP_FIRST_ROWS = """() => {
  for (const rows of document.querySelectorAll("main tbody, main ul"))
    [...rows.children].slice(12).forEach((row) => row.remove());
}"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
RUN_AXE = """async (options) => (await axe.run(document, options)).violations.map((found) =>
  `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))}`
)"""
# What axe looks at, without the words: each distinct place in the tree with its attributes' names.
STRUCTURE = """() => {
  const content = new Set(), frame = new Set(), ids = [], headings = [];
  let places = content;
  const walk = (element, above) => {
    if (element.matches("nav, .side, .tabbar")) places = frame;
    const names = element.getAttributeNames().filter((name) => !name.startsWith("data-"));
    const kept = ["role", "type", "scope", "lang", "aria-current", "aria-disabled", "tabindex"];
    const place = above + ">" + element.tagName + "." + [...element.classList].sort().join(".")
      + names.sort().map((name) => kept.includes(name)
        ? `[${name}=${element.getAttribute(name)}]` : `[${name}]`).join("")
      + ([...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) ? "!" : "");
    places.add(place);
    if (/^H[1-6]$/.test(element.tagName)) headings.push(element.tagName);
    if (element.id) ids.push(element.id);
    if (element.tagName !== "svg") for (const child of element.children) walk(child, place);
    if (element.matches("nav, .side, .tabbar")) places = element.parentElement.closest(
      "nav, .side, .tabbar") ? frame : content;
  };
  walk(document.documentElement, "");
  return {
    content: [...content].sort().join("\\n"),
    // Which entry is the current one changes at every page.
    frame: [...frame].map((place) => place.replace(/\\[aria-current[^\\]]*\\]/g, ""))
      .filter((place, i, all) => all.indexOf(place) === i).sort().join("\\n"),
    headings: headings.filter((level, i) => level !== headings[i - 1]).join(),
    repeated: ids.filter((id, i) => ids.indexOf(id) !== i),
    h1: document.querySelectorAll("h1").length,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    lang: document.documentElement.lang,
    title: document.title,
  };
}"""


def violations_of(page):
    """What axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN_AXE, AXE)


@pytest.fixture(scope="session")
def checked():
    """The structures axe has already judged, by width."""
    return set()


@pytest.fixture
def examine(checked, record_property):
    """examine(page, address) → the page's faults at both widths; leaves it wide."""
    counts = {"pages": 0, "structures": 0}

    def look(page, address, width):
        page.set_viewport_size(width)
        seen = page.evaluate(STRUCTURE)
        where = f"{address} à {width['width']} px"
        faults = []
        if seen["h1"] != 1:
            faults.append(f"{where}: {seen['h1']} titres h1")
        if seen["overflow"] > 0:
            faults.append(f"{where}: dépasse de {seen['overflow']} px")
        if seen["repeated"]:
            faults.append(f"{where}: identifiants répétés {seen['repeated']}")
        if seen["lang"] != "fr" or not seen["title"]:
            faults.append(f"{where}: langue ou titre absent")
        counts["pages"] += 1
        keys = {
            (width["width"], seen["headings"], hash(seen["content"])),
            (width["width"], "frame", hash(seen["frame"])),
        }
        if keys <= checked:
            return faults
        checked.update(keys)
        page.evaluate(KEEP_FIRST_ROWS)
        counts["structures"] += 1
        return faults + [f"{where}: {violation}" for violation in violations_of(page)]

    def both(page, address):
        faults = look(page, address, WIDE) + look(page, address, NARROW)
        page.set_viewport_size(WIDE)
        return faults

    yield both
    record_property("pages × widths", counts["pages"])
    record_property("structures × widths judged by axe", counts["structures"])


@pytest.fixture(scope="session")
def opened():
    """The shapes already opened, by role; the common ones under « everyone »."""
    return defaultdict(set)


@pytest.mark.parametrize("account", ROLES)
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


def test_public_pages_are_accessible(open_as, examine):
    page = open_as()
    faults = []
    for address, status in PUBLIC.items():
        assert page.goto(address).status == status, address
        faults += examine(page, address)
    assert not faults, "\n".join(faults)


def test_the_verification_page_of_an_issued_document_is_accessible(open_as, examine):
    staff = open_as("mediateur")
    staff.goto("/documents/")
    # The latest documents may still be being drawn; the last of the list is long since ready.
    link = staff.locator("main a[href^='/documents/']:not([href*='taches'])").last
    content = staff.request.get(link.get_attribute("href")).body()
    code = PRINTED_CODE.search(content).group(1).decode()
    visitor = open_as()
    assert visitor.goto(f"/v/{code}").status == 200
    faults = examine(visitor, "/v/CODE")
    assert not faults, "\n".join(faults)


REFUSED = {
    "/connexion/password/reset/": (None, "Recevoir le lien"),
    "/v/": (None, "Vérifier le fichier"),
    "/materiel/nouveau/": ("technicien", "Réceptionner et étiqueter"),
    "/beneficiaires/nouveau/": ("mediateur", "Ouvrir le dossier"),
    "/ateliers/nouveau/": ("mediateur", "Ajouter et planifier une séance"),
    "/materiel/offres/nouvelle/": ("responsable", "Ouvrir l’offre"),
    "/financements/projets/nouveau/": ("tresorier", "Créer le projet"),
    "/structure/membres/": ("responsable", "Envoyer l’invitation"),
}


@pytest.mark.parametrize("address", REFUSED)
def test_a_form_that_comes_back_says_so_accessibly(address, open_as, examine):
    account, act = REFUSED[address]
    page = open_as(account)
    page.goto(address)
    # The browser's own checks would keep an empty form from leaving.
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=act, exact=True).click()
    assert page.locator(".has-error, .find-block, .error-summary").count(), address
    faults = examine(page, f"{address} (refusé)")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("account", ["mediateur", "agent"])
def test_the_dark_theme_has_the_contrast_it_promises(account, open_as):
    page = open_as(account, dark=True)
    for address, _response in zip(crawl(page, instances=1), range(6), strict=False):
        assert not violations_of(page), address

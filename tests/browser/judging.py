"""What axe and a ruler say of a page, each element judged once for each place and width."""

from axe_playwright_python.base import AXE_SCRIPT

# A long list repeats itself: of its rows, those that hold nothing new do not wait for axe.
DROP_KNOWN_ROWS = """() => {
  const isNew = (row) => window.marked.some((one) => row.contains(one) || one.contains(row));
  for (const rows of document.querySelectorAll("main tbody, main ul"))
    [...rows.children].slice(1).filter((row, i) => i > 10 || !isNew(row))
      .forEach((row) => row.remove());
}"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
# Each element's place, as a number: its ancestors and itself by tag, classes and attributes'
# names, without the words. The outermost elements whose place is new are marked for axe.
PLACES = """(judged) => {
  const known = new Set(judged), places = new Set(), ids = [], marked = [];
  const mixed = ([high, low], text) => {
    for (let i = 0; i < text.length; i++) {
      high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b) ^ (high >>> 15);
      low = Math.imul(low ^ text.charCodeAt(i), 0xc2b2ae35) ^ (low >>> 13);
    }
    return [high, low];
  };
  const kept = ["role", "type", "scope", "lang", "aria-disabled", "tabindex"];
  const walk = (element, above, isMarked) => {
    // Which entry of a menu is the current one changes at every page.
    const names = element.getAttributeNames().filter(
      (name) => !name.startsWith("data-") && name !== "aria-current" && name !== "class");
    const state = mixed(above, element.tagName + [...element.classList].sort().join(".")
      + names.sort().map((name) => kept.includes(name)
        ? `[${name}=${element.getAttribute(name)}]` : `[${name}]`).join("")
      + ([...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) ? "!" : ""));
    const place = (state[0] >>> 0) * 2 ** 21 + (state[1] >>> 11);
    places.add(place);
    const isNew = !isMarked && !known.has(place);
    if (isNew) marked.push(element);
    if (element.id) ids.push(element.id);
    if (element.tagName !== "svg")
      for (const child of element.children) walk(child, state, isMarked || isNew);
  };
  walk(document.documentElement, [1, 2], false);
  window.marked = marked;
  return {
    places: [...places],
    repeated: ids.filter((id, i) => ids.indexOf(id) !== i),
    h1: document.querySelectorAll("h1").length,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    lang: document.documentElement.lang,
    title: document.title,
  };
}"""
RUN_AXE = """async (options) => {
  const places = window.marked?.filter((element) => element.isConnected) ?? document;
  if (places.length === 0) return [];
  return (await axe.run(places, options)).violations.map((found) =>
    `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))}`);
}"""


def violations_of(page):
    """What axe finds on the page as it stands, or on its marked elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN_AXE, AXE)


def faults_of(page, address, width, known):
    """(faults, whether axe was asked) of the page at one width; `known` learns its places."""
    page.set_viewport_size(width)
    seen = page.evaluate(PLACES, list(known))
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
    if known.issuperset(seen["places"]):
        return faults, False
    known.update(seen["places"])
    page.evaluate(DROP_KNOWN_ROWS)
    return faults + [f"{where}: {violation}" for violation in violations_of(page)], True

"""What axe and a ruler say of a page, each element judged once for each place and look."""

import fcntl

from axe_playwright_python.base import AXE_SCRIPT

# A long list repeats itself: of its rows, those that hold nothing new do not wait for axe.
DROP_KNOWN_ROWS = """() => {
  const isNew = (row) => window.marked.some((one) => row.contains(one) || one.contains(row));
  for (const rows of document.querySelectorAll("main tbody, main ul"))
    [...rows.children].slice(1).filter((row, i) => i > 10 || !isNew(row))
      .forEach((row) => row.remove());
}"""


class Judged:
    """What axe has judged already, by all the processes of a run together."""

    def __init__(self, path):
        self.path = path
        self.known = set()
        self._read = 0

    def learn(self, sights):
        """Those that nobody has judged yet: the caller judges them now."""
        with self.path.open("a+") as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
            shared.seek(self._read)
            for line in shared:
                self.known.update(line.split())
            fresh = [sight for sight in sights if sight not in self.known]
            if fresh:
                shared.write(" ".join(fresh) + "\n")
                self.known.update(fresh)
            self._read = shared.seek(0, 2)
        return fresh


WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
# Each element's sight, as a number: its place (its ancestors and itself by tag, classes and
# attributes' names, without the words) and its look at this width, as far as a rule of axe reads
# it: shown or not, its colours and what they lie on, large text or not, what is scrolled; what a
# finger may miss is another sight at each width. Said as text: numbers would be handed over one
# by one.
SIGHTS = """() => {
  const ids = [], seen = [], small = 24;
  const mixed = ([high, low], text) => {
    for (let i = 0; i < text.length; i++) {
      high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b) ^ (high >>> 15);
      low = Math.imul(low ^ text.charCodeAt(i), 0xc2b2ae35) ^ (low >>> 13);
    }
    return [high, low];
  };
  const kept = ["role", "type", "scope", "lang", "aria-disabled", "tabindex"];
  const target = "a, button, input, select, textarea, summary, [tabindex]";
  const walk = (element, above) => {
    // Which entry of a menu is the current one changes at every page.
    const names = element.getAttributeNames().filter(
      (name) => !name.startsWith("data-") && name !== "aria-current" && name !== "class");
    const style = getComputedStyle(element);
    const shown = element.checkVisibility({ visibilityProperty: true });
    const state = mixed(above, element.tagName + [...element.classList].sort().join(".")
      + names.sort().map((name) => kept.includes(name)
        ? `[${name}=${element.getAttribute(name)}]` : `[${name}]`).join("")
      + ([...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) ? "!" : "")
      + (shown ? style.backgroundColor + style.backgroundImage + style.opacity : "hidden"));
    let own = state;
    if (shown) {
      const size = parseFloat(style.fontSize), box = element.getBoundingClientRect();
      own = mixed(state, [
        style.color, style.textDecorationLine,
        size >= 24 || (size >= 18.6 && style.fontWeight >= 700),
        style.overflow !== "visible" && (element.scrollWidth > element.clientWidth
          || element.scrollHeight > element.clientHeight),
        element.matches(target) && (box.width < small || box.height < small) && innerWidth,
      ].join());
    }
    seen.push([element, ((own[0] >>> 0) * 2 ** 21 + (own[1] >>> 11)).toString(36)]);
    if (element.id) ids.push(element.id);
    if (element.tagName !== "svg") for (const child of element.children) walk(child, state);
  };
  walk(document.documentElement, [1, 2]);
  window.seen = seen;
  return {
    sights: [...new Set(seen.map(([, sight]) => sight))].join(" "),
    repeated: ids.filter((id, i) => ids.indexOf(id) !== i),
    h1: document.querySelectorAll("h1").length,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    lang: document.documentElement.lang,
    title: document.title,
  };
}"""
# The outermost elements whose sight is new are marked for axe.
MARK = """(sights) => {
  const isNew = new Set(sights.split(" "));
  window.marked = [];
  for (const [element, sight] of window.seen)
    if (isNew.has(sight) && !window.marked.at(-1)?.contains(element)) window.marked.push(element);
}"""
RUN_AXE = """async (options) => {
  const parts = window.marked?.filter((element) => element.isConnected) ?? document;
  if (parts.length === 0) return [];
  return (await axe.run(parts, options)).violations.map((found) =>
    `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((n) => n.html.slice(0, 200))}`);
}"""


def violations_of(page):
    """What axe finds on the page as it stands, or on its marked elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        # The pages to come have it from their start: handed over once, compiled once.
        page.add_init_script(AXE_SCRIPT)
    return page.evaluate(RUN_AXE, AXE)


def faults_of(page, address, width, judged):
    """(faults, whether axe was asked) of the page at one width; `judged` learns what it shows."""
    page.set_viewport_size(width)
    seen = page.evaluate(SIGHTS)
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
    fresh = judged.learn(seen["sights"].split(" "))
    if not fresh:
        return faults, False
    page.evaluate(MARK, " ".join(fresh))
    page.evaluate(DROP_KNOWN_ROWS)
    return faults + [f"{where}: {violation}" for violation in violations_of(page)], True

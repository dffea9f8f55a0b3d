"""Wild values in every form and every query of every page: a page in French, never an error."""

import os
import re
import zlib
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.walk.routes import is_at_the_funders, thing_of, value_of
from tests.walk.test_walk import SECTIONS, may_open, our_routes, room_of
from tests.walk.walking import text_of, walkers_of

# In every field at once.
WILD = [
    "9" * 5000,
    "1e309",
    "NaN",
    "0001-01-01T00:00",
    "9999-99-99",
    "2026-W99",
    "x" * 20_000,
    "\u202e\u200b\U0001f4a5' OR 1=1 --",
    "[[[[" * 500,
    "²",
]
# One at a time in each field: what one field refuses may hide what another breaks on.
SHARP = ["9" * 30, "0001-01-01", "9999-12-31", "00000000-0000-0000-0000-000000000000"]
BROKEN = [b"q=%00", b"q=%ff", b"q=%ed%a0%80"]
ADDRESSES = ["%00", "%ff", "é" * 200, "9" * 5000, "..%2f..%2fetc", "%f0%9f%92%a5"]
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ATTRIBUTE = re.compile(r'\b(action|method)="([^"]*)"')
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\sname="([^"]+)"')
QUERY = re.compile(r'href="(\?[^"]*)"')
# The second line of a table of fields is read as the first one is.
FURTHER_LINE = re.compile(r"-[1-9]\d*-")
# Each form meets this many of the wild values and this many of its fields a sharp one, not the same
# from form to form; `make hostile` tries them all everywhere.
EVERYTHING = os.environ.get("WALK") == "everything"
TRIED_IN_A_FORM, FIELDS_TRIED, TRIED_IN_AN_ADDRESS = 3, 6, 2
NOT_TYPED = {"csrfmiddlewaretoken", "file", "logo", "proof", "evidence_file"}
IN_A_LIST = {"apres", "avant"}


class Questions:
    """What was asked of one section, and the answers that are wrong."""

    def __init__(self):
        self.count = 0
        self.faults = []

    def ask(self, walker, method, address, pairs, expected=None):
        """One request with these values, in the query or in the form; nothing is kept of it."""
        text = pairs if isinstance(pairs, bytes) else urlencode(pairs).encode()
        if method == "GET":
            response = walker.ask("GET", f"{address}?{text.decode()}")
        else:
            response = walker.ask("POST", address, text)
        self.count += 1
        status = response.status_code
        if status >= 500 or (expected and status not in expected):
            shown = text[:80].decode(errors="replace")
            self.faults.append(f"{method} {address} {shown}: {status}")
        return response


def forms_of(address, body):
    """(method, address) → names, for every form and every link with a query of a page."""
    found = {}
    for link in QUERY.findall(body):
        names = {name for name, _ in parse_qsl(link.lstrip("?"))}
        found.setdefault(("GET", address), set(IN_A_LIST)).update(names)
    for opening, inside in FORM.findall(body):
        attributes = dict(ATTRIBUTE.findall(opening))
        target = urlsplit(attributes.get("action") or address).path or address
        key = (attributes.get("method", "get").upper(), target)
        names = {name for name in FIELD.findall(inside) if not FURTHER_LINE.search(name)}
        found.setdefault(key, set()).update(names - NOT_TYPED)
    return found


def some_of(values, number, key):
    """So many of the values, from a place that the key gives: others for another key."""
    if EVERYTHING:
        return values
    number = min(number, len(values))
    if not number:
        return []
    first = zlib.crc32(key.encode())
    step = len(values) // number
    return [values[(first + rank * step) % len(values)] for rank in range(number)]


def try_the_form(questions, walker, method, address, names):
    for value in some_of(WILD, TRIED_IN_A_FORM, address):
        questions.ask(walker, method, address, dict.fromkeys(names, value))
    for name in some_of(names, FIELDS_TRIED, address):
        for value in some_of(SHARP, 1, address + name):
            questions.ask(walker, method, address, {name: value})


@pytest.mark.parametrize("section", SECTIONS)
def test_no_value_breaks_a_page(section, scene, record_property):
    households = {False: scene.home, True: scene.funder}
    walkers = {key: walkers_of(household, scene) for key, household in households.items()}
    questions, tried = Questions(), set()
    for route in our_routes():
        if room_of(route.name) != section or route.name == "health_ready":
            continue
        at_funders = is_at_the_funders(route)
        values = {n: value_of(households[at_funders], thing_of(route)) for n in route.parameters}
        address = route.address(**values)
        # The first role whose page opens speaks for the others: the form is the same.
        walker = next(
            walkers[at_funders][who]
            for who in ("MANAGER", "OFFICER", "VOLUNTEER")
            if may_open(route, walkers[at_funders][who])
        )
        page = questions.ask(walker, "GET", address, {"q": "", "page": "²"})
        for value in some_of(BROKEN, 1, route.text):
            # A page that takes no form may say so first.
            questions.ask(walker, "GET", address, value, {400, 405})
            questions.ask(walker, "POST", address, value, {400, 405})
        forms = forms_of(address, text_of(page))
        for (method, target), names in forms.items():
            if (method, target) not in tried and "/deconnexion" not in target:
                tried.add((method, target))
                try_the_form(questions, walker, method, target, sorted(names))
    record_property("questions", questions.count)
    print(f"\n{section}: {questions.count} questions")
    assert not questions.faults, "\n".join(questions.faults)
    assert questions.count >= 80


def test_no_address_breaks_on_what_stands_for_a_thing(scene):
    walker = walkers_of(scene.home, scene)["MANAGER"]
    questions = Questions()
    for route in our_routes():
        if not route.parameters:
            continue
        for value in some_of(ADDRESSES, TRIED_IN_AN_ADDRESS, route.text):
            text = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", value, f"/{route.text}")
            questions.ask(walker, "GET", re.sub(r"[\^$\\]", "", text), {})
    assert not questions.faults, "\n".join(questions.faults)
    assert questions.count >= 200

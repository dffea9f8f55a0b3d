"""Every address × every role × {own, another organisation's, missing} thing × GET and POST."""

from collections import Counter
from functools import partial

import pytest

from inclusion.documents.kinds import kind_of
from inclusion.organisations.middleware import PUBLIC_ROUTES
from inclusion.permissions import PlatformAdmin, Public, SignedIn
from tests.walk.routes import (
    all_routes,
    is_at_the_funders,
    missing_value,
    thing_of,
    value_of,
)
from tests.walk.scene import CANARY
from tests.walk.walking import text_of, walkers_of

# The only views of ours that need no account.
PUBLIC = {
    "accessibility",
    "privacy",
    "how_verification_works",
    "health_ready",
    "verify_home",
    "verify",
    "invitation_accept",
    "referral_link",
    "referral_link_answer",
    "give",
    "donate",
    "donate_sent",
    "gift",
    "gift_act",
    "gift_paper",
    "lot_arrival",
    "lot_arrival_act",
    "lot_arrival_line",
    "lot_arrival_paper",
    "workshops:public_programme",
    "workshops:public_feed",
    "workshops:public_register",
    "workshops:my_registration",
    "workshops:private_feed",
    "funding:deadline_feed",
    "feedback",
    "places:directory",
    "places:place_detail",
    "places:place_easy",
    "places:open_data",
    "demo:mailbox",
    "demo:mail",
    "demo:components",
    "account_logout",
    "offline:service_worker",
    "offline:manifest",
}
# The rooms of an app too large for one walk: the beginnings of its pages' names.
ROOMS = {
    "beneficiaries": {
        "assessments": ("assessment", "grid", "external"),
        "referrals": ("referral", "incoming"),
        "files": ("beneficiary", "household", "duplicate", "merge"),
    },
    "equipment": {
        "devices": ("device",),
        "intake": ("donation", "intent", "routing", "round", "collection", "receipt", "portal"),
        "leaving": ("allocation", "hand", "loan", "lot", "delivery", "offer", "person", "service"),
        "shelves": ("audit", "label", "printer", "roll", "scan", "stock", "import", "waste"),
    },
}


def room_of(name):
    """The room of a route: its app, or the part of it that its page is in."""
    app, _, page = name.partition(":")
    if not page or app in SHARED:
        return "shared"
    for room, beginnings in ROOMS.get(app, {}).items():
        if page.startswith(beginnings):
            return room
    return REST.get(app, app)


# What no room of theirs names.
REST = {"beneficiaries": "notes and rights", "equipment": "proofs", "officer": "funding"}
# How many steps at least are walked in each room.
SECTIONS = {
    "shared": 200,
    "files": 200,
    "assessments": 150,
    "referrals": 150,
    "notes and rights": 250,
    "places": 150,
    "devices": 300,
    "intake": 300,
    "leaving": 400,
    "shelves": 400,
    "proofs": 300,
    "workshops": 300,
    "funding": 350,
}
SHARED = {"organisations", "documents", "demo", "offline"}
OWN = {200, 302, 405, 422}


def our_routes():
    return [route for route in all_routes() if route.is_ours]


def test_every_view_of_ours_says_who_may_open_it():
    assert [route.text for route in our_routes() if route.rule is None] == []
    assert [route.text for route in our_routes() if not route.name] == []


def test_public_views_are_a_frozen_list():
    assert {route.name for route in our_routes() if isinstance(route.rule, Public)} == PUBLIC
    assert {route.name for route in all_routes()} >= PUBLIC_ROUTES


def test_every_section_of_the_site_is_walked():
    unwalked = [route.name for route in our_routes() if room_of(route.name) not in SECTIONS]
    assert unwalked == []


def test_every_address_that_names_a_thing_has_one_to_walk_with():
    assert [
        route.name for route in our_routes() if route.parameters and thing_of(route) is None
    ] == []


def may_open(route, walker):
    """Whether the rule lets this walker in."""
    if isinstance(route.rule, Public):
        return True
    if walker.user is None:
        return False
    if isinstance(route.rule, PlatformAdmin):
        return walker.user.is_superuser
    if isinstance(route.rule, SignedIn):
        return True
    return route.rule(walker.member)


def is_hers(route, household, walker):
    """Some things of one's own organisation are still someone else's."""
    if route.name in {"documents:progress", "documents:retry"}:
        return household.things["job"].owner_id == walker.user.pk
    if route.name == "documents:download":
        return walker.member.role in kind_of(household.things["document"].kind).roles
    return True


class Walk:
    """The steps of one section, and what went wrong on the way."""

    def __init__(self):
        self.steps = Counter()
        self.faults = []

    def step(self, who, walker, method, address, expected, why, **headers):
        response = walker.ask(method, address, **headers)
        self.steps[response.status_code] += 1
        body = text_of(response)
        if response.status_code not in expected:
            self.fault(
                f"{method} {address} as {who} ({why}): {response.status_code},"
                f" expected {sorted(expected)}"
            )
        return response.status_code, body

    def fault(self, text):
        self.faults.append(text)


class Door:
    """One address, tried by each walker; a method it does not take is tried once.

    That is said before anybody is known: to all alike, whatever the thing.
    """

    def __init__(self, walk, route, addresses, hers):
        self.walk, self.route, self.addresses, self.hers = walk, route, addresses, hers
        self.methods = ["GET", "POST"]
        self.refusals = []

    def try_it(self, who, walker):
        if may_open(self.route, walker):
            self.allowed(who, walker)
        elif walker.user is None:
            self.to_a_stranger(walker)
        else:
            self.refused(who, walker)

    def to_a_stranger(self, walker):
        """Nobody signed in: the sign-in page whatever is named, or 401 for a script's request."""
        walk, own = self.walk, self.addresses["own"]
        for method, target in (("GET", "own"), ("POST", "own"), ("GET", "missing")):
            if target not in self.addresses:
                continue
            address = self.addresses[target]
            if address.startswith("/api/"):
                walk.step("a stranger", walker, method, address, {401}, "script")
                continue
            response = walker.ask(method, address)
            walk.steps[response.status_code] += 1
            to_sign_in = response.get("Location", "").startswith("/connexion/login/")
            if response.status_code != 302 or not to_sign_in:
                walk.fault(f"{method} {address} as a stranger: {response.status_code}")
        walk.step("a stranger", walker, "GET", own, {401}, "fragment", **{"HX-Request": "true"})

    def refused(self, who, walker):
        """The rule says no: 403 whatever the thing, and not even whether it exists."""
        for method, target in self.knocks():
            if method in self.methods and target in self.addresses:
                address = self.addresses[target]
                status, _ = self.walk.step(who, walker, method, address, {403, 405}, "refused")
                if status == 405:
                    self.methods.remove(method)
        self.refusals.append(who)

    def knocks(self):
        """What is hers and what is not, both ways, by one walker and by the next in turn."""
        if len(self.refusals) % 2:
            return ("POST", "own"), ("GET", "missing")
        return ("GET", "own"), ("POST", "other" if "other" in self.addresses else "own")

    def allowed(self, who, walker):
        """The rule says yes: one's own opens; another's and none at all are the same 404."""
        for method in list(self.methods):
            if self.own(who, walker, method) == 405:
                self.methods.remove(method)
            elif self.route.parameters:
                self.not_hers(who, walker, method)

    def own(self, who, walker, method):
        # An empty form may also name nobody at all.
        expected = OWN | {400, 404} if method == "POST" else OWN
        is_public = isinstance(self.route.rule, Public)
        if not is_public and self.route.parameters and not self.hers(walker):
            expected = {404, 405}
        address = self.addresses["own"]
        status, body = self.walk.step(who, walker, method, address, expected, "own")
        if not is_public and CANARY in body:
            self.walk.fault(f"{method} {address} as {who} shows the neighbour")
        return status

    def not_hers(self, who, walker, method):
        walk, addresses = self.walk, self.addresses
        walk.step(who, walker, method, addresses["missing"], {404}, "missing")
        if isinstance(self.route.rule, Public):
            return
        _, body = walk.step(who, walker, method, addresses["other"], {404}, "other's")
        if CANARY in body:
            walk.fault(f"{method} {addresses['other']} as {who} shows the neighbour")

    def close(self):
        """One method at least must have been there to be refused."""
        if not self.methods:
            self.walk.fault(f"{self.addresses['own']} takes neither GET nor POST")


def addresses_of(route, household, neighbour):
    if not route.parameters:
        return {"own": route.address()}
    (parameter,) = route.parameters
    thing = thing_of(route)
    own = value_of(household, thing)
    values = {"own": own, "other": value_of(neighbour, thing), "missing": missing_value(own)}
    return {target: route.address(**{parameter: value}) for target, value in values.items()}


@pytest.mark.parametrize("section", SECTIONS)
def test_nobody_goes_where_she_may_not(section, scene, record_property):
    pairs = {
        False: (scene.home, scene.neighbour),
        True: (scene.funder, scene.other_funder),
    }
    walkers = {at_funder: walkers_of(pair[0], scene) for at_funder, pair in pairs.items()}
    walk = Walk()
    for route in our_routes():
        if room_of(route.name) != section:
            continue
        household, neighbour = pairs[is_at_the_funders(route)]
        addresses = addresses_of(route, household, neighbour)
        door = Door(walk, route, addresses, partial(is_hers, route, household))
        for who, walker in walkers[is_at_the_funders(route)].items():
            door.try_it(who, walker)
        door.close()
    steps = sum(walk.steps.values())
    record_property("steps", steps)
    print(f"\n{section}: {steps} steps, {dict(sorted(walk.steps.items()))}")
    assert not walk.faults, "\n".join(walk.faults)
    assert steps >= SECTIONS[section]


def test_the_pages_of_the_packages_are_closed_too(scene, record_property):
    """Sign-in pages by name; the rest of allauth asks to sign in; the admin is the platform's."""
    walkers = walkers_of(scene.home, scene)
    steps, faults = 0, []
    for route in all_routes():
        if route.is_ours or not route.name:
            continue
        address = package_address(route)
        if address is None:
            continue
        for who in ("anonymous", "VOLUNTEER", "MANAGER", "administrator", "nobody"):
            walker = walkers[who]
            for method in ("GET", "POST"):
                status = walker.ask(method, address).status_code
                steps += 1
                if status not in allowed_at_a_package(route, who, walker):
                    faults.append(f"{method} {address} ({route.name}) as {who}: {status}")
    record_property("steps", steps)
    print(f"\npackages: {steps} steps")
    assert not faults, "\n".join(faults)
    assert steps >= 400


VALUES = {
    "app_label": "organisations",
    "object_id": "1",
    "content_type_id": "1",
    "url": "nulle-part/",
    "key": "cle-inconnue",
    "uidb36": "1",
    "pk": "1",
}


def package_address(route):
    if any(name not in VALUES for name in route.parameters):
        return None
    return route.address(**{name: VALUES[name] for name in route.parameters})


def allowed_at_a_package(route, who, walker):
    """Statuses that are right at a page of Django's admin or of allauth."""
    if route.name.startswith("admin:"):
        if who == "administrator":
            return {200, 302, 400, 403, 404, 405}
        if who == "anonymous":
            return {302}
        return {302, 403, 404}
    if walker.user is None and route.name not in PUBLIC_ROUTES:
        return {302}
    return {200, 302, 400, 403, 404, 405, 429}

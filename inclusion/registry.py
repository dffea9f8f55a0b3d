"""What the apps hand up to the shared parts, filled in each `AppConfig.ready`.

Imports point one way (funding → workshops → equipment → beneficiaries → inclusion), so whatever
must flow the other way is registered here as a plain function.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the navigation column; `rule(member)` decides who sees it.

    Under another (`under`, its label), it shows while someone is in that part of the house.
    """

    label: str
    short_label: str
    route: str
    icon: str
    rule: Callable
    # Route prefixes for which the entry is the current one, for example ("equipment:",).
    sections: tuple[str, ...]
    group: int = 1
    rank: int = 50
    under: str = ""


@dataclass(frozen=True)
class TodoLine:
    """One line of « À faire »: what, about whom or what, by when, and the link that does it."""

    title: str
    detail: str
    url: str
    act: str
    when: str = ""
    is_late: bool = False
    rank: int = 50


@dataclass(frozen=True)
class AgendaLine:
    """One line of today's agenda."""

    starts_at: object
    ends_at: object
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class TimelineEntry:
    """One event of a person's path; `at` is an aware datetime."""

    at: object
    title: str
    detail: str
    icon: str
    url: str = ""
    link_label: str = ""
    is_to_come: bool = False


@dataclass(frozen=True)
class HomePanel:
    """A panel of figures beside the to-do list: (label, value, address) a line."""

    title: str
    lines: tuple
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class HomeSearch:
    """The field at the top of the home page: where it asks, and what for.

    `page` is where the field also stands, for the phone's magnifier. What is private is posted: a
    person's name stays out of addresses, histories and logs.
    """

    label: str
    url: str
    page: str
    name: str = "q"
    is_private: bool = False
    # The app's own field, drawn in place of the common one.
    template: str = ""


@dataclass(frozen=True)
class ReferralTarget:
    """A door that may be shown to a person: a place, or a workshop with a free seat.

    `facts` is what her sheet prints (address, hours, what to bring), ready to be frozen as JSON.
    """

    kind: str
    id: object
    title: str
    reason: str
    facts: dict
    distance_km: float | None = None


@dataclass(frozen=True)
class KeptSeat:
    """The seat a chosen door of ours kept: its hour; `waits` when it is a place in the line."""

    at: datetime
    waits: bool


@dataclass(frozen=True)
class PersonRelation:
    """What becomes of the rows that name a person when files merge, go, or are handed to her.

    `relation` is « app.Model.field ». The three functions are called in the organisation's
    context: `move(absorbed, survivor)` returns the ids of the rows it moved, `move_back(ids,
    absorbed)` undoes it, `erase(beneficiary)` leaves no trace of her and returns how many rows it
    dealt with, `export(beneficiary, member)` returns what she is told of them, a list of
    (label, value) lines. A relation without an entry fails the build.
    """

    relation: str
    title: str
    move: Callable
    move_back: Callable
    erase: Callable
    export: Callable


@dataclass
class Registry:
    navigation: list[NavigationItem] = field(default_factory=list)
    todo: list[Callable] = field(default_factory=list)  # member → iterable of TodoLine
    agenda: list[Callable] = field(default_factory=list)  # member → iterable of AgendaLine
    timeline: list[Callable] = field(default_factory=list)  # beneficiary, member → TimelineEntry
    # set of Beneficiary keys → {key: number of devices handed to her}
    devices_received: list[Callable] = field(default_factory=list)
    person_relations: list[PersonRelation] = field(default_factory=list)
    # member's key, persons → keys of those whom this member has a reason to read about
    reading_links: list[Callable] = field(default_factory=list)
    # beneficiary, member, need → iterable of ReferralTarget, the best first
    referral_targets: list[Callable] = field(default_factory=list)
    # Kind of door → function(offer, beneficiary, by) → KeptSeat: our own, where a choice is a seat
    referral_seats: dict[str, Callable] = field(default_factory=dict)
    # Kind of door → function(offer, beneficiary) → a sentence on her place there now, or ""
    referral_places: dict[str, Callable] = field(default_factory=dict)
    # session → its funders as {"name", "logo_data_uri"}, printed on the sheet people sign
    session_funders: list[Callable] = field(default_factory=list)
    # member → iterable of HomePanel shown beside the to-do list
    home_panels: list[Callable] = field(default_factory=list)
    # member → HomeSearch or None; the first one found is shown
    home_search: list[Callable] = field(default_factory=list)
    # (rule, label, what it is, route): further pages of the settings, in order
    settings: list[tuple] = field(default_factory=list)
    # (rule, label, route, icon): the one primary act of a role's home page, first match shown
    home_acts: list[tuple] = field(default_factory=list)
    # What else the night's tidying throws away: called with no organisation, in its transaction
    tidying: list[Callable] = field(default_factory=list)
    # (rank, function(world)) building a part of the demo world; those of one rank run together
    demo: list[tuple[int, Callable]] = field(default_factory=list)


registry = Registry()

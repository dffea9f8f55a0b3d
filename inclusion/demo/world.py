"""The demo world: five press articles about digital inclusion, with invented people.

Deterministic: names and numbers are fixed, dates are offsets from the day it is loaded, so that
« aujourd'hui » always has its workshops. Each app builds its part through the registry: a rank, and
the function that builds; those of one rank need nothing of each other.
"""

import multiprocessing
import sys
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import itemgetter

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from django.utils import timezone

from inclusion.demo.cast import ORGANISATIONS, PEOPLE, VENUES
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Membership, Organisation, User
from inclusion.places.models import Venue
from inclusion.registry import registry

PASSWORD = "demo-inclusion-2026"


@dataclass
class World:
    """What the apps' builders share.

    `organisations[slug]`, `members["mediateur"]` (the account's name before @demo.example, or a
    colleague's key of `cast.PEOPLE`), `venues[slug]` (list of the organisation's venues) and
    `today` (a date). A builder that adds to it, as to `people`, is alone at its rank.
    """

    today: object
    organisations: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)
    venues: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)  # slug → list of Beneficiary, by its builder

    def on(self, days):
        """The date that many days from today (negative: past)."""
        return self.today + timedelta(days=days)

    def at(self, days, hour=9, minute=0):
        """The instant that many days from today, at that time in Paris."""
        return timezone.make_aware(datetime.combine(self.on(days), time(hour, minute)))

    def working_day(self, days):
        """`days` moved back to the weekday before when it falls on a weekend."""
        while self.on(days).weekday() > 4:
            days -= 1
        return days

    def inside(self, slug):
        """The context of one organisation, as a transaction."""
        return organisation(self.organisations[slug])


def is_loaded():
    return Organisation.objects.filter(slug="secours-populaire-63").exists()


def load():
    """Build the whole world; nothing if it is there already. Returns the World or None."""
    if is_loaded():
        return None
    world = World(today=timezone.localdate())
    _organisations(world)
    _people(world)
    _venues(world)
    for _, pairs in groupby(sorted(registry.demo, key=itemgetter(0)), key=itemgetter(0)):
        _build([build for _, build in pairs], world)
    return world


def _build(builders, world):
    """Builders of one rank, at the same time: each but the first in a process of its own.

    One after the other inside a transaction, which another process would not see, and where a
    process that has met the database may not be copied safely.
    """
    if len(builders) == 1 or connection.in_atomic_block or sys.platform != "linux":
        for build in builders:
            build(world)
        return
    # A connection is not shared: each process opens its own.
    connections.close_all()
    copies = multiprocessing.get_context("fork")
    first, *others = builders
    processes = [copies.Process(target=build, args=(world,), daemon=True) for build in others]
    for process in processes:
        process.start()
    first(world)
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a part of the demo world could not be built")


def _organisations(world):
    for entry in ORGANISATIONS:
        world.organisations[entry["slug"]] = Organisation.objects.create(**entry)


def _people(world):
    hashed = make_password(PASSWORD)
    for key, person in PEOPLE.items():
        email = f"{key}@demo.example"
        user = User.objects.create(
            email=email,
            first_name=person["first_name"],
            last_name=person["last_name"],
            password=hashed,
            is_superuser=person.get("is_admin", False),
            is_staff=person.get("is_admin", False),
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        if "organisation" in person:
            world.members[key] = Membership.objects.create(
                organisation=world.organisations[person["organisation"]],
                user=user,
                role=person["role"],
                title=person.get("title", ""),
                is_civic_service=person.get("is_civic_service", False),
                may_submit_reports=person.get("may_submit_reports", False),
            )


def _venues(world):
    for slug, names in VENUES.items():
        org = world.organisations[slug]
        with organisation(org):
            world.venues[slug] = [
                Venue.objects.create(
                    organisation=org, name=name, address=address, postcode=postcode, city=city
                )
                for name, address, postcode, city in names
            ]

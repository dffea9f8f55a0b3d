"""Workshops, sessions and the people in them; every factory runs inside its organisation."""

from datetime import timedelta

import factory
from django.utils import timezone

from beneficiaries.models import Beneficiary
from inclusion.places.models import Venue
from tests.days import today_ago
from workshops.models import Facilitator, Registration, Workshop, WorkshopSession


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Beneficiary

    file_number = factory.Sequence(lambda n: f"A-{n:04d}")
    first_name = factory.Sequence(lambda n: f"Fatima{n}")
    last_name = "Benali"
    birth_year = 1984
    gender = "feminin"
    situation = "sans_emploi"


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Salle {n}")
    address = "12 rue du Château-des-Vergnes"
    postcode = "63100"
    city = "Clermont-Ferrand"


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    title = factory.Sequence(lambda n: f"Mes premiers e-mails {n}")
    topic = "email"
    content = "Lire et envoyer un message"


class SessionFactory(factory.django.DjangoModelFactory):
    """A session to come; `held=True` makes it over and still to be filled in."""

    class Meta:
        model = WorkshopSession
        skip_postgeneration_save = True

    class Params:
        held = factory.Trait(starts_at=factory.LazyFunction(lambda: _at(days=-1)))
        under_way = factory.Trait(starts_at=factory.LazyFunction(lambda: today_ago(0.5)))

    workshop = factory.SubFactory(
        WorkshopFactory, organisation=factory.SelfAttribute("..organisation")
    )
    venue = factory.SubFactory(VenueFactory, organisation=factory.SelfAttribute("..organisation"))
    starts_at = factory.LazyFunction(lambda: _at(days=1))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    capacity = 12

    @factory.post_generation
    def registered(self, create, count, **kwargs):
        """`registered=12`: so many people with a seat."""
        if not count:
            return
        for _ in range(count):
            RegistrationFactory(organisation=self.organisation, session=self)
        self.seats_taken = count
        self.save(update_fields=["seats_taken"])

    @factory.post_generation
    def led_by(self, create, member, **kwargs):
        if member:
            Facilitator.objects.create(organisation=self.organisation, session=self, member=member)


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    beneficiary = factory.SubFactory(
        PersonFactory, organisation=factory.SelfAttribute("..organisation")
    )


def _at(*, days, hour=9):
    """That hour in local time, so many days from today."""
    now = timezone.localtime() + timedelta(days=days)
    return now.replace(hour=hour, minute=30, second=0, microsecond=0)

"""Organisations and their members; each app's own factories stand beside its tests."""

import factory

from inclusion.organisations.models import Membership, Organisation, User


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Association {n}")
    slug = factory.Sequence(lambda n: f"association-{n}")
    kind = "association"
    # Base 16, so that four characters last for sixty thousand organisations.
    prefix = factory.Sequence(lambda n: f"{n:04X}")
    address = "8 rue des Ateliers"
    postcode = "63000"
    city = "Clermont-Ferrand"
    email = factory.Sequence(lambda n: f"contact-{n}@association.example")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne-{n}@exemple.example")
    first_name = "Claire"
    last_name = "Dumas"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    role = "MANAGER"

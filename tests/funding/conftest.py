import pytest

from tests.factories import OrganisationFactory


@pytest.fixture
def metropole(db):
    return OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")


@pytest.fixture
def treasurer(association, member_of):
    return member_of(association, "TREASURER", title="Trésorier")


@pytest.fixture
def manager(association, member_of):
    return member_of(association, "MANAGER", title="Responsable")


@pytest.fixture
def officer(metropole, member_of):
    return member_of(metropole, "OFFICER", title="Agente instructrice")

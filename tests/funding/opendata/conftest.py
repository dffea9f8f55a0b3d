import pytest

from tests.factories import OrganisationFactory

from .making import FUNDER_SIRET


@pytest.fixture
def funder(db):
    return OrganisationFactory(
        name="Métropole de Montferrand", kind="metropole", siret=FUNDER_SIRET
    )


@pytest.fixture
def agent(funder, member_of):
    return member_of(funder, "OFFICER", title="Agente")

"""Households: counted, shared by separated parents, and silent about what is confidential."""

import pytest
from django.test import Client
from django.urls import reverse

from beneficiaries.models import Household, HouseholdMember
from beneficiaries.selectors.households import households_panel
from beneficiaries.services.households import (
    count_household,
    join_household,
    leave_household,
    open_household,
    set_confidential,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def client(client_for, mediator) -> Client:
    return client_for(mediator)


@pytest.fixture
def family(association, mediator):
    """A mother and her son, linked to one household of four."""
    with organisation(association):
        mother = BeneficiaryFactory(organisation=association, first_name="Awa", last_name="Sy")
        son = BeneficiaryFactory(organisation=association, first_name="Ali", last_name="Sy")
        link = open_household(
            beneficiary=mother,
            by=mediator,
            role="adult",
            adult_count=2,
            schooled_children_count=2,
        )
        join_household(household=link.household, beneficiary=son, by=mediator, role="child")
    return mother, son


def page(client, person):
    answer = client.get(reverse("beneficiaries:household", args=[person.pk]))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_a_household_tells_who_lives_there_and_how_many(client, family):
    mother, _ = family
    shown = page(client, mother)
    assert "2\xa0adultes, 2\xa0enfants" in answer_spaces(shown)
    assert "Ali Sy" in shown


def answer_spaces(text):
    return text.replace(" adultes", "\xa0adultes").replace(" enfants", "\xa0enfants")


def test_a_confidential_link_hides_each_from_the_other(client, association, mediator, family):
    mother, son = family
    with organisation(association):
        set_confidential(link=mother.households.get(), by=mediator, is_confidential=True)
    assert "Ali Sy" not in page(client, mother)
    assert "Awa Sy" not in page(client, son)


def test_a_child_may_live_in_two_households(association, mediator, family):
    _, son = family
    with organisation(association):
        father = BeneficiaryFactory(organisation=association, first_name="Omar")
        link = open_household(beneficiary=father, by=mediator, role="adult", adult_count=1)
        join_household(household=link.household, beneficiary=son, by=mediator, role="child")
        assert len(households_panel(son, mediator)["homes"]) == 2
        assert link.household.members.count() == 2
        link.household.refresh_from_db()
        assert link.household.size == 2


def test_joining_twice_is_refused(association, mediator, family):
    mother, son = family
    with organisation(association), pytest.raises(Refused, match="déjà partie du foyer"):
        join_household(
            household=mother.households.get().household, beneficiary=son, by=mediator, role="child"
        )


def test_the_count_never_falls_below_those_who_are_linked(association, mediator, family):
    household = family[0].households
    with organisation(association), pytest.raises(Refused, match="déjà plus de personnes"):
        count_household(household=household.get().household, by=mediator, adult_count=1)


@pytest.mark.parametrize("counts", [{}, {"adult_count": 21}, {"adult_count": -1}])
def test_a_household_of_nobody_or_of_a_crowd_is_refused(association, mediator, counts):
    with organisation(association), pytest.raises(Refused):
        person = BeneficiaryFactory(organisation=association)
        open_household(beneficiary=person, by=mediator, role="adult", **counts)


def test_the_last_to_leave_closes_the_household(association, mediator, family):
    with organisation(association):
        for person in family:
            leave_household(link=person.households.get(), by=mediator)
        assert not Household.objects.exists()
        assert Entry.objects.filter(action="household.left").count() <= 2


def test_a_household_is_opened_from_the_file(client, association, mediator):
    with organisation(association):
        person = BeneficiaryFactory(organisation=association)
    answer = client.post(
        reverse("beneficiaries:household", args=[person.pk]),
        {
            "adult_count": "1",
            "schooled_children_count": "3",
            "other_children_count": "0",
            "role": "adult",
        },
    )
    assert answer.status_code == 302
    with organisation(association):
        assert HouseholdMember.objects.get(beneficiary=person).household.size == 4


def test_another_file_is_linked_by_its_number_only(client, association, mediator, family):
    mother, _ = family
    with organisation(association):
        other = BeneficiaryFactory(organisation=association, first_name="Rose")
    url = reverse("beneficiaries:household", args=[mother.pk])
    refused = client.post(url, {"file_number": "A-9999", "role": "adult"})
    assert refused.status_code == 422
    assert "Aucun dossier ne porte ce numéro." in refused.text
    assert client.post(url, {"file_number": other.file_number, "role": "adult"}).status_code == 302
    assert "Rose" in page(client, mother)


def test_a_neighbours_household_does_not_exist(client, other_association, member_of):
    with organisation(other_association):
        theirs = BeneficiaryFactory(organisation=other_association)
        link = open_household(
            beneficiary=theirs,
            by=member_of(other_association, "MEDIATOR"),
            role="adult",
            adult_count=1,
        )
    assert client.get(reverse("beneficiaries:household", args=[theirs.pk])).status_code == 404
    for act in ("leave", "hide", "show"):
        url = reverse(f"beneficiaries:household_member_{act}", args=[link.pk])
        assert client.post(url).status_code == 404


def test_a_frozen_file_joins_no_household(association, mediator):
    with organisation(association), pytest.raises(Refused, match="gelé"):
        person = BeneficiaryFactory(organisation=association, limited_at="2026-11-01T10:00Z")
        open_household(beneficiary=person, by=mediator, role="adult", adult_count=1)

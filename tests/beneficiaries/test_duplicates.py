"""Who may already have a file: explained, masked, and never the same question twice."""

import pytest
from django.urls import reverse

from beneficiaries.models import Beneficiary, Merge
from beneficiaries.selectors.duplicates import (
    HOUSEHOLD,
    NEAR_NAME,
    NEAR_YEAR,
    SAME_PHONE,
    SAME_SOUND,
    SAME_YEAR,
    candidates,
    masked_line,
    pairs_to_look_at,
)
from beneficiaries.services import mark_distinct, propose_merge, update_beneficiary
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def fatima(inside, mediator):
    person = BeneficiaryFactory(
        organisation=inside,
        first_name="Fatima",
        last_name="Benamar",
        birth_year=1961,
        city="Cournon-d’Auvergne",
        gender="feminin",
    )
    return update_beneficiary(
        beneficiary=person, by=mediator, phone="06 39 98 12 34", email="f.benamar@exemple.example"
    )


def reasons(member, **asked):
    values = {"first_name": "Zoé", "last_name": "Quint"} | asked
    return {each.beneficiary.file_number: each.reasons for each in candidates(member, **values)}


def test_the_same_name_and_year_is_likely_her(fatima, mediator):
    found = reasons(mediator, first_name="Benamare", last_name="Fatima", birth_year=1961)
    assert found == {fatima.file_number: (SAME_SOUND, SAME_YEAR)}


@pytest.mark.parametrize(("year", "why"), [(1962, (SAME_SOUND, NEAR_YEAR)), (None, (SAME_SOUND,))])
def test_a_year_apart_or_unknown_is_still_looked_at(fatima, mediator, year, why):
    found = reasons(mediator, first_name="Fatima", last_name="Benamar", birth_year=year)
    assert found == {fatima.file_number: why}


def test_two_years_apart_is_someone_else(fatima, mediator):
    assert reasons(mediator, first_name="Fatima", last_name="Benamar", birth_year=1964) == {}


def test_a_telephone_alone_is_a_households(fatima, mediator):
    found = reasons(mediator, phone="+33 6 39 98 12 34")
    assert found == {fatima.file_number: (SAME_PHONE, HOUSEHOLD)}


def test_an_incomplete_telephone_says_nothing(fatima, mediator):
    assert reasons(mediator, phone="06 39") == {}


def test_a_slip_in_the_name_is_seen_in_the_same_commune_only(fatima, mediator):
    asked = {"first_name": "Fatma", "last_name": "Benammer"}
    assert reasons(mediator, **asked, city="COURNON D'AUVERGNE") == {
        fatima.file_number: (NEAR_NAME,)
    }
    assert reasons(mediator, **asked, city="Gerzat") == {}


def test_five_candidates_at_most(inside, mediator):
    for _ in range(8):
        BeneficiaryFactory(organisation=inside)
    assert len(reasons(mediator, first_name="Aminata", last_name="Diarra")) == 5


def test_merged_and_archived_files_are_not_proposed(fatima, mediator):
    Beneficiary.objects.filter(pk=fatima.pk).update(status="archived")
    assert reasons(mediator, first_name="Fatima", last_name="Benamar") == {}


def test_another_association_is_never_searched(fatima, other_association, member_of):
    with organisation(other_association):
        elsewhere = member_of(other_association, "MEDIATOR")
        assert reasons(elsewhere, first_name="Fatima", last_name="Benamar") == {}


def test_recognised_as_others_they_are_left_out(fatima, inside, mediator):
    other = BeneficiaryFactory(
        organisation=inside, first_name="Fatima", last_name="Benamar", birth_year=1961
    )
    asked = {"first_name": "Fatima", "last_name": "Benamar", "birth_year": 1961}
    assert len(candidates(mediator, **asked, exclude=other)) == 1
    mark_distinct(one=fatima, other=other, by=mediator)
    assert candidates(mediator, **asked, exclude=other) == []


def test_the_line_is_masked(fatima):
    fatima.last_contact_on = fatima.created_at.date().replace(month=3)
    line = masked_line(fatima)
    assert line.startswith(f"Fat… B., 1961, {fatima.file_number}, vue en mars")
    assert "Benamar" not in line


def test_pairs_are_found_once_with_all_their_reasons(fatima, inside, mediator):
    other = BeneficiaryFactory(
        organisation=inside, first_name="Fatima", last_name="Bénamar", birth_year=1962
    )
    update_beneficiary(beneficiary=other, by=mediator, phone="0639981234")
    (pair,) = pairs_to_look_at(mediator)
    assert {pair.first, pair.second} == {fatima, other}
    assert set(pair.reasons) == {SAME_PHONE, SAME_SOUND}
    assert not pair.is_household


def test_homonyms_of_another_age_are_not_a_pair(fatima, inside, mediator):
    BeneficiaryFactory(
        organisation=inside, first_name="Fatima", last_name="Benamar", birth_year=1990
    )
    assert pairs_to_look_at(mediator) == []


@pytest.mark.parametrize("act", ["distinct", "proposed"])
def test_a_settled_pair_is_not_shown_again(fatima, inside, mediator, act):
    other = BeneficiaryFactory(
        organisation=inside, first_name="Fatima", last_name="Benamar", birth_year=1961
    )
    if act == "distinct":
        mark_distinct(one=fatima, other=other, by=mediator)
    else:
        propose_merge(survivor=fatima, absorbed=other, by=mediator)
    assert pairs_to_look_at(mediator) == []


@pytest.fixture
def pair(fatima, inside):
    return fatima, BeneficiaryFactory(
        organisation=inside, first_name="Fatima", last_name="Benamar", birth_year=1961
    )


def url(name, *args):
    return reverse(f"beneficiaries:{name}", args=args)


def compared(one, other):
    return url("duplicate_compare", one.pk) + f"?avec={other.pk}"


@pytest.mark.django_db
def test_from_the_list_to_the_merge_and_back(pair, inside, member_of, client_for):
    survivor, absorbed = pair
    manager = client_for(member_of(inside))
    page = manager.get(url("duplicate_list")).content.decode()
    assert "Fat… B." in page
    assert "Benamar" not in page
    compare = manager.get(compared(survivor, absorbed))
    assert "f.benamar@exemple.example" in compare.content.decode()
    answer = manager.post(url("merge_propose", survivor.pk), {"avec": absorbed.pk})
    merge = Merge.objects.get()
    assert answer.url == url("merge_detail", merge.pk)
    assert "Ce qui diffère" in manager.get(answer.url).content.decode()
    manager.post(url("merge_approve", merge.pk), {"phone": "survivor"})
    assert "Annuler la fusion" in manager.get(url("merge_detail", merge.pk)).content.decode()
    detail = manager.get(url("beneficiary_detail", absorbed.pk))
    assert detail.url == url("beneficiary_detail", survivor.pk)
    assert "joint à" in manager.get(url("duplicate_list")).content.decode()
    manager.post(url("merge_undo", merge.pk))
    assert "Annulée" in manager.get(url("merge_detail", merge.pk)).content.decode()
    assert manager.get(url("beneficiary_detail", absorbed.pk)).status_code == 200


@pytest.mark.django_db
def test_comparing_opens_both_files_and_says_so(pair, inside, mediator, client_for):
    client_for(mediator).get(compared(pair[0], pair[1]))
    chain_pending_entries(inside.pk)
    read = Entry.objects.filter(chain="reads").values_list("subject_id", flat=True)
    assert set(read) == {file.pseudonym for file in pair}


@pytest.mark.django_db
def test_the_list_costs_the_same_for_two_pairs_and_for_twelve(
    pair, inside, mediator, client_for, django_assert_max_num_queries
):
    for name in ("Diallo", "Roche", "Fabre", "Morel", "Giraud", "Perrin"):
        for _ in range(2):
            BeneficiaryFactory(organisation=inside, last_name=name, first_name="Paul")
    client = client_for(mediator)
    client.get(url("duplicate_list"))
    with django_assert_max_num_queries(20):
        assert client.get(url("duplicate_list")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_other_roles_see_none_of_it(pair, inside, member_of, client_for, role):
    client = client_for(member_of(inside, role))
    assert client.get(url("duplicate_list")).status_code == 403
    assert client.get(compared(pair[0], pair[1])).status_code == 403


@pytest.mark.django_db
def test_a_mediator_does_not_approve_on_the_page_either(pair, mediator, client_for):
    merge = propose_merge(survivor=pair[0], absorbed=pair[1], by=mediator)
    client = client_for(mediator)
    for name in ("merge_approve", "merge_decline", "merge_undo"):
        assert client.post(url(name, merge.pk)).status_code == 403
    assert "C’est au responsable" in client.get(url("merge_detail", merge.pk)).content.decode()


@pytest.mark.django_db
def test_anothers_pair_or_merge_is_not_found(
    pair, mediator, other_association, member_of, client_for
):
    merge = propose_merge(survivor=pair[0], absorbed=pair[1], by=mediator)
    stranger = client_for(member_of(other_association))
    assert stranger.get(compared(pair[0], pair[1])).status_code == 404
    assert stranger.get(url("merge_detail", merge.pk)).status_code == 404
    assert stranger.post(url("merge_approve", merge.pk)).status_code == 404

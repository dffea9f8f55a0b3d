"""What reuse avoids is a range, with its sources; new devices are no reuse."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment.forms.impact import this_year
from equipment.impact import factors, statement_of
from equipment.models import Allocation
from equipment.selectors.impact import second_lives
from equipment.services.impact import issue_impact_statement
from inclusion.exceptions import Refused
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory


def handed_over(member, at=None, **fields):
    at = at or timezone.now()
    device = DeviceFactory(organisation=member.organisation, ready=True, **fields)
    Allocation.objects.create(
        organisation=member.organisation,
        device=device,
        beneficiary=BeneficiaryFactory(organisation=member.organisation),
        offer=OfferFactory(organisation=member.organisation),
        reserved_by=member,
        status="handed_over",
        family_paid_amount=Decimal("50"),
        handed_over_at=at,
        handed_over_by=member,
        ended_at=at,
    )
    return device


def test_the_range_goes_from_the_lowest_set_to_the_highest():
    statement = statement_of({"laptop": 2, "tablet": 1})
    laptop, tablet = statement.lines
    # 27 kg a year for three years, against 175 kg to make a new one.
    assert (laptop.low, laptop.high) == (Decimal(162), Decimal(350))
    assert (tablet.low, tablet.high) == (Decimal("44.5"), Decimal("75.9"))
    assert (statement.low, statement.high) == (Decimal("206.5"), Decimal("425.9"))
    assert {source["unit"] for source in statement.sources} == {
        "kg CO2e par appareil",
        "kg CO2e par année d’usage",
    }


def test_a_type_no_source_knows_counts_without_carbon():
    statement = statement_of({"keyboard": 3, "laptop": 0})
    assert statement.count == statement.without_factor == 3
    assert statement.high == 0
    assert statement.weight == Decimal("1.8")
    assert statement.sources == ()


def test_every_factor_has_its_source_and_is_positive():
    for each in factors()["sets"]:
        assert each["source"]
        assert all(Decimal(value) > 0 for value in each["values"].values())


def test_a_device_counts_once_and_a_new_one_never(inside, mediator):
    handed_over(mediator)
    handed_over(mediator, origin="purchase")
    handed_over(mediator, at=timezone.now() - timedelta(days=800))
    assert second_lives(mediator, *this_year()) == {"laptop": 1}


def test_the_statement_is_issued_from_what_was_handed_over(inside, mediator, member_of, journal):
    manager = member_of(inside, "MANAGER")
    start, end = this_year()
    with pytest.raises(Refused, match="Aucun appareil"):
        issue_impact_statement(start=start, end=end, by=manager)
    handed_over(mediator)
    document = issue_impact_statement(start=start, end=end, by=manager)
    facts = json.loads(document.facts)
    assert (facts["count"], facts["low"], facts["high"]) == (1, "81", "175")
    assert journal("impact.stated")["devices"] == 1


def test_the_page_shows_the_range_and_issues_it(inside, mediator, member_of, client_for):
    client = client_for(member_of(inside, "TREASURER"))
    url = reverse("equipment:impact")
    assert "Aucun appareil réemployé" in client.get(url).content.decode()
    start, end = (each.isoformat() for each in this_year())
    assert client.post(url, {"start": start, "end": end}).status_code == 422
    handed_over(mediator)
    page = client.get(url).content.decode()
    assert "175" in page
    response = client.post(url, {"start": start, "end": end})
    assert response.status_code == 302
    assert "/documents/" in response["Location"]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-12-31", "2026-01-01", "suit son début"),
        ("1912-01-01", "2026-01-01", "2000 au plus tôt"),
        ("2026-01-01", "2999-01-01", "après aujourd’hui"),
        ("x", "", "date"),
    ],
)
def test_a_wild_period_is_refused_kindly(inside, member_of, client_for, start, end, said):
    client = client_for(member_of(inside, "MANAGER"))
    for send in (client.get, client.post):
        response = send(reverse("equipment:impact"), {"start": start, "end": end})
        assert response.status_code == 422
        assert said in response.content.decode()


@pytest.mark.parametrize("role", ["VOLUNTEER", "MEDIATOR"])
def test_other_roles_do_not_see_it(inside, member_of, client_for, role):
    client = client_for(member_of(inside, role))
    assert client.get(reverse("equipment:impact")).status_code == 403


def test_a_neighbours_hand_overs_are_not_counted(mediator, inside, other_association, member_of):
    handed_over(mediator)
    assert second_lives(member_of(other_association, "MANAGER"), *this_year()) == {}

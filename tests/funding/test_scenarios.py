"""The arrangements of the articles (S1 to S7): the lines that no other file already bears."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding.detector import Plan, PlanLine, check_plan, whole_if
from funding.models import Grant, GrantNature, SourceKind
from funding.selectors.plans import findings_of, is_public_money, latest_plan
from funding.selectors.positions import positions
from funding.services import award_grant, write_plan
from funding.services.grantees import equal_points, share_amounts, share_between_grantees
from inclusion.money import ZERO, split
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import END, START, a_project, clermont_plan, limoges_plan, line
from tests.funding.granting import an_awarded, euro


def test_s1_a2_the_families_money_is_no_public_money(inside, treasurer, metropole):
    assert not is_public_money(SourceKind.USERS, None)
    plan = clermont_plan(treasurer, a_project(treasurer), metropole)
    found = {finding.code: finding for finding in findings_of(plan)}
    assert found["public_ceiling"].figures["public"] == "15000.00"
    assert found["public_ceiling"].figures["share"] == "60.00"


def test_s2_b1_a_ccas_is_grantee_here_and_funder_there(inside, treasurer, metropole, member_of):
    ccas = OrganisationFactory(name="CCAS de Cournon", kind="ccas")
    assert an_awarded(treasurer, ccas, "3000.00").funder == ccas
    with organisation(ccas):
        received = an_awarded(member_of(ccas, "TREASURER"), metropole, "10000.00")
        assert (received.organisation, received.funder) == (ccas, metropole)


def test_s2_b2_the_metropole_grants_25000_to_two_grantees(
    association, treasurer, metropole, member_of
):
    ccas = OrganisationFactory(name="CCAS de Cournon", kind="ccas")
    with organisation(association):
        amounts = [an_awarded(treasurer, metropole, "15000.00").granted_amount]
    with organisation(ccas):
        amounts.append(an_awarded(member_of(ccas, "MANAGER"), metropole, "10000.00").granted_amount)
    assert sum(amounts) == Decimal("25000.00")


def test_s2_two_halves_state_no_rate_and_contradict_nothing(inside, treasurer, metropole):
    state = OrganisationFactory(name="État", kind="state")
    plan = write_plan(
        project=a_project(treasurer, promised_units=None),
        values={},
        lines=[
            line(metropole.name, payer=metropole, amount="10000.00"),
            line("État", payer=state, amount="10000.00"),
        ],
        by=treasurer,
    )
    assert plan.unexplained_count == 0
    assert {f.severity for f in findings_of(latest_plan(plan.project))} == {"info"}


@pytest.mark.parametrize(
    ("amount", "rate", "whole"), [("28921.00", 80, "36151.25"), ("14460.00", 20, "72300.00")]
)
def test_s3_each_reading_of_the_rates_gives_another_total(amount, rate, whole):
    assert whole_if(amount, rate) == Decimal(whole)


def test_s3_the_rates_applied_to_the_sum_are_5783_80_away():
    parts = split(Decimal("43381.00"), [80, 20])
    assert parts == [Decimal("34704.80"), Decimal("8676.20")]
    assert parts[0] - Decimal("28921.00") == Decimal("5783.80")


def test_s3_c1_the_page_says_the_gap_the_fraction_and_each_reading(
    client_for, association, treasurer
):
    with organisation(association):
        plan = limoges_plan(treasurer)
    page = client_for(treasurer).get(reverse("funding:plan_detail", args=[plan.pk]))
    text = page.content.decode()
    for said in ("5\u202f783,80\u00a0€", "deux tiers, un tiers", "36\u202f151,25\u00a0€",
                 "72\u202f300,00\u00a0€", "Rien n’est corrigé sans vous"):  # fmt: skip
        assert said in text, said


def test_s3_c7_the_same_devices_are_money_for_one_and_a_grant_in_kind_for_the_others(
    inside, treasurer, metropole
):
    value = split(Decimal("43381.00"), [34, 10, 77])
    assert value == [Decimal("12189.70"), Decimal("3585.21"), Decimal("27606.09")]
    grant = award_grant(
        project=a_project(treasurer),
        funder=metropole,
        nature=GrantNature.IN_KIND,
        decided_on=START,
        granted_amount=value[0],
        eligible_from=START,
        eligible_to=END,
        by=treasurer,
    )
    assert grant.get_nature_display() == "aide en nature"


def test_s4_s5_d1_a_project_lives_without_a_euro_and_nothing_becomes_zero(inside, treasurer):
    plan = write_plan(
        project=a_project(treasurer, promised_units=100),
        values={},
        lines=[line("Ventes", SourceKind.USERS), line("Bénévoles", SourceKind.IN_KIND)],
        by=treasurer,
    )
    sentences = [f.title for f in findings_of(latest_plan(plan.project))]
    assert sentences == [
        "Ventes\u00a0: contribution non précisée", "Bénévoles\u00a0: contribution non valorisée",
    ]  # fmt: skip
    where = positions([plan.project])[plan.project_id]
    assert (where.funded, where.granted) == (None, ZERO)


def test_s6_d2_one_grant_of_a_consortium_is_shared_in_parts_that_make_it(
    inside, treasurer, metropole
):
    grant = an_awarded(treasurer, metropole, "12000.01")
    share_between_grantees(
        grant=grant,
        grantees=[
            {"grantee": None, "grantee_name": name, "siret": "", "rna": "", "basis_points": points}
            for name, points in zip("ABCDE", equal_points(5), strict=True)
        ],
        by=treasurer,
    )
    shares = list(grant.shares.all())
    assert [share.percent for share in shares] == [Decimal(20)] * 5
    assert sum(share_amounts(grant, shares)) == Decimal("12000.01")


def test_s7_62_trainings_are_36_euros_short_of_20000():
    plan = Plan(
        lines=(PlanLine("ANCT", amount=euro(20000)),), units=62, unit_amount=euro(322),
        declared_total=euro(20000),
    )  # fmt: skip
    finding = next(f for f in check_plan(plan) if f.code == "units_total")
    assert (finding.figures["product"], finding.figures["gap"]) == ("19964.00", "36.00")


def test_nothing_asked_for_counts_before_its_decision(inside, treasurer, metropole):
    from tests.funding.granting import a_request

    grant = a_request(treasurer, metropole)
    assert positions([grant.project])[grant.project_id].granted == ZERO
    assert Grant.objects.awarded().count() == 0

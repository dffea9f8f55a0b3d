"""The table of charges and produits: lines from records, totals that agree, whole euros."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from funding.documents.statement import statement_facts
from funding.figures import report_figures
from funding.models import Expense, FunderProfile, RestrictedFunds
from funding.report_findings import report_findings
from funding.selectors.expenses import realised_base
from funding.selectors.reports import reports_with_their_grant
from funding.snapshot import live_snapshot
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import END, OWN_LINE, a_grant, a_project, a_report, clermont_grant
from tests.funding.spending import a_budget, an_expense, given


def figures_of(report):
    return report_figures(reports_with_their_grant().get(pk=report.pk))


def lines_of(lines):
    return {line.code: (line.planned, line.realised) for line in lines}


@pytest.fixture
def state(db):
    return OrganisationFactory(name="Préfecture du Puy-de-Dôme", kind="state")


@pytest.fixture
def cournon(inside, treasurer, metropole, state):
    """10 000 + 10 000, three expenses: one shared half and half, one elsewhere, one for none."""
    project = a_project(treasurer, title="Cournon")
    mine = a_grant(treasurer, project, metropole, granted="10000.00", paid="4000.00")
    theirs = a_grant(treasurer, project, state, granted="10000.00")
    an_expense(project, "3000.00", number="F1", line="64.1", shares=[(mine, 1500), (theirs, 1500)])
    an_expense(project, "450.50", number="F2", line="62.3", shares=[(theirs, "450.50")])
    an_expense(project, "99.50", number="F3", line="62.3")
    an_expense(project, "700.00", number="F4", on=date(2025, 12, 31))
    an_expense(project, "80.00", number="F5", state="cancelled", cancelled_reason="Double")
    return a_report(treasurer, mine)


def test_charges_and_produits_agree_to_the_cent(cournon):
    figures = figures_of(cournon)
    assert lines_of(figures.charges) == {
        "charges.60.1": (None, None),
        "charges.62.3": (None, Decimal("550.00")),
        "charges.64.1": (None, Decimal("3000.00")),
    }
    assert lines_of(figures.produits) == {
        OWN_LINE: (Decimal("10000.00"), Decimal("1500.00")),
        "produits.74.ETAT.prefecture-du-puy-de-dome": (Decimal("10000.00"), Decimal("1950.50")),
        "produits.OWN.1": (None, Decimal("99.50")),
    }
    assert figures.cost == figures.income == Decimal("3550.00")


def test_the_right_acquired_is_what_is_charged_and_the_rest_is_given_back(cournon):
    figures = figures_of(cournon)
    assert (figures.entitled, figures.to_repay) == (Decimal("1500.00"), Decimal("2500.00"))


def test_a_rate_cap_is_rounded_down_to_the_cent(cournon):
    figures = replace(
        figures_of(cournon), rate_cap=Decimal("33.3333"), rate_base=Decimal("3550.00")
    )
    # 33,3333 % of 3 550,00 is 1 183,33215.
    assert (figures.rate_limit, figures.entitled) == (Decimal("1183.33"), Decimal("1183.33"))
    titles = [f.title for f in report_findings(cournon, figures)]
    assert any("Droit limité" in title for title in titles)


def test_a_rate_is_a_rate_of_what_the_grant_may_carry(cournon):
    """The base of the allocations themselves, so that the report never promises more."""
    project, grant = cournon.grant.project, cournon.grant
    type(grant).objects.filter(pk=grant.pk).update(rate_cap=Decimal("80"))
    an_expense(project, "500.00", number="F6", state="draft")
    unpaid = an_expense(project, "250.00", number="F7")
    Expense.objects.filter(pk=unpaid.pk).update(paid_on=None, state="draft")
    figures = figures_of(cournon)
    # F1 to F3 of the period; F4 was invoiced before it.
    assert figures.rate_base == Decimal("3550.00") == realised_base(grant)
    assert figures.rate_limit == Decimal("2840.00")
    assert figures.cost == Decimal("4300.00")
    # A report of the first two months stands on nothing yet.
    assert realised_base(grant, date(2026, 1, 1), date(2026, 2, 28)) == 0


def test_what_is_carried_over_is_neither_spent_nor_given_back(cournon, inside):
    RestrictedFunds.objects.create(
        organisation=inside, grant=cournon.grant, exercise_ends_on=END,
        opening_amount=0, carried_amount=2500, used_amount=0, closing_amount=2500,
    )  # fmt: skip
    figures = figures_of(cournon)
    assert lines_of(figures.charges)["charges.68.9"] == (None, Decimal("2500.00"))
    assert lines_of(figures.produits)[OWN_LINE][1] == Decimal("4000.00")
    assert (figures.to_repay, figures.cost) == (Decimal("0.00"), figures.income)


def test_a_budget_gives_the_forecast_line_by_line(cournon, metropole, state):
    a_budget(
        cournon.grant.project,
        ("charge", "64.1", "18000", ""), ("charge", "62.3", "2000", ""),
        ("produit", "74.EPCI", "10000", metropole), ("produit", "74.ETAT", "9000", state),
        ("produit", "74.ASP", "1000", "Emplois aidés"),
        ("charge", "86.4", "600", ""), ("produit", "87.BEN", "600", ""),
    )  # fmt: skip
    figures = figures_of(cournon)
    assert lines_of(figures.charges)["charges.64.1"] == (Decimal(18000), Decimal(3000))
    assert [line.planned for line in figures.emplois] == [Decimal(600)]
    codes = {f.code: f for f in report_findings(cournon, figures)}
    assert "aucune subvention enregistrée" in codes["unmatched.produits.74.ASP.emplois-aides"].title
    differs = codes["differs.produits.74.ETAT.prefecture-du-puy-de-dome"]
    assert "10\u202f000,00\u00a0€ accordés pour 9\u202f000,00\u00a0€ prévus" in differs.title


def test_in_kind_is_posted_twice_and_what_has_no_value_is_named(cournon):
    project = cournon.grant.project
    given(project, "benevolat", "264.00")
    given(project, "don", "120.40", label="Écrans")
    given(project, "prestation", None, label="Conseil d’une agence")
    given(project, "benevolat", "50.00", on=date(2027, 1, 1))
    snapshot = live_snapshot(reports_with_their_grant().get(pk=cournon.pk))
    facts = statement_facts(snapshot)
    assert facts["in_kind_is_balanced"]
    assert facts["charges"]["in_kind"]["total"]["realised_exact"] == "384.40"
    labels = [line["label"] for line in facts["produits"]["in_kind"]["lines"]]
    assert labels == ["870 – Bénévolat", "875 – Dons en nature"]
    assert snapshot["in_kind"]["unvalued"] == ["Conseil d’une agence"]


def test_printed_euros_add_up_to_their_printed_total(treasurer, inside, metropole):
    project = a_project(treasurer)
    mine = a_grant(treasurer, project, metropole, granted="10000.00")
    for n, (line, amount) in enumerate(
        [("60.1", "1234.50"), ("60.2", "765.50"), ("61.1", "99.50"), ("61.2", "0.49")]
    ):
        an_expense(project, amount, number=f"F{n}", line=line, shares=[(mine, amount)])
    snapshot = live_snapshot(reports_with_their_grant().get(pk=a_report(treasurer, mine).pk))
    facts = statement_facts(snapshot)
    printed = [line["realised"] for group in facts["charges"]["groups"] for line in group["lines"]]
    assert printed == [1235, 766, 99, 0]
    assert facts["charges"]["total"]["realised"] == sum(printed) == 2100
    assert facts["produits"]["total"]["realised"] == 2100


def test_the_balance_line_makes_both_sides_equal(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=92)
    # A grant per unit brings its units; more was spent on it than they bring.
    an_expense(grant.project, "480.00", number="F1", shares=[(grant, "300.00")])
    figures = figures_of(a_report(treasurer, grant))
    assert (figures.delivered, figures.entitled) == (92, Decimal("13800.00"))
    assert (figures.cost, figures.income) == (Decimal("23480.00"), Decimal("23180.00"))
    snapshot = live_snapshot(reports_with_their_grant().get(grant=grant))
    facts = statement_facts(snapshot)
    balance = facts["produits"]["balance"]
    assert (balance["realised"], facts["balance_label"]) == (300, "insuffisance comprise")
    assert "balance" in {f["code"] for f in snapshot["findings"]}


def test_the_thresholds_are_the_funders(cournon, inside, metropole):
    with organisation(metropole):
        FunderProfile.objects.create(
            organisation=metropole, report_line="EPCI", variance_percent=100,
            variance_amount=20000,
        )  # fmt: skip
    with organisation(inside):
        figures = figures_of(cournon)
        assert not any(line.needs_reason for line in figures.produits)
        snapshot = live_snapshot(reports_with_their_grant().get(pk=cournon.pk))
    assert snapshot["thresholds"] == {"percent": "100.00", "amount": "20000.00"}


def test_the_figures_cost_the_same_queries_for_2_and_12_expenses(cournon, inside):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    loaded = reports_with_their_grant().get(pk=cournon.pk)
    with CaptureQueriesContext(connection) as few:
        report_figures(loaded)
    for n in range(10):
        an_expense(loaded.grant.project, "10.00", number=f"G{n}")
    with CaptureQueriesContext(connection) as many:
        report_figures(loaded)
    assert len(few) == len(many)

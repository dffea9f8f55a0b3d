"""Budgets, contributions posted twice, funds left at the end of an exercise."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from funding.budget_checks import check_budget
from funding.forms.budgets import BudgetForm, PayerFormSet, budget_initial, budget_lines
from funding.models import BudgetLine, InKindContribution, RestrictedFunds
from funding.selectors.budget import budget_chart, budget_of, draft_of, made_of
from funding.selectors.expenses import charges_by_line, project_budget, restricted_funds_of
from funding.selectors.in_kind import PLANS, in_kind_book, plan_on
from funding.selectors.plans import latest_plan
from funding.selectors.restricted import proposals
from funding.services import (
    charge_expense,
    close_restricted_funds,
    correct_contribution,
    record_contribution,
    remove_contribution,
    reopen_restricted_funds,
    value_hours,
    write_budget,
)
from inclusion.exceptions import Refused
from tests.funding.factories import END, START, a_project, clermont_grant, clermont_plan
from tests.funding.money import an_expense, plain_grant
from workshops.models import HourlyRate, VolunteerHours

# A plan of a contrat de ville, balanced at 257 112 € with what is given and 141 112 € without.
# Lines of our own: only the totals are those of a plan that was really submitted.
NEIGHBOURHOOD_PLAN = [
    ("60.1", "", 7400), ("60.2", "", 1100),
    ("61.1", "", 5200), ("61.2", "", 640), ("61.3", "", 980), ("61.4", "", 310),
    ("62.1", "", 8150), ("62.2", "", 3900), ("62.3", "", 3120), ("62.4", "", 540),
    ("64.1", "", 66300), ("64.2", "", 26840), ("64.3", "", 12600),
    ("65.1", "", 3950), ("66.1", "", 82), ("86.1", "", 18000), ("86.4", "", 98000),
    ("74.ETAT", "Ministère", 46000), ("74.ETAT", "Rectorat", 12300), ("74.ETAT", "Ville", 7000),
    ("74.REG", "Région", 24000), ("74.DEP", "Département", 8500), ("74.COM", "Commune", 9600),
    ("74.SOC", "Caisse", 2150), ("74.ASP", "Emplois aidés", 8900),
    ("OWN.1", "", 22662), ("87.BEN", "", 98000), ("87.PRE", "", 18000),
]  # fmt: skip


def lines_of(rows):
    return [
        {"line_code": code, "label": label, "planned_amount": Decimal(amount)}
        for code, label, amount in rows
    ]


@pytest.fixture
def project(inside, treasurer):
    return a_project(treasurer)


def test_the_neighbourhood_plan_is_balanced_at_257112_euros_on_both_sides(treasurer, project):
    write_budget(project=project, lines=lines_of(NEIGHBOURHOOD_PLAN), by=treasurer)
    budget = budget_of(project)
    assert budget.is_balanced
    assert budget.charges.total == budget.produits.total == Decimal(141112)
    assert budget.charges.total_with_in_kind == Decimal(257112)
    assert budget.produits.total_with_in_kind == Decimal(257112)
    assert (budget.balance, budget.balance_with_in_kind) == (Decimal(141112), Decimal(257112))
    assert {group.form.code: int(group.planned) for group in budget.charges.groups} == {
        "60": 8500, "61": 7130, "62": 15710, "64": 105740, "65": 3950, "66": 82,
    }  # fmt: skip
    assert {group.form.code: int(group.planned) for group in budget.produits.groups} == {
        "74": 118450, "OWN": 22662,
    }  # fmt: skip
    assert budget.in_kind_gap == 0
    assert budget.shares(Decimal(7000)) == (Decimal("4.96"), Decimal("2.72"))
    assert budget.sentence(Decimal(7000)) == (
        "La subvention de 7\u202f000,00\u00a0€ représente 4,96\u00a0% du total des produits."
    )


def said(rows):
    budget = made_of([BudgetLine(**line) for line in lines_of(rows)])
    return [(finding.severity, finding.title) for finding in check_budget(budget)]


def test_a_budget_says_both_sides_while_it_is_written():
    assert said([]) == []
    assert said(NEIGHBOURHOOD_PLAN) == [
        ("ok", "Charges = produits = 141\u202f112,00\u00a0€"),
        ("ok", "86 = 87 = 116\u202f000,00\u00a0€"),
    ]
    assert said([("60.1", "", 100), ("70.1", "", 130), ("86.4", "", 10)]) == [
        ("warn", "Charges\u00a0: 100,00\u00a0€. Produits\u00a0: 130,00\u00a0€"),
        ("warn", "86\u00a0: 10,00\u00a0€. 87\u00a0: 0,00\u00a0€"),
    ]


def test_a_gap_is_printed_on_its_line(treasurer, project):
    write_budget(
        project=project, lines=lines_of([("60.1", "", 100), ("70.1", "", 130)]), by=treasurer
    )
    budget = budget_of(project)
    assert (budget.surplus, budget.deficit, budget.balance) == (30, 0, 130)
    write_budget(project=project, lines=lines_of([("60.1", "", 100)]), by=treasurer)
    budget = budget_of(project)
    assert (budget.surplus, budget.deficit) == (0, 100)
    assert budget.sentence(Decimal(7000)) == ""
    assert BudgetLine.objects.count() == 1


def test_an_unknown_line_is_refused(treasurer, project):
    with pytest.raises(Refused, match="formulaire"):
        write_budget(project=project, lines=lines_of([("99.9", "", 1)]), by=treasurer)


def test_a_first_budget_comes_from_the_plan(treasurer, project, metropole):
    clermont_plan(treasurer, project, metropole)
    write_budget(project=project, lines=draft_of(latest_plan(project)), by=treasurer)
    planned = {line.line_code: line.planned_amount for line in project_budget(project)}
    assert planned == {
        "60.1": Decimal(25000),
        "70.1": Decimal(5000),
        "OWN.1": Decimal(5000),
        "74.EPCI": Decimal(15000),
    }
    assert budget_of(project).is_balanced


def test_the_form_gives_back_the_lines_it_was_given(treasurer, project):
    write_budget(project=project, lines=lines_of(NEIGHBOURHOOD_PLAN), by=treasurer)
    amounts, payers = budget_initial(project_budget(project))
    posted = {name: str(value) for name, value in amounts.items() if value}
    posted |= {
        "payers-TOTAL_FORMS": str(len(payers)),
        "payers-INITIAL_FORMS": str(len(payers)),
    }
    for rank, row in enumerate(payers):
        posted |= {f"payers-{rank}-{name}": str(row[name]) for name in ("line_code", "label")}
        posted[f"payers-{rank}-planned_amount"] = str(row["planned_amount"])
    form, rows = BudgetForm(posted), PayerFormSet(posted, initial=payers, prefix="payers")
    assert form.is_valid() and rows.is_valid()
    lines = budget_lines(form, rows)
    assert [(each["line_code"], each["planned_amount"]) for each in lines] == [
        (code, Decimal(amount)) for code, _, amount in NEIGHBOURHOOD_PLAN
    ]


def test_indirect_charges_say_how_they_are_shared():
    assert "distribution_key" in BudgetForm({"IND.1": "500"}).errors
    assert BudgetForm({"IND.1": "500", "distribution_key": "Au prorata"}).is_valid()


def test_the_budget_is_read_against_what_was_spent(treasurer, project, metropole):
    grant = plain_grant(treasurer, project, metropole)
    write_budget(
        project=project,
        lines=lines_of([("60.2", "", 100), ("62.4", "", 2000), ("OWN.1", "", 2100)]),
        by=treasurer,
    )
    expense = an_expense(treasurer, project, gross="500.00")
    charge_expense(expense=expense, grant=grant, amount=Decimal("300.00"), by=treasurer)
    assert charges_by_line(project, START, END) == {"62.4": Decimal("500.00")}
    assert charges_by_line(project, START, END, grant=grant) == {"62.4": Decimal("300.00")}
    budget = budget_of(project, START, END)
    rows = {row.code: row for group in budget.charges.groups for row in group.rows}
    assert (rows["62.4"].realised, rows["62.4"].variance) == (500, -1500)
    assert rows["62.4"].percent == Decimal("25.00")
    assert rows["60.2"].realised == 0
    first, second = budget_chart(budget)
    assert (first.planned_width, second.planned_width, second.realised_width) == (
        "5.00%", "100.00%", "25.00%",
    )  # fmt: skip


def given(treasurer, project, **values):
    return record_contribution(
        project=project,
        by=treasurer,
        **{"nature": "don", "label": "Claviers", "starts_on": START, "ends_on": END} | values,
    )


def test_what_is_given_is_posted_twice_and_codes_swap_between_plans(treasurer, project):
    for nature, value in (("benevolat", "600.00"), ("don", "100.00"), ("secours", "50.00")):
        given(treasurer, project, nature=nature, value=Decimal(value), method="Prix public")
    given(treasurer, project, nature="prestation")
    contributions = list(InKindContribution.objects.all())
    old, new = in_kind_book(contributions), in_kind_book(contributions, "anc-2018-06")
    for book in (old, new):
        assert sum(each.value for each in book.charges) == book.total == Decimal("750.00")
        assert sum(each.value for each in book.produits) == book.total
        assert [each.nature for each in book.unvalued] == ["prestation"]
    assert {each.account: each.value for each in old.produits} == {"870": 600, "875": 150}
    assert {each.account: each.value for each in new.produits} == {"875": 600, "870": 150}
    assert {each.line_code: each.value for each in new.produits} == {"87.BEN": 600, "87.DON": 150}


def test_the_plan_of_accounts_is_that_of_the_exercise():
    assert [plan_on(day).code for day in (date(2019, 12, 31), date(2020, 1, 1))] == [
        "crc-99-01", "anc-2018-06",
    ]  # fmt: skip
    assert len(PLANS) == 2


def test_a_contribution_without_value_is_never_zero(treasurer, project):
    assert given(treasurer, project).value is None
    with pytest.raises(Refused, match="laissez vide"):
        given(treasurer, project, value=Decimal(0), method="Prix")
    with pytest.raises(Refused, match="méthode"):
        given(treasurer, project, quantity=Decimal(2), unit_value=Decimal("4.50"))
    lent = given(
        treasurer, project, quantity=Decimal("2.5"), unit_value=Decimal("4.50"), method="Tarif"
    )
    assert lent.value == Decimal("11.25")
    correct_contribution(contribution=lent, value=Decimal("12.00"), by=treasurer)
    remove_contribution(contribution=lent, by=treasurer)
    assert InKindContribution.objects.count() == 1


def hours(treasurer, member, *, day, minutes=120):
    return VolunteerHours.objects.create(
        organisation=treasurer.organisation,
        member=member,
        worked_on=day,
        facilitation_minutes=minutes,
        confirmed_at=f"{day}T20:00:00Z",
        confirmed_by=treasurer,
    )


def test_hours_are_counted_by_the_workshops_and_given_once(treasurer, project, member_of):
    volunteer = member_of(treasurer.organisation, "VOLUNTEER")
    with pytest.raises(Refused, match="Aucune heure"):
        value_hours(project=project, starts_on=START, ends_on=END, by=treasurer)
    for day, amount in ((date(2025, 1, 1), "12.00"), (date(2026, 4, 1), "15.00")):
        HourlyRate.objects.create(
            organisation=treasurer.organisation,
            from_day=day,
            amount=Decimal(amount),
            basis="Conseil",
            set_by=treasurer,
        )
    hours(treasurer, volunteer, day=date(2026, 3, 31))
    hours(treasurer, volunteer, day=date(2026, 4, 1))
    counted = value_hours(project=project, starts_on=START, ends_on=END, by=treasurer)
    assert (counted.quantity, counted.value) == (Decimal("4.00"), Decimal("54.00"))
    hours(treasurer, volunteer, day=END)
    other = a_project(treasurer, title="Autre")
    with pytest.raises(Refused, match="déjà comptées"):
        value_hours(project=other, starts_on=END, ends_on=END, by=treasurer)
    with pytest.raises(Refused, match="se comptent"):
        correct_contribution(contribution=counted, value=Decimal("99.00"), by=treasurer)


YEAR_1, YEAR_2 = date(2026, 3, 31), date(2026, 6, 30)


def test_what_is_left_is_carried_over_and_taken_back(treasurer, project, metropole):
    grant = plain_grant(treasurer, project, metropole, granted="1000.00")
    for number, day, amount in (("F-1", START, "300.00"), ("F-2", END, "500.00")):
        expense = an_expense(
            treasurer, project, gross=amount, number=number, invoiced_on=day, paid_on=day
        )
        charge_expense(expense=expense, grant=grant, amount=Decimal(amount), by=treasurer)
    [first] = proposals(treasurer, YEAR_1)
    assert (first.carried, first.used, first.closing) == (700, 0, 700)
    assert "700,00\u00a0€ restent à employer" in first.sentence
    assert "compte 689" in first.sentence
    assert not first.is_owed_back and "est dû" not in first.sentence
    close_restricted_funds(grant=grant, exercise_ends_on=YEAR_1, by=treasurer)
    with pytest.raises(Refused, match="déjà arrêtés"):
        close_restricted_funds(grant=grant, exercise_ends_on=YEAR_1, by=treasurer)
    [second] = proposals(treasurer, YEAR_2)
    assert (second.opening, second.carried, second.used, second.closing) == (700, 0, 500, 200)
    assert "500,00\u00a0€ sont à reprendre au compte 789" in second.sentence
    last = close_restricted_funds(grant=grant, exercise_ends_on=YEAR_2, by=treasurer)
    rows = list(restricted_funds_of(grant))
    assert [row.closing_amount for row in rows] == [700, 200]
    with pytest.raises(Refused, match="clôture du précédent"):
        reopen_restricted_funds(row=rows[0], by=treasurer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="pas fini"):
        close_restricted_funds(grant=grant, exercise_ends_on=tomorrow, by=treasurer)
    reopen_restricted_funds(row=last, by=treasurer)
    assert restricted_funds_of(grant).count() == 1


def test_a_grant_per_unit_is_used_by_what_was_handed_over(treasurer, metropole, inside):
    grant = clermont_grant(treasurer, metropole, handed_over=12)
    [found] = proposals(treasurer, date(2026, 12, 31))
    assert (found.grant, found.spent) == (grant, Decimal("1800.00"))
    assert found.carried == Decimal("13200.00")
    # Its period is over: what is left is the funder's, unless it lets it serve.
    assert found.is_owed_back and "ce reste lui est dû" in found.sentence
    [before] = proposals(treasurer, YEAR_1)
    assert not before.is_owed_back


def test_an_exercise_opens_on_the_closing_of_the_one_before(treasurer, project, metropole):
    grant = plain_grant(treasurer, project, metropole)

    def row(ends_on, opening, carried):
        return RestrictedFunds.objects.create(
            organisation=treasurer.organisation,
            grant=grant,
            exercise_ends_on=ends_on,
            opening_amount=opening,
            carried_amount=carried,
            used_amount=0,
            closing_amount=opening + carried,
        )

    first = row(YEAR_1, 0, 100)
    with pytest.raises(IntegrityError, match="opens on the closing"), transaction.atomic():
        row(YEAR_2, 99, 0)
    row(YEAR_2, 100, 0)
    with pytest.raises(IntegrityError, match="opens on the closing"), transaction.atomic():
        row(date(2025, 12, 31), 0, 0)
    with pytest.raises(IntegrityError, match="a later exercise"), transaction.atomic():
        RestrictedFunds.objects.filter(pk=first.pk).update(carried_amount=50, closing_amount=50)
    with pytest.raises(IntegrityError, match="a later exercise"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM funding_restrictedfunds WHERE id = %s", [first.pk])

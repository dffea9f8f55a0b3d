"""The 100 % rule: said nicely by the services, held by the database whoever writes."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from funding.models import (
    Expense,
    ExpenseAllocation,
    FundingProgram,
    InKindContribution,
)
from funding.refusals import sentence_for
from funding.selectors.expenses import charged_to, realised_base, shares_of
from funding.services import (
    cancel_expense,
    charge_expense,
    correct_expense,
    move_charge,
    record_credit_note,
    release_charges,
    remove_charge,
    seal_charges,
    spread_expense,
)
from funding.services.allocations import recounted_at_the_end
from inclusion.exceptions import Refused
from inclusion.ids import uuid7
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import END, START, a_project
from tests.funding.money import DAY, a_report, an_expense, plain_grant


def euro(text):
    return Decimal(text)


def immediate():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def state(db):
    return OrganisationFactory(name="Préfecture du Puy-de-Dôme", kind="state")


@pytest.fixture
def project(inside, treasurer):
    return a_project(treasurer)


@pytest.fixture
def grants(treasurer, project, metropole, state):
    """(Métropole, État)."""
    return plain_grant(treasurer, project, metropole), plain_grant(treasurer, project, state)


def test_state_80_and_metropole_40_is_200_euros_too_much(treasurer, project, grants):
    metropole, state = grants
    expense = an_expense(treasurer, project)
    charge_expense(expense=expense, grant=state, amount=euro("800.00"), by=treasurer)
    with pytest.raises(Refused) as refusal:
        charge_expense(expense=expense, grant=metropole, amount=euro("400.00"), by=treasurer)
    for said in (
        "1\u202f200,00",
        "1\u202f000,00",
        "200,00\u00a0€ de trop",
        "Puy-de-Dôme",
        "Clermont",
    ):
        assert said in refusal.value.message
    charge_expense(expense=expense, grant=metropole, amount=euro("200.00"), by=treasurer)
    expense.refresh_from_db()
    assert expense.allocated_amount == euro("1000.00")
    shares = shares_of(expense)
    assert (shares.here(state), shares.elsewhere(state), shares.free) == (800, 200, 0)


def test_the_amount_of_a_charge_is_replaced_moved_and_removed(treasurer, project, grants):
    metropole, state = grants
    expense = an_expense(treasurer, project)
    charge_expense(expense=expense, grant=state, amount=euro("800.00"), by=treasurer)
    charge_expense(expense=expense, grant=state, amount=euro("300.00"), by=treasurer)
    charge_expense(expense=expense, grant=metropole, amount=euro("100.00"), by=treasurer)
    move_charge(allocation=expense.allocations.get(grant=state), grant=metropole, by=treasurer)
    only = expense.allocations.get()
    assert (only.grant, only.amount) == (metropole, euro("400.00"))
    with pytest.raises(Refused, match="déjà imputé ainsi"):
        charge_expense(expense=expense, grant=metropole, amount=euro("400.00"), by=treasurer)
    remove_charge(allocation=only, by=treasurer)
    expense.refresh_from_db()
    assert expense.allocated_amount == 0
    immediate()


def test_an_expense_is_spread_by_percentages_to_the_cent(treasurer, project, grants, metropole):
    third = plain_grant(treasurer, project, metropole)
    expense = an_expense(treasurer, project, gross="100.00")
    shares = [(grant, euro("33.3333")) for grant in (*grants, third)]
    spread_expense(expense=expense, shares=shares, by=treasurer)
    amounts = sorted(expense.allocations.values_list("amount", flat=True))
    assert amounts == [euro("33.33"), euro("33.33"), euro("33.34")]
    spread_expense(
        expense=expense, shares=[(grants[0], euro(50)), (grants[1], euro(50))], by=treasurer
    )
    assert expense.allocations.count() == 2
    with pytest.raises(Refused, match="120"):
        spread_expense(
            expense=expense, shares=[(grants[0], euro(80)), (grants[1], euro(40))], by=treasurer
        )


def test_a_grant_is_never_charged_beyond_what_was_granted(treasurer, project, state):
    grant = plain_grant(treasurer, project, state, granted="500.00")
    expense = an_expense(treasurer, project)
    with pytest.raises(Refused, match="100,00\u00a0€ de trop"):
        charge_expense(expense=expense, grant=grant, amount=euro("600.00"), by=treasurer)
    charge_expense(expense=expense, grant=grant, amount=euro("500.00"), by=treasurer)
    with pytest.raises(IntegrityError, match="more is charged"), transaction.atomic():
        grant.granted_amount = euro("499.99")
        grant.save(update_fields=["granted_amount"])
        immediate()


def test_a_rate_cap_follows_what_was_really_spent(treasurer, project, state):
    grant = plain_grant(treasurer, project, state, rate_cap=euro("66.6666"))
    expense = an_expense(treasurer, project, gross="10.00")
    assert realised_base(grant) == euro("10.00")
    with pytest.raises(Refused, match="6,66\u00a0€ de 10,00"):
        charge_expense(expense=expense, grant=grant, amount=euro("6.67"), by=treasurer)
    charge_expense(expense=expense, grant=grant, amount=euro("6.66"), by=treasurer)
    # A credit note lowers the base, and the charge with it.
    record_credit_note(
        invoice=expense, document_number="A-1", invoiced_on=DAY, gross_amount=euro("4.00"),
        by=treasurer,
    )  # fmt: skip
    assert realised_base(grant) == euro("6.00")
    other = an_expense(treasurer, project, gross="5.00", number="F-2")
    charge_expense(expense=other, grant=grant, amount=euro("3.33"), by=treasurer)
    with pytest.raises(Refused, match="taux maximal"):
        correct_expense(
            expense=other, gross_amount=euro("4.00"), eligible_amount=None, by=treasurer
        )


def test_public_money_pays_80_percent_of_the_cost_and_of_what_is_given(
    treasurer, project, metropole
):
    program = FundingProgram.objects.create(
        organisation_id=treasurer.organisation_id,
        funder=metropole,
        code="AAP",
        label="Appel à projets",
        starts_on=START,
        ends_on=END,
        public_ceiling=euro(80),
    )
    grant = plain_grant(treasurer, project, metropole, program=program)
    expense = an_expense(treasurer, project, gross="3000.00")
    with pytest.raises(Refused, match="2\u202f400,00\u00a0€ de 3\u202f000,00"):
        charge_expense(expense=expense, grant=grant, amount=euro("2400.01"), by=treasurer)
    charge_expense(expense=expense, grant=grant, amount=euro("2400.00"), by=treasurer)
    InKindContribution.objects.create(
        organisation_id=treasurer.organisation_id,
        project=project,
        nature="benevolat",
        label="Heures",
        starts_on=START,
        ends_on=END,
        value=euro("600.00"),
        method="40 h à 15 €",
    )
    charge_expense(expense=expense, grant=grant, amount=euro("2880.00"), by=treasurer)
    with pytest.raises(Refused, match="0,01\u00a0€ de trop"):
        charge_expense(expense=expense, grant=grant, amount=euro("2880.01"), by=treasurer)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"invoiced_on": END.replace(year=2027)}, "La pièce est du 30\u00a0juin 2027"),
        ({"paid_on": None}, "pas encore payée"),
        ({"paid_on": END.replace(month=7)}, "payée le 30\u00a0juillet"),
        ({"account": "6411"}, "ne paie pas le compte 6411"),
        ({"is_checked": False}, "Vérifiez"),
    ],
)
def test_what_is_not_eligible_is_not_charged(treasurer, project, metropole, values, said):
    program = FundingProgram.objects.create(
        organisation_id=treasurer.organisation_id,
        funder=metropole,
        code="AAP",
        label="Appel à projets",
        starts_on=START,
        ends_on=END,
        eligible_accounts=["60", "62"],
        grace_days=10,
    )
    grant = plain_grant(treasurer, project, metropole, program=program)
    expense = an_expense(treasurer, project, **values)
    with pytest.raises(Refused) as refusal:
        charge_expense(expense=expense, grant=grant, amount=euro("10.00"), by=treasurer)
    assert said in refusal.value.message
    late = an_expense(treasurer, project, number="F-9", paid_on=END.replace(month=7, day=10))
    charge_expense(expense=late, grant=grant, amount=euro("10.00"), by=treasurer)
    assert list(charged_to(grant, START, END).values_list("expense", flat=True)) == [late.pk]


@pytest.mark.parametrize("closed", ["closed", "terminated", "refused", "requested"])
def test_nothing_is_charged_to_a_grant_that_is_not_running(treasurer, project, metropole, closed):
    awarded = closed in {"closed", "terminated"}
    grant = plain_grant(
        treasurer, project, metropole, state=closed, granted="15000.00" if awarded else "0.00"
    )
    expense = an_expense(treasurer, project)
    with pytest.raises(Refused, match="rien ne s’y impute"):
        charge_expense(expense=expense, grant=grant, amount=euro("10.00"), by=treasurer)
    with pytest.raises(IntegrityError, match="not running"), transaction.atomic():
        raw_charge(expense, grant, "10.00")


def test_a_grant_of_another_project_or_association_is_not_charged(
    treasurer, project, metropole, other_association, member_of
):
    elsewhere = plain_grant(treasurer, a_project(treasurer, title="Autre"), metropole)
    expense = an_expense(treasurer, project)
    with pytest.raises(Refused, match="autre projet"):
        charge_expense(expense=expense, grant=elsewhere, amount=euro("10.00"), by=treasurer)
    stranger = member_of(other_association, "TREASURER")
    with organisation(other_association), pytest.raises(Refused, match="n’existe pas"):
        charge_expense(expense=expense, grant=elsewhere, amount=euro("10.00"), by=stranger)


def test_a_role_without_funding_charges_nothing(inside, member_of, treasurer, project, grants):
    expense = an_expense(treasurer, project)
    with pytest.raises(Refused, match="rôle"):
        charge_expense(
            expense=expense, grant=grants[0], amount=euro(1), by=member_of(inside, "MEDIATOR")
        )


def test_lowering_below_what_is_charged_names_the_grants(treasurer, project, grants):
    expense = an_expense(treasurer, project)
    charge_expense(expense=expense, grant=grants[0], amount=euro("600.00"), by=treasurer)
    charge_expense(expense=expense, grant=grants[1], amount=euro("300.00"), by=treasurer)
    with pytest.raises(Refused) as refusal:
        correct_expense(expense=expense, eligible_amount=euro("850.00"), by=treasurer)
    for said in (
        "Clermont Auvergne Métropole 600,00",
        "Puy-de-Dôme 300,00",
        "50,00\u00a0€ de trop",
    ):
        assert said in refusal.value.message
    with pytest.raises(Refused, match="Retirez-les"):
        cancel_expense(expense=expense, reason="Doublon", by=treasurer)
    with pytest.raises(IntegrityError, match="expense_charged_once"), transaction.atomic():
        Expense.objects.filter(pk=expense.pk).update(eligible_amount=euro("850.00"))
    with pytest.raises(Refused, match="payée le"):
        correct_expense(expense=expense, paid_on=END.replace(year=2027), by=treasurer)


def test_credit_notes_follow_their_invoice(treasurer, project, grants):
    expense = an_expense(treasurer, project)
    spread_expense(
        expense=expense, shares=[(grants[0], euro(50)), (grants[1], euro(30))], by=treasurer
    )
    credit = record_credit_note(
        invoice=expense, document_number="A-1", invoiced_on=DAY, gross_amount=euro("99.99"),
        by=treasurer,
    )  # fmt: skip
    amounts = dict(credit.allocations.values_list("grant", "amount"))
    assert amounts == {grants[0].pk: euro("-50.00"), grants[1].pk: euro("-30.00")}
    assert credit.allocated_amount == euro("-80.00")
    remove_charge(allocation=expense.allocations.get(grant=grants[1]), by=treasurer)
    assert list(credit.allocations.values_list("amount", flat=True)) == [euro("-50.00")]
    with pytest.raises(Refused, match="suit sa facture"):
        charge_expense(expense=credit, grant=grants[1], amount=euro("1.00"), by=treasurer)
    with pytest.raises(Refused, match="99,99"):
        correct_expense(expense=expense, eligible_amount=euro("50.00"), by=treasurer)
    immediate()


def test_what_a_report_printed_is_sealed_until_its_next_version(treasurer, project, grants):
    grant = grants[0]
    expense = an_expense(treasurer, project)
    charge_expense(expense=expense, grant=grant, amount=euro("600.00"), by=treasurer)
    report = a_report(grant, kind="interim")
    assert seal_charges(report=report, by=treasurer) == 1
    allocation = expense.allocations.get()
    with pytest.raises(Refused, match="compte rendu déposé"):
        remove_charge(allocation=allocation, by=treasurer)
    with pytest.raises(Refused, match="compte rendu déposé"):
        correct_expense(expense=expense, supplier="Autre", by=treasurer)
    for change in ({"amount": euro("1.00")}, {"report": None}):
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            ExpenseAllocation.objects.filter(pk=allocation.pk).update(**change)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        allocation.delete()
    # What is free of it may still be charged elsewhere.
    charge_expense(expense=expense, grant=grants[1], amount=euro("400.00"), by=treasurer)
    newer = a_report(grant, kind="interim", version=2, state="draft")
    assert release_charges(report=newer, by=treasurer) == 1
    charge_expense(expense=expense, grant=grant, amount=euro("500.00"), by=treasurer)


def test_nothing_is_charged_once_the_final_report_left(treasurer, project, grants):
    grant, expense = grants[0], an_expense(treasurer, project)
    a_report(grant)
    with pytest.raises(Refused, match="compte rendu final"):
        charge_expense(expense=expense, grant=grant, amount=euro("10.00"), by=treasurer)
    with pytest.raises(IntegrityError, match="final report") as error, transaction.atomic():
        raw_charge(expense, grant, "10.00")
    assert "déposé" in sentence_for(error.value)


def test_an_allocation_is_printed_in_a_report_of_its_own_grant(treasurer, project, grants):
    expense = an_expense(treasurer, project)
    charge_expense(expense=expense, grant=grants[0], amount=euro("600.00"), by=treasurer)
    with pytest.raises(IntegrityError, match="own grant"), transaction.atomic():
        expense.allocations.update(report=a_report(grants[1], kind="interim"))


# ---- Plain SQL, and many hands ----


def raw_charge(expense, grant, amount, *, total=None):
    recounted_at_the_end()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO funding_expenseallocation (id, organisation_id, expense_id, grant_id,"
            " amount) VALUES (%s, %s, %s, %s, %s)",
            [uuid7(), expense.organisation_id, expense.pk, grant.pk, amount],
        )
        if total is not None:
            cursor.execute(
                "UPDATE funding_expense SET allocated_amount = %s WHERE id = %s",
                [total, expense.pk],
            )


@pytest.mark.parametrize(
    ("first", "second", "total", "said"),
    [
        ("600.00", None, None, "do not add up"),
        ("600.00", "600.00", "600.00", "do not add up"),
        ("600.00", "600.00", "1200.00", "expense_charged_once"),
        ("1500.00", "-500.00", "1000.00", "do not add up"),
    ],
)
def test_plain_sql_charges_nothing_twice(treasurer, project, grants, first, second, total, said):
    expense = an_expense(treasurer, project)
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        raw_charge(expense, grants[0], first, total=total if second is None else None)
        if second:
            raw_charge(expense, grants[1], second, total=total)
        immediate()


def test_leaving_the_organisation_before_the_commit_hides_nothing(treasurer, project, grants):
    expense = an_expense(treasurer, project)
    with pytest.raises(IntegrityError, match="do not add up"), transaction.atomic():
        raw_charge(expense, grants[0], "600.00")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organisation_id', '', true)")
        immediate()


@pytest.fixture
def scene(transactional_db, member_of):
    """An expense of 1 000 € and two grants, committed."""
    association = OrganisationFactory()
    funders = [OrganisationFactory(kind="metropole"), OrganisationFactory(kind="state")]
    treasurer = member_of(association, "TREASURER")
    with organisation(association):
        project = a_project(treasurer)
        grants = [plain_grant(treasurer, project, funder) for funder in funders]
        expense = an_expense(treasurer, project)
    return association, treasurer, expense, grants


def together(acts):
    """Run each act in its own connection, all at once; what each gave, or its refusal."""
    start, results = threading.Barrier(len(acts)), []

    def one(act):
        try:
            start.wait()
            results.append(act())
        except (Refused, IntegrityError) as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_charges_of_60_percent_have_one_winner(scene):
    association, treasurer, expense, grants = scene

    def charge(grant):
        def act():
            with organisation(association):
                return charge_expense(
                    expense=expense, grant=grant, amount=euro("600.00"), by=treasurer
                )

        return act

    results = together([charge(grant) for grant in grants])
    assert sum(isinstance(result, Expense) for result in results) == 1
    [refusal] = [result for result in results if isinstance(result, Refused)]
    assert "200,00\u00a0€ de trop" in refusal.message
    with organisation(association):
        assert ExpenseAllocation.objects.get().amount == euro("600.00")


@pytest.mark.django_db(transaction=True)
def test_two_raw_charges_of_60_percent_have_one_winner(scene):
    association, _, expense, grants = scene

    def charge(grant):
        def act():
            with organisation(association):
                raw_charge(expense, grant, "600.00", total="600.00")
            return True

        return act

    results = together([charge(grant) for grant in grants])
    assert sum(result is True for result in results) == 1
    with organisation(association):
        assert ExpenseAllocation.objects.get().amount == euro("600.00")


@pytest.mark.django_db(transaction=True)
def test_twenty_charges_at_once_never_exceed_the_whole(scene):
    association, treasurer, expense, grants = scene
    with organisation(association):
        project = expense.project
        many = [
            plain_grant(treasurer, project, grants[0].funder, granted="60.00") for _ in range(20)
        ]

    def charge(grant):
        def act():
            with organisation(association):
                return charge_expense(
                    expense=expense, grant=grant, amount=euro("60.00"), by=treasurer
                )

        return act

    results = together([charge(grant) for grant in many])
    assert sum(isinstance(result, Expense) for result in results) == 16
    with organisation(association):
        expense.refresh_from_db()
        assert expense.allocated_amount == euro("960.00")


@pytest.mark.django_db(transaction=True)
def test_two_expenses_charged_at_once_stay_within_the_grant(scene):
    association, treasurer, expense, grants = scene
    with organisation(association):
        grants[0].granted_amount = euro("1000.00")
        grants[0].save(update_fields=["granted_amount"])
        other = an_expense(treasurer, expense.project, number="F-2")

    def raw(each):
        def act():
            with organisation(association):
                raw_charge(each, grants[0], "600.00", total="600.00")
            return True

        return act

    results = together([raw(expense), raw(other)])
    assert sum(result is True for result in results) == 1

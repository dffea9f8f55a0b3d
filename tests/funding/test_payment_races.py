"""Two people at once, with real commits: one of them wins, and the sums stay true."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from funding.models import Grant, Payment, PaymentMatch
from funding.services.payments import match_payment, record_payment
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.granting import an_awarded, cut_in, euro, paid

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(org, *acts):
    """Each act in its own connection, all released together; what each returned or was refused."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            with organisation(org):
                gate.wait(timeout=20)
                return act()
        except (Refused, IntegrityError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def scene():
    org = OrganisationFactory()
    by = MembershipFactory(organisation=org, role="TREASURER")
    funder = OrganisationFactory(name="Métropole", kind="metropole")
    with organisation(org):
        grant = an_awarded(by, funder)
        rows = cut_in(by, grant)
    return org, by, grant, rows


def test_a_payment_matched_twice_at_once_is_matched_once(scene):
    org, by, grant, (first, last) = scene
    with organisation(org):
        payment = paid(by, grant, "4500.00", settles=False)

    def match(instalment):
        return lambda: match_payment(
            payment=payment, instalment=instalment, amount=euro("4500.00"), by=by
        )

    results = at_once(org, match(first), match(last))
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(org):
        assert PaymentMatch.objects.count() == 1


def test_the_database_alone_matches_a_payment_once(scene):
    org, by, grant, (first, last) = scene
    with organisation(org):
        payment = paid(by, grant, "4500.00", settles=False)

    def insert(instalment):
        def run():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO funding_paymentmatch"
                    " (id, organisation_id, payment_id, instalment_id, amount)"
                    " VALUES (gen_random_uuid(), %s, %s, %s, 4500)",
                    [org.pk, payment.pk, instalment.pk],
                )

        return run

    results = at_once(org, insert(first), insert(last))
    assert sum(isinstance(result, IntegrityError) for result in results) == 1


def test_two_payments_at_once_are_both_in_the_sum(scene):
    org, by, grant, _ = scene

    def pay(reference):
        return lambda: record_payment(
            grant=grant, amount=euro(100), value_on=grant.eligible_from, reference=reference, by=by
        )

    at_once(org, pay("a"), pay("b"))
    with organisation(org):
        assert Payment.objects.count() == 2
        assert Grant.objects.get().paid_amount == Decimal("200.00")

"""The life of a grant: every (role, state, action), its refusals, and what the database holds."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from funding.grant_acts import GRANT_ACTS, may, open_acts
from funding.models import GRANT_PATH, NOT_AWARDED, Grant, GrantNature, GrantState
from funding.services.grant_life import (
    award_request,
    refuse_grant,
    review_grant,
    start_grant,
    terminate_grant,
    withdraw_grant,
)
from funding.services.grantees import equal_points, share_amounts, share_between_grantees
from funding.services.granting import amend_grant
from inclusion.exceptions import Refused
from inclusion.organisations.models import Role
from tests.funding.factories import a_project
from tests.funding.granting import a_request, an_awarded, euro, signed

BOTH = {"TREASURER", "MANAGER"}
# The whole table, written a second time by hand: act → (roles, states). All else is closed.
OPEN = {
    "review": (BOTH, {"requested"}),
    "award": (BOTH, {"requested", "under_review"}),
    "refuse": (BOTH, {"requested", "under_review"}),
    "withdraw": ({"MANAGER"}, {"requested", "under_review"}),
    "edit": (BOTH, {"requested", "under_review", "granted", "contracted", "running"}),
    "share": (BOTH, {"requested", "under_review", "granted", "contracted", "running"}),
    "contract": (BOTH, {"granted"}),
    "amend": (BOTH, {"contracted", "running"}),
    "start": (BOTH, {"granted", "contracted"}),
    "terminate": ({"MANAGER"}, {"granted", "contracted", "running", "reporting"}),
    "instalments": (BOTH, {"granted", "contracted", "running", "reporting"}),
    "call": (BOTH, {"granted", "contracted", "running", "reporting"}),
    "pay": (BOTH, {"granted", "contracted", "running", "reporting", "terminated"}),
    "report": (BOTH, {"granted", "contracted", "running", "reporting", "terminated"}),
}


class Someone:
    """A member with a role, and whether she may speak for her organisation."""

    may_submit_reports = False

    def __init__(self, role):
        self.role = role


@pytest.mark.parametrize("act", sorted(GRANT_ACTS))
def test_each_act_is_open_to_its_roles_in_its_states_and_closed_to_all_others(act):
    roles, states = OPEN[act]
    for role, state in product(Role.values, GrantState.values):
        expected = role in roles and state in states
        assert may(Someone(role), Grant(state=state), act) == expected, (role, state)


def test_a_delegate_may_speak_for_her_organisation():
    delegate = Someone("TREASURER")
    delegate.may_submit_reports = True
    assert {"withdraw"} < open_acts(delegate, Grant(state="requested"))


def test_a_request_counts_no_euro_until_it_is_awarded(inside, treasurer, metropole):
    grant = a_request(treasurer, metropole)
    assert (grant.state, grant.granted_amount, grant.requested_amount) == (
        "requested", Decimal("0.00"), Decimal("12000.00"),
    )  # fmt: skip
    assert not Grant.objects.awarded().exists()
    review_grant(grant=grant, by=treasurer)
    awarded = award_request(
        grant=grant, granted_amount=euro(9000), decided_on=date(2025, 12, 1), by=treasurer
    )
    assert (awarded.state, awarded.granted_amount) == ("granted", Decimal("9000.00"))
    assert Grant.objects.awarded().count() == 1


def test_a_decision_is_not_before_its_request_nor_of_nothing(inside, treasurer, metropole):
    grant = a_request(treasurer, metropole)
    with pytest.raises(Refused, match="La décision suit la demande"):
        award_request(
            grant=grant, granted_amount=euro(9000), decided_on=date(2025, 10, 1), by=treasurer
        )
    with pytest.raises(Refused, match="supérieure à zéro"):
        award_request(
            grant=grant, granted_amount=euro(0), decided_on=date(2025, 12, 1), by=treasurer
        )


def test_a_refusal_and_a_withdrawal_say_why_and_happen_once(inside, treasurer, manager, metropole):
    refused, withdrawn = (a_request(treasurer, metropole, title=title) for title in "ab")
    with pytest.raises(Refused, match="un motif ne peut pas être vide"):
        refuse_grant(grant=refused, reason="  ", by=treasurer)
    refuse_grant(grant=refused, reason="Crédits épuisés.", by=treasurer)
    with pytest.raises(Refused, match="cette subvention est «\u00a0refusée\u00a0»"):
        refuse_grant(grant=refused, reason="Encore.", by=treasurer)
    with pytest.raises(Refused, match="Votre rôle ne permet pas"):
        withdraw_grant(grant=withdrawn, reason="Non.", by=treasurer)
    assert withdraw_grant(grant=withdrawn, reason="Autre projet.", by=manager).state == "withdrawn"


def test_a_grant_starts_and_is_terminated_with_its_reason(inside, treasurer, manager, metropole):
    grant = an_awarded(treasurer, metropole)
    assert start_grant(grant=grant, by=treasurer).state == "running"
    ended = terminate_grant(grant=grant, reason="L’association cesse l’action.", by=manager)
    assert (ended.state, ended.state_reason) == ("terminated", "L’association cesse l’action.")
    with pytest.raises(Refused, match="résiliée"):
        start_grant(grant=grant, by=treasurer)


@pytest.mark.parametrize("start", GrantState.values)
def test_the_database_knows_the_path_of_a_grant_as_well(inside, treasurer, metropole, start):
    grant = an_awarded(treasurer, metropole, title=start)
    with connection.cursor() as cursor:
        for end in set(GrantState.values) - {start}:
            assert _moves(cursor, grant, start, end) == (end in GRANT_PATH[start]), (start, end)


def _moves(cursor, grant, start, end):
    """Whether a row in state `start` accepts `end`, asked of the trigger's own function."""
    amount = "0" if start in NOT_AWARDED else "1"
    try:
        with transaction.atomic():
            cursor.execute(
                "INSERT INTO funding_grant (id, organisation_id, project_id, funder_id, kind,"
                " nature, object, convention_number, decision_reference, is_from_european_union,"
                " granted_amount, paid_amount, decided_on, eligible_from, eligible_to, state,"
                " state_reason)"
                " SELECT gen_random_uuid(), organisation_id, project_id, funder_id, kind, nature,"
                " object, convention_number, decision_reference, false, %s, 0, decided_on,"
                " eligible_from, eligible_to, %s, '' FROM funding_grant WHERE id = %s RETURNING id",
                [amount, start, grant.pk],
            )
            key = cursor.fetchone()[0]
            cursor.execute(
                "UPDATE funding_grant SET state = %s, granted_amount = %s WHERE id = %s",
                [end, "0" if end in NOT_AWARDED else "1", key],
            )
            raise _Undone
    except _Undone:
        return True
    except IntegrityError as error:
        assert error.__cause__.diag.constraint_name == "grant_path"
        return False


class _Undone(Exception):
    """The move was accepted; nothing is kept of it."""


def test_a_consortium_shares_one_grant_and_its_parts_make_a_whole(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole, "20000.00")
    points = equal_points(5)
    assert sum(points) == 10_000
    grantees = [
        {"grantee": None, "grantee_name": f"Association {n}", "siret": "", "rna": "",
         "basis_points": part}
        for n, part in enumerate(points)
    ]  # fmt: skip
    share_between_grantees(grant=grant, grantees=grantees, by=treasurer)
    shares = list(grant.shares.all())
    assert sum(share_amounts(grant, shares)) == Decimal("20000.00")
    with pytest.raises(Refused, match="font 100\u00a0% ensemble"):
        share_between_grantees(grant=grant, grantees=grantees[:4], by=treasurer)
    with pytest.raises(Refused, match="deux fois"):
        share_between_grantees(grant=grant, grantees=[grantees[0]] * 2, by=treasurer)
    assert grant.shares.count() == 5
    share_between_grantees(grant=grant, grantees=[], by=treasurer)
    assert not grant.shares.exists()


def test_plain_sql_cannot_leave_a_share_out(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    share_between_grantees(
        grant=grant,
        grantees=[
            {"grantee_name": name, "basis_points": 5000, "siret": "", "rna": "", "grantee": None}
            for name in ("Ping", "Nâga")
        ],
        by=treasurer,
    )
    with pytest.raises(IntegrityError, match="make 5000 of 10000"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM funding_grantshare WHERE grantee_name = 'Ping'")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_signed_grant_is_edited_but_for_what_its_agreement_fixes(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)
    values = {"funder": metropole, "decision_reference": "DEL-12"}
    assert amend_grant(grant=grant, by=treasurer, **values).decision_reference == "DEL-12"
    with pytest.raises(Refused, match=r"changent par\s+avenant"):
        amend_grant(grant=grant, by=treasurer, **values, granted_amount=euro(16000))


def test_a_grant_in_kind_is_neither_cut_nor_paid(inside, treasurer, metropole):
    from tests.funding.granting import cut_in, paid

    grant = an_awarded(treasurer, metropole, "12189.84")
    Grant.objects.filter(pk=grant.pk).update(nature=GrantNature.IN_KIND)
    for act in (lambda: cut_in(treasurer, grant), lambda: paid(treasurer, grant, "10")):
        with pytest.raises(Refused, match="Une aide en nature se remet"):
            act()


def test_another_organisations_project_is_out_of_reach(inside, member_of, metropole, treasurer):
    stranger = member_of(metropole, "TREASURER")
    with pytest.raises(Exception, match="does not exist"):
        start_grant(grant=an_awarded(treasurer, metropole), by=stranger)
    assert a_project(treasurer, title="Ici").organisation == inside

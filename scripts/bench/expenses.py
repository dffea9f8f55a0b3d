"""Three hundred thousand allocations of one association: the list, one grant, one more charge.

Pages are asked through the whole stack (middleware, view, template) by the test client, as the
application role. What is printed are counts and ratios: of queries, and of times in one run, so
that they mean the same on a slow machine. The rows are written by plain SQL, past the services:
the database recounts each of them at the commit, and the share of time it takes is printed.
"""

import sys
from datetime import date
from decimal import Decimal
from time import perf_counter

from scripts.bench._database import bench_database, pace, print_figures

# A smaller number of grants of 150 allocations may be asked for on the command line.
GRANTS, EACH, LARGE = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000, 150, 500
ROUNDS = 7
START, END = date(2026, 1, 1), date(2026, 12, 31)

PROJECTS = """
INSERT INTO funding_project
    (id, organisation_id, title, description, starts_on, ends_on, unit_label)
SELECT gen_random_uuid(), %(org)s, 'Projet ' || n, '', %(start)s, %(end)s, 'familles'
FROM generate_series(1, %(grants)s) AS n
"""
AWARDED = """
INSERT INTO funding_grant (id, organisation_id, project_id, funder_id, kind, nature, object,
    convention_number, decision_reference, is_from_european_union, decided_on, granted_amount,
    paid_amount, eligible_from, eligible_to, state, state_reason)
SELECT gen_random_uuid(), organisation_id, id, %(funder)s, 'action', 'cash', '', '', '', false,
    %(start)s, 1000000, 0, %(start)s, %(end)s, 'running', ''
FROM funding_project WHERE organisation_id = %(org)s AND title LIKE 'Projet %%'
"""
SPENT = """
INSERT INTO funding_expense (id, organisation_id, project_id, supplier, supplier_key,
    supplier_siren, document_number, description, invoiced_on, paid_on, gross_amount,
    recoverable_vat, eligible_amount, allocated_amount, account, line_code, source, state,
    proof_sha256, proof_name, proof_size, cancelled_reason)
SELECT gen_random_uuid(), organisation_id, project_id, 'Fournisseur ' || n, 'fournisseur ' || n, '',
    left(id::text, 18) || '-' || n, '', %(start)s::date + n %% 300, %(start)s::date + n %% 300,
    100, 0, 100, 60, '6262', '62.4', 'invoice', 'checked', '', '', 0, ''
FROM funding_grant, generate_series(1, %(each)s) AS n WHERE organisation_id = %(org)s AND {which}
"""
CHARGED = """
INSERT INTO funding_expenseallocation (id, organisation_id, expense_id, grant_id, amount)
SELECT gen_random_uuid(), e.organisation_id, e.id, g.id, 60
FROM funding_expense e JOIN funding_grant g ON g.project_id = e.project_id
WHERE e.organisation_id = %(org)s AND NOT EXISTS (
    SELECT 1 FROM funding_expenseallocation a WHERE a.expense_id = e.id)
"""


def fill(org, funder, by):
    """(the large grant, seconds to write, seconds the database took to recount)."""
    from django.db import connection

    from funding.models import Grant, Project
    from inclusion.organisations.database import organisation

    values = {
        "org": org.pk, "funder": funder.pk, "start": START, "end": END, "grants": GRANTS,
        "each": EACH,
    }  # fmt: skip
    with organisation(org), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        began = perf_counter()
        cursor.execute(PROJECTS, values)
        cursor.execute(AWARDED, values)
        cursor.execute(SPENT.format(which="true"), values)
        project = Project.objects.create(
            organisation=org, title="Le grand projet", starts_on=START, ends_on=END
        )
        grant = Grant.objects.create(
            organisation=org, project=project, funder=funder, decided_on=START,
            granted_amount=Decimal(1_000_000), eligible_from=START, eligible_to=END,
        )  # fmt: skip
        cursor.execute(
            SPENT.format(which="id = %(large)s"), values | {"each": LARGE, "large": grant.pk}
        )
        cursor.execute(CHARGED, values)
        written = perf_counter()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        recounted = perf_counter()
    return grant, written - began, recounted - written


def timed(act):
    """The median milliseconds of some rounds of an act, after one for nothing."""
    act()
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        act()
        times.append((perf_counter() - began) * 1000)
    return sorted(times)[ROUNDS // 2]


def queries_of(act):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def main():
    with bench_database():
        from django.db import connection
        from django.test import Client

        from funding.models import Expense, ExpenseAllocation
        from funding.selectors.expenses import charged_to
        from funding.services import charge_expense
        from inclusion.organisations.database import as_owner, organisation
        from tests.factories import MembershipFactory, OrganisationFactory

        org, funder = OrganisationFactory(), OrganisationFactory(kind="metropole")
        by = MembershipFactory(organisation=org, role="TREASURER")
        grant, written, recounted = fill(org, funder, by)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        with organisation(org):
            total = ExpenseAllocation.objects.count()
            large = ExpenseAllocation.objects.filter(grant=grant).count()
        web = Client()
        web.force_login(by.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = web.session
        session["organisation_id"] = org.pk
        session.save()

        def of_the_grant():
            with organisation(org):
                return len(charged_to(grant, START, END))

        def whole():
            assert web.get("/financements/depenses/").status_code == 200

        def one_project():
            query = f"?project={grant.project_id}"
            assert web.get(f"/financements/depenses/{query}").status_code == 200

        amounts = iter(range(61, 100))

        def charge():
            with organisation(org):
                expense = Expense.objects.filter(project=grant.project_id).order_by("pk")[0]
                charge_expense(expense=expense, grant=grant, amount=Decimal(next(amounts)), by=by)

        unit = pace()
        figures = [
            ("allocations written", f"{total:,}"),
            ("of them on the large grant", f"{large:,}"),
            ("recounting / writing, time", f"{recounted / written:.1f}"),
            ("recounted a second, at this pace", f"{2 * total / recounted:,.0f}"),
            ("list of everything, queries", queries_of(whole)),
            ("list of everything, ms (its sums included)", f"{timed(whole):.0f}"),
            ("list of one project of 500, ms", f"{timed(one_project):.0f}"),
            ("500 allocations of a grant with their expenses, queries", queries_of(of_the_grant)),
            ("500 allocations of a grant with their expenses, ms", f"{timed(of_the_grant):.0f}"),
            ("one more charge on that grant, queries", queries_of(charge)),
            ("one more charge on that grant, ms", f"{timed(charge):.0f}"),
            ("pace of the machine (a plain loop), ms", f"{unit:.0f}"),
        ]
        print_figures("Expenses and allocations", figures)


if __name__ == "__main__":
    main()

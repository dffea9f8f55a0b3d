"""A funder's portfolio of two thousand grants, beside three hundred thousand allocations.

Pages are asked through the whole stack by the test client, as the officer's own role; wall
milliseconds of interleaved rounds in one run, with the time of a plain loop of Python.
"""

import sys
from time import perf_counter

import psycopg

from scripts.bench._database import bench_database, pace, print_figures
from scripts.bench.pool import figures, timed

GRANTS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
ALLOCATIONS = GRANTS * 150
ASSOCIATIONS, ROUNDS = 200, 20

SHARED = """
INSERT INTO funding_sharedgrant (id, organisation_id, to_organisation_id, grant_id, project_key,
    project_title, grantee_name, grantee_siret, grantee_rna, title, object, nature, kind,
    program_code, program_label, is_from_european_union, granted_amount, paid_amount,
    repaid_amount, justified_amount, unit_label, decided_on, year, eligible_from, eligible_to,
    agreement_number, decision_reference, instalment_count, awaited_condition, awaited_amount,
    shares, report_due_on, is_reported, neighbourhood_share, state)
SELECT gen_random_uuid(), (%(associations)s::bigint[])[1 + n %% cardinality(%(associations)s)],
    %(funder)s, gen_random_uuid(), gen_random_uuid(), 'Projet ' || n, 'Structure ' || n %% 200,
    '', '', 'Action ' || n, 'Action', 'cash', 'action', 'D' || n %% 8, 'Dispositif ' || n %% 8,
    false, 5000 + n, 2500, 0, CASE WHEN n %% 3 = 0 THEN 2500 ELSE 0 END, 'ordinateurs',
    date '2024-01-01' + n %% 700, 2024 + n %% 2, date '2024-01-01', date '2024-12-31', 'C-' || n,
    '', 2, 'final', 2500, '[]', date '2024-06-30' + n %% 1500, n %% 3 = 0,
    CASE WHEN n %% 3 = 0 THEN 40 END, 'running'
FROM generate_series(1, %(grants)s) AS n
"""
ALLOCATED = """
INSERT INTO funding_expenseallocation (id, organisation_id, expense_id, grant_id, amount)
SELECT gen_random_uuid(), (%(associations)s::bigint[])[1 + n %% cardinality(%(associations)s)],
    gen_random_uuid(), gen_random_uuid(), 10 FROM generate_series(1, %(allocations)s) AS n
"""


def fill(name, funder, associations):
    """Rows in bulk, past the triggers and the keys: what is measured is the reading."""
    from inclusion.demo.postgresql import SUPERUSER
    from inclusion.demo.servers import EmbeddedServers

    said = {
        "funder": funder,
        "associations": associations,
        "grants": GRANTS,
        "allocations": ALLOCATIONS,
    }
    with psycopg.connect(EmbeddedServers("test").postgresql.url(SUPERUSER, name)) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(SHARED, said)
        superuser.execute(ALLOCATED, said)
    with psycopg.connect(
        EmbeddedServers("test").postgresql.url(SUPERUSER, name), autocommit=True
    ) as superuser:
        superuser.execute("VACUUM ANALYZE")


def main():
    with bench_database():
        from django.db import connection
        from django.test import Client
        from django.urls import reverse

        from tests.factories import MembershipFactory, OrganisationFactory

        officer = MembershipFactory(
            role="OFFICER", organisation=OrganisationFactory(kind="metropole")
        )
        associations = [OrganisationFactory().pk for _ in range(ASSOCIATIONS)]
        fill(connection.settings_dict["NAME"], officer.organisation_id, associations)
        desk = Client()
        desk.force_login(
            officer.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        address = reverse("officer:portfolio")
        last = ""
        page = desk.get(address)
        assert page.status_code == 200, page.status_code
        for _ in range(10):
            last = page.context["page"].next_url
            page = desk.get(address + last)
        pages = {
            "première page, avec les sommes": address,
            "onzième page": address + last,
            "en retard seulement": address + "?lateness=late",
            "un dispositif, une année": address + "?program=D3&year=2025",
        }
        found = {label: [] for label in pages}
        started = perf_counter()
        for rank in range(ROUNDS):
            for label, url in pages.items():
                found[label].append(timed(lambda _, url=url: desk.get(url), rank))
        print_figures(
            f"{GRANTS} subventions, {ALLOCATIONS} imputations (ms\u00a0: médiane, p95, pire)",
            [(label, figures(each)) for label, each in found.items()],
        )
        print_figures(
            "repère",
            [
                ("dix millions d’additions en Python (ms)", f"{pace():.0f}"),
                ("durée des mesures (s)", f"{perf_counter() - started:.0f}"),
            ],
        )


if __name__ == "__main__":
    main()

"""2 000 grants published: validated, written, looked at as a page; a file of 2 000 lines judged.

Medians of several rounds in one run, in milliseconds; the page is asked through the whole stack.
"""

from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from time import perf_counter

from scripts.bench._database import bench_database, pace, print_figures

LINES = 2000
ROUNDS = 5
FUNDER_SIRET, GRANTEE_SIRET = "91328183800015", "91112345300019"


def a_year(organisation):
    """One line a grant, every fifth of them above 23 000 €."""
    from funding.models import PublicationLine
    from funding.opendata.lines import identity_of

    rows = []
    for rank in range(LINES):
        values = {
            "funder_name": organisation.name,
            "funder_siret": organisation.siret,
            "agreed_on": date(2026, 1, 1) + timedelta(days=rank % 360),
            "decision_reference": f"DEL-{rank:05}",
            "grantee_name": f"Association {rank}",
            "grantee_siret": GRANTEE_SIRET,
            "object": f"Accompagner les habitants, action {rank}",
        }
        rows.append(
            PublicationLine(
                organisation=organisation,
                **values,
                identity=identity_of(values),
                amount=Decimal("25000.00") if rank % 5 == 0 else Decimal("1500.00"),
                nature="cash",
                terms="échelonné",
                paid_from=date(2026, 3, 1),
                paid_to=date(2026, 11, 30),
                is_notified_to_europe=False,
                share=Decimal(1),
            )
        )
    PublicationLine.objects.bulk_create(rows, batch_size=500)


def timed(function):
    spent = []
    for _ in range(ROUNDS):
        start = perf_counter()
        result = function()
        spent.append((perf_counter() - start) * 1000)
    return median(spent), result


def main():
    with bench_database():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from funding.opendata import schema
        from funding.opendata.checking import check_file
        from funding.opendata.files import content_of
        from funding.opendata.judging import judged_year
        from inclusion.organisations.database import as_owner, organisation
        from inclusion.tables.kinds import kind_of
        from inclusion.tables.reading import read_table
        from inclusion.tables.services import preview_table
        from tests.factories import MembershipFactory, OrganisationFactory

        org = OrganisationFactory(kind="metropole", siret=FUNDER_SIRET)
        officer = MembershipFactory(organisation=org, role="OFFICER")
        with organisation(org):
            a_year(org)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        with organisation(org):
            judging, (_, rows, findings) = timed(lambda: judged_year(officer, 2026))
            writing, content = timed(lambda: content_of(rows, schema.SCDL))
            checking, said = timed(lambda: check_file(content))
            planning, (_, preview) = timed(
                lambda: preview_table(
                    read_table(content), kind_of("grants"), organisation_id=org.pk
                )
            )
        client = Client()
        client.force_login(
            officer.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        address = "/financeur/donnees-ouvertes/?annee=2026"
        client.get(address)
        showing, response = timed(lambda: client.get(address))
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
    print_figures(
        "Open data",
        [
            ("pace of the machine, ms", round(pace())),
            ("lines", LINES),
            ("findings", len(findings) + len(said)),
            ("unchanged on import", preview.report["unchanged"]),
            ("year judged, ms", round(judging, 1)),
            ("file written, ms", round(writing, 1)),
            ("file validated, ms", round(checking, 1)),
            ("import previewed, ms", round(planning, 1)),
            ("page, ms", round(showing, 1)),
            ("page status", response.status_code),
            ("page queries (all)", len(queries)),
        ],
    )


if __name__ == "__main__":
    main()

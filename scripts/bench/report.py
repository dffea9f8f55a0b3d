"""A report over a million attendances and 500 expenses: computed, submitted, drawn.

The rows are those of the bench of attendances; the expenses are inserted here. Wall milliseconds
in one run, as the application role; the drawing is what the worker does.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter

from scripts.bench._database import bench_database, pace, print_figures
from scripts.bench.attendances import ATTENDANCES, YEAR, count, fill

EXPENSES = 500
ROUNDS = 3


def spend(org, member, grant):
    """Five hundred invoices, each charged half to the grant."""
    from funding.models import Expense, ExpenseAllocation
    from funding.services.allocations import recounted_at_the_end

    recounted_at_the_end()
    lines = ("60.1", "60.2", "61.1", "62.1", "62.3", "64.1", "64.2")
    expenses = Expense.objects.bulk_create(
        Expense(
            organisation=org,
            project=grant.project,
            supplier=f"Fournisseur {n % 40} de fournitures et de services pour les ateliers",
            supplier_key=f"fournisseur {n % 40}",
            document_number=f"F-{YEAR}-{n:05d}",
            description="Fournitures",
            invoiced_on=date(YEAR, 1, 1) + timedelta(days=n % 364),
            paid_on=date(YEAR, 1, 1) + timedelta(days=n % 364),
            gross_amount=Decimal("60.10"),
            eligible_amount=Decimal("60.10"),
            allocated_amount=Decimal("30.05"),
            account=lines[n % 7].replace(".", ""),
            line_code=lines[n % 7],
            state="checked",
            created_by=member,
        )
        for n in range(EXPENSES)
    )
    ExpenseAllocation.objects.bulk_create(
        ExpenseAllocation(organisation=org, expense=each, grant=grant, amount=each.allocated_amount)
        for each in expenses
    )


def a_report(org, member):
    """A grant of the whole year and its final report, its words written."""
    from funding.services import award_grant, create_project, open_report, write_report
    from tests.factories import OrganisationFactory

    metropole = OrganisationFactory(name="Métropole du banc", kind="metropole")
    project = create_project(
        title="Ateliers de l’année", description="", starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR, 12, 31), promised_units=100, unit_label="personnes", by=member,
    )  # fmt: skip
    grant = award_grant(
        project=project, by=member, plan=None, funder=metropole, convention_number="B-1",
        decided_on=date(YEAR - 1, 12, 1), granted_amount=Decimal("20000.00"),
        paid_amount=Decimal("0.00"), paid_on=None, unit_amount=None, funded_units=None, offer=None,
        eligible_from=date(YEAR, 1, 1), eligible_to=date(YEAR, 12, 31),
    )  # fmt: skip
    spend(org, member, grant)
    report = open_report(
        grant=grant, kind="final", period_start=date(YEAR, 1, 1), period_end=date(YEAR, 12, 31),
        by=member,
    )  # fmt: skip
    return write_report(
        report=report, realisation="done", narrative="Les ateliers ont eu lieu.",
        difficulties="", reasons={}, by=member,
    )  # fmt: skip


def explained(report, member):
    """Every finding that asks for a reason has one, and the report is ready."""
    from funding.figures import report_figures
    from funding.report_findings import report_findings
    from funding.selectors.reports import reports_with_their_grant
    from funding.services import mark_ready, write_report

    loaded = reports_with_their_grant().get(pk=report.pk)
    found = report_findings(loaded, report_figures(loaded))
    reasons = {each.code: "Banc." for each in found if each.needs_explanation}
    write_report(report=report, reasons=reasons, by=member)
    return mark_ready(report=report, by=member)


def timed(act):
    started = perf_counter()
    found = act()
    return round((perf_counter() - started) * 1000), found


def main():
    with bench_database():
        from django.db import connection

        from funding.drift import drift_of
        from funding.selectors.reports import reports_with_their_grant
        from funding.services import submit_report
        from funding.snapshot import live_snapshot
        from inclusion.documents.models import Document
        from inclusion.documents.rendering import render, warm_up
        from inclusion.organisations.database import as_owner, organisation
        from inclusion.places.models import Venue
        from tests.factories import MembershipFactory
        from workshops.services.counting import add_up

        member = MembershipFactory(role="MANAGER")
        org = member.organisation
        with organisation(org):
            venues = [Venue.objects.create(organisation=org, name="Salle").pk]
        fill(org, member, venues)
        count(org)
        with organisation(org):
            add_up()
            report = a_report(org, member)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        with organisation(org):
            loaded = reports_with_their_grant().get(pk=report.pk)
            computed = [timed(lambda: live_snapshot(loaded))[0] for _ in range(ROUNDS)]
            explained(report, member)
        with organisation(org):
            submitted, submission = timed(lambda: submit_report(report=report, by=member))
            lines = submission.evidence.count()
            facts = json.loads(Document.objects.get(number=submission.number).facts)
            drifted, _ = timed(lambda: drift_of(loaded, submission))
        warm_up()
        drawn, pdf = timed(lambda: render("financial_report", facts))
        print_figures(
            f"Compte rendu sur {ATTENDANCES} présences et {EXPENSES} dépenses (millisecondes)",
            [
                ("calculer (but : < 2 000)", computed),
                ("déposer, preuves écrites", submitted),
                ("lignes de preuve", lines),
                ("instantané (ko)", round(len(submission.snapshot) / 1000)),
                ("dessiner le PDF (but : < 10 000)", drawn),
                ("taille du PDF (ko)", round(len(pdf) / 1000)),
                ("comparer figé et vivant", drifted),
                ("dix millions d’additions de Python", f"{pace():.0f}"),
            ],
        )


if __name__ == "__main__":
    main()

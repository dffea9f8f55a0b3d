"""Expenses and their arrangements, as tests need them; called inside `with organisation(…)`."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from funding.models import FinancialReport, Grant
from funding.services import record_expense
from inclusion.organisations.models import Membership
from tests.funding.factories import END, START

DAY = date(2026, 3, 2)


def an_expense(by, project, *, gross="1000.00", number="F-1", is_checked=True, **values):
    """A checked and paid invoice of the grants' period."""
    return record_expense(
        project=project,
        by=by,
        is_checked=is_checked,
        **{
            "supplier": "Orange SA",
            "document_number": number,
            "invoiced_on": DAY,
            "paid_on": DAY,
            "gross_amount": Decimal(gross),
            "account": "6262",
        }
        | values,
    )


def plain_grant(by, project, funder, *, granted="15000.00", **values):
    """A grant of the project, written as decided."""
    return Grant.objects.create(
        **{
            "organisation_id": by.organisation_id,
            "project": project,
            "funder": funder,
            "decided_on": date(2025, 12, 15),
            "granted_amount": Decimal(granted),
            "eligible_from": START,
            "eligible_to": END,
        }
        | values
    )


def a_proof(content=b"%PDF-1.7 facture", name="facture.pdf"):
    return SimpleUploadedFile(name, content)


def a_report(grant, *, kind="final", version=1, state="submitted"):
    """A report as it stands once it has left: only its row matters here."""
    left = state == "submitted"
    return FinancialReport.objects.create(
        organisation_id=grant.organisation_id,
        grant=grant,
        kind=kind,
        version=version,
        period_start=START,
        period_end=END,
        state=state,
        unexplained_count=0 if left else None,
        submitted_at=timezone.now() if left else None,
        submitted_by_id=an_author(grant) if left else None,
    )


def an_author(grant):
    return Membership.objects.filter(organisation=grant.organisation_id).values_list(
        "pk", flat=True
    )[0]

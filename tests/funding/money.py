"""Grants asked for, agreed, cut into instalments and paid; called inside `with organisation(…)`."""

from datetime import date
from decimal import Decimal

from funding.models import Grant
from funding.services.agreements import sign_agreement
from funding.services.granting import request_grant
from funding.services.instalments import plan_instalments
from funding.services.payments import record_payment
from tests.funding.factories import END, START, a_grant, a_project

SIGNED = date(2025, 12, 20)
PDF = b"%PDF-1.7 convention"


def euro(text):
    return Decimal(text).quantize(Decimal("0.01"))


def a_request(by, funder, *, project=None, amount="12000.00", **values):
    return request_grant(
        project=project or a_project(by, title=values.pop("title", "Demande")),
        funder=funder,
        requested_amount=euro(amount),
        requested_on=values.pop("requested_on", date(2025, 11, 1)),
        eligible_from=START,
        eligible_to=END,
        by=by,
        **values,
    )


def an_awarded(by, funder, granted="15000.00", *, title="Subvention simple", **values):
    return a_grant(by, a_project(by, title=title), funder, granted=granted, **values)


def signed(by, funder, granted="15000.00", **values):
    """A grant whose agreement is signed."""
    grant = an_awarded(by, funder, granted, **values)
    sign_agreement(grant=grant, number="2026-118", signed_on=SIGNED, by=by)
    return Grant.objects.get(pk=grant.pk)


def cut_in(by, grant, parts="70/30", **values):
    return list(plan_instalments(grant=grant, parts=parts, by=by, **values))


def paid(by, grant, amount, on=date(2026, 1, 20), **values):
    return record_payment(grant=grant, amount=euro(amount), value_on=on, by=by, **values)

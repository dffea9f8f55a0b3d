"""Grants asked for, agreed, cut into instalments and paid; called inside `with organisation(…)`."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import Grant
from funding.services.agreements import sign_agreement
from funding.services.deadline_feeds import DEADLINES_FEED
from funding.services.funders import write_program
from funding.services.granting import request_grant
from funding.services.instalments import plan_instalments
from funding.services.payments import record_payment
from funding.services.treasury import add_commitment
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


def a_lived_grant(by, funder, name="Convention"):
    """A grant with everything a page shows: its agreement and file, instalments, a payment."""
    grant = an_awarded(by, funder, title=f"Subvention vécue de {name}")
    agreement = sign_agreement(
        grant=grant,
        number=f"{name}-1"[:40],
        signed_on=SIGNED,
        file=SimpleUploadedFile("convention.pdf", PDF),
        by=by,
    )
    rows = cut_in(by, grant, "3")
    payment = paid(by, grant, "5000.00")
    commitment = add_commitment(
        label=f"Loyer {name}", amount=euro(600), is_monthly=True, starts_on=START, by=by
    )
    return {
        "lived": grant,
        "agreement": agreement,
        "instalment": rows[1],
        "payment": payment,
        "match": payment.matches.get(),
        "commitment": commitment,
        "deadline_token": DEADLINES_FEED.make(by=by).rpartition("/")[2].removesuffix(".ics"),
    }


def a_program(by, *, funder=None, code="DISP-1", ceiling="80", **values):
    """A programme with a ceiling of public money."""
    return write_program(
        by=by,
        funder=funder,
        code=code,
        label=values.pop("label", "Inclusion numérique"),
        starts_on=START,
        ends_on=END,
        public_ceiling=euro(ceiling),
        counts_in_kind=values.pop("counts_in_kind", True),
        is_published=values.pop("is_published", funder is None),
        **values,
    )

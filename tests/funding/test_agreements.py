"""Agreements and amendments: signed, they stay; what they fix changes through them alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from funding.models import Grant, GrantAgreement
from funding.services.agreements import sign_agreement, sign_amendment
from inclusion.exceptions import Refused
from tests.days import dated
from tests.funding.factories import END
from tests.funding.granting import PDF, SIGNED, an_awarded, euro, signed


def test_a_signed_agreement_keeps_its_file_under_its_fingerprint(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    agreement = sign_agreement(
        grant=grant,
        number=" 2026-118 ",
        signed_on=SIGNED,
        file=SimpleUploadedFile("convention.pdf", PDF),
        by=treasurer,
    )
    grant = Grant.objects.get()
    assert (grant.state, grant.convention_number) == ("contracted", "2026-118")
    assert (len(agreement.file_sha256), agreement.file_name) == (64, "convention.pdf")
    with pytest.raises(Refused, match="n’est pas possible"):
        sign_agreement(grant=grant, number="2", signed_on=SIGNED, by=treasurer)


@pytest.mark.parametrize(
    ("number", "signed_on", "sentence"),
    [
        (" ", SIGNED, "a son numéro"),
        ("1", date(2025, 12, 1), "après la décision"),
        ("1", timedelta(days=2), "dans l’avenir"),
    ],
)
def test_an_agreement_has_a_number_and_a_plausible_day(
    inside, treasurer, metropole, number, signed_on, sentence
):
    grant = an_awarded(treasurer, metropole)
    said = dated({"number": number, "signed_on": signed_on})
    with pytest.raises(Refused, match=sentence):
        sign_agreement(grant=grant, by=treasurer, **said)


def test_an_amendment_says_before_and_after_and_applies_them(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)
    later = END + timedelta(days=90)
    amendment = sign_amendment(
        grant=grant,
        number="2026-118-1",
        signed_on=SIGNED + timedelta(days=30),
        changes={"granted_amount": euro(18000), "eligible_to": later, "unit_amount": None},
        by=treasurer,
    )
    assert amendment.changes == {
        "granted_amount": ["15000.00", "18000.00"],
        "eligible_to": [END.isoformat(), later.isoformat()],
    }
    grant = Grant.objects.get()
    assert (grant.granted_amount, grant.eligible_to) == (Decimal("18000.00"), later)
    assert amendment.parent.number == "2026-118"


def test_an_amendment_changes_something_that_holds(inside, treasurer, metropole):
    grant = signed(treasurer, metropole)

    def amend(**changes):
        return sign_amendment(
            grant=grant, number="A1", signed_on=SIGNED, changes=changes, by=treasurer
        )

    with pytest.raises(Refused, match="ne change rien"):
        amend(granted_amount=grant.granted_amount)
    with pytest.raises(Refused, match="supérieure à zéro"):
        amend(granted_amount=euro(0))
    with pytest.raises(Refused, match="suivre son début"):
        amend(eligible_to=date(2025, 1, 1))
    with pytest.raises(Refused, match="par unité"):
        amend(unit_amount=euro(150))


def test_plain_sql_changes_neither_a_signed_agreement_nor_what_it_fixes(
    inside, treasurer, metropole
):
    signed(treasurer, metropole)
    for change in (
        lambda: GrantAgreement.objects.update(number="autre"),
        lambda: GrantAgreement.objects.update(signed_on=None),
        lambda: GrantAgreement.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()
    for clause, value in (("granted_amount", 16000), ("eligible_to", "2027-01-01")):
        with pytest.raises(IntegrityError, match="by an amendment"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE funding_grant SET {clause} = %s", [value])

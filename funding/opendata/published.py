"""What a funder has to publish of a year: its grants, each with who shares it.

One door, `published_grants`: whatever knows of a grant gives it here in the same shape.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models.functions import Coalesce

from funding.models import PublicationLine, SharedGrant
from funding.opendata import schema
from funding.opendata.lines import (
    amount_text,
    cut_object,
    period_text,
    share_text,
    yes_no_text,
)

WHOLE = Decimal(1)


@dataclass(frozen=True)
class PublishedShare:
    """One grantee of a grant and its part of it; None when nobody said it."""

    name: str
    siret: str
    rna: str
    share: Decimal | None


@dataclass(frozen=True)
class PublishedGrant:
    """One grant as its funder publishes it."""

    key: str
    funder_name: str
    funder_siret: str
    agreed_on: date
    decision_reference: str
    object: str
    # Before it is shared.
    amount: Decimal
    nature: str
    terms: str
    paid_from: date | None
    paid_to: date | None
    is_notified_to_europe: bool | None
    shares: tuple[PublishedShare, ...]
    program_code: str = ""
    business_aid_code: str = ""
    # False: nobody said the days of payment, and the period of the grant stands for them.
    has_payment_days: bool = True
    # Where the funder corrects each line, when it is a line of its own table.
    line_ids: tuple = ()


def terms_of(instalment_count):
    """The condition of payment that so many instalments make."""
    return schema.ONCE if instalment_count <= 1 else schema.BY_INSTALMENTS


def published_grants(member, year):
    """The grants that the member's organisation agreed to that year, by day."""
    return grants_of(member.organisation, year)


def grants_of(organisation, year=None):
    """The grants an organisation gave, in a year or ever: those that crossed, and its own lines."""
    return _by_day([*from_shared(organisation, year), *from_lines(_lines(organisation, year))])


def large_grants_since(organisation, first_day, amount):
    """Those of more than `amount` agreed to since a day."""
    shared = shared_with(organisation).filter(agreed_on__gte=first_day, granted_amount__gt=amount)
    lines = _lines(organisation).filter(agreed_on__gte=first_day, amount__gt=amount)
    crossed = [_shared_grant(each, organisation) for each in shared]
    return _by_day([*crossed, *from_lines(lines)])


def _by_day(found):
    return sorted(found, key=lambda each: (each.agreed_on, each.decision_reference, each.object))


def _lines(organisation, year=None):
    lines = PublicationLine.objects.filter(organisation=organisation)
    lines = lines.of_funder(organisation.siret).order_by("agreed_on", "id")
    return lines.of_year(year) if year else lines


def shared_with(funder):
    """What crossed to the funder, each with the day it was agreed: signed, else decided."""
    return SharedGrant.objects.filter(to_organisation=funder).annotate(
        agreed_on=Coalesce("agreement_signed_on", "decided_on")
    )


def from_shared(funder, year=None):
    """The grants that grantees run in the product, as their own acts told the funder."""
    shared = shared_with(funder).order_by("agreed_on", "id")
    if year:
        shared = shared.filter(agreed_on__year=year)
    return [_shared_grant(each, funder) for each in shared]


def _shared_grant(shared, funder):
    first, last = shared.first_instalment_on, shared.last_instalment_on
    has_days = first is not None
    return PublishedGrant(
        key=f"grant:{shared.grant_id}",
        funder_name=funder.name,
        funder_siret=funder.siret,
        agreed_on=shared.agreed_on,
        decision_reference=shared.decision_reference or shared.agreement_number,
        object=shared.object or shared.title,
        amount=shared.granted_amount,
        nature=shared.get_nature_display(),
        terms=terms_of(shared.instalment_count),
        paid_from=first if has_days else shared.eligible_from,
        paid_to=last if has_days else shared.eligible_to,
        has_payment_days=has_days,
        is_notified_to_europe=shared.is_from_european_union,
        shares=tuple(
            PublishedShare(
                each["name"], each["siret"], each["rna"], Decimal(each["basis_points"]) / 10000
            )
            for each in shared.shares
        )
        or (PublishedShare(shared.grantee_name, shared.grantee_siret, shared.grantee_rna, WHOLE),),
        program_code=shared.program_code,
    )


def from_lines(lines):
    """Lines gathered into grants: those of one decision, object and amount that share it."""
    gathered = {}
    for line in lines:
        key = line.identity
        if line.is_shared:
            key = (line.agreed_on, line.decision_reference, line.object, line.amount, line.nature)
        gathered.setdefault(key, []).append(line)
    return [_grant(group) for group in gathered.values()]


def _grant(lines):
    line = lines[0]
    return PublishedGrant(
        key=line.identity,
        funder_name=line.funder_name,
        funder_siret=line.funder_siret,
        agreed_on=line.agreed_on,
        decision_reference=line.decision_reference,
        object=line.object,
        amount=line.amount,
        nature=line.get_nature_display() if line.nature else "",
        terms=line.terms,
        paid_from=line.paid_from,
        paid_to=line.paid_to,
        is_notified_to_europe=line.is_notified_to_europe,
        shares=tuple(
            PublishedShare(each.grantee_name, each.grantee_siret, each.grantee_rna, each.share)
            for each in lines
        ),
        program_code=line.program_code,
        business_aid_code=line.business_aid_code,
        line_ids=tuple(each.pk for each in lines),
    )


def rows_of(grants):
    """(rows, grant of each row): one row of cells for each grantee, the object cut on a word."""
    rows, groups = [], []
    for grant in grants:
        shared = _cells_of_grant(grant)
        for share in grant.shares:
            rows.append(shared | _cells_of_share(share))
            groups.append(grant.key)
    return rows, groups


def _cells_of_grant(grant):
    return {
        "nomAttribuant": grant.funder_name,
        "idAttribuant": grant.funder_siret,
        "dateConvention": grant.agreed_on.isoformat(),
        "referenceDecision": grant.decision_reference,
        "objet": cut_object(grant.object)[0],
        "montant": amount_text(grant.amount),
        "nature": grant.nature,
        "conditionsVersement": grant.terms,
        "datesPeriodeVersement": period_text(grant.paid_from, grant.paid_to),
        "idRAE": grant.business_aid_code,
        "notificationUE": yes_no_text(grant.is_notified_to_europe),
        "dispositifAide": grant.program_code,
    }


def _cells_of_share(share):
    return {
        "nomBeneficiaire": share.name,
        "idBeneficiaire": share.siret,
        "rnaBeneficiaire": share.rna,
        "pourcentageSubvention": "" if share.share is None else share_text(share.share),
    }

"""One grant, several grantees: who receives which part of it."""

from funding.grant_acts import refuse_unless_open
from funding.models import GrantShare, ReportState
from funding.refusals import act
from funding.services.granting import locked_grant
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import split

WHOLE = 10_000


@act
def share_between_grantees(*, grant, grantees, by):
    """Write who the grant is shared between; an empty list makes it the organisation's alone.

    `grantees`: {"grantee", "grantee_name", "siret", "rna", "basis_points"} each.
    """
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "share")
    if grant.reports.exclude(state=ReportState.DRAFT).exists():
        raise Refused("Un compte rendu est parti\u00a0: les parts ne changent plus.")
    names = [grantee["grantee_name"].casefold() for grantee in grantees]
    if len(set(names)) != len(names):
        raise Refused("Un bénéficiaire est écrit deux fois.")
    grant.shares.all().delete()
    GrantShare.objects.bulk_create(
        GrantShare(organisation_id=grant.organisation_id, grant=grant, rank=rank, **grantee)
        for rank, grantee in enumerate(grantees, 1)
    )
    record("grant.shared", grant, by=by, points=[g["basis_points"] for g in grantees])
    return grant


def equal_points(count):
    """So many equal parts, in basis points, that make the whole again."""
    return [int(part * 100) for part in split(WHOLE // 100, [1] * count)]


def share_amounts(grant, shares):
    """The euros of each share: they add up to the grant, to the cent."""
    points = [share.basis_points for share in shares]
    return split(grant.granted_amount or grant.requested_amount, points) if points else []

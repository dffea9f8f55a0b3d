"""The public money of a year, funder by funder, and what one more grant would change."""

from django.utils import timezone

from funding.grant_checks import PublicMoney, check_thresholds
from funding.models import Grant, GrantNature
from funding.rules import rules_of, rules_of_all
from inclusion.organisations.models import OrganisationKind

LOCAL = (OrganisationKind.METROPOLE, OrganisationKind.CCAS)


def public_money(organisation_id, year, *, but=None):
    """What was granted in a year, one row a grant; three queries."""
    grants = (
        Grant.objects.filter(organisation=organisation_id, decided_on__year=year)
        .awarded()
        .exclude(nature=GrantNature.IN_KIND)
        .exclude(pk=but)
        .select_related("funder")
        .prefetch_related("agreements")
        .order_by("decided_on", "pk")
    )
    grants = list(grants)
    rules = rules_of_all([grant.funder for grant in grants])
    return [
        PublicMoney(
            funder=grant.funder.name,
            amount=grant.granted_amount,
            is_public=rules[grant.funder_id].is_public,
            is_local=grant.funder.kind in LOCAL,
            is_signed=any(a.signed_on for a in grant.agreements.all()),
        )
        for grant in grants
    ]


def thresholds_of_year(organisation_id, on=None):
    """The thresholds that this year's grants cross."""
    on = on or timezone.localdate()
    return list(check_thresholds(public_money(organisation_id, on.year), on))


def what_if(organisation_id, *, funder, amount, on, but=None):
    """What accepting this grant would change for the law."""
    rules = rules_of(funder)
    candidate = PublicMoney(
        funder=funder.name,
        amount=amount,
        is_public=rules.is_public,
        is_local=funder.kind in LOCAL,
    )
    return list(check_thresholds(public_money(organisation_id, on.year, but=but), on, candidate))


def needs_annual_accounts(organisation_id, year):
    """True when the public money of the year calls for annual accounts."""
    found = check_thresholds(
        public_money(organisation_id, year), timezone.localdate().replace(year=year, day=1)
    )
    return any(finding.code == "annual_accounts" for finding in found)

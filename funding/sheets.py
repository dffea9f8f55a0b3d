"""Who pays for a session: printed on the sheet that people sign."""

from django.utils import timezone

from funding.models import Grant, GrantState
from inclusion.documents.issuing import issuer_facts


def session_funders(session):
    """The funders whose eligible period holds the day of this session, by name, each once."""
    day = timezone.localdate(session.starts_at)
    grants = (
        Grant.objects.filter(
            organisation=session.organisation_id, eligible_from__lte=day, eligible_to__gte=day
        )
        .awarded()
        .exclude(state=GrantState.CLOSED)
        .select_related("funder")
        .order_by("funder__name", "pk")
    )
    funders = {grant.funder_id: grant.funder for grant in grants}
    return [
        {"name": funder.name, "logo_data_uri": issuer_facts(funder)["logo_data_uri"]}
        for funder in funders.values()
    ]

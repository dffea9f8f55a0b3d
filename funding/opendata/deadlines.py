"""Essential data: agreements above 23 000 € are published within three months of signature."""

import datetime
from dataclasses import dataclass

from funding.deadlines import essential_data_due_on
from funding.models import Publication
from funding.opendata.published import large_grants_since
from funding.thresholds import AGREEMENT, threshold


@dataclass(frozen=True)
class Essential:
    """A grant that the law wants published, and by when."""

    grant: object
    due_on: datetime.date
    is_published: bool
    is_late: bool


def essentials(grants, publications, today):
    """Those above the threshold, the most pressing first; published once they were in a file."""
    published = {key for publication in publications for key in publication.grants}
    found = []
    for grant in grants:
        if grant.amount <= threshold(AGREEMENT, grant.agreed_on).value:
            continue
        due_on, is_out = essential_data_due_on(grant.agreed_on), grant.key in published
        found.append(Essential(grant, due_on, is_out, not is_out and due_on < today))
    return sorted(found, key=lambda each: (each.is_published, each.due_on))


def unpublished(member, today):
    """What the member's organisation agreed to since last year and has not published yet."""
    first_day = datetime.date(today.year - 1, 1, 1)
    least = threshold(AGREEMENT, first_day).value
    grants = large_grants_since(member.organisation, first_day, least)
    out = Publication.objects.visible_to(member).filter(year__gte=first_day.year)
    return [each for each in essentials(grants, out, today) if not each.is_published]

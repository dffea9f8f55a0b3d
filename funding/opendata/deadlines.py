"""Essential data: agreements above 23 000 € are published within three months of signature."""

import calendar
import datetime
from dataclasses import dataclass

from funding.thresholds import AGREEMENT, threshold

# Décret 2017-779, art. 1, above the threshold of décret 2001-495.
MONTHS = 3


def publish_before(agreed_on):
    """Three months later, on the same day or the last one of a shorter month."""
    month = agreed_on.month - 1 + MONTHS
    year, month = agreed_on.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(agreed_on.day, last))


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
        due_on, is_out = publish_before(grant.agreed_on), grant.key in published
        found.append(Essential(grant, due_on, is_out, not is_out and due_on < today))
    return sorted(found, key=lambda each: (each.is_published, each.due_on))

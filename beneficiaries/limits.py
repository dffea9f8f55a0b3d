"""How often one member may search: enough to work, too little to copy the files out."""

from inclusion.organisations.models import Role
from inclusion.throttling import within_limit

SEARCH_SECONDS = 600
SEARCH_TRIES = 120
VOLUNTEER_SEARCH_TRIES = 30


def may_search(member):
    """Count one search of this member and say whether she stays within her limit."""
    tries = VOLUNTEER_SEARCH_TRIES if member.role == Role.VOLUNTEER else SEARCH_TRIES
    return within_limit("beneficiary-search", member.pk, tries=tries, seconds=SEARCH_SECONDS)

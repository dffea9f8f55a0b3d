"""What a submission changes on the funder's side, said by the association's own rows."""

from funding.services.review_letters import write_to_officers
from funding.services.shared_review import refresh_copies
from funding.services.sharing import share_grant


def after_submission(submission, grant):
    """The portfolio, the co-funders who read together, and the letter to the officers."""
    share_grant(grant)
    refresh_copies(grant.project)
    write_to_officers(submission, "submitted")

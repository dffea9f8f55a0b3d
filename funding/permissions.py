"""Who may do what with public money. A role names no organisation kind: a grant does."""

from inclusion.organisations.models import OrganisationKind, Role
from inclusion.permissions import Rule

is_treasurer = Rule(Role.TREASURER, name="is_treasurer")
is_manager = Rule(Role.MANAGER, name="is_manager")
can_do_funding = Rule(Role.TREASURER, Role.MANAGER, name="can_do_funding")
# Expenses, budgets, contributions: whoever does funding keeps them.
can_keep_expenses = Rule(Role.TREASURER, Role.MANAGER, name="can_keep_expenses")
can_review = Rule(Role.OFFICER, name="can_review")
can_read_received = Rule(Role.OFFICER, Role.MANAGER, name="can_read_received")


def can_submit(member):
    """The manager submits in the organisation's name, or whoever the manager delegated to."""
    return member.role == Role.MANAGER or (can_do_funding(member) and member.may_submit_reports)


def manages_a_funder(member):
    """A manager where money is given reads what was received, beside her own reports.

    A CCAS is grantee more often than funder: it must have received one.
    """
    if member.role != Role.MANAGER:
        return False
    kind = member.organisation.kind
    if kind == OrganisationKind.CCAS:
        from funding.models import ReportSubmission

        return ReportSubmission.objects.received_by(member).exists()
    return kind in {OrganisationKind.METROPOLE, OrganisationKind.STATE}


def speaks_for_a_funder(member):
    """Whoever speaks for an organisation that gives money: its officers, and its manager."""
    if member is None:
        return False
    return can_review(member) or manages_a_funder(member)

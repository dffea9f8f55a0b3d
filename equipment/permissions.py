"""Who may do what with the pool, and how much of a person each role reads on its pages."""

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

can_see_pool = Rule(Role.TECHNICIAN, Role.MANAGER, Role.MEDIATOR, Role.TREASURER, name="see_pool")
can_run_pool = Rule(Role.TECHNICIAN, Role.MANAGER, name="run_pool")
can_see_impact = Rule(Role.TECHNICIAN, Role.MANAGER, Role.TREASURER, name="see_impact")
can_allocate = Rule(Role.MEDIATOR, Role.MANAGER, name="allocate")
can_close_breaches = Rule(Role.MANAGER, name="close_breaches")
# Who stands at the counter gives a mouse or a recharge as well as the workshop does.
can_take_stock = can_run_pool | can_allocate
can_see_offers = Rule(Role.MEDIATOR, Role.MANAGER, Role.TREASURER, name="see_offers")
can_manage_offers = Rule(Role.MANAGER, name="manage_offers")
# A mediator opens a case for the person, a technician by scanning what is brought.
can_see_service = can_run_pool | can_allocate
can_see_waste = Rule(Role.TECHNICIAN, Role.MANAGER, Role.TREASURER, name="see_waste")

# Whom a device went to, once her file is erased.
FORGOTTEN = "personne dont le dossier est effacé"

opens_files = Rule(Role.MEDIATOR, Role.MANAGER, name="open_files")
knows_pick_up_contact = Rule(Role.TECHNICIAN, name="pick_up_contact")


def person_shown_to(member, beneficiary):
    """The whole name to who opens files, a masked one to the technician, none to the treasurer."""
    if beneficiary is None:
        return FORGOTTEN
    if opens_files(member):
        return f"{beneficiary}, {beneficiary.file_number}"
    if knows_pick_up_contact(member):
        return f"{beneficiary.masked_name}, {beneficiary.file_number}"
    return ""


can_run_donations = Rule(Role.TECHNICIAN, Role.MANAGER, name="run_donations")
can_see_donations = Rule(Role.TECHNICIAN, Role.MANAGER, Role.TREASURER, name="see_donations")
can_manage_portal = Rule(Role.MANAGER, name="manage_portal")
can_run_lots = Rule(Role.TECHNICIAN, Role.MANAGER, name="run_lots")
can_see_lots = Rule(Role.TECHNICIAN, Role.MANAGER, Role.TREASURER, name="see_lots")
# Whoever is there when the van comes: a partner may have no technician.
can_receive_lots = Rule(Role.TECHNICIAN, Role.MEDIATOR, Role.MANAGER, name="receive_lots")
# The two who answer for the association's money before the tax authority.
can_issue_receipts = Rule(Role.MANAGER, Role.TREASURER, name="issue_receipts")

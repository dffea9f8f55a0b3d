"""Who may do what with workshops."""

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

# The programme without a name in it: technicians carry equipment, treasurers count.
can_see_programme = Rule(
    Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN, Role.TREASURER, name="can_see_programme"
)
can_manage_workshops = Rule(Role.MANAGER, Role.MEDIATOR, name="can_manage_workshops")
can_see_my_sessions = Rule(Role.VOLUNTEER, name="can_see_my_sessions")
can_take_attendance = Rule(Role.MANAGER, Role.MEDIATOR, Role.VOLUNTEER, name="can_take_attendance")
can_have_a_calendar = Rule(
    Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN, Role.VOLUNTEER, name="can_have_a_calendar"
)
can_declare_hours = Rule(Role.VOLUNTEER, name="can_declare_hours")
# The treasurer reads the sums, the manager what each gave.
can_run_volunteers = Rule(Role.MANAGER, Role.TREASURER, name="can_run_volunteers")
can_carry_kits = Rule(Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN, name="can_carry_kits")
can_issue_certificates = Rule(Role.MANAGER, Role.MEDIATOR, name="can_issue_certificates")
# Numbers, and the records behind them: pseudonyms for the treasurer.
can_see_figures = Rule(Role.MANAGER, Role.MEDIATOR, Role.TREASURER, name="can_see_figures")

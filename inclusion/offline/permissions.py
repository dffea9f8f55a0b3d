"""Who may work without a network; each kind of item says besides who may send it."""

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

can_work_offline = Rule(
    Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN, Role.VOLUNTEER, name="can_work_offline"
)

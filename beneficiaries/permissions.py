"""Personal files are opened by those who accompany people, and by nobody else."""

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

can_open_files = Rule(Role.MANAGER, Role.MEDIATOR, name="can_open_files")
can_write_files = Rule(Role.MANAGER, Role.MEDIATOR, name="can_write_files")

"""Who looks after an organisation's places: the directory itself is everyone's to read."""

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

can_write_places = Rule(Role.MANAGER, Role.MEDIATOR, name="write_places")

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

can_manage_members = Rule(Role.MANAGER)

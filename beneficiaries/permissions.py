"""Personal files are opened by those who accompany people, and by nobody else."""

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

can_open_files = Rule(Role.MANAGER, Role.MEDIATOR, name="can_open_files")
can_write_files = Rule(Role.MANAGER, Role.MEDIATOR, name="can_write_files")
can_refer = Rule(Role.MANAGER, Role.MEDIATOR, name="can_refer")
can_manage_grids = Rule(Role.MANAGER, name="can_manage_grids")
can_receive_requests = Rule(Role.MANAGER, Role.MEDIATOR, name="can_receive_requests")
# Answering a person, freezing or freeing her file, and what proves the association's good faith.
can_answer_requests = Rule(Role.MANAGER, name="can_answer_requests")
can_see_register = Rule(Role.MANAGER, name="can_see_register")
can_watch_readings = Rule(Role.MANAGER, name="can_watch_readings")
can_decide_merges = Rule(Role.MANAGER, name="can_decide_merges")
can_manage_retention = Rule(Role.MANAGER, name="can_manage_retention")

from inclusion.organisations.models import Role
from inclusion.permissions import Rule

# Whoever may read at least one kind of document; which kinds is `visible_to`'s business.
can_read_documents = Rule(
    Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN, Role.TREASURER, Role.VOLUNTEER, Role.OFFICER
)
# What each model of document must say: the one who answers for what is signed.
can_review_models = Rule(Role.MANAGER)

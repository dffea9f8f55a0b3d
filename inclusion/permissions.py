"""Who may open a view: every view carries a rule, and a test walks the URLs to see that it does."""

from functools import wraps

from django.core.exceptions import PermissionDenied


class Rule:
    """A predicate on the member, with the roles it admits readable by tests and templates."""

    def __init__(self, *roles, name=""):
        self.roles = frozenset(roles)
        self.name = name

    def __call__(self, member):
        return member is not None and member.role in self.roles

    def __or__(self, other):
        return Rule(*(self.roles | other.roles))


class Everyone(Rule):
    """Any signed-in member of the active organisation, whatever the role."""

    def __call__(self, member):
        return member is not None


class SignedIn(Rule):
    """Any signed-in user, even one without an organisation."""

    def __call__(self, member):
        return True


class Public(Rule):
    """No account needed; these views are also on the frozen list of a test."""

    def __call__(self, member):
        return True


class PlatformAdmin(Rule):
    """The platform's administrators: organisations and technical state, never content."""

    def __call__(self, member):
        return False


everyone = Everyone(name="everyone")
signed_in = SignedIn(name="signed_in")
public = Public(name="public")
platform_admin = PlatformAdmin(name="platform_admin")


def access(rule):
    """Refuse (403) before the view runs when `rule` says no; leave the rule on the view."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if isinstance(rule, PlatformAdmin):
                allowed = request.user.is_authenticated and request.user.is_superuser
            else:
                allowed = rule(getattr(request, "member", None))
            if not allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access_rule = rule
        return guarded

    return decorate

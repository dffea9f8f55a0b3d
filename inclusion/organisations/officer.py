"""The doorway of the funders' officers: every page under /financeur/ is served by another role.

That role of PostgreSQL has no grant on any table that holds a person, a device or a workshop: what
a mistake of a page could show is what crossed to the funder, and nothing else. Who someone is was
found before, by the application: sessions and second factors stay out of its reach as well.
"""

from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction

from inclusion.organisations.database import organisation

ALIAS = "officer"
DOOR = "financeur/"
# No table of these is ever read by that role, whatever its columns.
OUT_OF_REACH = ("beneficiaries", "equipment", "workshops", "account", "mfa", "django_session")


class OfficerDoorMiddleware:
    """Last of all: the view itself, and nothing else, runs as the officer's role."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.member is None or not request.resolver_match.route.startswith(DOOR):
            return None
        with as_officer(), organisation(request.member.organisation_id):
            response = view(request, *args, **kwargs)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


@contextmanager
def as_officer():
    """This thread's « default » connection is the officer's, until the block ends.

    The same name, so that models, transactions, the journal and the outbox need not know.
    """
    if ALIAS not in settings.DATABASES:
        raise ImproperlyConfigured(
            "DATABASE_OFFICER_URL manque\u00a0: les pages des financeurs ont leur propre rôle."
        )
    kept = connections["default"]
    connections["default"] = connections[ALIAS]
    try:
        yield
    finally:
        connections["default"] = kept


def refuse_powerful_officer():
    """Refuse to serve officers as a role that could read a person."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls"
            " OR EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user)"
            " OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        is_powerful = cursor.fetchone()[0]
        cursor.execute(
            "SELECT string_agg(relname, ', ') FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
            " AND relname ~ %s AND has_any_column_privilege(oid, 'SELECT')",
            [f"^({'|'.join(OUT_OF_REACH)})"],
        )
        readable = cursor.fetchone()[0]
    if is_powerful or readable:
        raise ImproperlyConfigured(
            "DATABASE_OFFICER_URL désigne un rôle trop puissant"
            " (superutilisateur, BYPASSRLS, propriétaire, membre d’un autre rôle, ou qui lit des"
            " données personnelles)."
        )

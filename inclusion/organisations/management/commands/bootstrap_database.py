"""Roles, database, extensions and privileges, prepared once with an administrator's URL."""

import os

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from inclusion.organisations.database import as_owner

EXTENSIONS = ("unaccent", "btree_gist")


class Command(BaseCommand):
    help = "Prépare PostgreSQL : rôles, base, extensions, droits. À lancer une fois ; sans risque."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--admin-url",
            default=os.environ.get("DATABASE_ADMIN_URL"),
            help="adresse d’un administrateur PostgreSQL (par défaut : DATABASE_ADMIN_URL)",
        )

    def handle(self, *args, admin_url, **options):
        if not admin_url:
            raise CommandError(
                "Indiquez l’adresse d’un administrateur PostgreSQL : DATABASE_ADMIN_URL."
            )
        try:
            done = bootstrap(
                admin_url,
                application=settings.DATABASES["default"],
                owner=settings.DATABASE_OWNER,
                officer=settings.DATABASE_OFFICER,
                maintenance=settings.DATABASE_MAINTENANCE,
            )
        except psycopg.Error as error:
            raise CommandError(f"PostgreSQL a refusé : {error}") from error
        for line in done:
            self.stdout.write(line)
        with as_owner():
            call_command("createcachetable", verbosity=0)
        self.stdout.write("Table de cache prête.")
        self.stdout.write(self.style.SUCCESS("Base prête : lancez maintenant « migrate »."))


def bootstrap(admin_url, *, application, owner, officer=None, maintenance=None):
    """Create or repair what the roles need; returns what was done, in French.

    Each role is given as a Django database dictionary (USER, PASSWORD, NAME).
    """
    roles = [(owner, "CREATEDB"), (application, ""), (officer, ""), (maintenance, "BYPASSRLS")]
    roles = [(role, attribute) for role, attribute in roles if role]
    names = [role["USER"] for role, _ in roles]
    if len(set(names)) < len(names):
        raise CommandError("Chaque adresse doit nommer un rôle PostgreSQL différent.")
    database = application["NAME"]
    done = []
    with psycopg.connect(admin_url, autocommit=True) as admin:
        # Two installations that start together prepare the server one after the other.
        admin.execute("SELECT pg_advisory_lock(hashtext('inclusion.bootstrap'))")
        for role, attribute in roles:
            done.append(_prepare_role(admin, role, attribute))
        _join(admin, owner["USER"])
        if maintenance:
            _run(admin, "GRANT pg_read_all_data TO {}", maintenance["USER"])
        done.append(_prepare_database(admin, database, owner["USER"], names))
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as admin:
        for extension in EXTENSIONS:
            _run(admin, "CREATE EXTENSION IF NOT EXISTS {}", extension)
        _run(admin, "ALTER SCHEMA public OWNER TO {}", owner["USER"])
        _run(admin, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
        grant_application_role(admin, owner=owner["USER"], application=application["USER"])
    done.append(f"Extensions et droits prêts : {', '.join(EXTENSIONS)}.")
    return done


def grant_application_role(cursor, *, owner, application):
    """Let the application role use what the owner creates, now and later, in this database."""
    _run(cursor, "GRANT USAGE ON SCHEMA public TO {}", application)
    for what, privileges in (
        ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
        ("SEQUENCES", "USAGE, SELECT"),
    ):
        _run(
            cursor,
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA public"
            f" GRANT {privileges} ON {what} TO {{}}",
            owner,
            application,
        )


def _prepare_role(admin, role, attribute):
    name = role["USER"]
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = "ALTER" if exists else "CREATE"
    attributes = {"CREATEDB": "NOCREATEDB", "BYPASSRLS": "NOBYPASSRLS"}
    wanted = [key if key == attribute else no for key, no in attributes.items()]
    if not _is_superuser(admin):
        # Only a superuser may state these; elsewhere their absence is already the default.
        wanted = [attribute] if attribute else []
    _run(admin, f"{verb} ROLE {{}} LOGIN NOCREATEROLE {' '.join(wanted)}", name)
    if role.get("PASSWORD"):
        # Only the SCRAM verifier travels: the password cannot end up in the server's log.
        verifier = admin.pgconn.encrypt_password(
            role["PASSWORD"].encode(), name.encode(), b"scram-sha-256"
        )
        admin.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(name), sql.Literal(verifier.decode())
            )
        )
    return f"Rôle {name} {'vérifié' if exists else 'créé'}."


def _join(admin, owner):
    """An administrator who is not superuser must belong to the owner to give it a database."""
    if not _is_superuser(admin):
        _run(admin, "GRANT {} TO CURRENT_USER", owner)


def _prepare_database(admin, name, owner, roles):
    exists = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if exists:
        _run(admin, "ALTER DATABASE {} OWNER TO {}", name, owner)
    else:
        # The same order of letters everywhere; names are sorted on a normalised column.
        locale = "LC_COLLATE 'C'"
        if admin.info.server_version >= 170000:
            locale += " LC_CTYPE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        _run(
            admin,
            f"CREATE DATABASE {{}} OWNER {{}} TEMPLATE template0 ENCODING 'UTF8' {locale}",
            name,
            owner,
        )
    _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
    for role in roles:
        _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", name, role)
    return f"Base {name} {'vérifiée' if exists else 'créée'}, propriétaire {owner}."


def _is_superuser(admin):
    return admin.info.parameter_status("is_superuser") == "on"


def _run(cursor, statement, *identifiers):
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, identifiers)))

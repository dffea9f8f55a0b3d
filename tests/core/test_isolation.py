"""Row-level security, proven as the application role."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from inclusion.organisations.database import organisation
from inclusion.places.models import Venue

# The only tables without row-level security, by name: none holds a beneficiary's data.
OUTSIDE = {
    "organisations_organisation",
    "organisations_user",
    "organisations_user_groups",
    "organisations_user_user_permissions",
    "organisations_membership",
    "organisations_invitation",
    "organisations_publiclink",
    "organisations_throttlebucket",
    "jobs_job",
    "jobs_mail",
    "jobs_heartbeat",
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_admin_log",
    "django_content_type",
    "django_migrations",
    "django_session",
    "cache",
}


def test_the_suite_runs_as_a_role_that_row_security_binds(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_table_is_isolated_or_named(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c WHERE c.relkind IN ('r', 'p')"
            " AND c.relnamespace = 'public'::regnamespace"
        )
        tables = {name: (secured, policies) for name, secured, policies in cursor.fetchall()}
    open_tables = {name for name, (secured, _) in tables.items() if not secured}
    assert open_tables == OUTSIDE
    assert all(policies for secured, policies in tables.values() if secured)


def test_every_key_between_tenant_tables_is_composite(db):
    """The plain keys left between two isolated tables are those of rows made for crossing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.relname, k.conname, array_length(k.conkey, 1) FROM pg_constraint k"
            " JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid"
            " WHERE k.contype = 'f' AND a.relforcerowsecurity"
            " AND (b.relforcerowsecurity OR b.relname = 'organisations_membership')"
        )
        simple = {table for table, _, width in cursor.fetchall() if width == 1}
    assert simple == {
        "funding_grant",
        "funding_reportmessage",
        "funding_submissionfile",
        "funding_complementrequest",
        "funding_rejectedamount",
        "funding_discharge",
        "funding_dischargefile",
        "funding_sharedcopy",
        "funding_submissionevidence",
    }
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if type(field).__name__ == "TenantForeignKey":
                covered = [
                    c for c in model._meta.constraints if getattr(c, "field", None) == field.name
                ]
                assert covered, f"{model.__name__}.{field.name} has no SameOrganisation"


def test_without_an_organisation_there_is_nothing(association):
    with organisation(association):
        Venue.objects.create(organisation=association, name="Salle des Vergnes")
        assert Venue.objects.count() == 1
    assert Venue.objects.count() == 0


def test_a_neighbours_rows_are_neither_seen_nor_written(association, other_association):
    with organisation(association):
        venue = Venue.objects.create(organisation=association, name="Salle des Vergnes")
    with organisation(other_association):
        assert not Venue.objects.filter(pk=venue.pk).exists()
        assert Venue.objects.filter(pk=venue.pk).update(name="Prise") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Venue.objects.create(organisation=association, name="Intrusion")


def test_the_former_organisation_comes_back_after_a_nested_one(association, other_association):
    with organisation(association):
        Venue.objects.create(organisation=association, name="Ici")
        with organisation(other_association):
            assert Venue.objects.count() == 0
        assert Venue.objects.count() == 1

"""What the officer's role may do with its own open data: its lines, its files, its imports."""

from django.conf import settings
from django.db import migrations

from inclusion.organisations.officer import grant_to_officer

GRANTS = (
    ("funding_publicationline", "SELECT, INSERT, UPDATE, DELETE"),
    ("funding_publication", "SELECT, INSERT"),
    ("tables_tableimport", "SELECT, INSERT, UPDATE, DELETE"),
)


def grant(apps, schema_editor):
    if not settings.DATABASE_OFFICER:
        return
    for table, privileges in GRANTS:
        grant_to_officer(schema_editor, table, privileges)


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0007_what_is_published_stays"),
        ("tables", "0001_initial"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]

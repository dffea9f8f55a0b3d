"""Officers read the evidence that crossed to them, and what a shared review opens to them."""

from django.db import migrations

from inclusion.organisations.constraints import CURRENT_ORGANISATION
from inclusion.organisations.officer import grant_to_officer

SHARED = f"""
CREATE POLICY shared_review ON funding_submissionevidence FOR SELECT USING (
    EXISTS (SELECT 1 FROM funding_sharedcopy c
            WHERE c.submission_id = funding_submissionevidence.submission_id
            AND c.to_organisation_id = {CURRENT_ORGANISATION} AND c.ended_at IS NULL))
"""  # noqa: S608 — the one thing put in is the name of a setting
UNDO = "DROP POLICY shared_review ON funding_submissionevidence"


def grant(apps, schema_editor):
    grant_to_officer(schema_editor, "funding_submissionevidence", "SELECT")


class Migration(migrations.Migration):
    dependencies = [("funding", "0018_what_crossed_stays")]
    operations = [
        migrations.RunSQL(SHARED, UNDO),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]

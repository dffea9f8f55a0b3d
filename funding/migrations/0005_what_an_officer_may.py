"""What the officer's role may read and write: closed by default, one line a table.

A test holds the same list; another connects as that role.
"""

from django.conf import settings
from django.db import migrations

from inclusion.organisations.officer import grant_to_officer

READS = "SELECT"
ADDS = "SELECT, INSERT"
DECISION = (
    "state, opened_at, opened_by_label, decided_at, decided_by, decided_by_label, accepted_amount,"
    " decision_reason, signed_at, signed_by, signed_by_label, signed_amount, reopened_at,"
    " reopened_by_label, reopening_reason"
)
GRANTS = (
    ("organisations_organisation", READS),
    ("funding_reportsubmission", f"SELECT, UPDATE ({DECISION})"),
    ("funding_submissionfile", READS),
    ("funding_reportmessage", ADDS),
    ("funding_complementrequest", f"{ADDS}, UPDATE (outcome, ended_at, ended_by_label)"),
    ("funding_rejectedamount", f"{ADDS}, UPDATE (cancelled_at, cancelled_by_label)"),
    ("funding_discharge", f"{ADDS}, UPDATE (received_on, received_by_label)"),
    ("funding_dischargefile", READS),
    ("funding_sharedgrant", READS),
    ("funding_sharedcopy", READS),
    ("funding_sharedreviewvote", ADDS),
    ("funding_sharedreviewconsent", READS),
    ("funding_funderprofile", f"{ADDS}, UPDATE"),
    ("funding_fundingprogram", f"{ADDS}, UPDATE"),
    # Its own acts are recorded; nothing of the journal is read.
    ("journal_entry", "INSERT"),
    ("jobs_job", ADDS),
)
# A job says what the application does next: an officer's page asks for these and no other.
ASKED_BY_OFFICERS = r"""
CREATE FUNCTION jobs_officer_asks_for_these() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind NOT IN (
        'funding.submission_read', 'funding.after_decision', 'funding.discharge',
        'funding.shared_review') THEN
        RAISE EXCEPTION 'an officer does not ask for this'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


def grant(apps, schema_editor):
    if not settings.DATABASE_OFFICER:
        return
    grant_to_officer(schema_editor, "SCHEMA public", "USAGE")
    for table, privileges in GRANTS:
        grant_to_officer(schema_editor, table, privileges)
    role = settings.DATABASE_OFFICER["USER"].replace("'", "''")
    schema_editor.execute(
        "CREATE TRIGGER jobs_officer_asks_for_these BEFORE INSERT ON jobs_job"
        f" FOR EACH ROW WHEN (current_user = '{role}')"
        " EXECUTE FUNCTION jobs_officer_asks_for_these()"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0004_a_review_takes_its_path"),
        ("organisations", "0001_initial"),
        ("journal", "0002_chain_built_by_the_database"),
        ("jobs", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ASKED_BY_OFFICERS, migrations.RunSQL.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]

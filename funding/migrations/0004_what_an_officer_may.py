"""What the officer's role may read and write: closed by default, one line a table.

A test holds the same list; another connects as that role.
"""

from django.db import migrations

from inclusion.organisations.constraints import CURRENT_ORGANISATION
from inclusion.organisations.grants import only_officer_runs, open_to_officer

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
    ("funding_submissionevidence", READS),
    # What it publishes, and the imports that bring it.
    ("funding_publicationline", f"{ADDS}, UPDATE, DELETE"),
    ("funding_publication", ADDS),
    ("tables_tableimport", f"{ADDS}, UPDATE, DELETE"),
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


SHARED = f"""
CREATE POLICY shared_review ON funding_submissionevidence FOR SELECT USING (
    EXISTS (SELECT 1 FROM funding_sharedcopy c
            WHERE c.submission_id = funding_submissionevidence.submission_id
            AND c.to_organisation_id = {CURRENT_ORGANISATION} AND c.ended_at IS NULL))
"""  # noqa: S608 — the one thing put in is the name of a setting


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0003_a_review_takes_its_path"),
        ("organisations", "0001_initial"),
        ("journal", "0002_chain_built_by_the_database"),
        ("jobs", "0001_initial"),
        ("tables", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ASKED_BY_OFFICERS, migrations.RunSQL.noop),
        migrations.RunSQL(SHARED, "DROP POLICY shared_review ON funding_submissionevidence"),
        *open_to_officer(GRANTS),
        *only_officer_runs(
            "jobs_officer_asks_for_these BEFORE INSERT ON jobs_job", "jobs_officer_asks_for_these()"
        ),
    ]

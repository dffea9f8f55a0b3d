"""What proves a report stays as it was when the report left, even with plain SQL."""

from django.db import migrations

from inclusion.organisations.grants import revoke

# Once a report is no longer a draft, neither its papers nor a figure of it are replaced.
REPORT_PARTS = r"""
CREATE FUNCTION funding_part_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM funding_financialreport
                   WHERE id = row.report_id AND state = 'draft')
        AND EXISTS (SELECT 1 FROM funding_financialreport WHERE id = row.report_id) THEN
        RAISE EXCEPTION 'a report that is no longer a draft keeps its papers and its figures'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'financialreport_parts_stay';
    END IF;
    RETURN row;
END $$;
CREATE TRIGGER funding_attachment_of_a_draft
    BEFORE INSERT OR UPDATE OR DELETE ON funding_reportattachment
    FOR EACH ROW EXECUTE FUNCTION funding_part_of_a_draft();
CREATE TRIGGER funding_override_of_a_draft BEFORE INSERT ON funding_indicatoroverride
    FOR EACH ROW EXECUTE FUNCTION funding_part_of_a_draft();
"""

# Evidence goes from one side of its submission to the other, and as much as its snapshot says:
# checked once for all the lines written together, for there may be a hundred thousand.
EVIDENCE = r"""
CREATE FUNCTION funding_evidence_is_what_was_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT organisation_id, to_organisation_id, submission_id, kind
                       FROM written) w
        LEFT JOIN funding_reportsubmission s ON s.id = w.submission_id
            AND s.organisation_id = w.organisation_id
            AND s.to_organisation_id = w.to_organisation_id
        WHERE s.id IS NULL
            OR coalesce((s.snapshot::jsonb #>> ARRAY['records', w.kind || 's', 'count'])::int, 0)
               < (SELECT count(*) FROM funding_submissionevidence e
                  WHERE e.submission_id = w.submission_id AND e.kind = w.kind)) THEN
        RAISE EXCEPTION 'evidence is written with its submission, and as its snapshot counts it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'submissionevidence_frozen';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funding_evidence_is_what_was_frozen AFTER INSERT ON funding_submissionevidence
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION funding_evidence_is_what_was_frozen();
"""

UNDO = """
DROP TRIGGER funding_evidence_is_what_was_frozen ON funding_submissionevidence;
DROP TRIGGER funding_override_of_a_draft ON funding_indicatoroverride;
DROP TRIGGER funding_attachment_of_a_draft ON funding_reportattachment;
DROP FUNCTION funding_evidence_is_what_was_frozen();
DROP FUNCTION funding_part_of_a_draft();
"""

APPEND_ONLY = ("funding_submissionevidence", "funding_indicatoroverride")


class Migration(migrations.Migration):
    dependencies = [("funding", "0011_a_plan_speaks_in_its_mode")]
    operations = [
        migrations.RunSQL(REPORT_PARTS + EVIDENCE, UNDO),
        # The application role adds evidence and retained values, and never rewrites them.
        revoke("UPDATE, DELETE, TRUNCATE", *APPEND_ONLY),
    ]

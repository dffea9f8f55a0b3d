"""What a person was told, agreed to or answered is never rewritten; a note, after a day.

Two things may still happen to such a row: it goes with her file, or it follows her into the file
hers is merged with (only `beneficiary_id` moves then). Nothing more is written on a file that was
joined to another.
"""

from django.db import migrations

BUILD = """
CREATE FUNCTION person_row_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'beneficiary_id' IS DISTINCT FROM to_jsonb(OLD) - 'beneficiary_id' THEN
        RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_delivery_is_final BEFORE UPDATE ON beneficiaries_noticedelivery
    FOR EACH ROW EXECUTE FUNCTION person_row_is_final();
CREATE TRIGGER consent_is_final BEFORE UPDATE ON beneficiaries_consent
    FOR EACH ROW EXECUTE FUNCTION person_row_is_final();
CREATE TRIGGER referral_step_is_final BEFORE UPDATE ON beneficiaries_referralstep
    FOR EACH ROW EXECUTE FUNCTION person_row_is_final();

CREATE FUNCTION used_grid_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.version, NEW.content, NEW.sha256)
       IS DISTINCT FROM (OLD.code, OLD.version, OLD.content, OLD.sha256)
       AND EXISTS (SELECT 1 FROM beneficiaries_assessment WHERE grid_id = OLD.id) THEN
        RAISE EXCEPTION 'a grid in use never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER used_grid_is_final BEFORE UPDATE ON beneficiaries_assessmentgrid
    FOR EACH ROW EXECUTE FUNCTION used_grid_is_final();

CREATE FUNCTION completed_assessment_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.completed_at IS NOT NULL
       AND (NEW.completed_at, NEW.grid_id, NEW.kind, NEW.channel, NEW.by_id, NEW.started_at,
            NEW.scores, NEW.proposals, NEW.proposed_path)
       IS DISTINCT FROM (OLD.completed_at, OLD.grid_id, OLD.kind, OLD.channel, OLD.by_id,
            OLD.started_at, OLD.scores, OLD.proposals, OLD.proposed_path) THEN
        RAISE EXCEPTION 'a completed assessment never changes'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER completed_assessment_is_final BEFORE UPDATE ON beneficiaries_assessment
    FOR EACH ROW EXECUTE FUNCTION completed_assessment_is_final();

CREATE FUNCTION answers_end_with_the_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM beneficiaries_assessment
               WHERE id = NEW.assessment_id AND completed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a completed assessment never changes'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answers_end_with_the_assessment
    BEFORE INSERT OR UPDATE ON beneficiaries_assessmentanswer
    FOR EACH ROW EXECUTE FUNCTION answers_end_with_the_assessment();

CREATE FUNCTION note_is_set_after_a_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.organisation_id, NEW.author_id, NEW.written_at, NEW.amends_id)
       IS DISTINCT FROM
       (OLD.id, OLD.organisation_id, OLD.author_id, OLD.written_at, OLD.amends_id) THEN
        RAISE EXCEPTION 'who wrote a note, and when, never changes'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.erased_at IS NOT NULL
       AND to_jsonb(NEW) - 'beneficiary_id' IS DISTINCT FROM to_jsonb(OLD) - 'beneficiary_id' THEN
        RAISE EXCEPTION 'an erased note never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.erased_at IS NULL AND OLD.written_at < now() - interval '24 hours'
       AND to_jsonb(NEW) - 'beneficiary_id' IS DISTINCT FROM to_jsonb(OLD) - 'beneficiary_id' THEN
        RAISE EXCEPTION 'a note is set after a day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_is_set_after_a_day BEFORE UPDATE ON beneficiaries_note
    FOR EACH ROW EXECUTE FUNCTION note_is_set_after_a_day();
"""
# The key to the person is read with a lock: a row being written waits for the merge under way, then
# sees what became of the file. Rows that move are updates, which this does not concern.
REFUSE_MERGED = """
CREATE FUNCTION file_is_not_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    IF NEW.beneficiary_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT status INTO state FROM beneficiaries_beneficiary
        WHERE organisation_id = NEW.organisation_id AND id = NEW.beneficiary_id FOR KEY SHARE;
    IF state = 'merged' THEN
        RAISE EXCEPTION 'this file was joined to another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'file_is_not_merged';
    END IF;
    RETURN NEW;
END $$;
"""
TABLES = (
    "assessment",
    "consent",
    "externalresult",
    "hold",
    "householdmember",
    "note",
    "noticedelivery",
    "paper",
    "referral",
    "rightsrequest",
)
TRIGGERS = "".join(
    f"CREATE TRIGGER file_is_not_merged BEFORE INSERT ON beneficiaries_{table}"
    " FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();\n"
    for table in TABLES
)
UNDO = """
DROP FUNCTION file_is_not_merged CASCADE;
DROP FUNCTION
    note_is_set_after_a_day, answers_end_with_the_assessment, completed_assessment_is_final,
    used_grid_is_final, person_row_is_final
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0001_initial")]
    operations = [migrations.RunSQL(BUILD + REFUSE_MERGED + TRIGGERS, UNDO)]

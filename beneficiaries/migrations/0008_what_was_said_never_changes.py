"""What a person was told, agreed to or answered is never rewritten.

Two things may still happen to such a row: it goes with her file, or it follows her into the file
hers is merged with (only `beneficiary_id` moves then).
"""

from django.db import migrations

FREEZE = """
DROP TRIGGER notice_delivery_is_final ON beneficiaries_noticedelivery;
DROP FUNCTION notice_delivery_is_final();

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
"""

THAW = """
DROP TRIGGER answers_end_with_the_assessment ON beneficiaries_assessmentanswer;
DROP FUNCTION answers_end_with_the_assessment();
DROP TRIGGER completed_assessment_is_final ON beneficiaries_assessment;
DROP FUNCTION completed_assessment_is_final();
DROP TRIGGER used_grid_is_final ON beneficiaries_assessmentgrid;
DROP FUNCTION used_grid_is_final();
DROP TRIGGER referral_step_is_final ON beneficiaries_referralstep;
DROP TRIGGER consent_is_final ON beneficiaries_consent;
DROP TRIGGER notice_delivery_is_final ON beneficiaries_noticedelivery;
DROP FUNCTION person_row_is_final();
CREATE FUNCTION notice_delivery_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a notice delivery never changes' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER notice_delivery_is_final BEFORE UPDATE ON beneficiaries_noticedelivery
    FOR EACH ROW EXECUTE FUNCTION notice_delivery_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0007_what_hangs_from_the_file")]
    operations = [migrations.RunSQL(FREEZE, THAW)]

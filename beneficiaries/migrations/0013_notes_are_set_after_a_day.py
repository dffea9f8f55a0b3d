"""A note is reworded for a day, then only erased; what was erased never comes back.

A merge may still move it to another file of the same person: `beneficiary_id` alone.
"""

from django.db import migrations

SET = """
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

UNSET = """
DROP TRIGGER note_is_set_after_a_day ON beneficiaries_note;
DROP FUNCTION note_is_set_after_a_day();
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0012_nothing_more_on_a_merged_file")]
    operations = [migrations.RunSQL(SET, UNSET)]

"""A facilitator keeps the hours of her session; a device in a kit stays in the association."""

from django.db import migrations

BUILD = """
CREATE FUNCTION workshops_facilitator_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN s.status = 'cancelled' OR s.ends_at <= s.starts_at THEN NULL
                ELSE tstzrange(s.starts_at, s.ends_at, '[)') END
        INTO NEW.period FROM workshops_workshopsession s
        WHERE s.organisation_id = NEW.organisation_id AND s.id = NEW.session_id;
    RETURN NEW;
END $$;
CREATE TRIGGER facilitator_hours BEFORE INSERT OR UPDATE ON workshops_facilitator
    FOR EACH ROW EXECUTE FUNCTION workshops_facilitator_hours();

CREATE FUNCTION workshops_session_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workshops_facilitator f SET period = NULL
        WHERE f.organisation_id = NEW.organisation_id AND f.session_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER session_hours AFTER UPDATE ON workshops_workshopsession
    FOR EACH ROW WHEN (OLD.starts_at IS DISTINCT FROM NEW.starts_at
        OR OLD.ends_at IS DISTINCT FROM NEW.ends_at
        OR OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION workshops_session_hours();

CREATE FUNCTION workshops_device_in_a_kit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM workshops_kititem k
        WHERE k.organisation_id = NEW.organisation_id AND k.device_id = NEW.id
        AND k.checked_at IS NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'a device taken along is not given away'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'device_in_a_kit';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER device_in_a_kit BEFORE UPDATE ON equipment_device
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status
        AND NEW.status IN ('reserved', 'allocated', 'handed_over', 'on_loan', 'for_parts',
            'waste', 'removed'))
    EXECUTE FUNCTION workshops_device_in_a_kit();

-- Sessions written before this rule: their hours are copied; an overlap of then stays as it was.
DO $$
DECLARE org bigint; line uuid;
BEGIN
    FOR org IN SELECT id FROM organisations_organisation LOOP
        PERFORM set_config('app.organisation_id', org::text, true);
        FOR line IN SELECT id FROM workshops_facilitator WHERE organisation_id = org LOOP
            BEGIN
                UPDATE workshops_facilitator SET session_id = session_id WHERE id = line;
            EXCEPTION WHEN exclusion_violation THEN NULL;
            END;
        END LOOP;
    END LOOP;
    PERFORM set_config('app.organisation_id', '', true);
END $$;
"""
UNDO = """
DROP TRIGGER device_in_a_kit ON equipment_device;
DROP FUNCTION workshops_device_in_a_kit();
DROP TRIGGER session_hours ON workshops_workshopsession;
DROP FUNCTION workshops_session_hours();
DROP TRIGGER facilitator_hours ON workshops_facilitator;
DROP FUNCTION workshops_facilitator_hours();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0003_where_and_with_what"),
        ("equipment", "0015_what_was_signed_stays"),
    ]
    operations = [migrations.RunSQL(BUILD, UNDO)]

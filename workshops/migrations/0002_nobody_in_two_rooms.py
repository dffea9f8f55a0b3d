"""A facilitator keeps the hours of her session; a device in a kit stays in the association.

No seat and no presence on a file that was joined to another (see beneficiaries).
"""

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

-- Who led as what, on the day she was named.
CREATE FUNCTION workshops_led_as() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN m.role <> 'VOLUNTEER' THEN 'staff'
                WHEN m.is_civic_service THEN 'civic' ELSE 'volunteer' END
        INTO NEW.led_as FROM organisations_membership m
        WHERE m.organisation_id = NEW.organisation_id AND m.id = NEW.member_id;
    NEW.led_as := coalesce(NEW.led_as, 'staff');
    RETURN NEW;
END $$;
CREATE TRIGGER facilitator_led_as BEFORE INSERT ON workshops_facilitator
    FOR EACH ROW EXECUTE FUNCTION workshops_led_as();

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

CREATE TRIGGER file_is_not_merged BEFORE INSERT ON workshops_registration
    FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();
CREATE TRIGGER file_is_not_merged BEFORE INSERT ON workshops_attendance
    FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();
"""
UNDO = """
DROP TRIGGER file_is_not_merged ON workshops_attendance;
DROP TRIGGER file_is_not_merged ON workshops_registration;
DROP FUNCTION
    workshops_device_in_a_kit, workshops_led_as, workshops_session_hours,
    workshops_facilitator_hours
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0002_what_was_said_never_changes"),
        ("equipment", "0001_initial"),
        ("workshops", "0001_initial"),
    ]
    operations = [migrations.RunSQL(BUILD, UNDO)]

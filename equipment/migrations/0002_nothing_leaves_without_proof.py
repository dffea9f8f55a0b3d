"""The database itself refuses that a device leaves with unproven data, and that a proof changes."""

from django.conf import settings
from django.db import migrations

BUILD = """
-- Runs in the organisation's context: row-level security shows exactly the rows that count.
CREATE FUNCTION equipment_refuse_unproven(device uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_device d
        WHERE d.id = device AND d.status <> 'quarantine' AND d.type IN (
            'computer', 'desktop', 'laptop', 'all_in_one', 'mini_pc', 'server', 'tablet',
            'smartphone', 'multifunction', 'router', 'other'
        )
        AND (
            NOT EXISTS (
                SELECT 1 FROM equipment_medium m
                WHERE m.organisation_id = d.organisation_id AND m.device_id = d.id
            )
            OR EXISTS (
                SELECT 1 FROM equipment_medium m
                WHERE m.organisation_id = d.organisation_id AND m.device_id = d.id
                AND NOT EXISTS (
                    SELECT 1 FROM equipment_erasure e
                    WHERE e.organisation_id = m.organisation_id AND e.medium_id = m.id
                    AND e.result = 'accepted' AND e.recorded_at >= d.came_in_at
                )
            )
        );
    IF FOUND THEN
        RAISE EXCEPTION 'a device leaves only with proven erasure of each of its media'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'device_erasure_proven';
    END IF;
END $$;

CREATE FUNCTION equipment_device_erasure_proven() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM equipment_refuse_unproven(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION equipment_medium_erasure_proven() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM equipment_refuse_unproven(NEW.device_id);
    RETURN NULL;
END $$;

-- Deferrable, so that a set of rows may be loaded whole; immediate unless one says otherwise.
CREATE CONSTRAINT TRIGGER device_erasure_proven
    AFTER INSERT OR UPDATE OF status, type, came_in_at ON equipment_device
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN (NEW.status <> 'quarantine')
    EXECUTE FUNCTION equipment_device_erasure_proven();
CREATE CONSTRAINT TRIGGER medium_erasure_proven
    AFTER INSERT OR UPDATE OF device_id ON equipment_medium
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
    EXECUTE FUNCTION equipment_medium_erasure_proven();

CREATE FUNCTION equipment_erasure_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a proof of erasure never changes: record a new one'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_final';
END $$;
CREATE TRIGGER erasure_is_final BEFORE UPDATE OR DELETE ON equipment_erasure
    FOR EACH ROW EXECUTE FUNCTION equipment_erasure_is_final();

-- A medium taken off the list would take its missing proof with it; and what a proof was judged
-- on stays as it was.
CREATE FUNCTION equipment_medium_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.device_id = OLD.device_id AND NOT EXISTS (
        SELECT 1 FROM equipment_erasure e
        WHERE e.organisation_id = OLD.organisation_id AND e.medium_id = OLD.id
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a medium stays with its device, and as its proofs were judged'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'medium_stays';
END $$;
CREATE TRIGGER medium_stays BEFORE UPDATE OR DELETE ON equipment_medium
    FOR EACH ROW EXECUTE FUNCTION equipment_medium_stays();
"""

UNDO = """
DROP TRIGGER medium_stays ON equipment_medium;
DROP FUNCTION equipment_medium_stays();
DROP TRIGGER erasure_is_final ON equipment_erasure;
DROP FUNCTION equipment_erasure_is_final();
DROP TRIGGER medium_erasure_proven ON equipment_medium;
DROP TRIGGER device_erasure_proven ON equipment_device;
DROP FUNCTION equipment_medium_erasure_proven();
DROP FUNCTION equipment_device_erasure_proven();
DROP FUNCTION equipment_refuse_unproven(uuid);
"""


def revoke(apps, schema_editor):
    """The application role adds proofs and media; it neither rewrites nor removes them."""
    role = schema_editor.quote_name(settings.APPLICATION_ROLE)
    schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON equipment_erasure FROM {role}")
    schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON equipment_medium FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_initial")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        migrations.RunPython(revoke, migrations.RunPython.noop),
    ]

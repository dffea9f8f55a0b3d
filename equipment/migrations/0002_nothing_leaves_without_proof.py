"""The database itself refuses that a device leaves with unproven data, and that a proof changes."""

from django.db import migrations

from inclusion.organisations.grants import revoke

BUILD = """
-- A proof holds for as long as nobody may have written on the medium, wherever the medium goes.
-- Runs in the organisation's context: row-level security shows exactly the rows that count.
-- One small question after another: as one statement its subqueries were answered by reading whole
-- tables, once for each row written.
CREATE FUNCTION equipment_refuse_unproven(device uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    cleared record;
    medium record;
    has_medium boolean := false;
    is_proven boolean := true;
BEGIN
    SELECT d.organisation_id, d.came_in_at INTO cleared FROM equipment_device d
        WHERE d.id = device AND d.status NOT IN ('quarantine', 'lost') AND d.type IN (
            'computer', 'desktop', 'laptop', 'all_in_one', 'mini_pc', 'server', 'tablet',
            'smartphone', 'multifunction', 'router', 'other'
        );
    IF NOT FOUND THEN
        RETURN;
    END IF;
    FOR medium IN SELECT m.id, m.exposed_at FROM equipment_medium m
        WHERE m.organisation_id = cleared.organisation_id AND m.device_id = device
    LOOP
        has_medium := true;
        PERFORM 1 FROM equipment_erasure e
            WHERE e.organisation_id = cleared.organisation_id AND e.medium_id = medium.id
            AND e.result = 'accepted' AND e.recorded_at >= medium.exposed_at;
        is_proven := is_proven AND FOUND;
    END LOOP;
    IF NOT has_medium THEN
        PERFORM 1 FROM equipment_storageattestation a
            WHERE a.organisation_id = cleared.organisation_id AND a.device_id = device
            AND a.attested_at >= cleared.came_in_at;
        is_proven := FOUND;
    END IF;
    IF NOT is_proven THEN
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
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
    WHEN (NEW.status NOT IN ('quarantine', 'lost'))
    EXECUTE FUNCTION equipment_device_erasure_proven();
CREATE CONSTRAINT TRIGGER medium_erasure_proven
    AFTER INSERT OR UPDATE OF device_id, exposed_at ON equipment_medium
    DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN (NEW.device_id IS NOT NULL)
    EXECUTE FUNCTION equipment_medium_erasure_proven();

CREATE FUNCTION equipment_erasure_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a proof of erasure never changes: record a new one'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_final';
END $$;
CREATE TRIGGER erasure_is_final BEFORE UPDATE OR DELETE ON equipment_erasure
    FOR EACH ROW EXECUTE FUNCTION equipment_erasure_is_final();

-- It may be taken out and put elsewhere; what a proof was judged on stays as it was, and a medium
-- is never taken off the list. A proof grows old, never young again.
CREATE FUNCTION equipment_medium_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.exposed_at >= OLD.exposed_at AND (
        (NEW.kind, NEW.model, NEW.serial, NEW.capacity_gb)
            IS NOT DISTINCT FROM (OLD.kind, OLD.model, OLD.serial, OLD.capacity_gb)
        OR NOT EXISTS (
            SELECT 1 FROM equipment_erasure e
            WHERE e.organisation_id = OLD.organisation_id AND e.medium_id = OLD.id
        )
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a medium stays as its proofs were judged'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'medium_stays';
END $$;
CREATE TRIGGER medium_stays BEFORE UPDATE OR DELETE ON equipment_medium
    FOR EACH ROW EXECUTE FUNCTION equipment_medium_stays();

-- Whatever comes back may have been written on while it was away.
CREATE FUNCTION equipment_device_came_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE equipment_medium m SET exposed_at = NEW.came_in_at
        WHERE m.organisation_id = NEW.organisation_id AND m.device_id = NEW.id
        AND m.exposed_at < NEW.came_in_at;
    RETURN NULL;
END $$;
CREATE TRIGGER device_came_in_exposes AFTER UPDATE OF came_in_at ON equipment_device
    FOR EACH ROW EXECUTE FUNCTION equipment_device_came_in();

-- What was read stays as it was read, but for the device it is matched with.
CREATE FUNCTION equipment_evidence_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'device_id' = to_jsonb(OLD) - 'device_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'evidence never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_final';
END $$;
CREATE TRIGGER evidence_is_final BEFORE UPDATE OR DELETE ON equipment_evidence
    FOR EACH ROW EXECUTE FUNCTION equipment_evidence_is_final();
CREATE TRIGGER attestation_is_final BEFORE UPDATE OR DELETE ON equipment_storageattestation
    FOR EACH ROW EXECUTE FUNCTION equipment_erasure_is_final();
"""
UNDO = """
DROP FUNCTION
    equipment_evidence_is_final, equipment_device_came_in, equipment_medium_stays,
    equipment_erasure_is_final, equipment_medium_erasure_proven,
    equipment_device_erasure_proven, equipment_refuse_unproven
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_initial")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        # Proofs and media are added; they are neither rewritten nor removed.
        revoke("UPDATE, DELETE, TRUNCATE", "equipment_erasure"),
        revoke("DELETE, TRUNCATE", "equipment_medium"),
    ]

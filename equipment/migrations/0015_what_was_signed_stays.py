"""What the donor agreed to and what two people signed never change."""

from django.db import migrations

BUILD = """
CREATE FUNCTION equipment_agreed_lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line equipment_donationline%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN line := NEW; ELSE line := OLD; END IF;
    PERFORM 1 FROM equipment_donation d
        WHERE d.organisation_id = line.organisation_id AND d.id = line.donation_id
        AND d.agreed_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'the lines of an accepted agreement stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreed_lines_stay';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreed_lines_stay BEFORE INSERT OR UPDATE OR DELETE ON equipment_donationline
    FOR EACH ROW EXECUTE FUNCTION equipment_agreed_lines_stay();

CREATE FUNCTION equipment_slip_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The paper is drawn in the same transaction, once the slip is written.
    IF TG_OP = 'UPDATE' AND OLD.slip_id IS NULL
        AND to_jsonb(NEW) - 'slip_id' = to_jsonb(OLD) - 'slip_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed slip never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'slip_is_final';
END $$;
CREATE TRIGGER slip_is_final BEFORE UPDATE OR DELETE ON equipment_collection
    FOR EACH ROW WHEN (OLD.status = 'collected') EXECUTE FUNCTION equipment_slip_is_final();

CREATE FUNCTION equipment_slip_lines_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line equipment_collectionline%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN line := NEW; ELSE line := OLD; END IF;
    PERFORM 1 FROM equipment_collection c
        WHERE c.organisation_id = line.organisation_id AND c.id = line.collection_id
        AND c.status = 'collected';
    IF FOUND THEN
        RAISE EXCEPTION 'a signed slip never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'slip_is_final';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slip_lines_stay BEFORE INSERT OR UPDATE OR DELETE ON equipment_collectionline
    FOR EACH ROW EXECUTE FUNCTION equipment_slip_lines_stay();
"""
UNDO = """
DROP TRIGGER slip_lines_stay ON equipment_collectionline;
DROP FUNCTION equipment_slip_lines_stay();
DROP TRIGGER slip_is_final ON equipment_collection;
DROP FUNCTION equipment_slip_is_final();
DROP TRIGGER agreed_lines_stay ON equipment_donationline;
DROP FUNCTION equipment_agreed_lines_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0014_donations")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

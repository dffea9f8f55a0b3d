"""A closed case and a shipped line never change; nothing is removed without its shipment."""

from django.conf import settings
from django.db import migrations

BUILD = """
CREATE FUNCTION equipment_servicecase_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Forgetting the person empties the words that may speak of her.
    IF NEW.words = '' AND NEW.outcome_words = '' AND NEW.waiting_words = ''
        AND to_jsonb(NEW) - 'words' - 'outcome_words' - 'waiting_words'
        = to_jsonb(OLD) - 'words' - 'outcome_words' - 'waiting_words' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a closed case never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'servicecase_is_final';
END $$;
CREATE TRIGGER servicecase_is_final BEFORE UPDATE ON equipment_servicecase
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL)
    EXECUTE FUNCTION equipment_servicecase_is_final();

CREATE FUNCTION equipment_wasteline_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what has left never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'waste_is_final';
END $$;
CREATE TRIGGER wasteline_is_final BEFORE UPDATE OR DELETE ON equipment_wasteline
    FOR EACH ROW WHEN (OLD.shipment_id IS NOT NULL)
    EXECUTE FUNCTION equipment_wasteline_is_final();

CREATE FUNCTION equipment_wasteshipment_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - ARRAY['slip_sha256', 'slip_type', 'declared_at', 'declared_by_id']
        = to_jsonb(OLD) - ARRAY['slip_sha256', 'slip_type', 'declared_at', 'declared_by_id']
        AND (OLD.slip_sha256 = '' OR NEW.slip_sha256 = OLD.slip_sha256)
        AND (OLD.declared_at IS NULL OR NEW.declared_at = OLD.declared_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what has left never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'waste_is_final';
END $$;
CREATE TRIGGER wasteshipment_is_final BEFORE UPDATE OR DELETE ON equipment_wasteshipment
    FOR EACH ROW EXECUTE FUNCTION equipment_wasteshipment_is_final();

CREATE FUNCTION equipment_device_removed_by_shipment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_wasteline l
        WHERE l.organisation_id = NEW.organisation_id AND l.device_id = NEW.id
        AND l.shipment_id IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a device is removed by a shipment of waste'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'device_removed_by_shipment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER device_removed_by_shipment BEFORE UPDATE OF status ON equipment_device
    FOR EACH ROW WHEN (NEW.status = 'removed' AND OLD.status <> 'removed')
    EXECUTE FUNCTION equipment_device_removed_by_shipment();
"""
UNDO = """
DROP TRIGGER device_removed_by_shipment ON equipment_device;
DROP FUNCTION equipment_device_removed_by_shipment();
DROP TRIGGER wasteshipment_is_final ON equipment_wasteshipment;
DROP FUNCTION equipment_wasteshipment_is_final();
DROP TRIGGER wasteline_is_final ON equipment_wasteline;
DROP FUNCTION equipment_wasteline_is_final();
DROP TRIGGER servicecase_is_final ON equipment_servicecase;
DROP FUNCTION equipment_servicecase_is_final();
"""
KEPT = ("servicecase", "wasteshipment")


def revoke(apps, schema_editor):
    """The application role never removes a case nor a shipment."""
    role = schema_editor.quote_name(settings.APPLICATION_ROLE)
    for table in KEPT:
        schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON equipment_{table} FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("equipment", "0022_after_sales_and_waste")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        migrations.RunPython(revoke, migrations.RunPython.noop),
    ]

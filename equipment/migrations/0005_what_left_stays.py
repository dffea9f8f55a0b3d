"""A device goes one way at a time, and what left never changes: lots, deliveries, cases, waste.

Nothing goes to a file that was joined to another, nothing is removed without its shipment.
"""

from django.db import migrations

from inclusion.organisations.grants import revoke

BUILD = """
-- No device on a file that was joined to another (see beneficiaries).
CREATE TRIGGER file_is_not_merged BEFORE INSERT ON equipment_allocation
    FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();

-- In a lot or promised to a person, never both: the device's own row makes the two wait in turn.
CREATE FUNCTION equipment_device_goes_one_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_device d
        WHERE d.organisation_id = NEW.organisation_id AND d.id = NEW.device_id FOR NO KEY UPDATE;
    IF TG_TABLE_NAME = 'equipment_lotline' THEN
        PERFORM 1 FROM equipment_allocation a
            WHERE a.organisation_id = NEW.organisation_id AND a.device_id = NEW.device_id
            AND a.ended_at IS NULL;
    ELSE
        PERFORM 1 FROM equipment_lotline l
            WHERE l.organisation_id = NEW.organisation_id AND l.device_id = NEW.device_id
            AND l.ended_at IS NULL;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'a device is in a lot or promised to a person, never both'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'device_goes_one_way';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lotline_goes_one_way BEFORE INSERT OR UPDATE OF device_id, ended_at
    ON equipment_lotline FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION equipment_device_goes_one_way();
CREATE TRIGGER allocation_goes_one_way BEFORE INSERT OR UPDATE OF device_id, ended_at
    ON equipment_allocation FOR EACH ROW WHEN (NEW.ended_at IS NULL)
    EXECUTE FUNCTION equipment_device_goes_one_way();

CREATE FUNCTION equipment_lot_leaves_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM equipment_lotline l
        WHERE l.organisation_id = NEW.organisation_id AND l.lot_id = NEW.id
    ) OR EXISTS (
        SELECT 1 FROM equipment_lotline l JOIN equipment_device d
            ON d.organisation_id = l.organisation_id AND d.id = l.device_id
        WHERE l.organisation_id = NEW.organisation_id AND l.lot_id = NEW.id
        AND d.status <> 'handed_over'
    ) THEN
        RAISE EXCEPTION 'a lot leaves with each of its devices, all of them cleared'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_leaves_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lot_leaves_whole AFTER UPDATE OF status ON equipment_lot
    FOR EACH ROW WHEN (NEW.status = 'sent' AND OLD.status <> 'sent')
    EXECUTE FUNCTION equipment_lot_leaves_whole();

CREATE FUNCTION equipment_lot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        to_jsonb(NEW) - '{status,received_at,received_by_name,answer_words,excess,closed_at,'
            'closed_by_id}'::text[]
        = to_jsonb(OLD) - '{status,received_at,received_by_name,answer_words,excess,closed_at,'
            'closed_by_id}'::text[]
    ) AND NEW.status NOT IN ('draft', 'prepared', 'cancelled') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a lot that left stays as it left'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_stays';
END $$;
CREATE TRIGGER lot_stays BEFORE UPDATE OR DELETE ON equipment_lot
    FOR EACH ROW WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION equipment_lot_stays();

CREATE FUNCTION equipment_lotline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_lot l
        WHERE l.organisation_id = OLD.organisation_id AND l.id = OLD.lot_id
        AND l.sent_at IS NOT NULL;
    IF FOUND AND (
        TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{outcome,arrived_at,words,settled_by_id,ended_at}'::text[]
        <> to_jsonb(OLD) - '{outcome,arrived_at,words,settled_by_id,ended_at}'::text[]
        OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)
    ) THEN
        RAISE EXCEPTION 'a lot that left stays as it left'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lotline_stays BEFORE UPDATE OR DELETE ON equipment_lotline
    FOR EACH ROW EXECUTE FUNCTION equipment_lotline_stays();

-- A list is only made longer while its lot is here.
CREATE FUNCTION equipment_lotline_joins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_lot l
        WHERE l.organisation_id = NEW.organisation_id AND l.id = NEW.lot_id
        AND l.sent_at IS NOT NULL AND NEW.added_at > l.sent_at;
    IF FOUND THEN
        RAISE EXCEPTION 'a lot that left stays as it left'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lotline_joins BEFORE INSERT ON equipment_lotline
    FOR EACH ROW EXECUTE FUNCTION equipment_lotline_joins();

CREATE FUNCTION equipment_delivery_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'confirmed' OR
        to_jsonb(NEW) - '{status,excess,confirmed_at,confirmed_by_name,answer_words}'::text[]
        <> to_jsonb(OLD) - '{status,excess,confirmed_at,confirmed_by_name,answer_words}'::text[]
    THEN
        RAISE EXCEPTION 'what was sent and what was confirmed stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_stays BEFORE UPDATE ON equipment_lotdelivery
    FOR EACH ROW EXECUTE FUNCTION equipment_delivery_stays();

CREATE FUNCTION equipment_deliveryline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_lotdelivery d
        WHERE d.organisation_id = OLD.organisation_id AND d.id = OLD.delivery_id
        AND d.status = 'sent';
    IF NOT FOUND OR to_jsonb(NEW) - 'scanned_at' <> to_jsonb(OLD) - 'scanned_at' THEN
        RAISE EXCEPTION 'what was sent and what was confirmed stay'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deliveryline_stays BEFORE UPDATE ON equipment_lotdeliveryline
    FOR EACH ROW EXECUTE FUNCTION equipment_deliveryline_stays();

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
DROP TRIGGER file_is_not_merged ON equipment_allocation;
DROP FUNCTION
    equipment_device_removed_by_shipment, equipment_wasteshipment_is_final,
    equipment_wasteline_is_final, equipment_servicecase_is_final, equipment_deliveryline_stays,
    equipment_delivery_stays, equipment_lotline_joins, equipment_lotline_stays,
    equipment_lot_stays, equipment_lot_leaves_whole, equipment_device_goes_one_way
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0002_what_was_said_never_changes"),
        ("equipment", "0004_what_was_signed_stays"),
    ]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        # A case and a shipment are never removed.
        revoke("DELETE, TRUNCATE", "equipment_servicecase", "equipment_wasteshipment"),
    ]

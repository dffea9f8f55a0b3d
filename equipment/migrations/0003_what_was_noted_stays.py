"""What the bench wrote, counts, moves and second looks stay as written.

A label of a roll goes one way only, and a stock is the sum of its moves.
"""

from django.db import migrations

from inclusion.organisations.grants import revoke

BUILD = """
CREATE FUNCTION equipment_bench_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what the bench wrote never changes: write a new line'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'bench_is_final';
END $$;
CREATE TRIGGER testrun_is_final BEFORE UPDATE OR DELETE ON equipment_testrun
    FOR EACH ROW EXECUTE FUNCTION equipment_bench_is_final();
CREATE TRIGGER partused_is_final BEFORE UPDATE OR DELETE ON equipment_partused
    FOR EACH ROW EXECUTE FUNCTION equipment_bench_is_final();
CREATE TRIGGER retirement_is_final BEFORE UPDATE OR DELETE ON equipment_retirement
    FOR EACH ROW EXECUTE FUNCTION equipment_bench_is_final();
CREATE TRIGGER destruction_is_final BEFORE UPDATE OR DELETE ON equipment_destruction
    FOR EACH ROW EXECUTE FUNCTION equipment_bench_is_final();
CREATE TRIGGER proposeddevice_is_final BEFORE UPDATE OR DELETE ON equipment_proposeddevice
    FOR EACH ROW EXECUTE FUNCTION equipment_bench_is_final();

-- Over, they are final too.
CREATE TRIGGER intervention_ended_is_final BEFORE UPDATE ON equipment_intervention
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION equipment_bench_is_final();
CREATE TRIGGER loss_found_is_final BEFORE UPDATE ON equipment_loss
    FOR EACH ROW WHEN (OLD.found_at IS NOT NULL) EXECUTE FUNCTION equipment_bench_is_final();
CREATE TRIGGER breach_closed_is_final BEFORE UPDATE ON equipment_breachrecord
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION equipment_bench_is_final();

-- A medium that was destroyed goes nowhere any more.
CREATE FUNCTION equipment_medium_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a destroyed medium stays destroyed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'medium_destroyed';
END $$;
CREATE TRIGGER medium_destroyed BEFORE UPDATE OF device_id, fate ON equipment_medium
    FOR EACH ROW WHEN (OLD.fate = 'destroyed') EXECUTE FUNCTION equipment_medium_destroyed();

CREATE FUNCTION equipment_counted_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was counted or moved never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'counted_stays';
END $$;
CREATE TRIGGER auditrun_stays BEFORE UPDATE OR DELETE ON equipment_auditrun
    FOR EACH ROW EXECUTE FUNCTION equipment_counted_stays();
CREATE TRIGGER auditline_stays BEFORE UPDATE OR DELETE ON equipment_auditline
    FOR EACH ROW EXECUTE FUNCTION equipment_counted_stays();
CREATE TRIGGER erasurecheck_stays BEFORE UPDATE OR DELETE ON equipment_erasurecheck
    FOR EACH ROW EXECUTE FUNCTION equipment_counted_stays();
CREATE TRIGGER stockmove_stays BEFORE UPDATE OR DELETE ON equipment_stockmove
    FOR EACH ROW EXECUTE FUNCTION equipment_counted_stays();

-- Free, then stuck or void, for ever: a label that comes back would name two devices.
CREATE FUNCTION equipment_printedlabel_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'free'
        AND (NEW.organisation_id, NEW.roll_id, NEW.rank, NEW.asset_tag)
            IS NOT DISTINCT FROM (OLD.organisation_id, OLD.roll_id, OLD.rank, OLD.asset_tag)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a printed label is used once'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'printedlabel_stays';
END $$;
CREATE TRIGGER printedlabel_stays BEFORE UPDATE OR DELETE ON equipment_printedlabel
    FOR EACH ROW EXECUTE FUNCTION equipment_printedlabel_stays();

-- What is written on the label is what the device is called.
CREATE FUNCTION equipment_printedlabel_is_its_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_device d
        WHERE d.organisation_id = NEW.organisation_id AND d.id = NEW.device_id
        AND d.asset_tag = NEW.asset_tag;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a label is stuck on the device that bears its id'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'printedlabel_is_its_device';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER printedlabel_is_its_device BEFORE INSERT OR UPDATE ON equipment_printedlabel
    FOR EACH ROW WHEN (NEW.device_id IS NOT NULL)
    EXECUTE FUNCTION equipment_printedlabel_is_its_device();

-- The number left is what the last move left: each move is checked against the item as it stands.
CREATE FUNCTION equipment_stockmove_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE equipment_stockitem SET quantity = quantity + NEW.delta
        WHERE organisation_id = NEW.organisation_id AND id = NEW.item_id
        RETURNING quantity INTO NEW.quantity_after;
    RETURN NEW;
END $$;
CREATE TRIGGER stockmove_adds_up BEFORE INSERT ON equipment_stockmove
    FOR EACH ROW EXECUTE FUNCTION equipment_stockmove_adds_up();

-- Nothing but a move changes a quantity: inside the trigger above the depth is at least two.
CREATE FUNCTION equipment_stockitem_by_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 AND NEW.quantity IS DISTINCT FROM (
        CASE WHEN TG_OP = 'UPDATE' THEN OLD.quantity ELSE 0 END
    ) THEN
        RAISE EXCEPTION 'a quantity changes by a move'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stockitem_by_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stockitem_by_moves BEFORE INSERT OR UPDATE ON equipment_stockitem
    FOR EACH ROW EXECUTE FUNCTION equipment_stockitem_by_moves();
"""
UNDO = """
DROP FUNCTION
    equipment_stockitem_by_moves, equipment_stockmove_adds_up,
    equipment_printedlabel_is_its_device, equipment_printedlabel_stays, equipment_counted_stays,
    equipment_medium_destroyed, equipment_bench_is_final
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0002_nothing_leaves_without_proof")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        # What the bench writes is added; it is neither rewritten nor removed.
        revoke(
            "UPDATE, DELETE, TRUNCATE",
            "equipment_testrun",
            "equipment_partused",
            "equipment_retirement",
            "equipment_destruction",
            "equipment_proposeddevice",
        ),
        revoke(
            "DELETE, TRUNCATE",
            "equipment_intervention",
            "equipment_loss",
            "equipment_breachrecord",
            "equipment_retirementproposal",
        ),
    ]

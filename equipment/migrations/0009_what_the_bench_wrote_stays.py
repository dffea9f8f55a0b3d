"""Runs, reasons and certificates are never rewritten; what is closed stays as it was closed."""

from django.conf import settings
from django.db import migrations

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
"""

UNDO = """
DROP TRIGGER medium_destroyed ON equipment_medium;
DROP FUNCTION equipment_medium_destroyed();
DROP FUNCTION equipment_bench_is_final() CASCADE;
"""
FINAL = ("testrun", "partused", "retirement", "destruction", "proposeddevice")
KEPT = ("intervention", "loss", "breachrecord", "retirementproposal")


def revoke(apps, schema_editor):
    """The application role adds them; it neither rewrites nor removes them."""
    role = schema_editor.quote_name(settings.APPLICATION_ROLE)
    for table in FINAL:
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON equipment_{table} FROM {role}")
    for table in KEPT:
        schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON equipment_{table} FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("equipment", "0008_the_bench")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        migrations.RunPython(revoke, migrations.RunPython.noop),
    ]

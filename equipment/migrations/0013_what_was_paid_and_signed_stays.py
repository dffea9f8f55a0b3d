"""A payment and a signature are never rewritten; forgetting the person empties what names her."""

from django.db import migrations

BUILD = """
CREATE FUNCTION equipment_payment_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.waiver_reason = ''
        AND to_jsonb(NEW) - 'waiver_reason' = to_jsonb(OLD) - 'waiver_reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a payment never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_is_final';
END $$;
CREATE TRIGGER payment_is_final BEFORE UPDATE OR DELETE ON equipment_payment
    FOR EACH ROW EXECUTE FUNCTION equipment_payment_is_final();

CREATE FUNCTION equipment_signature_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.signature_sha256 = '' OR NEW.signature_sha256 = '') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.signature_sha256, NEW.signed_at)
        IS NOT DISTINCT FROM (OLD.signature_sha256, OLD.signed_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signature never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_is_final';
END $$;
CREATE TRIGGER signature_is_final BEFORE UPDATE OR DELETE ON equipment_handover
    FOR EACH ROW EXECUTE FUNCTION equipment_signature_is_final();
"""
UNDO = """
DROP TRIGGER signature_is_final ON equipment_handover;
DROP FUNCTION equipment_signature_is_final();
DROP TRIGGER payment_is_final ON equipment_payment;
DROP FUNCTION equipment_payment_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0012_the_counter")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

"""A receipt stands on a record that covers its day; neither changes, and a slip may be emptied."""

from django.db import migrations

BUILD = """
CREATE FUNCTION equipment_eligibility_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
        AND to_jsonb(NEW) - '{valid_to,ended_at,ended_by_id,end_reason}'::text[]
          = to_jsonb(OLD) - '{valid_to,ended_at,ended_by_id,end_reason}'::text[]
        AND NEW.valid_to <= COALESCE(OLD.valid_to, NEW.valid_to)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a recorded eligibility stays: end it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'eligibility_stays';
END $$;
CREATE TRIGGER eligibility_stays BEFORE UPDATE OR DELETE ON equipment_taxeligibility
    FOR EACH ROW EXECUTE FUNCTION equipment_eligibility_stays();

CREATE FUNCTION equipment_receipt_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM equipment_taxeligibility e
        WHERE e.organisation_id = NEW.organisation_id AND e.id = NEW.eligibility_id
        AND e.valid_from <= NEW.given_on AND COALESCE(e.valid_to, NEW.given_on) >= NEW.given_on
        AND CASE NEW.form WHEN 'company' THEN e.serves_companies ELSE e.serves_individuals END;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no eligibility allows this receipt on the day of the gift'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_is_allowed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_is_allowed BEFORE INSERT ON equipment_taxreceipt
    FOR EACH ROW EXECUTE FUNCTION equipment_receipt_is_allowed();

CREATE FUNCTION equipment_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.cancelled_at IS NULL AND NEW.cancelled_at IS NOT NULL
        AND to_jsonb(NEW) - '{cancelled_at,cancelled_by_id,cancel_reason}'::text[]
          = to_jsonb(OLD) - '{cancelled_at,cancelled_by_id,cancel_reason}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued receipt stays: cancel it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_stays';
END $$;
CREATE TRIGGER receipt_stays BEFORE UPDATE OR DELETE ON equipment_taxreceipt
    FOR EACH ROW EXECUTE FUNCTION equipment_receipt_stays();

CREATE OR REPLACE FUNCTION equipment_slip_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The paper is drawn in the same transaction, once the slip is written.
    IF TG_OP = 'UPDATE' AND OLD.slip_id IS NULL
        AND to_jsonb(NEW) - 'slip_id' = to_jsonb(OLD) - 'slip_id' THEN
        RETURN NEW;
    END IF;
    -- Who signed is forgotten long after; what was counted stays.
    IF TG_OP = 'UPDATE' AND NEW.donor_signer = '' AND NEW.donor_strokes = ''
        AND to_jsonb(NEW) - '{donor_signer,donor_strokes}'::text[]
          = to_jsonb(OLD) - '{donor_signer,donor_strokes}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed slip never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'slip_is_final';
END $$;
"""
UNDO = """
CREATE OR REPLACE FUNCTION equipment_slip_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.slip_id IS NULL
        AND to_jsonb(NEW) - 'slip_id' = to_jsonb(OLD) - 'slip_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed slip never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'slip_is_final';
END $$;
DROP TRIGGER receipt_stays ON equipment_taxreceipt;
DROP FUNCTION equipment_receipt_stays();
DROP TRIGGER receipt_is_allowed ON equipment_taxreceipt;
DROP FUNCTION equipment_receipt_is_allowed();
DROP TRIGGER eligibility_stays ON equipment_taxeligibility;
DROP FUNCTION equipment_eligibility_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0020_tax_receipts")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

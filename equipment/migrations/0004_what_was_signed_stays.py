"""What was paid, agreed to, signed or certified to the tax office is never rewritten.

Forgetting a person empties what names her; what was counted stays. A receipt stands on a record
that covers its day.
"""

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
    -- Who signed is forgotten long after; what was counted stays.
    IF TG_OP = 'UPDATE' AND NEW.donor_signer = '' AND NEW.donor_strokes = ''
        AND to_jsonb(NEW) - '{donor_signer,donor_strokes}'::text[]
          = to_jsonb(OLD) - '{donor_signer,donor_strokes}'::text[] THEN
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
"""
UNDO = """
DROP FUNCTION
    equipment_receipt_stays, equipment_receipt_is_allowed, equipment_eligibility_stays,
    equipment_slip_lines_stay, equipment_slip_is_final, equipment_agreed_lines_stay,
    equipment_signature_is_final, equipment_payment_is_final
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0003_what_was_noted_stays")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

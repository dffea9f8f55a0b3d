"""What is transmitted goes with her consent as it stands at that very moment.

Sending and withdrawing take turns on the person's own row: whoever comes second sees what the
first one did. A copy that crossed is then changed by its receiver's answer, emptied by either
side, and otherwise as it was sent.
"""

from django.db import migrations

BUILD = """
CREATE FUNCTION consent_takes_its_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM beneficiaries_beneficiary WHERE id = NEW.beneficiary_id FOR NO KEY UPDATE;
    -- The last one written counts, even when its transaction began first.
    IF NEW.at = statement_timestamp() THEN
        NEW.at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_takes_its_turn BEFORE INSERT ON beneficiaries_consent
    FOR EACH ROW EXECUTE FUNCTION consent_takes_its_turn();

CREATE FUNCTION referral_goes_with_her_consent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    latest record;
BEGIN
    IF NEW.mode <> 'transmission'
       OR NEW.status IN ('draft', 'proposed', 'refused', 'withdrawn') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.mode = NEW.mode
           AND OLD.status NOT IN ('draft', 'proposed', 'refused', 'withdrawn')
           AND (NEW.consent_id, NEW.receiver_name, NEW.to_organisation_id, NEW.to_email)
               IS NOT DISTINCT FROM
               (OLD.consent_id, OLD.receiver_name, OLD.to_organisation_id, OLD.to_email)
           AND NEW.shared_fields <@ OLD.shared_fields THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM 1 FROM beneficiaries_beneficiary WHERE id = NEW.beneficiary_id FOR NO KEY UPDATE;
    SELECT consent.id, consent.state, consent.valid_until INTO latest
        FROM beneficiaries_consent consent
        WHERE consent.organisation_id = NEW.organisation_id
        AND consent.beneficiary_id = NEW.beneficiary_id
        AND consent.purpose = 'transmission' AND consent.receiver = NEW.receiver_name
        ORDER BY consent.at DESC, consent.id DESC LIMIT 1;
    IF latest.id IS DISTINCT FROM NEW.consent_id OR NEW.consent_id IS NULL
       OR latest.state <> 'given' OR latest.valid_until < current_date THEN
        RAISE EXCEPTION 'nothing leaves without her consent to that receiver'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'referral_consent_is_current';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referral_goes_with_her_consent
    BEFORE INSERT OR UPDATE ON beneficiaries_referral
    FOR EACH ROW EXECUTE FUNCTION referral_goes_with_her_consent();

CREATE FUNCTION incoming_referral_was_sent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM beneficiaries_referral referral
        WHERE referral.id = NEW.referral_id AND referral.organisation_id = NEW.organisation_id
        AND referral.mode = 'transmission' AND referral.status = 'sent'
        AND referral.to_organisation_id = NEW.to_organisation_id) THEN
        RAISE EXCEPTION 'a copy is that of a referral sent to this receiver'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'incomingreferral_was_sent';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER incoming_referral_was_sent BEFORE INSERT ON beneficiaries_incomingreferral
    FOR EACH ROW EXECUTE FUNCTION incoming_referral_was_sent();

CREATE FUNCTION incoming_referral_keeps_its_sides() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    side bigint := nullif(current_setting('app.organisation_id', true), '')::bigint;
    what_may_change text[];
BEGIN
    IF side = OLD.organisation_id THEN
        -- The sender takes back, and that is all.
        what_may_change := ARRAY['status', 'shared', 'message', 'decline_words'];
        IF NEW.status NOT IN (OLD.status, 'withdrawn')
           OR NEW.shared <> ''::bytea OR NEW.message <> ''::bytea
           OR NEW.decline_words NOT IN (OLD.decline_words, ''::bytea) THEN
            RAISE EXCEPTION 'the sender may only withdraw'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'incomingreferral_sender_withdraws';
        END IF;
    ELSIF side = OLD.to_organisation_id THEN
        what_may_change := ARRAY['status', 'shared', 'message', 'decline_reason',
            'decline_words', 'appointment_at', 'result', 'opened_at', 'answered_at'];
        IF OLD.status IN ('withdrawn', 'declined') AND NEW.status <> OLD.status THEN
            RAISE EXCEPTION 'what was withdrawn or declined is over'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'incomingreferral_is_over';
        END IF;
        IF NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn' THEN
            RAISE EXCEPTION 'only the sender withdraws'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'incomingreferral_sender_withdraws';
        END IF;
        IF NEW.shared NOT IN (OLD.shared, ''::bytea)
           OR NEW.message NOT IN (OLD.message, ''::bytea) THEN
            RAISE EXCEPTION 'the receiver may only empty what was shared'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'incomingreferral_as_it_was_sent';
        END IF;
    END IF;
    IF what_may_change IS NULL
       OR to_jsonb(NEW) - what_may_change IS DISTINCT FROM to_jsonb(OLD) - what_may_change THEN
        RAISE EXCEPTION 'a copy stays as it was sent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'incomingreferral_as_it_was_sent';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER incoming_referral_keeps_its_sides BEFORE UPDATE ON beneficiaries_incomingreferral
    FOR EACH ROW EXECUTE FUNCTION incoming_referral_keeps_its_sides();
"""
UNDO = """
DROP FUNCTION
    incoming_referral_keeps_its_sides, incoming_referral_was_sent,
    referral_goes_with_her_consent, consent_takes_its_turn
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0002_what_was_said_never_changes")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

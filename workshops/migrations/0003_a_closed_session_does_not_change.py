"""A closed session changes by a correction with its reason, or not at all.

What was signed stays; confirmed hours are in the accounts and change no more.
"""

from django.db import migrations

BUILD = """
CREATE FUNCTION workshops_confirmed_hours_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'confirmed hours never change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'confirmed_hours_stay';
END $$;
CREATE TRIGGER confirmed_hours_stay BEFORE UPDATE OR DELETE ON workshops_volunteerhours
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL)
    EXECUTE FUNCTION workshops_confirmed_hours_stay();

-- What joining or forgetting files does to presences is lawful, and says so for its transaction.
CREATE FUNCTION workshops_may_change(session uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('app.changes_closed_sessions', true), '') = 'on'
        OR EXISTS (SELECT 1 FROM workshops_sessionamendment a
                   WHERE a.session_id = session AND a.transaction_number = txid_current());
$$;

CREATE FUNCTION workshops_closed_session_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT workshops_may_change(OLD.id) THEN
        RAISE EXCEPTION 'a closed session does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_session_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_session_stays BEFORE UPDATE OR DELETE ON workshops_workshopsession
    FOR EACH ROW WHEN (OLD.status = 'closed') EXECUTE FUNCTION workshops_closed_session_stays();

CREATE FUNCTION workshops_noted_presence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line workshops_attendance%ROWTYPE; closed timestamptz;
BEGIN
    IF TG_OP = 'INSERT' THEN line := NEW; ELSE line := OLD; END IF;
    SELECT closed_at INTO closed FROM workshops_workshopsession s
        WHERE s.organisation_id = line.organisation_id AND s.id = line.session_id
        AND s.status = 'closed';
    IF FOUND AND NOT (TG_OP = 'INSERT' AND line.recorded_at <= closed)
        AND NOT workshops_may_change(line.session_id) THEN
        RAISE EXCEPTION 'a closed session does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_session_stays';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER noted_presence_stays BEFORE INSERT OR UPDATE OR DELETE ON workshops_attendance
    FOR EACH ROW EXECUTE FUNCTION workshops_noted_presence_stays();

CREATE FUNCTION workshops_amendment_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.transaction_number := txid_current();
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a correction is never rewritten'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'amendment_is_final';
END $$;
CREATE TRIGGER amendment_is_final BEFORE INSERT OR UPDATE OR DELETE ON workshops_sessionamendment
    FOR EACH ROW EXECUTE FUNCTION workshops_amendment_is_final();

-- The session of a sheet may be corrected; the file and its fingerprint never are.
CREATE FUNCTION workshops_signed_sheet_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.sha256, NEW.path, NEW.size, NEW.content_type, NEW.added_at,
        NEW.added_by_id, NEW.number, NEW.named_session_id) IS NOT DISTINCT FROM (OLD.sha256,
        OLD.path, OLD.size, OLD.content_type, OLD.added_at, OLD.added_by_id, OLD.number,
        OLD.named_session_id) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND OLD.session_id IS NULL THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a signed sheet stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_sheet_stays';
END $$;
CREATE TRIGGER signed_sheet_stays BEFORE UPDATE OR DELETE ON workshops_signedsheet
    FOR EACH ROW EXECUTE FUNCTION workshops_signed_sheet_stays();

CREATE FUNCTION workshops_signature_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signature never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'session_signature_is_final';
END $$;
CREATE TRIGGER session_signature_is_final BEFORE UPDATE OR DELETE ON workshops_sessionsignature
    FOR EACH ROW EXECUTE FUNCTION workshops_signature_is_final();
"""
UNDO = """
DROP FUNCTION
    workshops_signature_is_final, workshops_signed_sheet_stays, workshops_amendment_is_final,
    workshops_noted_presence_stays, workshops_closed_session_stays, workshops_may_change,
    workshops_confirmed_hours_stay
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0002_nobody_in_two_rooms")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

"""The chain is built and guarded by the database itself."""

from django.db import migrations

from inclusion.organisations.grants import revoke

BUILD = r"""
CREATE FUNCTION journal_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    head journal_head%ROWTYPE;
    instant text;
BEGIN
    -- The head's row is the chain's lock; it appears with the first entry.
    SELECT * INTO head FROM journal_head
        WHERE organisation_id = NEW.organisation_id AND chain = NEW.chain FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO journal_head (id, organisation_id, chain, seq, hash)
            VALUES (gen_random_uuid(), NEW.organisation_id, NEW.chain, 0, repeat('0', 64))
            ON CONFLICT DO NOTHING;
        SELECT * INTO STRICT head FROM journal_head
            WHERE organisation_id = NEW.organisation_id AND chain = NEW.chain FOR NO KEY UPDATE;
    END IF;
    NEW.seq := head.seq + 1;
    NEW.at := clock_timestamp();
    NEW.prev_hash := head.hash;
    instant := to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
    NEW.hash := encode(sha256(convert_to(concat_ws(chr(31),
        NEW.prev_hash, NEW.organisation_id, NEW.chain, NEW.seq, instant, NEW.action,
        coalesce(NEW.actor_id::text, ''), NEW.subject_type, NEW.subject_id, NEW.facts), 'UTF8')),
        'hex');
    UPDATE journal_head SET seq = NEW.seq, hash = NEW.hash WHERE id = head.id;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_chain BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_chain();

CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""

UNDO = """
DROP TRIGGER journal_head_stays ON journal_head;
DROP TRIGGER journal_is_never_emptied ON journal_entry;
DROP TRIGGER journal_is_append_only ON journal_entry;
DROP FUNCTION journal_is_append_only();
DROP TRIGGER journal_chain ON journal_entry;
DROP FUNCTION journal_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        # Entries are added and read; the head moves only through the trigger.
        revoke("UPDATE, DELETE, TRUNCATE", "journal_entry"),
        revoke("INSERT, UPDATE, DELETE, TRUNCATE", "journal_head"),
    ]

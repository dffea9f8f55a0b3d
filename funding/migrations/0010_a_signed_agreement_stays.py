"""A signed agreement never changes; what it fixed of its grant changes by a signed amendment."""

from django.db import migrations

BUILD = """
CREATE FUNCTION funding_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_on IS NOT NULL THEN
        RAISE EXCEPTION 'a signed agreement never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grantagreement_stays';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funding_agreement_stays BEFORE UPDATE OR DELETE ON funding_grantagreement
    FOR EACH ROW EXECUTE FUNCTION funding_agreement_stays();

CREATE FUNCTION funding_grant_changes_by_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    clause text;
    said jsonb;
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF NOT EXISTS (SELECT 1 FROM funding_grantagreement
                   WHERE grant_id = OLD.id AND signed_on IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    FOREACH clause IN ARRAY ARRAY['granted_amount', 'eligible_from', 'eligible_to',
                                  'unit_amount', 'funded_units', 'rate_cap'] LOOP
        CONTINUE WHEN before -> clause = after -> clause;
        -- The last amendment that speaks of this clause says what it was and what it becomes.
        SELECT a.changes -> clause INTO said FROM funding_grantagreement a
            WHERE a.grant_id = OLD.id AND a.parent_id IS NOT NULL AND a.signed_on IS NOT NULL
            AND a.changes -> clause IS NOT NULL
            ORDER BY a.id DESC LIMIT 1;
        IF said IS NULL OR (said ->> 0) IS DISTINCT FROM (before ->> clause)
            OR (said ->> 1) IS DISTINCT FROM (after ->> clause) THEN
            RAISE EXCEPTION 'a signed grant changes by an amendment'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_changes_by_amendment';
        END IF;
        said := NULL;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_grant_changes_by_amendment
    BEFORE UPDATE OF granted_amount, eligible_from, eligible_to, unit_amount, funded_units,
        rate_cap ON funding_grant
    FOR EACH ROW EXECUTE FUNCTION funding_grant_changes_by_amendment();
"""

UNDO = """
DROP TRIGGER funding_grant_changes_by_amendment ON funding_grant;
DROP TRIGGER funding_agreement_stays ON funding_grantagreement;
DROP FUNCTION funding_grant_changes_by_amendment();
DROP FUNCTION funding_agreement_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0009_payments_are_counted_once")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

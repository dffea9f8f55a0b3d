"""A grant becomes what its state allows and nothing else, and its shares make a whole."""

from django.db import migrations

PATH = """
CREATE FUNCTION funding_grant_follows_its_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('requested', 'under_review'), ('requested', 'granted'), ('requested', 'refused'),
        ('requested', 'withdrawn'),
        ('under_review', 'granted'), ('under_review', 'refused'), ('under_review', 'withdrawn'),
        ('granted', 'contracted'), ('granted', 'running'), ('granted', 'reporting'),
        ('granted', 'terminated'),
        ('contracted', 'running'), ('contracted', 'reporting'), ('contracted', 'terminated'),
        ('running', 'reporting'), ('running', 'terminated'),
        ('reporting', 'running'), ('reporting', 'closed'), ('reporting', 'terminated'),
        ('terminated', 'closed')) THEN
        RAISE EXCEPTION 'a grant does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_path';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_grant_follows_its_path BEFORE UPDATE OF state ON funding_grant
    FOR EACH ROW EXECUTE FUNCTION funding_grant_follows_its_path();

-- Looked at when the act is over: its rows come one at a time.
CREATE FUNCTION funding_shares_make_a_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole bigint;
BEGIN
    SELECT sum(basis_points) INTO whole FROM funding_grantshare
        WHERE grant_id = CASE TG_OP WHEN 'DELETE' THEN OLD.grant_id ELSE NEW.grant_id END;
    IF whole <> 10000 THEN
        RAISE EXCEPTION 'the shares of a grant make % of 10000', whole
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grantshare_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_shares_make_a_whole
    AFTER INSERT OR UPDATE OR DELETE ON funding_grantshare
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION funding_shares_make_a_whole();
"""

UNDO = """
DROP TRIGGER funding_shares_make_a_whole ON funding_grantshare;
DROP TRIGGER funding_grant_follows_its_path ON funding_grant;
DROP FUNCTION funding_shares_make_a_whole();
DROP FUNCTION funding_grant_follows_its_path();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_restricted_funds_follow")]
    operations = [migrations.RunSQL(PATH, UNDO)]

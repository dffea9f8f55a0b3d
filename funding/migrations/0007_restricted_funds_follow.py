"""An exercise opens on the closing of the one before: « fonds dédiés » form one chain a grant."""

from django.db import migrations

FOLLOW = r"""
CREATE FUNCTION funding_restricted_funds_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    former numeric;
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS (
        SELECT 1 FROM funding_restrictedfunds later
        WHERE later.organisation_id = OLD.organisation_id AND later.grant_id = OLD.grant_id
        AND later.exercise_ends_on > OLD.exercise_ends_on) THEN
        RAISE EXCEPTION 'a later exercise opens on this one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restrictedfunds_follow';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT closing_amount INTO former FROM funding_restrictedfunds
    WHERE organisation_id = NEW.organisation_id AND grant_id = NEW.grant_id AND id <> NEW.id
    AND exercise_ends_on < NEW.exercise_ends_on
    ORDER BY exercise_ends_on DESC LIMIT 1;
    IF (FOUND AND former <> NEW.opening_amount) OR EXISTS (
        SELECT 1 FROM funding_restrictedfunds later
        WHERE later.organisation_id = NEW.organisation_id AND later.grant_id = NEW.grant_id
        AND later.id <> NEW.id AND later.exercise_ends_on > NEW.exercise_ends_on) THEN
        RAISE EXCEPTION 'an exercise opens on the closing of the one before'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restrictedfunds_follow';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_restricted_funds_follow
    BEFORE INSERT OR UPDATE OR DELETE ON funding_restrictedfunds
    FOR EACH ROW EXECUTE FUNCTION funding_restricted_funds_follow();
"""

UNDO = """
DROP TRIGGER funding_restricted_funds_follow ON funding_restrictedfunds;
DROP FUNCTION funding_restricted_funds_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_an_expense_is_charged_once")]
    operations = [migrations.RunSQL(FOLLOW, UNDO)]

"""What was recorded for a phone is the memory of it: changed, the same item would arrive twice."""

from django.db import migrations

BUILD = """
CREATE FUNCTION offline_settled_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what arrived from a phone stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'syncoperation_stays';
END $$;
CREATE TRIGGER syncoperation_stays BEFORE UPDATE OR DELETE ON offline_syncoperation
    FOR EACH ROW WHEN (OLD.answer IN ('created', 'duplicate'))
    EXECUTE FUNCTION offline_settled_stays();
"""
UNDO = """
DROP TRIGGER syncoperation_stays ON offline_syncoperation;
DROP FUNCTION offline_settled_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("offline", "0001_initial")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

"""Confirmed hours are in the accounts: they change no more."""

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
"""
UNDO = """
DROP TRIGGER confirmed_hours_stay ON workshops_volunteerhours;
DROP FUNCTION workshops_confirmed_hours_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0007_volunteers_hours")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

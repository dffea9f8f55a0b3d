"""A publication is a proof: no path of the application changes it or takes it away."""

from django.db import migrations

STAYS = r"""
CREATE FUNCTION funding_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a publication never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_stays';
END $$;
CREATE TRIGGER funding_publication_stays BEFORE UPDATE OR DELETE ON funding_publication
    FOR EACH ROW EXECUTE FUNCTION funding_publication_stays();
"""
REVERSE = r"""
DROP TRIGGER funding_publication_stays ON funding_publication;
DROP FUNCTION funding_publication_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_what_an_officer_may")]
    operations = [migrations.RunSQL(STAYS, REVERSE)]

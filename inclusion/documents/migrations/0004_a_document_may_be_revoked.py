"""A document may be withdrawn: once, for ever, and its verification page says so."""

from django.db import migrations, models

ONCE = """
CREATE FUNCTION document_revoked_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revoked document stays revoked'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_revoked_once';
END $$;
CREATE TRIGGER document_revoked_once BEFORE UPDATE OF revoked_at ON documents_document
    FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION document_revoked_once();
"""

UNDO = """
DROP TRIGGER document_revoked_once ON documents_document;
DROP FUNCTION document_revoked_once();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_content_goes_with_the_person")]
    operations = [
        migrations.AddField(
            "document", "revoked_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.RunSQL(ONCE, UNDO),
    ]

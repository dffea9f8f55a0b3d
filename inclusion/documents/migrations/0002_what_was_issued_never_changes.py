"""What was issued stays as issued: number, facts and code for ever, the file once it is there."""

from django.conf import settings
from django.db import migrations

FREEZE = """
CREATE FUNCTION document_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.organisation_id, NEW.kind, NEW.number, NEW.year, NEW.title, NEW.subtitle,
             NEW.facts, NEW.facts_sha256, NEW.verification_code, NEW.subject_type, NEW.subject_id,
             NEW.issued_at, NEW.issued_by_id, NEW.replaces_id)
        IS NOT DISTINCT FROM
            (OLD.id, OLD.organisation_id, OLD.kind, OLD.number, OLD.year, OLD.title, OLD.subtitle,
             OLD.facts, OLD.facts_sha256, OLD.verification_code, OLD.subject_type, OLD.subject_id,
             OLD.issued_at, OLD.issued_by_id, OLD.replaces_id)
        AND (OLD.sha256 = '' OR (NEW.sha256, NEW.size, NEW.stored_at)
             IS NOT DISTINCT FROM (OLD.sha256, OLD.size, OLD.stored_at))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued document never changes: issue one that replaces it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_is_frozen';
END $$;
CREATE TRIGGER document_is_frozen BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION document_is_frozen();
"""

THAW = """
DROP TRIGGER document_is_frozen ON documents_document;
DROP FUNCTION document_is_frozen();
"""


def revoke(apps, schema_editor):
    """The application role issues documents; it removes none, and no counter either."""
    role = schema_editor.quote_name(settings.APPLICATION_ROLE)
    schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON documents_document FROM {role}")
    schema_editor.execute(f"REVOKE DELETE, TRUNCATE ON documents_counter FROM {role}")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunPython(revoke, migrations.RunPython.noop),
    ]

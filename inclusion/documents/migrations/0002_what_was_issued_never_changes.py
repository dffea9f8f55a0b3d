"""What was issued stays as issued: number, facts and code for ever, the file once it is there.

Its content may be destroyed, once, with the file of the person it names; it may be revoked, once,
for ever, and its verification page says so.
"""

from django.db import migrations

from inclusion.organisations.grants import revoke

BUILD = """
CREATE FUNCTION document_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    same_identity boolean;
    same_content boolean;
    same_file boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        same_identity := (NEW.id, NEW.organisation_id, NEW.kind, NEW.number, NEW.year, NEW.title,
             NEW.facts_sha256, NEW.verification_code, NEW.subject_type, NEW.issued_at,
             NEW.issued_by_id, NEW.replaces_id)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.organisation_id, OLD.kind, OLD.number, OLD.year, OLD.title,
             OLD.facts_sha256, OLD.verification_code, OLD.subject_type, OLD.issued_at,
             OLD.issued_by_id, OLD.replaces_id);
        same_content := (NEW.subtitle, NEW.facts, NEW.subject_id, NEW.destroyed_at)
            IS NOT DISTINCT FROM (OLD.subtitle, OLD.facts, OLD.subject_id, OLD.destroyed_at);
        same_file := (NEW.sha256, NEW.size, NEW.stored_at)
            IS NOT DISTINCT FROM (OLD.sha256, OLD.size, OLD.stored_at);
        IF same_identity AND same_content
           AND (same_file OR (OLD.sha256 = '' AND OLD.destroyed_at IS NULL)) THEN
            RETURN NEW;
        END IF;
        -- The one other passage: everything about the person goes, at once and for ever.
        IF same_identity AND same_file
           AND OLD.destroyed_at IS NULL AND NEW.destroyed_at IS NOT NULL
           AND NEW.facts = '{}' AND NEW.subtitle = ''
           AND NEW.subject_id = '00000000-0000-0000-0000-000000000000' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'an issued document never changes: issue one that replaces it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'document_is_frozen';
END $$;
CREATE TRIGGER document_is_frozen BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION document_is_frozen();

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
DROP FUNCTION document_revoked_once, document_is_frozen CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.RunSQL(BUILD, UNDO),
        # Documents are issued; none is removed, and no counter either.
        revoke("DELETE, TRUNCATE", "documents_document", "documents_counter"),
    ]

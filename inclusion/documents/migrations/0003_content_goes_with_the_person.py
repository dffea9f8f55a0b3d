"""A document's content may be destroyed, once, with the file of the person it names."""

from django.db import migrations, models

FREEZE = """
CREATE OR REPLACE FUNCTION document_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

THAW = """
CREATE OR REPLACE FUNCTION document_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_what_was_issued_never_changes")]
    operations = [
        migrations.AddField(
            "document",
            "destroyed_at",
            models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]

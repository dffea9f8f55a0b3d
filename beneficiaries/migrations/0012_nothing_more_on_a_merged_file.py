"""Nothing more is written on a file that was joined to another.

The key to the person is read with a lock: a row being written waits for the merge under way, then
sees what became of the file. Rows that move are updates, which this does not concern.
"""

from django.db import migrations

TABLES = [
    "assessment",
    "consent",
    "externalresult",
    "hold",
    "householdmember",
    "note",
    "noticedelivery",
    "paper",
    "referral",
    "rightsrequest",
]

REFUSE = """
CREATE FUNCTION file_is_not_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    IF NEW.beneficiary_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT status INTO state FROM beneficiaries_beneficiary
        WHERE organisation_id = NEW.organisation_id AND id = NEW.beneficiary_id FOR KEY SHARE;
    IF state = 'merged' THEN
        RAISE EXCEPTION 'this file was joined to another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'file_is_not_merged';
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = "".join(
    f"CREATE TRIGGER file_is_not_merged BEFORE INSERT ON beneficiaries_{table}"
    " FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();\n"
    for table in TABLES
)

ALLOW = (
    "".join(f"DROP TRIGGER file_is_not_merged ON beneficiaries_{table};\n" for table in TABLES)
    + "DROP FUNCTION file_is_not_merged();"
)


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0011_nothing_leaves_without_her_consent")]
    operations = [migrations.RunSQL(REFUSE + TRIGGERS, ALLOW)]

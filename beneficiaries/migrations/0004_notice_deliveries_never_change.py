"""What a person was told, and when, is never rewritten; erasing her file erases it with her."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION notice_delivery_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a notice delivery never changes' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER notice_delivery_is_final BEFORE UPDATE ON beneficiaries_noticedelivery
    FOR EACH ROW EXECUTE FUNCTION notice_delivery_is_final();
"""

THAW = """
DROP TRIGGER notice_delivery_is_final ON beneficiaries_noticedelivery;
DROP FUNCTION notice_delivery_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0003_list_and_promise_indexes")]
    operations = [migrations.RunSQL(FREEZE, THAW)]

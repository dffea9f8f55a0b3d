"""No seat and no presence on a file that was joined to another (see beneficiaries)."""

from django.db import migrations

REFUSE = """
CREATE TRIGGER file_is_not_merged BEFORE INSERT ON workshops_registration
    FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();
CREATE TRIGGER file_is_not_merged BEFORE INSERT ON workshops_attendance
    FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();
"""
ALLOW = """
DROP TRIGGER file_is_not_merged ON workshops_registration;
DROP TRIGGER file_is_not_merged ON workshops_attendance;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0001_initial"),
        ("beneficiaries", "0012_nothing_more_on_a_merged_file"),
    ]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

"""No device on a file that was joined to another (see beneficiaries)."""

from django.db import migrations

REFUSE = """
CREATE TRIGGER file_is_not_merged BEFORE INSERT ON equipment_allocation
    FOR EACH ROW EXECUTE FUNCTION file_is_not_merged();
"""
ALLOW = "DROP TRIGGER file_is_not_merged ON equipment_allocation;"


class Migration(migrations.Migration):
    dependencies = [
        ("equipment", "0003_a_forgotten_person_leaves_the_device_its_history"),
        ("beneficiaries", "0012_nothing_more_on_a_merged_file"),
    ]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

"""What files said of neighbourhoods until now came from the persons themselves."""

from django.db import migrations


def declare(apps, schema_editor):
    """One organisation at a time: the owner too is bound by row-level security."""
    organisations = apps.get_model("organisations", "Organisation")
    beneficiaries = apps.get_model("beneficiaries", "Beneficiary")
    with schema_editor.connection.cursor() as cursor:
        for pk in organisations.objects.values_list("pk", flat=True):
            cursor.execute("SELECT set_config('app.organisation_id', %s, true)", [str(pk)])
            beneficiaries.objects.filter(is_priority_neighbourhood__isnull=False).update(
                qpv_method="declared", qpv_vintage="2024"
            )
        cursor.execute("SELECT set_config('app.organisation_id', '', true)")


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0005_more_of_the_person"),
        ("organisations", "0001_initial"),
    ]
    operations = [migrations.RunPython(declare, migrations.RunPython.noop)]

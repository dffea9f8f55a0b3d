"""A notice may also be sent by SMS or by post."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0008_what_was_said_never_changes")]
    operations = [
        migrations.AlterField(
            model_name="noticedelivery",
            name="channel",
            field=models.CharField(
                choices=[
                    ("oral_paper", "À l’oral et sur papier"),
                    ("oral", "À l’oral"),
                    ("paper", "Sur papier"),
                    ("sms", "Par SMS"),
                    ("post", "Par la poste"),
                    ("urgent", "Urgence\u00a0: à remettre plus tard"),
                ],
                max_length=12,
                verbose_name="remise",
            ),
        )
    ]

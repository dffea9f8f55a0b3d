"""Our migrations build the models in memory once each: a first start waits for all of them."""

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, RunPython, RunSQL
from django.db.migrations.writer import OperationWriter
from django.db.models import TextField

from inclusion.organisations.management.commands.makemigrations import in_one_step
from inclusion.organisations.one_step import OneStep


def test_each_migration_of_ours_is_one_step():
    ours = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}
    many = [
        str(migration)
        for (label, _), migration in MigrationLoader(None).disk_migrations.items()
        if label in ours
        and sum(not isinstance(each, RunPython | RunSQL) for each in migration.operations) > 1
    ]
    assert many == []


def test_a_new_migration_is_written_as_one_step():
    added = [AddField("device", name, TextField(default="")) for name in ("color", "smell")]
    (step,) = in_one_step(added)
    text, imports = OperationWriter(step).serialize()
    assert "import inclusion.organisations.one_step" in imports
    assert text.count("migrations.AddField(") == 2
    assert isinstance(step, OneStep)
    assert in_one_step(added[:1]) == added[:1]

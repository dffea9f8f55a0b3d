"""Our migrations build the models in memory once each: a first start waits for all of them."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel, RunPython, RunSQL
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter
from django.db.models import CASCADE, BigAutoField, ForeignKey, TextField

from equipment.models import Loan
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


def test_a_new_table_alone_is_a_step_too():
    (step,) = in_one_step([CreateModel("Scent", [("id", BigAutoField(primary_key=True))])])
    assert isinstance(step, OneStep)


def test_new_tables_build_no_other_model_again():
    state = ProjectState()
    device = CreateModel("Device", [("id", BigAutoField(primary_key=True))])
    OneStep([device]).state_forwards("equipment", state)
    known = state.apps.get_model("equipment", "Device")
    scent = CreateModel(
        "Scent",
        [
            ("id", BigAutoField(primary_key=True)),
            ("device", ForeignKey("equipment.Device", CASCADE, related_name="scents")),
        ],
    )
    OneStep([scent]).state_forwards("equipment", state)
    assert state.apps.get_model("equipment", "Device") is known
    assert known.scents.rel.related_model is state.apps.get_model("equipment", "Scent")
    assert [each.name for each in known._meta.related_objects] == ["scents"]


def test_a_table_with_a_default_keeps_its_composite_keys(db):
    """Django then runs what each constraint answers: one that is deferred must not answer None."""
    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Loan)
    statements = "\n".join(map(str, editor.collected_sql))
    assert 'ADD CONSTRAINT "loan_allocation" FOREIGN KEY ("organisation_id"' in statements
    assert "None" not in statements

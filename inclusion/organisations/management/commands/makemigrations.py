"""`makemigrations` that creates a table with its constraints and indexes, in one operation.

Django would write one `AddConstraint` each, and every one of them makes it build again all the
models related to that table: a hundred of them cost half of each first start and test run.
"""

from django.core.management.commands import makemigrations
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel


class Command(makemigrations.Command):
    def write_migration_files(self, changes, *args, **kwargs):
        for migrations in changes.values():
            for migration in migrations:
                migration.operations = created_whole(migration.operations)
        super().write_migration_files(changes, *args, **kwargs)


def created_whole(operations):
    """The same operations, constraints and indexes moved into the `CreateModel` they follow.

    Left where it is: one whose model changes in between, as it may be about a field added then.
    """
    kept, created = [], {}
    for operation in operations:
        if isinstance(operation, CreateModel):
            created[operation.name_lower] = operation
            kept.append(operation)
            continue
        model = getattr(operation, "model_name_lower", None)
        if model in created and isinstance(operation, AddConstraint):
            created[model].options.setdefault("constraints", []).append(operation.constraint)
        elif model in created and isinstance(operation, AddIndex):
            created[model].options.setdefault("indexes", []).append(operation.index)
        else:
            created.pop(model, None)
            kept.append(operation)
    return kept

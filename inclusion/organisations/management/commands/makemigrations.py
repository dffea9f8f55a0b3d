"""`makemigrations` that creates each table whole, and all that a migration changes in one step.

Django would add columns, keys, constraints and indexes one by one, and every such step makes it
build again all the models related to that table: most of a first start and of a test database.
"""

from graphlib import CycleError, TopologicalSorter

from django.core.management.commands import makemigrations
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)

from inclusion.organisations.one_step import OneStep

# Operations that Django writes once for each thing, so that none undoes another's.
ONCE_EACH = (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)


class Command(makemigrations.Command):
    def write_migration_files(self, changes, *args, **kwargs):
        for migrations in changes.values():
            for migration in migrations:
                whole = created_whole(migration.operations, migration.app_label)
                migration.operations = in_one_step(whole)
        super().write_migration_files(changes, *args, **kwargs)


def created_whole(operations, app_label):
    """The same operations, those that complete a table moved into the `CreateModel` they follow.

    Tables come in the order of their keys; nothing moves when two of them point to each other.
    """
    created = {each.name_lower: each for each in operations if isinstance(each, CreateModel)}
    # A key is added apart when the table it points to comes later.
    added = [
        each
        for each in operations
        if isinstance(each, AddField) and each.model_name_lower in created
    ]
    order = _order(created, added, app_label)
    if order is None:
        return operations
    rest = []
    for operation in operations:
        model = created.get(getattr(operation, "model_name_lower", None))
        if isinstance(operation, CreateModel):
            continue
        if model and isinstance(operation, AddField):
            model.fields.append((operation.name, operation.field))
        elif model and isinstance(operation, AddConstraint):
            model.options.setdefault("constraints", []).append(operation.constraint)
        elif model and isinstance(operation, AddIndex):
            model.options.setdefault("indexes", []).append(operation.index)
        else:
            rest.append(operation)
    return [created[name] for name in order] + rest


def in_one_step(operations):
    """The same operations as one; as they were for one lone change, or when a name changes."""
    worth_it = len(operations) > 1 or any(isinstance(each, CreateModel) for each in operations)
    if worth_it and all(isinstance(each, ONCE_EACH) for each in operations):
        return [OneStep(operations)]
    return operations


def _order(created, added, app_label):
    """The names of the new tables, each after those it points to; None when that cannot be."""
    fields = {name: [field for _, field in model.fields] for name, model in created.items()}
    for each in added:
        fields[each.model_name_lower].append(each.field)
    sorter = TopologicalSorter()
    for name, own in fields.items():
        sorter.add(name)
        for field in own:
            target = field.remote_field and str(field.remote_field.model).lower()
            if target and target.startswith(f"{app_label}."):
                target = target.partition(".")[2]
                if target in created and target != name:
                    sorter.add(name, target)
    try:
        return list(sorter.static_order())
    except CycleError:
        return None

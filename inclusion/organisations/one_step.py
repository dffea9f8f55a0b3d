"""Several schema operations as one step of a migration.

Django builds in memory every model related to a table at each operation upon it; here everything
is related to an organisation, and that was two thirds of a first start.
"""

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class OneStep(Operation):
    """Apply `operations` in their order, between one state of the models and one other.

    Each must concern what the others leave alone: a field is not added then altered here.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    @property
    def reversible(self):
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label, state):
        # Forgotten, the models are built again once, when the first operation asks for them.
        apps = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if apps and all(isinstance(operation, CreateModel) for operation in self.operations):
            # New tables leave the others as they were: they alone are built.
            new = [state.models[app_label, operation.name_lower] for operation in self.operations]
            apps.render_multiple(new)
            state.apps = apps

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)

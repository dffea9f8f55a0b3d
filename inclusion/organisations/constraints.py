"""Constraints of tenant tables, written so that `makemigrations` sees them like any other.

`TenantIsolation` gives a table its row-level security and its (organisation_id, id) key;
`SameOrganisation` makes a foreign key composite, so that a row can never point into another
organisation (plain foreign keys bypass row-level security).
"""

from django.db.models import BaseConstraint

CURRENT_ORGANISATION = "(SELECT nullif(current_setting('app.organisation_id', true), '')::bigint)"


class SchemaConstraint(BaseConstraint):
    """A constraint made of SQL that only the database checks; the ORM trusts it."""

    def validate(self, model, instance, exclude=None, using=None):
        """Nothing to check in Python: the database refuses."""

    def __eq__(self, other):
        if isinstance(other, SchemaConstraint):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self):
        return hash((type(self), self.name))


class TenantIsolation(SchemaConstraint):
    """UNIQUE (organisation_id, id), row-level security enabled and FORCEd, one equality policy."""

    def __init__(self, name):
        super().__init__(name=name)

    def deconstruct(self):
        path, _, _ = super().deconstruct()
        return path, (), {"name": self.name}

    def _unique(self, model, schema_editor):
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} UNIQUE "
            f"({quote('organisation_id')}, {quote(model._meta.pk.column)})"
        )

    def _policies(self, table):
        return [
            f"CREATE POLICY organisation ON {table}"
            f" USING (organisation_id = {CURRENT_ORGANISATION})"
            f" WITH CHECK (organisation_id = {CURRENT_ORGANISATION})"
        ]

    def _security(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            *self._policies(table),
        ]

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.extend(self._security(model, schema_editor))
        return self._unique(model, schema_editor)

    def create_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.deferred_sql.extend(self._security(model, schema_editor))
        return f"ALTER TABLE {table} ADD {self._unique(model, schema_editor)}"

    def remove_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"DROP POLICY organisation ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"
        )


class CrossingIsolation(TenantIsolation):
    """Row-level security of a table made for crossing from one organisation to another.

    Either side reads; the sender inserts; with `receiver_updates`, the receiver may update (its
    answer), and with `sender_updates` the sender (a withdrawal). `organisation_id` is the sender,
    `to_organisation_id` the receiver. Nobody deletes.
    """

    def __init__(self, name, receiver_updates=False, sender_updates=False):
        super().__init__(name=name)
        self.receiver_updates = receiver_updates
        self.sender_updates = sender_updates

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        if self.receiver_updates:
            kwargs["receiver_updates"] = True
        if self.sender_updates:
            kwargs["sender_updates"] = True
        return path, args, kwargs

    def _policies(self, table):
        sender = f"organisation_id = {CURRENT_ORGANISATION}"
        receiver = f"to_organisation_id = {CURRENT_ORGANISATION}"
        policies = [
            f"CREATE POLICY organisation ON {table} FOR SELECT USING ({sender} OR {receiver})",
            f"CREATE POLICY sender_inserts ON {table} FOR INSERT WITH CHECK ({sender})",
        ]
        if self.receiver_updates:
            policies.append(
                f"CREATE POLICY receiver_updates ON {table} FOR UPDATE"
                f" USING ({receiver}) WITH CHECK ({receiver})"
            )
        if self.sender_updates:
            policies.append(
                f"CREATE POLICY sender_updates ON {table} FOR UPDATE"
                f" USING ({sender}) WITH CHECK ({sender})"
            )
        return policies

    def remove_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"DROP POLICY sender_inserts ON {table};"
            f"DROP POLICY IF EXISTS receiver_updates ON {table};"
            f"DROP POLICY IF EXISTS sender_updates ON {table};"
            + super().remove_sql(model, schema_editor)
        )


class PublishedIsolation(TenantIsolation):
    """Row-level security of what its owner publishes to everyone, as the directory's places.

    Anyone reads a row whose `is_published` is true, whatever the organisation and even without
    one; only the owner reads the others, and only the owner writes.
    """

    def _policies(self, table):
        own = f"organisation_id = {CURRENT_ORGANISATION}"
        return [
            f"CREATE POLICY organisation ON {table} FOR SELECT USING (is_published OR {own})",
            f"CREATE POLICY owner_inserts ON {table} FOR INSERT WITH CHECK ({own})",
            f"CREATE POLICY owner_updates ON {table} FOR UPDATE USING ({own}) WITH CHECK ({own})",
            f"CREATE POLICY owner_deletes ON {table} FOR DELETE USING ({own})",
        ]

    def remove_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"DROP POLICY owner_inserts ON {table};"
            f"DROP POLICY owner_updates ON {table};"
            f"DROP POLICY owner_deletes ON {table};" + super().remove_sql(model, schema_editor)
        )


class SameOrganisation(SchemaConstraint):
    """FOREIGN KEY (organisation_id, x_id) REFERENCES target (organisation_id, id)."""

    def __init__(self, field, name):
        super().__init__(name=name)
        self.field = field

    def deconstruct(self):
        path, _, _ = super().deconstruct()
        return path, (), {"field": self.field, "name": self.name}

    def _sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        target = field.remote_field.model._meta
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)}"
            f" FOREIGN KEY ({quote('organisation_id')}, {quote(field.column)})"
            f" REFERENCES {quote(target.db_table)}"
            f" ({quote('organisation_id')}, {quote(target.pk.column)})"
        )

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self._sql(model, schema_editor))

    def create_sql(self, model, schema_editor):
        # Deferred to the end of the migration, when the row it points to has its key.
        schema_editor.deferred_sql.append(self._sql(model, schema_editor))
        # Empty rather than None: where a column has a default, Django keeps the answer to run it.
        return ""

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

"""Text that the database never sees: sealed when written, opened when an attribute is read.

Nothing is opened that no page shows: a list that does not read the attribute pays nothing.
"""

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from inclusion.encryption.keys import crossing_key, data_key
from inclusion.encryption.sealing import key_number, seal, unseal


class Sealed(bytes):
    """A value as the database keeps it."""


def place_of(row, column):
    """What a sealed value is bound to: table, column, organisation and row."""
    return f"{row._meta.db_table}|{column}|{row.organisation_id}|{row.pk}"


def seal_for(row, column, clear):
    """The sealed form of `clear` (bytes) for this column of this row of the active organisation."""
    number, key = _key_for(row)
    return Sealed(seal(clear, key=key, number=number, place=place_of(row, column)))


def open_from(row, column, sealed):
    """The clear bytes; raises CannotOpen for another row's value."""
    _, key = _key_for(row, key_number(sealed))
    return unseal(sealed, key=key, place=place_of(row, column))


def _key_for(row, number=None):
    """The organisation's own key; for a row made for crossing, one that either side can make."""
    if getattr(row, "is_made_for_crossing", False):
        return crossing_key(row.organisation_id, row.to_organisation_id, number)
    return data_key(number)


class _OpenedWhenRead(DeferredAttribute):
    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if not isinstance(value, Sealed):
            return value
        value = open_from(instance, self.field.column, value).decode()
        instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance, value):
        # With a setter, Python asks __get__ even when the instance holds a value.
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):
    """Text of a TenantModel, sealed with AES-256-GCM; empty text stays empty.

    It cannot be searched, sorted or updated by a query: look it up by its blind index.
    """

    description = "texte chiffré"
    descriptor_class = _OpenedWhenRead

    def __init__(self, *args, max_length=2000, **kwargs):
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, max_length=max_length, **kwargs)

    def get_internal_type(self):
        return "BinaryField"

    def from_db_value(self, value, expression, connection):
        return Sealed(value) if value else ""

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed) or not value:
            return value
        return seal_for(model_instance, self.column, value.encode())

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if isinstance(value, Sealed):
            return bytes(value)
        if value:
            raise TypeError(f"{self.name} is encrypted: it cannot be part of a query")
        return b""

    def formfield(self, **kwargs):
        from django.forms import CharField

        return super().formfield(
            **{"form_class": CharField, "max_length": self.max_length} | kwargs
        )

    def value_to_string(self, obj):
        raise TypeError(f"{self.name} is encrypted: it is not serialised")


class BlindIndexField(models.BinaryField):
    """The keyed fingerprint of an encrypted value: equal values are found, nothing is read."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 32)
        kwargs.setdefault("default", b"")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

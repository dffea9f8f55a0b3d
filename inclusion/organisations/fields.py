"""Columns every tenant table shares."""

from django.db import models

from inclusion.ids import uuid7


class TenantForeignKey(models.ForeignKey):
    """A foreign key between tenant tables: the ORM's relation without the plain constraint.

    The database's own constraint is the composite one of `SameOrganisation`, declared in Meta.
    """

    def __init__(self, to, on_delete=models.PROTECT, **kwargs):
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantModel(models.Model):
    """A row that belongs to one organisation. Meta.constraints must hold `TenantIsolation`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Its index is the (organisation_id, id) key of `TenantIsolation`: a second one would be paid
    # for at each row written.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )

    class Meta:
        abstract = True

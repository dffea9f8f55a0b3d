"""The pool counted as it moves: what is where, since which day, and what arrived there."""

from django.db import models

from inclusion.organisations.constraints import TenantIsolation
from inclusion.organisations.fields import TenantModel


class PoolDay(TenantModel):
    """Devices of one status, place and day of arrival in that status, more or less.

    The database writes these lines by itself, at each change of a device, and only ever adds some:
    two people at once never wait for each other. A sum of lines is a count; the night's work adds
    up those of one day into one.
    """

    # The device's own key for its venue, checked there.
    venue_key = models.UUIDField(null=True)
    status = models.CharField("état", max_length=12)
    day = models.DateField("jour d’arrivée dans cet état")
    # In that status since that day, today.
    present = models.IntegerField(default=0)
    # Arrived in that status on that day, whatever became of them.
    arrived = models.IntegerField(default=0)
    # Entered the pool on that day.
    received = models.IntegerField(default=0)

    class Meta:
        verbose_name = "compte du parc"
        constraints = [TenantIsolation("poolday_tenant")]
        indexes = [
            models.Index(fields=["organisation", "status", "day"], name="poolday_by_status"),
            models.Index(fields=["organisation", "day"], name="poolday_by_day"),
        ]

    def __str__(self):
        return f"{self.status} {self.day}"

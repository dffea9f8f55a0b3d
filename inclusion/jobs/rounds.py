"""The clock's rounds: one job of a kind for every organisation, whoever rings twice."""

from inclusion.jobs import outbox
from inclusion.organisations.models import Organisation


def ask_everywhere(kind, turn):
    """Record this turn's job of each organisation.

    `turn` is the day or the hour it is done for: asked again for the same, it is recorded once.
    """
    for key in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        outbox.enqueue(kind, idem_key=f"{kind}:{key}:{turn}", organisation_id=key)

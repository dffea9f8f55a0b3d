"""How many devices had a second life in a period."""

from django.db.models import Count

from equipment.models import Allocation, OriginRegime
from equipment.selectors.offers import between


def second_lives(member, start, end):
    """Type → devices handed over from `start` to `end`, both days included; new ones left out.

    A device that went twice counts once: its carbon is avoided once.
    """
    given = (
        Allocation.objects.visible_to(member)
        .handed_over()
        .filter(**between(start, end))
        .exclude(device__origin=OriginRegime.PURCHASE)
    )
    return dict(
        given.order_by()
        .values_list("device__type")
        .annotate(devices=Count("device", distinct=True))
    )

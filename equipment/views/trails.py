"""Where a page stands: the links of its breadcrumb."""

from django.urls import reverse


def pool_trail(*further):
    return [("Matériel", reverse("equipment:device_list")), *further]


def device_trail(device, *further):
    url = reverse("equipment:device_detail", args=[device.pk])
    return pool_trail((device.asset_tag, url), *further)


def allocation_trail(*further):
    return [("Remises", reverse("equipment:allocation_list")), *further]


def offer_trail(*further):
    return [("Offres", reverse("equipment:offer_list")), *further]


def donation_trail(*further):
    """Each step is a label and a gift, the name of a route, an address, or nothing."""
    return [("Dons", reverse("equipment:donation_list")), *map(_linked, further)]


def lot_trail(*further):
    """Each further step is a label and the name of a route, an address, or nothing."""
    return [("Lots", reverse("equipment:lot_list")), *map(_linked, further)]


def delivery_trail(*further):
    root = ("Lots reçus", reverse("equipment:delivery_list") if further else "")
    return pool_trail(root, *further)


def _linked(step):
    label, target = step
    if hasattr(target, "pk"):
        return label, reverse("equipment:donation_detail", args=[target.pk])
    return label, reverse(target) if ":" in target else target

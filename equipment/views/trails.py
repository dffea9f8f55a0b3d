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

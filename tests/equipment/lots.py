"""Lots as tests need them: a partner, a lot with ready devices, each step of its way."""

import re

from equipment import services
from equipment.models import LotDelivery
from equipment.services.lot_arrivals import bring_up_to_date
from inclusion.jobs.models import Mail
from tests.equipment.factories import DeviceFactory


def a_partner(by, *, organisation=None, **changes):
    """A structure without an account, unless `organisation` says which one of the platform."""
    values = {
        "name": organisation.name if organisation else "Maison de quartier",
        "territory": "qpv",
        "email": "" if organisation else "accueil@maison.example",
    }
    return services.save_partner(by=by, organisation=organisation, **values | changes)


def a_lot(by, partner=None, **changes):
    values = {"title": "Salle jeunes", "use": "people", "territory": "qpv"}
    return services.open_lot(by=by, partner=partner or a_partner(by), **values | changes)


def ready(by, count=1, **fields):
    return [DeviceFactory(organisation=by.organisation, ready=True, **fields) for _ in range(count)]


def filled(by, partner=None, devices=None, **changes):
    """A lot of two ready laptops, its papers still to make."""
    lot = a_lot(by, partner, **changes)
    services.add_to_lot(lot=lot, devices=ready(by, 2) if devices is None else devices, by=by)
    return lot


def prepared(by, partner=None, **changes):
    return services.prepare_lot(lot=filled(by, partner, **changes), by=by)


def sent(by, partner=None, **changes):
    return services.send_lot(lot=prepared(by, partner, **changes), by=by)


def copy_of(lot):
    """The partner's copy; read in the context of either side."""
    return LotDelivery.objects.get(lot_id=lot.pk)


def tags_of(delivery):
    return list(delivery.lines.order_by("asset_tag").values_list("asset_tag", flat=True))


def last_token(to="accueil@maison.example"):
    """The token of the last private page: it is nowhere but in the mail."""
    mail = Mail.objects.filter(to=to).order_by("-pk").first()
    return re.search(r"/lot/([\w-]+)/", mail.text).group(1)


def arrived(lot, *, tags=None, name="Aline Besset", words="", by=None):
    """The partner scans these labels, or all, and confirms; returns its copy."""
    delivery = copy_of(lot)
    codes = "\n".join(tags_of(delivery) if tags is None else tags)
    services.scan_arrivals(delivery=delivery, codes=codes, by=by)
    return services.confirm_delivery(delivery=delivery, name=name, words=words, by=by)


def one_short(by, partner=None):
    """A lot confirmed with one of its two devices missing, brought up to date."""
    lot = sent(by, partner)
    tag, _ = tags_of(copy_of(lot))
    bring_up_to_date(arrived(lot, tags=[tag], words="Un seul dans le carton."))
    lot.refresh_from_db()
    return lot

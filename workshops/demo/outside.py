"""The programme opened to all, someone in line, volunteers' hours: by the acts themselves."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F

from equipment.models import Device, DeviceStatus
from workshops.models import Facilitator, KitReturn, VolunteerHours, WorkshopSession
from workshops.services import check_in_kit, take_kit
from workshops.services.hours import set_rate
from workshops.services.online import ask_for_a_seat, confirm_online
from workshops.services.settings import close_venue, save_settings

# Slug, who manages it, what its page says.
PUBLISHED = [
    ("secours-populaire-63", "responsable", "Venez comme vous êtes\u00a0: on part de zéro."),
    ("emmaus-connect-bordeaux", "responsable-bordeaux", "Ateliers gratuits, aux Aubiers."),
    ("mission-locale-limoges", "mission-locale", "Pour les 16-25\u00a0ans de Limoges."),
]
# Slug, manager, the volunteers whose past sessions have their hours.
VOLUNTEERS = [
    ("secours-populaire-63", "responsable", ["benevole", "benevole-2"]),
    ("emmaus-connect-bordeaux", "responsable-bordeaux", ["benevole-bordeaux"]),
    ("emmaus-connect-bordeaux", "responsable-bordeaux", ["service-civique-bordeaux"]),
]
RATE = Decimal("14.50")
PREPARATION, TRAVEL = 30, 40
LAPTOPS = 9
DAYS_BACK, UNCONFIRMED_DAYS = 60, 10


def build(world):
    for slug, manager, welcome in PUBLISHED:
        with world.inside(slug):
            save_settings(
                by=world.members[manager], school_zone="", is_published=True, welcome=welcome
            )
    for slug, manager, volunteers in VOLUNTEERS:
        with world.inside(slug):
            _hours(world, world.members[manager], [world.members[key] for key in volunteers])
    for slug, manager in {(slug, manager) for slug, manager, _ in VOLUNTEERS}:
        with world.inside(slug):
            _rate(world, world.members[manager])
    with world.inside("secours-populaire-63"):
        _in_line(world)


def take_kits_along(world):
    with world.inside("cite-emploi-beaubreuil"):
        _kits(world)


def _kits(world):
    """The nine laptops went along last time, and came back; one with a torn sleeve."""
    by = world.members["cite-emploi"]
    session = (
        WorkshopSession.objects.closed()
        .filter(organisation=by.organisation, modality="autre")
        .order_by("-starts_at", "-pk")
        .first()
    )
    laptops = Device.objects.filter(
        organisation=by.organisation, type="laptop", status=DeviceStatus.READY
    ).order_by("asset_tag")[:LAPTOPS]
    tags = [device.asset_tag for device in laptops]
    if not tags:
        return
    take_kit(session=session, by=by, tags=tags)
    outcomes = dict.fromkeys(tags, (KitReturn.BACK, ""))
    outcomes[tags[0]] = (KitReturn.DAMAGED, "housse déchirée")
    check_in_kit(session=session, by=by, outcomes=outcomes)


def _rate(world, manager):
    set_rate(
        by=manager,
        from_day=date(world.today.year - 1, 1, 1),
        amount=RATE,
        basis="Décision du conseil d’administration",
    )


def _hours(world, manager, volunteers):
    """Of the last two months; the latest days wait for the manager."""
    led = (
        Facilitator.objects.filter(member__in=volunteers, session__status="closed")
        .filter(session__starts_at__gte=world.at(-DAYS_BACK))
        .select_related("session", "member")
        .order_by("session__starts_at", "pk")
    )
    rows = []
    for each in led:
        session = each.session
        day = session.starts_at.date()
        is_confirmed = day < world.on(-UNCONFIRMED_DAYS)
        rows.append(
            VolunteerHours(
                organisation=session.organisation,
                member=each.member,
                session=session,
                worked_on=day,
                preparation_minutes=PREPARATION,
                facilitation_minutes=session.minutes,
                travel_minutes=TRAVEL,
                is_civic_service=each.member.is_civic_service,
                declared_at=session.ends_at,
                confirmed_at=session.ends_at + timedelta(days=2) if is_confirmed else None,
                confirmed_by=manager if is_confirmed else None,
            )
        )
    VolunteerHours.objects.bulk_create(rows)


def _in_line(world):
    """Two requests made on the public page: one confirmed, one whose mail waits."""
    close_venue(
        by=world.members["responsable"],
        venue=None,
        first_day=date(world.today.year, 12, 24),
        last_day=date(world.today.year + 1, 1, 2),
        reason="Congés de fin d’année",
    )
    session = (
        WorkshopSession.objects.open_to_all()
        .filter(
            organisation=world.organisations["secours-populaire-63"],
            starts_at__gt=world.at(2),
            kind="collectif",
            seats_taken__lt=F("capacity"),
        )
        .order_by("starts_at", "pk")
        .first()
    )
    if session is None:
        return
    sent = ask_for_a_seat(session=session, name="Samia Brahimi", email="samia@exemple.example")
    confirm_online(online=sent)
    ask_for_a_seat(session=session, name="Paul Rey", phone="+33639980112")

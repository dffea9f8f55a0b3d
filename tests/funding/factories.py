"""Arrangements of the articles, as tests need them; called inside `with organisation(…)`."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from beneficiaries.models import Beneficiary
from equipment.models import Allocation, AllocationStatus, Device, DeviceStatus
from funding.models import SourceKind
from funding.services import (
    award_grant,
    create_project,
    mark_ready,
    open_report,
    submit_report,
    write_plan,
    write_report,
)
from tests.equipment.factories import OfferFactory

START, END = date(2026, 1, 1), date(2026, 6, 30)
OWN_LINE = "produits.74.EPCI.clermont-auvergne-metropole"


def line(payer_name, kind=SourceKind.GRANT, *, payer=None, rate=None, amount=None, unit=None):
    return {
        "payer_name": payer_name,
        "payer": payer,
        "source_kind": kind,
        "stated_rate": None if rate is None else Decimal(rate),
        "stated_amount": None if amount is None else Decimal(amount),
        "unit_amount": None if unit is None else Decimal(unit),
    }


def a_project(by, *, title="350 ordinateurs", promised_units=350, description="", **values):
    return create_project(
        by=by,
        title=title,
        description=description,
        starts_on=values.get("starts_on", START),
        ends_on=values.get("ends_on", END),
        promised_units=promised_units,
        unit_label="ordinateurs",
    )


def limoges_plan(by, project=None, **values):
    """« 80 % » 28 921 €, « 20 % » 14 460 €."""
    return write_plan(
        project=project or a_project(by, title="Équipement des quartiers", promised_units=121),
        values=values,
        lines=[
            line("État", rate="80", amount="28921.00"),
            line("Limoges Métropole", SourceKind.OWN, rate="20", amount="14460.00"),
        ],
        by=by,
    )


def clermont_plan(by, project, funder):
    """250 € = 50 + 50 + 150, for 100 families; Hewlett-Packard states nothing."""
    return write_plan(
        project=project,
        values={
            "planned_units": 100,
            "unit_amount": Decimal("250.00"),
            "declared_total": Decimal("25000.00"),
        },
        lines=[
            line("Familles", SourceKind.USERS, unit="50"),
            line("Secours populaire 63", SourceKind.OWN, unit="50"),
            line(funder.name, payer=funder, unit="150", amount="15000.00"),
            line("Hewlett-Packard", SourceKind.IN_KIND),
        ],
        by=by,
    )


def a_grant(by, project, funder, *, plan=None, granted="15000.00", paid="0.00", **values):
    paid = Decimal(paid)
    return award_grant(
        project=project,
        by=by,
        plan=plan,
        funder=funder,
        convention_number="2026-118",
        decided_on=date(2025, 12, 15),
        granted_amount=Decimal(granted),
        paid_amount=paid,
        paid_on=date(2026, 1, 20) if paid else None,
        unit_amount=values.get("unit_amount"),
        funded_units=values.get("funded_units"),
        offer=values.get("offer"),
        eligible_from=START,
        eligible_to=END,
    )


def clermont_grant(by, funder, *, handed_over=0, before=0, offer_name="100 familles"):
    """15 000 € for 100 families at 150 €, paid in full; so many hand-overs in and before it."""
    # Neither a project nor an offer has another's name.
    named = {} if offer_name == "100 familles" else {"title": offer_name}
    project = a_project(by, **named)
    offer = OfferFactory(organisation=by.organisation, name=offer_name)
    hand_overs(by, offer, handed_over, first=START)
    hand_overs(by, offer, before, first=START - timedelta(days=90))
    return a_grant(
        by,
        project,
        funder,
        plan=clermont_plan(by, project, funder),
        paid="15000.00",
        unit_amount=Decimal("150.00"),
        funded_units=100,
        offer=offer,
    )


def hand_overs(by, offer, count, *, first):
    """`count` hand-overs of the offer, one a day and a half; nothing here needs an erasure."""
    org = by.organisation
    base = Device.objects.count()
    devices = Device.objects.bulk_create(
        Device(
            organisation=org,
            asset_tag=f"{org.prefix}-{base + n:05d}",
            type="screen",
            manufacturer="Iiyama",
            model="22",
            origin="purchase",
            status=DeviceStatus.HANDED_OVER,
        )
        for n in range(count)
    )
    people = Beneficiary.objects.bulk_create(
        Beneficiary(
            organisation=org,
            file_number=f"A-{base + n:04d}",
            first_name="Aminata",
            last_name=f"Canari{base + n}",
        )
        for n in range(count)
    )
    Allocation.objects.bulk_create(
        Allocation(
            organisation=org,
            device=device,
            beneficiary=person,
            offer=offer,
            status=AllocationStatus.HANDED_OVER,
            reserved_by=by,
            handed_over_by=by,
            family_paid_amount=Decimal("50.00"),
            handed_over_at=timezone.make_aware(
                datetime.combine(first, datetime.min.time()) + timedelta(hours=10 + 36 * n)
            ),
            was_priority_neighbourhood=n % 3 != 0,
        )
        for n, (device, person) in enumerate(zip(devices, people, strict=True))
    )


def a_report(by, grant, *, written=True, kind="final"):
    """An open report, with its words when `written`."""
    report = open_report(grant=grant, kind=kind, period_start=START, period_end=END, by=by)
    if written:
        write_report(
            report=report,
            realisation="partly",
            narrative="Les familles viennent à l’atelier.",
            difficulties="Huit familles ne sont pas venues.",
            reasons={
                "under_delivery": "Huit familles de moins.",
                "charges.60.1": "Huit ordinateurs de moins.",
                "produits.70.1": "Moins de familles.",
                "produits.OWN.1": "Moins de familles.",
                OWN_LINE: "Droit limité aux remises.",
            },
            by=by,
        )
    return report


def a_submission(by, funder, *, handed_over=12, offer_name="100 familles"):
    """A Clermont report that reached its funder."""
    grant = clermont_grant(by, funder, handed_over=handed_over, offer_name=offer_name)
    report = a_report(by, grant)
    mark_ready(report=report, by=by)
    return submit_report(report=report, by=by)

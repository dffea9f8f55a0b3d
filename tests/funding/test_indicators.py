"""Indicators: computed from what was done, masked when small, replaced only in the open."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from funding.indicators import DEFINITIONS, indicator_results
from funding.models import IndicatorOverride, IndicatorTarget
from funding.selectors.reports import reports_with_their_grant
from funding.services import mark_ready, retain_value, set_targets, withdraw_value
from funding.snapshot import live_snapshot
from inclusion.exceptions import Refused
from tests.funding.factories import END, START, a_grant, a_project, a_report, clermont_grant
from tests.workshops.factories import PersonFactory, SessionFactory, WorkshopFactory
from workshops.models import Attendance


def held_sessions(org, member, *, sessions, people, first=START):
    """Closed sessions of two hours, every person at each of them."""
    with_files = [
        PersonFactory(organisation=org, file_number=f"W-{first:%m%d}{n}") for n in range(people)
    ]
    workshop = WorkshopFactory(organisation=org)
    for n in range(sessions):
        starts_at = timezone.make_aware(
            timezone.datetime.combine(first + timedelta(days=n), timezone.datetime.min.time())
        ) + timedelta(hours=10)
        session = SessionFactory(
            organisation=org, workshop=workshop, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
        )  # fmt: skip
        Attendance.objects.bulk_create(
            Attendance(
                organisation=org, session=session, beneficiary=person, status="seen",
                recorded_by=member, recorded_at=starts_at,
            )
            for person in with_files
        )  # fmt: skip
        type(session).objects.filter(pk=session.pk).update(
            status="closed", closed_at=starts_at + timedelta(hours=3), closed_by=member
        )


def results(grant, start=START, end=END, **asked):
    return indicator_results(grant, start, end, **asked)


def test_devices_come_from_the_hand_overs_of_the_offer(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=92, before=20)
    found = results(grant, asked=("funded_units",))
    assert (found["devices_handed_over"].value, found["funded_units"].value) == (92, 92)
    assert (found["devices_handed_over"].target, found["devices_handed_over"].percent) == (
        Decimal(100),
        Decimal("92.00"),
    )
    share = found["share_in_qpv"]
    assert (share.numerator, share.denominator) == (61, 92)
    assert share.value == Decimal("66.30")


def test_sessions_attendances_people_and_hours_are_four_numbers(inside, treasurer, metropole):
    held_sessions(inside, treasurer, sessions=3, people=12)
    found = results(a_grant(treasurer, a_project(treasurer), metropole))
    values = {result.code: result.value for result in found.results}
    assert values == {
        "workshops_held": 3,
        "workshop_attendances": 36,
        "distinct_people_accompanied": 12,
        "share_new_people": Decimal("100.00"),
        "hours_of_support": Decimal("6.00"),
    }


def test_people_are_counted_once_for_a_grant_and_a_period(inside, treasurer, metropole):
    held_sessions(inside, treasurer, sessions=2, people=11, first=START)
    grant = a_grant(treasurer, a_project(treasurer), metropole)
    assert results(grant)["distinct_people_accompanied"].value == 11
    january = results(grant, date(2026, 1, 1), date(2026, 1, 31))
    assert january["distinct_people_accompanied"].value == 11


def test_a_small_count_of_people_is_masked_and_so_are_its_shares(inside, treasurer, metropole):
    held_sessions(inside, treasurer, sessions=1, people=10)
    found = results(a_grant(treasurer, a_project(treasurer), metropole))
    for code in ("distinct_people_accompanied", "share_new_people"):
        masked = found[code]
        assert (masked.value, masked.is_masked, masked.numerator) == (None, True, None)
    assert found["workshop_attendances"].value == 10


def test_a_share_of_neighbourhoods_never_tells_a_small_class(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=15)
    # Ten inside, five elsewhere: neither may be told by the other.
    found = results(grant)
    assert found["share_in_qpv"].is_masked
    assert [cell.count for cell in found.cells] == [None, None]


def test_what_the_funder_asks_for_is_shown_even_when_nothing_was_done(inside, treasurer, metropole):
    grant = a_grant(treasurer, a_project(treasurer), metropole)
    assert results(grant).results == []
    codes = [r.code for r in results(grant, asked=("workshops_held",)).results]
    assert "workshops_held" in codes


def test_every_definition_names_its_query_its_version_and_its_evidence():
    for definition in DEFINITIONS.values():
        name, _, version = definition.query.rpartition("/")
        assert name
        assert version.isdecimal()
        assert definition.records in {"hand_over", "session"}
        assert not definition.is_ratio or (definition.numerator and definition.denominator)


# Targets


def test_targets_are_written_on_the_grant_and_compared(inside, treasurer, metropole):
    held_sessions(inside, treasurer, sessions=3, people=12)
    grant = a_grant(treasurer, a_project(treasurer), metropole)
    set_targets(
        grant=grant,
        targets={"workshops_held": Decimal(12), "hours_of_support": None},
        by=treasurer,
    )
    result = results(grant)["workshops_held"]
    assert (result.target, result.percent) == (Decimal("12.00"), Decimal("25.00"))
    set_targets(grant=grant, targets={"workshops_held": None}, by=treasurer)
    assert not IndicatorTarget.objects.exists()
    with pytest.raises(Refused, match="Indicateur inconnu"):
        set_targets(grant=grant, targets={"felicite": Decimal(1)}, by=treasurer)


def test_targets_do_not_change_under_a_ready_report(inside, treasurer, metropole):
    grant = clermont_grant(treasurer, metropole, handed_over=12)
    mark_ready(report=a_report(treasurer, grant), by=treasurer)
    with pytest.raises(Refused, match="ne changent plus"):
        set_targets(grant=grant, targets={"workshops_held": Decimal(1)}, by=treasurer)


# A value retained in place of the computed one


def test_a_retained_value_says_why_and_leaves_the_computed_one_shown(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=92))
    with pytest.raises(Refused, match="Écrivez pourquoi"):
        retain_value(
            report=report, code="devices_handed_over", value=Decimal(90), reason=" ", by=treasurer
        )
    retain_value(
        report=report, code="devices_handed_over", value=Decimal(90),
        reason="Deux remises contestées.", by=treasurer,
    )  # fmt: skip
    snapshot = live_snapshot(reports_with_their_grant().get(pk=report.pk))
    indicator = next(i for i in snapshot["indicators"] if i["code"] == "devices_handed_over")
    assert (indicator["value"], indicator["override"]["value"]) == (92, 90)
    assert indicator["override"]["reason"] == "Deux remises contestées."
    # The right acquired comes from the records, whatever is retained.
    assert (snapshot["delivered"], snapshot["entitled"]) == (92, "13800.00")
    assert "override.devices_handed_over" in {f["code"] for f in snapshot["findings"]}


def test_a_retained_value_is_withdrawn_and_its_history_stays(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    values = {"code": "devices_handed_over", "by": treasurer}
    with pytest.raises(Refused, match="Aucune valeur n’est retenue"):
        withdraw_value(report=report, **values)
    retain_value(report=report, value=Decimal(11), reason="Un retour.", **values)
    withdraw_value(report=report, **values)
    history = IndicatorOverride.objects.order_by("created_at", "pk")
    assert [row.value for row in history] == [Decimal("11.00"), None]
    assert [row.computed for row in history] == [Decimal("12.00"), Decimal("12.00")]
    for change in (lambda: history.update(value=1), lambda: history._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("devices_handed_over", "11.50", "nombre entier"),
        ("share_in_qpv", "101", "de 0 à 100"),
        ("felicite", "1", "n’est pas de ce compte rendu"),
    ],
)
def test_a_retained_value_is_of_its_indicator(inside, treasurer, metropole, code, value, said):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    with pytest.raises(Refused, match=said):
        retain_value(report=report, code=code, value=Decimal(value), reason="?", by=treasurer)


def test_no_value_is_retained_once_the_report_is_ready(inside, treasurer, metropole):
    report = a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))
    mark_ready(report=report, by=treasurer)
    values = {"code": "devices_handed_over", "value": Decimal(1)}
    with pytest.raises(Refused, match="plus un brouillon"):
        retain_value(report=report, reason="Trop tard.", by=treasurer, **values)
    with pytest.raises(IntegrityError, match="keeps its papers"), transaction.atomic():
        IndicatorOverride.objects.create(
            organisation=inside, report=report, reason="SQL", by=treasurer, **values
        )

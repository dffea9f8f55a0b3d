"""What is due when: the law's months, what the page and the calendar say, who is reminded."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from funding import home_deadlines
from funding.cash import Movement, forecast, monthly
from funding.deadlines import (
    essential_data_due_on,
    kept_until,
    report_due,
    report_due_on,
    step_reached,
)
from funding.models import DeadlineReminder, Grant
from funding.selectors.deadlines import deadlines_of, papers_kept
from funding.selectors.forecast import cash_forecast
from funding.services.instalments import set_instalment
from funding.services.reminders import ask_for_reminders, remind, wake
from funding.services.treasury import add_commitment, note_balance, remove_commitment
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import a_project
from tests.funding.granting import an_awarded, cut_in, euro, signed


@pytest.mark.parametrize(
    ("end", "remind_on", "late_after"),
    [
        ("2026-12-31", "2027-06-30", "2027-06-30"),
        ("2026-08-31", "2027-02-28", "2027-02-28"),
        ("2027-08-31", "2028-02-29", "2028-02-29"),
        ("2026-06-30", "2026-12-30", "2026-12-31"),
        ("2026-02-28", "2026-08-28", "2026-08-31"),
        ("2028-02-29", "2028-08-29", "2028-08-31"),
        ("2026-06-15", "2026-12-15", "2026-12-15"),
    ],
)
def test_six_months_are_recalled_on_the_earlier_reading_and_late_from_the_later(
    end, remind_on, late_after
):
    due = report_due(date.fromisoformat(end))
    assert (due.remind_on.isoformat(), due.late_after.isoformat()) == (remind_on, late_after)
    assert report_due_on(date.fromisoformat(end)) == due.late_after


def test_the_strict_reading_is_not_late_yet():
    due = report_due(date(2026, 6, 30))
    assert not due.is_late(date(2026, 12, 31))
    assert due.is_late(date(2027, 1, 1))


def test_a_reminder_is_sent_at_each_step_and_once_late():
    due = report_due(date(2026, 6, 30))
    days = {90: None, 61: None, 60: 60, 31: 60, 30: 30, 8: 30, 7: 7, 0: 7, -1: 7, -2: 0}
    for left, step in days.items():
        assert step_reached(due, due.remind_on - timedelta(days=left)) == step, left


def test_essential_data_and_papers_have_their_own_delays():
    assert essential_data_due_on(date(2026, 11, 30)) == date(2027, 2, 28)
    end = date(2026, 6, 30)
    assert kept_until(end, needs_accounts=False) == date(2031, 6, 30)
    assert kept_until(end, needs_accounts=True) == date(2036, 6, 30)
    late = kept_until(end, needs_accounts=False, is_european=True, last_paid_on=date(2033, 1, 5))
    assert late == date(2038, 12, 31)


def test_the_deadlines_of_an_organisation_are_its_reports_instalments_and_publications(
    inside, treasurer, metropole
):
    today = timezone.localdate()
    grant = signed(treasurer, metropole, "24000.00")
    first, _ = cut_in(treasurer, grant)
    set_instalment(
        instalment=first, condition="date", due_on=today + timedelta(days=10), by=treasurer
    )
    found = {deadline.kind: deadline for deadline in deadlines_of(inside.pk)}
    assert found["report"].on == date(2026, 12, 30)
    assert found["instalment"].title == "Appeler 16\u202f800,00\u00a0€"
    if today <= date(2026, 3, 20):
        assert found["essential_data"].owner == metropole.name
    (kept,) = papers_kept(inside.pk)
    assert kept.until == date(2031, 6, 30)


def test_above_153000_the_papers_are_kept_ten_years(inside, treasurer, metropole):
    an_awarded(treasurer, metropole, "153000.01")
    (kept,) = papers_kept(inside.pk)
    assert (kept.until.year, kept.why) == (2036, "dix ans, comptes annuels dus")


def test_deadlines_cost_the_same_queries_for_one_grant_and_for_six(
    inside, treasurer, metropole, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed(treasurer, metropole, title="une")
    with CaptureQueriesContext(connection) as few:
        deadlines_of(inside.pk)
    for n in range(5):
        signed(treasurer, metropole, title=f"{n}")
    with CaptureQueriesContext(connection) as many:
        assert len(deadlines_of(inside.pk)) >= 6
    assert len(many) == len(few)


def test_a_deadline_is_recalled_once_a_step_to_those_in_charge(
    inside, treasurer, manager, metropole, member_of
):
    member_of(inside, "MEDIATOR")
    an_awarded(treasurer, metropole)
    due = date(2026, 12, 30)
    assert remind(inside.pk, due - timedelta(days=45)) == 1
    assert remind(inside.pk, due - timedelta(days=40)) == 0
    assert remind(inside.pk, due - timedelta(days=20)) == 1
    assert set(Mail.objects.values_list("to", flat=True)) == {
        treasurer.user.email, manager.user.email,
    }  # fmt: skip
    assert "avant le 30\u00a0décembre 2026" in Mail.objects.first().text.lower()
    assert sorted(DeadlineReminder.objects.values_list("step", flat=True)) == [30, 60]


def test_the_morning_round_wakes_what_waited_for_its_day(inside, treasurer, metropole):
    grant = an_awarded(treasurer, metropole)
    first, _ = cut_in(treasurer, grant)
    set_instalment(
        instalment=first,
        condition="date",
        due_on=timezone.localdate() + timedelta(days=1),
        by=treasurer,
    )
    type(first).objects.filter(pk=first.pk).update(due_on=timezone.localdate())
    wake(inside.pk)
    first.refresh_from_db()
    assert first.state == "callable"


def test_the_round_is_one_job_a_day_and_an_organisation(association, treasurer, metropole):
    with organisation(association):
        an_awarded(treasurer, metropole)
    ask_for_reminders()
    ask_for_reminders()
    jobs = Job.objects.filter(kind="funding.reminders", organisation_id=association.pk)
    assert jobs.count() == 1
    run_pending_jobs()
    assert jobs.get().state == "done"


def test_the_private_calendar_opens_with_its_address_and_closes_with_it(
    client_for, client, association, treasurer, metropole
):
    web = client_for(treasurer)
    with organisation(association):
        an_awarded(treasurer, metropole)
    page = web.post(reverse("funding:deadline_address"), {"act": "make"}).content.decode()
    address = page.split('feed-address">')[1].split("<")[0]
    path = "/" + address.split("/", 3)[3]
    text = client.get(path).content.decode()
    assert "BEGIN:VEVENT" in text
    assert "DTSTART;VALUE=DATE:20261230" in text
    assert "Déposer le compte rendu financier" in text
    web.post(reverse("funding:deadline_address"), {"act": "revoke"})
    assert client.get(path).status_code == 404


# Cash


def test_a_year_of_cash_says_the_evening_it_passes_below_zero():
    day = date(2026, 1, 1)
    rows = [
        Movement(date(2026, 2, 1), Decimal(-800), "loyer"),
        Movement(date(2026, 2, 1), Decimal(300), "tranche", waits=True),
        *monthly("salaire", Decimal(100), date(2025, 11, 30), None, day),
    ]
    on_time = forecast(start=Decimal(800), first_day=day, movements=rows)
    assert on_time.below_zero_on == date(2026, 4, 30)
    late = forecast(start=Decimal(800), first_day=day, movements=rows, delay_days=30)
    assert late.below_zero_on == date(2026, 2, 1)
    assert min(balance for _, balance in late.balances()) == late.lowest[0]


def test_money_that_comes_the_day_it_is_spent_saves_the_evening():
    day = date(2026, 1, 1)
    rows = [Movement(day, Decimal(-50), "a"), Movement(day, Decimal(50), "b")]
    assert forecast(start=Decimal(0), first_day=day, movements=rows).below_zero_on is None


def test_a_late_approval_moves_the_day_of_the_gap(inside, treasurer, metropole):
    today = timezone.localdate()
    grant = an_awarded(treasurer, metropole, "10000.00")
    first, last = cut_in(treasurer, grant, "50/50")
    for row, days in ((first, 40), (last, 40)):
        set_instalment(
            instalment=row, condition="final", due_on=today + timedelta(days=days), by=treasurer
        )
    add_commitment(
        label="Salaire", amount=euro(1000), is_monthly=False,
        starts_on=today + timedelta(days=50), by=treasurer,
    )  # fmt: skip
    assert cash_forecast(inside.pk, start=euro(500)).below_zero_on is None
    late = cash_forecast(inside.pk, start=euro(500), delay_days=30)
    assert late.below_zero_on == today + timedelta(days=50)


def test_the_forecast_page_starts_from_the_noted_balance(
    client_for, association, treasurer, metropole
):
    web = client_for(treasurer)
    assert "D’où partir" in web.get(reverse("funding:forecast")).content.decode()
    wrong = web.post(reverse("funding:cash_note"), {"on": "2026-01-05", "amount": "1,234"})
    assert wrong.status_code == 422
    web.post(reverse("funding:cash_note"), {"on": "2026-01-05", "amount": "-120,50"})
    page = web.get(reverse("funding:forecast")).content.decode()
    assert "passe sous zéro" in page
    assert "\u2212120,50\u00a0€" in page


def test_a_commitment_is_added_and_taken_away_once(inside, treasurer):
    commitment = add_commitment(
        label="Loyer", amount=euro(600), is_monthly=True, starts_on=date(2026, 1, 5), by=treasurer
    )
    note_balance(on=date(2026, 1, 1), amount=euro(10), by=treasurer)
    note_balance(on=date(2026, 1, 1), amount=euro(20), by=treasurer)
    remove_commitment(commitment=commitment, by=treasurer)
    with pytest.raises(Refused, match="déjà retiré"):
        remove_commitment(commitment=commitment, by=treasurer)


@time_machine.travel("2026-01-03 12:00+01:00", tick=False)
def test_home_says_when_the_cash_runs_out(inside, treasurer):
    """Neither without a balance nor while the cash holds."""

    def said():
        return [line for line in home_deadlines.todo(treasurer) if "trésorerie" in line.title]

    add_commitment(
        label="Loyer", amount=euro(600), is_monthly=False, starts_on=date(2026, 1, 5), by=treasurer
    )
    assert said() == []
    note_balance(on=date(2026, 1, 2), amount=euro(600), by=treasurer)
    assert said() == []
    note_balance(on=date(2026, 1, 3), amount=euro(500), by=treasurer)
    (line,) = said()
    assert line.when == "dès le 5\u00a0janv." and not line.is_late
    assert "\u2212100,00\u00a0€" in line.detail
    # In ten months, the forecast says so and home does not yet.
    note_balance(on=date(2026, 1, 3), amount=euro(700), by=treasurer)
    add_commitment(
        label="Banquet", amount=euro(900), is_monthly=False, starts_on=date(2026, 11, 5),
        by=treasurer,
    )  # fmt: skip
    assert said() == []


def test_another_organisation_has_other_deadlines(inside, treasurer, metropole):
    an_awarded(treasurer, metropole)
    other = OrganisationFactory()
    assert deadlines_of(other.pk) == []
    assert Grant.objects.count() == 1
    assert a_project(treasurer, title="Encore").organisation == inside

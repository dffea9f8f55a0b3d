"""What is counted as acts are done is always what a naive count of the rows would find."""

from collections import defaultdict
from dataclasses import astuple
from datetime import date, datetime
from random import Random
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from beneficiaries.models import AgeBand, Merge
from beneficiaries.retention.erasure import erase_beneficiary
from beneficiaries.services.merging import approve_merge, propose_merge, undo_merge
from inclusion.organisations.database import organisation
from tests.workshops.factories import (
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    VenueFactory,
    WorkshopFactory,
)
from workshops.models import (
    Attendance,
    CountedPerson,
    CountedSession,
    FigureLine,
    WorkshopSession,
)
from workshops.periods import Period, month_number
from workshops.selectors import figures
from workshops.selectors.activity import Count, activity, months_of, total_of
from workshops.services import amend_session, close_session, update_workshop
from workshops.services.counting import add_up

ANONYMOUS_AXES = {"age": "age_band", "gender": "gender", "situation": "situation"}


def at(*moment):
    return timezone.make_aware(datetime(*moment))


def held(org, starts_at, people=(), *, by, workshop=None, venue=None, closing=None, led_by=None):
    """A session of that moment, those people in it, closed."""
    about = {"workshop": workshop, "venue": venue}
    session = SessionFactory(
        organisation=org,
        starts_at=starts_at,
        led_by=led_by,
        **{name: thing for name, thing in about.items() if thing},
    )
    for person in people:
        RegistrationFactory(organisation=org, session=session, beneficiary=person)
    session.seats_taken = len(people)
    session.save(update_fields=["seats_taken"])
    close_session(session=session, by=by, **(closing or {}))
    session.refresh_from_db()
    return session


def naive(org, period):
    """The same figures from the rows, one by one."""
    axes = defaultdict(lambda: defaultdict(lambda: [set(), 0, 0, 0, set()]))
    first_time = {}
    sessions = WorkshopSession.objects.filter(organisation=org, status="closed")
    for session in sessions.select_related("workshop").order_by("starts_at"):
        local = timezone.localtime(session.starts_at)
        rows = list(session.attendances.filter(status="seen"))
        for row in rows:
            first_time.setdefault(row.beneficiary_id, local.date())
        if not period.first <= local.date() <= period.last:
            continue
        if not rows and not session.anonymous_count:
            continue
        shared = [("total", ""), ("topic", session.workshop.topic), ("kind", session.kind)]
        shared.append(("workshop", str(session.workshop_id)))
        shared.append(("venue", str(session.venue_id or session.modality)))
        shared += [("procedure", code) for code in session.workshop.procedures]
        shared += [("leader", f.led_as) for f in session.facilitators.all()] or [("leader", "none")]
        if session.series_id:
            shared.append(("series", str(session.series_id)))
        for axis, value in dict.fromkeys(shared):
            axes[axis][value][0].add(session.pk)
            axes[axis][value][3] += session.anonymous_count
        for axis, question in ANONYMOUS_AXES.items():
            for code, _, count in session.anonymous_classes(question):
                axes[axis][str(code)][3] += count
        axes["qpv"]["unknown"][3] += session.anonymous_count
        for row in rows:
            own = [("age", row.age_band), ("gender", row.gender), ("situation", row.situation)]
            lives = {True: "yes", False: "no", None: "unknown"}
            own.append(("qpv", lives[row.is_priority_neighbourhood]))
            for axis, value in dict.fromkeys([*shared, *own]):
                cell = axes[axis][value]
                cell[1 if row.beneficiary_id else 2] += 1
                if row.beneficiary_id:
                    cell[4].add(row.beneficiary_id)
    new = {who for who, day in first_time.items() if period.first <= day <= period.last}
    return {
        axis: {
            value: Count(len(s), named, walk_ins, anonymous, len(people), len(people & new))
            for value, (s, named, walk_ins, anonymous, people) in values.items()
            if named or walk_ins or anonymous
        }
        for axis, values in axes.items()
    }


def without_newcomers(counts):
    """Somebody new to a topic is not new to the association: only the whole has newcomers."""
    return {
        axis: {
            value: astuple(count)[: 6 if axis == "total" else 5] for value, count in each.items()
        }
        for axis, each in counts.items()
        if each
    }


def agree(org, period):
    assert without_newcomers(activity(org, period)) == without_newcomers(naive(org, period))


PERIODS = [
    Period.year(2025),
    Period.year(2024),
    Period.quarter(2025, 1),
    Period.month(2025, 3),
    Period(date(2024, 7, 1), date(2025, 6, 30)),
    Period(date(2025, 1, 15), date(2025, 3, 20)),
    Period(date(2025, 3, 10), date(2025, 3, 20)),
    Period(date(2025, 2, 1), date(2025, 3, 20)),
    Period(date(2024, 12, 15), date(2025, 2, 28)),
    Period(date(2025, 1, 31), date(2025, 2, 1)),
]


@pytest.mark.parametrize("seed", range(4))
def test_random_acts_are_counted_as_the_rows_are(inside, member_of, seed):
    draw = Random(seed)
    by, helper = member_of(inside), member_of(inside, "VOLUNTEER", is_civic_service=seed % 2 == 0)
    people = [
        PersonFactory(
            organisation=inside,
            birth_year=draw.choice([None, 1950, 1990, 2005]),
            gender=draw.choice(["feminin", "masculin", "non_communique"]),
            **draw.choice([{}, {"is_priority_neighbourhood": True, "qpv_method": "declared"}]),
        )
        for _ in range(7)
    ]
    workshops = [
        WorkshopFactory(organisation=inside),
        WorkshopFactory(
            organisation=inside,
            topic="aide_aux_demarches_administratives",
            procedures=["logement", "justice"],
        ),
    ]
    venues = [VenueFactory(organisation=inside) for _ in range(2)]
    sessions, merges = [], []
    for _ in range(14):
        act = draw.choice(["hold", "hold", "hold", "amend", "merge", "undo", "topic"])
        if act == "hold":
            alive = [person for person in people if not person.merged_into_id]
            came = draw.sample(alive, draw.randint(0, len(alive)))
            absent = dict.fromkeys(came[: draw.randint(0, 1)], "noshow")
            anonymous = draw.randint(0, 4)
            month = draw.choice([(2024, 12), (2025, 1), (2025, 2), (2025, 3), (2025, 6)])
            sessions.append(
                held(
                    inside,
                    at(*month, draw.randint(1, 28), draw.randint(0, 20)),
                    came,
                    by=by,
                    workshop=draw.choice(workshops),
                    venue=draw.choice(venues),
                    closing={
                        "absent": absent,
                        "walk_ins": [("Paul", AgeBand.FROM_70)] * draw.randint(0, 1),
                        "anonymous_count": anonymous,
                        "anonymous_known": {"gender": {"feminin": draw.randint(0, anonymous)}},
                    },
                    led_by=None,
                )
            )
        elif act == "amend" and sessions:
            session = draw.choice(sessions)
            rows = list(session.attendances.order_by("pk"))
            changed = {
                row.pk: "seen" if row.status != "seen" else draw.choice(["noshow", "revoked"])
                for row in draw.sample(rows, min(len(rows), 2))
            }
            amend_session(
                session=session,
                by=by,
                reason="Erreur de saisie",
                statuses=changed,
                walk_ins=[("Léa", "moins_de_douze")],
            )
        elif act == "merge":
            alive = [person for person in people if not person.merged_into_id]
            if len(alive) > 2:
                one, other = draw.sample(alive, 2)
                merge = propose_merge(survivor=one, absorbed=other, by=by)
                merges.append(approve_merge(merge=merge, by=by))
                other.refresh_from_db()
        elif act == "undo" and merges:
            merge = merges.pop()
            undo_merge(merge=merge, by=by)
            for person in people:
                person.refresh_from_db()
        elif act == "topic":
            update_workshop(workshop=workshops[0], by=by, topic=draw.choice(["email", "sante"]))
    assert helper
    for period in PERIODS:
        agree(inside, period)
    add_up()
    for period in PERIODS:
        agree(inside, period)
    assert Merge.objects.count() >= len(merges)


def test_no_figure_moves_when_a_person_is_forgotten(inside, member_of):
    by = member_of(inside)
    gone, stays = (
        PersonFactory(organisation=inside, is_priority_neighbourhood=True, qpv_method="declared")
        for _ in range(2)
    )
    twin = PersonFactory(organisation=inside)
    held(inside, at(2025, 1, 10, 9), [gone, stays], by=by)
    held(inside, at(2025, 3, 10, 9), [gone], by=by, closing={"anonymous_count": 2})
    held(inside, at(2025, 3, 12, 9), [twin], by=by)
    merge = propose_merge(survivor=gone, absorbed=twin, by=by)
    approve_merge(merge=merge, by=by)
    whole = [period for period in PERIODS if not period.edges]
    before = [activity(inside, period) for period in whole]
    people = [total_of(activity(inside, period)).people for period in PERIODS]
    gone.refresh_from_db()
    erase_beneficiary(beneficiary=gone, by=by)
    assert [activity(inside, period) for period in whole] == before
    assert total_of(before[0]) == Count(3, 4, 0, 2, 2, 2)
    # Of part of a month nobody knows which days were hers: the month counts whole, as elsewhere.
    after = [total_of(activity(inside, period)).people for period in PERIODS]
    assert after[:5] == people[:5]
    assert not CountedPerson.objects.filter(beneficiary=gone.pk).exists()
    add_up()
    assert [activity(inside, period) for period in whole] == before
    found = figures(inside, date(2025, 1, 1), date(2025, 12, 31))
    assert (found.sessions, found.participations, found.people) == (3, 6, 2)


def test_the_same_person_twice_is_one_person_and_two_participations(inside, member_of):
    by, person = member_of(inside), PersonFactory(organisation=inside)
    held(inside, at(2025, 1, 10, 9), [person], by=by)
    held(inside, at(2025, 2, 10, 9), [person], by=by, closing={"anonymous_count": 3})
    year = total_of(activity(inside, Period.year(2025)))
    assert (year.sessions, year.participations, year.people) == (2, 5, 1)
    # Nobody knows who the three are: nobody, or three persons more.
    assert (year.most_people, year.newcomers, year.known) == (4, 1, 0)
    february = total_of(activity(inside, Period.month(2025, 2)))
    assert (february.people, february.newcomers, february.known) == (1, 0, 1)


def test_a_session_counts_in_the_month_that_people_read_on_the_clock(inside, member_of):
    by = member_of(inside)
    # 31 December at 23:59 in Paris is still December, whatever the hour in Greenwich.
    held(inside, at(2024, 12, 31, 23, 59), by=by, closing={"anonymous_count": 1})
    held(inside, at(2025, 1, 1, 0, 0), by=by, closing={"anonymous_count": 2})
    # The night of the clock change.
    held(inside, at(2025, 3, 30, 1, 59), by=by, closing={"anonymous_count": 4})
    held(inside, at(2025, 3, 31, 23, 59), by=by, closing={"anonymous_count": 8})
    assert total_of(activity(inside, Period.year(2024))).participations == 1
    assert total_of(activity(inside, Period.year(2025))).participations == 14
    for last, expected in ((30, 4), (31, 12)):
        free = Period(date(2025, 3, 30), date(2025, 3, last))
        assert total_of(activity(inside, free)).participations == expected
    assert total_of(activity(inside, Period(date(2024, 12, 31), date(2025, 1, 1)))).anonymous == 3


def test_a_session_that_nobody_came_to_is_not_held(inside, member_of):
    by, person = member_of(inside), PersonFactory(organisation=inside)
    held(inside, at(2025, 1, 10, 9), [person], by=by, closing={"absent": {person: "noshow"}})
    assert activity(inside, Period.year(2025)) == {}


def test_each_way_of_leading_is_that_of_the_day(inside, member_of):
    by, helper = member_of(inside), member_of(inside, "VOLUNTEER", is_civic_service=True)
    held(inside, at(2025, 1, 10, 9), by=by, led_by=helper, closing={"anonymous_count": 2})
    helper.is_civic_service = False
    helper.save()
    held(inside, at(2025, 1, 11, 9), by=by, led_by=helper, closing={"anonymous_count": 3})
    held(inside, at(2025, 1, 12, 9), by=by, closing={"anonymous_count": 4})
    led = activity(inside, Period.year(2025))["leader"]
    assert {value: count.anonymous for value, count in led.items()} == {
        "civic": 2,
        "volunteer": 3,
        "none": 4,
    }


def test_another_organisation_counts_its_own(inside, other_association, member_of):
    by = member_of(inside)
    held(inside, at(2025, 1, 10, 9), by=by, closing={"anonymous_count": 2})
    with organisation(other_association):
        assert activity(other_association, Period.year(2025)) == {}
        assert activity(inside, Period.year(2025)) == {}


def test_months_say_each_what_was_held(inside, member_of):
    by, person = member_of(inside), PersonFactory(organisation=inside)
    held(inside, at(2025, 1, 10, 9), [person], by=by)
    held(inside, at(2025, 3, 10, 9), [person], by=by, closing={"anonymous_count": 1})
    months = months_of(inside, Period.quarter(2025, 1))
    assert [month.month for month, _ in months] == [1, 2, 3]
    assert [astuple(count) for _, count in months] == [
        (1, 1, 0, 0, 1, 1),
        (0, 0, 0, 0, 0, 0),
        (1, 1, 0, 1, 1, 0),
    ]


def test_a_session_taken_away_is_no_longer_counted(inside, member_of):
    by = member_of(inside)
    session = held(inside, at(2025, 1, 10, 9), by=by, closing={"anonymous_count": 2})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.changes_closed_sessions', 'on', true)")
    WorkshopSession.objects.filter(pk=session.pk).delete()
    assert activity(inside, Period.year(2025)) == {}
    assert not CountedSession.objects.exists()


def test_counting_again_changes_nothing(inside, member_of):
    from workshops.services.counting import count_again

    by, person = member_of(inside), PersonFactory(organisation=inside)
    held(inside, at(2025, 1, 10, 9), [person], by=by)
    lines = FigureLine.objects.count()
    count_again()
    assert FigureLine.objects.count() == lines


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_sessions_closed_at_once_counts_once(association, member_of):
    by = member_of(association)
    with organisation(association):
        person = PersonFactory(organisation=association)
        sessions = [
            SessionFactory(organisation=association, starts_at=at(2025, month, 10, 9))
            for month in (1, 2)
        ]
        for session in sessions:
            RegistrationFactory(organisation=association, session=session, beneficiary=person)
    start = Barrier(2)

    def close(session):
        start.wait()
        with organisation(association):
            close_session(session=session, by=by)
        connection.close()

    threads = [Thread(target=close, args=[session]) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with organisation(association):
        agree(association, Period.year(2025))
        found = total_of(activity(association, Period.year(2025)))
        assert (found.participations, found.people) == (2, 1)
        months = CountedPerson.objects.get().months["total|"]
        assert months == [month_number(date(2025, month, 1)) for month in (1, 2)]
        assert Attendance.objects.count() == 2

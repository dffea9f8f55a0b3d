"""Sessions: staff sign in again after two idle hours or twelve in all; volunteers stay in."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone


@pytest.mark.parametrize(
    ("role", "hours", "is_still_in"),
    [
        ("MEDIATOR", 1.9, True),
        ("MEDIATOR", 2.1, False),
        ("MANAGER", 2.1, False),
        ("VOLUNTEER", 2.1, True),
        ("VOLUNTEER", 24 * 29, True),
        ("VOLUNTEER", 24 * 31, False),
    ],
)
def test_an_idle_session_ends(role, hours, is_still_in, association, member_of, client_for):
    client = client_for(member_of(association, role))
    assert client.get("/documents/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        assert (client.get("/documents/").status_code == 200) is is_still_in
        assert (client.get("/documents/").status_code == 200) is is_still_in


def test_a_busy_session_ends_after_twelve_hours(association, member_of, client_for):
    client = client_for(member_of(association, "MEDIATOR"))
    start = timezone.now()
    for hour in range(0, 12):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            assert client.get("/documents/").status_code == 200, hour
    with time_machine.travel(start + timedelta(hours=12, minutes=1), tick=False):
        assert client.get("/documents/").status_code == 302


def test_a_fragment_asked_too_late_is_not_answered_with_the_sign_in_page(
    association, member_of, client_for
):
    client = client_for(member_of(association, "MEDIATOR"))
    client.get("/documents/")
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        response = client.get("/documents/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/connexion/login/")


def test_a_session_is_not_written_at_every_page(
    association, member_of, client_for, django_assert_max_num_queries
):
    client = client_for(member_of(association, "MEDIATOR"))
    client.get("/documents/")
    with django_assert_max_num_queries(30) as queries:
        client.get("/documents/")
    assert not [q for q in queries if "UPDATE" in q["sql"] and "django_session" in q["sql"]]

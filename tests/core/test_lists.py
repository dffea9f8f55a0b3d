"""Keyset pages: each row once, in both directions, whatever is added meanwhile."""

from urllib.parse import parse_qsl

import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict

from inclusion.ids import uuid7
from inclusion.lists import COUNT_CAP, keyset_page
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue


def venues(org, number, city="Limoges"):
    """Rows of which many share the first column of the order."""
    return Venue.objects.bulk_create(
        Venue(
            id=uuid7(),
            organisation=org,
            name=f"Salle {n}",
            sort_name=f"{city} {n} {uuid7()}",
            city=f"{city} {n % 3}",
        )
        for n in range(number)
    )


class Asked:
    """What a list reads of a request."""

    def __init__(self, query=""):
        self.GET = QueryDict(query.lstrip("?"))


def page_at(query="", *, descending=False, size=50, rows=None):
    rows = Venue.objects.all() if rows is None else rows
    return keyset_page(rows, Asked(query), order=("city", "pk"), descending=descending, size=size)


def walk(direction, query="", **options):
    """Every page from there on, by its own links."""
    pages = []
    while True:
        page = page_at(query, **options)
        pages.append(page)
        query = getattr(page, direction)
        if not query:
            return pages


@pytest.mark.parametrize("descending", [False, True])
def test_walking_forward_then_backward_gives_each_row_once(descending, inside):
    made = venues(inside, 120)
    expected = [v.pk for v in sorted(made, key=lambda v: (v.city, v.pk), reverse=descending)]
    forward = walk("next_url", descending=descending)
    assert [len(page) for page in forward] == [50, 50, 20]
    assert [row.pk for page in forward for row in page] == expected
    assert forward[0].previous_url == ""
    backward = walk("previous_url", forward[-1].previous_url, descending=descending)
    assert [row.pk for page in reversed(backward) for row in page] == expected[:100]


def test_a_row_added_before_the_page_moves_nothing(inside):
    venues(inside, 60, city="M")
    first = page_at(size=20)
    seen = [row.pk for row in first]
    venues(inside, 7, city="A")
    for page in walk("next_url", first.next_url, size=20):
        seen += [row.pk for row in page]
    assert len(seen) == len(set(seen)) == 60


def test_rows_removed_meanwhile_leave_the_others_in_place(inside):
    made = sorted(venues(inside, 60), key=lambda v: (v.city, v.pk))
    first = page_at(size=20)
    Venue.objects.filter(pk__in=[v.pk for v in made[15:25]]).delete()
    rest = [row.pk for page in walk("next_url", first.next_url, size=20) for row in page]
    assert rest == [v.pk for v in made[25:]]


def test_a_page_costs_the_same_for_2_and_60_rows(inside, django_assert_num_queries):
    venues(inside, 2)
    with django_assert_num_queries(2):
        page_at(size=20)
    venues(inside, 58)
    with django_assert_num_queries(2):
        page_at(size=20)
    second = page_at(size=20).next_url
    with django_assert_num_queries(2):
        page_at(second, size=20)


def test_links_keep_every_filter_and_drop_the_former_place(inside):
    venues(inside, 30)
    asked = "city=a&city=b&q=%C3%A9t%C3%A9%20%26%20co&apres=&n=1"
    page = page_at(asked, size=10)
    kept = parse_qsl(page.next_url.lstrip("?"))
    assert kept[:-1] == [("city", "a"), ("city", "b"), ("q", "été & co"), ("n", "1")]
    assert kept[-1][0] == "apres"
    back = parse_qsl(page_at(page.next_url, size=10).previous_url.lstrip("?"))
    assert [name for name, _ in back] == ["city", "city", "q", "n", "avant"]


def test_counts_stop_at_a_thousand(inside, monkeypatch):
    monkeypatch.setattr("inclusion.lists.COUNT_CAP", 10)
    venues(inside, 25)
    page = page_at(size=5)
    assert (page.count, page.shown_count, page.is_capped) == (11, 10, True)
    assert COUNT_CAP == 1000


def test_an_empty_list_has_no_links(inside):
    page = page_at()
    assert (len(page), page.count, page.next_url, page.previous_url) == (0, 0, "", "")


def test_a_place_that_cannot_be_read_is_refused_and_breaks_nothing(association):
    with organisation(association):
        venues(association, 3)
        for query in ("apres=x", "avant=bnVsbA", "apres=WyJhIiwiYiJd"):
            with pytest.raises(BadRequest):
                page_at(query)
        assert Venue.objects.count() == 3

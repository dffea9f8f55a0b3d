"""Lists: a filter form, keyset pages written as a row comparison, counts capped at 1 000."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import date, datetime

import django_filters
from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db import DataError, transaction
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

PAGE_SIZE = 50
COUNT_CAP = 1000


class ListFilter(django_filters.FilterSet):
    """A strict filter: a value that does not parse is said in the form, and nothing is listed."""

    @property
    def qs(self):
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs

    @property
    def is_active(self):
        """True when at least one filter narrows the list, or cannot be read."""
        if self.is_bound and not self.form.is_valid():
            return True
        return self.is_bound and any(
            value not in (None, "", []) for value in getattr(self.form, "cleaned_data", {}).values()
        )


@dataclass
class KeysetPage:
    """One page of a list: its rows, the addresses before and after, and an honest count."""

    rows: list
    count: int
    previous_url: str = ""
    next_url: str = ""
    filtered: object = None
    extra: dict = field(default_factory=dict)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def is_capped(self):
        return self.count > COUNT_CAP

    @property
    def shown_count(self):
        return min(self.count, COUNT_CAP)


def keyset_page(filtered, request, *, order, descending=False, size=PAGE_SIZE):
    """The page of `filtered` (a FilterSet or a QuerySet) that the address asks for.

    `order` names the columns, all in one direction, the last one unique. The position travels as
    the values of the row beside it, so the last page costs what the first one does.
    """
    queryset = filtered.qs if isinstance(filtered, django_filters.FilterSet) else filtered
    backwards = "avant" in request.GET
    position = request.GET.get("avant") or request.GET.get("apres")
    rows = queryset
    towards_end = descending != backwards
    try:
        if position:
            rows = _beyond(rows, order, _decode(position, len(order)), towards_end)
        rows = rows.order_by(*(F(name).desc() if towards_end else F(name).asc() for name in order))
        found = list(rows[: size + 1])
    except (ValueError, OverflowError, ValidationError, FieldError) as error:
        raise BadRequest("Position de liste illisible.") from error
    except DataError as error:
        # The database stopped at a value out of its range: the transaction is over.
        transaction.set_rollback(True)
        raise BadRequest("Position de liste illisible.") from error
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    page = KeysetPage(
        rows=found,
        count=queryset.order_by()[: COUNT_CAP + 1].count(),
        filtered=filtered,
    )
    if found and (has_more or backwards):
        page.next_url = _url(request, "apres", found[-1], order)
    if found and ((position and not backwards) or (backwards and has_more)):
        page.previous_url = _url(request, "avant", found[0], order)
    return page


def _beyond(queryset, order, values, less):
    comparison = TupleLessThan if less else TupleGreaterThan
    columns = Tuple(*(F(name) for name in order))
    return queryset.filter(comparison(columns, values))


def _url(request, direction, row, order):
    query = request.GET.copy()
    query.pop("apres", None)
    query.pop("avant", None)
    values = []
    for name in order:
        value = row
        for part in name.split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if isinstance(value, (date, datetime)) else str(value))
    query[direction] = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    return "?" + query.urlencode()


def _decode(position, length):
    try:
        padded = position + "=" * (-len(position) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeError, RecursionError) as error:
        raise BadRequest("Position de liste illisible.") from error
    if (
        not isinstance(values, list)
        or len(values) != length
        or not all(
            isinstance(value, str) and len(value) < 200 and "\0" not in value for value in values
        )
    ):
        raise BadRequest("Position de liste illisible.")
    return values

"""Issuing the programme of a period, as a sheet or a poster."""

from django.db import transaction

from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.ui.formats import day
from workshops.models import ProgrammeSettings, WorkshopSession
from workshops.papers.programme import PROGRAMME_POSTER, programme_facts

SHOWN_MAX = {"programme_sheet": 200, PROGRAMME_POSTER: 8}


@transaction.atomic
def issue_programme(*, by, kind, first_day, last_day, venue=None):
    """Freeze what is planned between two days; a poster holds eight dates at most."""
    if last_day < first_day:
        raise Refused("La période finit après son début.")
    settings, _ = ProgrammeSettings.objects.get_or_create(organisation=by.organisation)
    sessions = WorkshopSession.objects.visible_to(by).open_to_all().on_days(first_day, last_day)
    if venue is not None:
        sessions = sessions.filter(venue=venue)
    rows = list(
        sessions.select_related("workshop", "venue").order_by("starts_at", "pk")[
            : SHOWN_MAX[kind] + 1
        ]
    )
    if not rows:
        raise Refused("Aucune séance ouverte à tous dans cette période.")
    if len(rows) > SHOWN_MAX[kind]:
        raise Refused(
            f"{SHOWN_MAX[kind]}\u00a0séances au plus sur ce papier\u00a0: choisissez moins long,"
            " ou un seul lieu."
        )
    facts = programme_facts(
        by.organisation,
        rows,
        first=first_day,
        last=last_day,
        venue=venue,
        is_published=settings.is_published,
    )
    where = f", {venue}" if venue else ""
    return issue_document(
        kind,
        facts,
        subject=settings,
        by=by,
        subtitle=f"du {day(first_day)} au {day(last_day)}{where}"[:200],
    )

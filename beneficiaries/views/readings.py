"""Who read what: one's own readings, those of a file, and those that are out of the ordinary."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from beneficiaries.models import Beneficiary
from beneficiaries.permissions import can_open_files, can_watch_readings
from beneficiaries.selectors.readings import (
    ALERT_ICONS,
    ALERTS_SHOWN,
    SUBJECT,
    alert_words,
    new_alerts,
    people_known_as,
    readings_by,
    readings_of,
    seen_alerts,
    what_words,
)
from beneficiaries.services.readings import see_alerts
from beneficiaries.views.notices import trail_of
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.telling import telling

FILES_NAMED = 12


@require_GET
@access(can_open_files)
def my_readings(request):
    """What I read and searched for; files by their number, as the journal knows no name."""
    page = keyset_page(readings_by(request.member), request, order=("seq",), descending=True)
    people = people_known_as({e.subject_id for e in page if e.subject_type == SUBJECT})
    return render(
        request,
        "beneficiaries/readings_mine.html",
        {
            "page": page,
            "lines": [_mine(entry, people) for entry in page],
            "trail": [
                ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
                ("Mes lectures", ""),
            ],
        },
    )


def _mine(entry, people):
    if entry.subject_type != SUBJECT:
        return {"at": entry.at, "what": "une recherche de personne", "person": None}
    return {
        "at": entry.at,
        "what": what_words(entry.action),
        "person": people.get(entry.subject_id),
        "is_gone": entry.subject_id not in people,
    }


@require_GET
@access(can_watch_readings)
def readings(request, pk):
    """Who consulted this person's file, when, and what of it."""
    beneficiary = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    record_read(beneficiary, by=request.member, what="readings")
    page = keyset_page(readings_of(beneficiary), request, order=("seq",), descending=True)
    return render(
        request,
        "beneficiaries/readings.html",
        {
            "beneficiary": beneficiary,
            "page": page,
            "lines": [
                {
                    "at": entry.at,
                    "who": entry.actor,
                    "role": entry.actor.get_role_display(),
                    "what": what_words(entry.action),
                }
                for entry in page
            ],
            "trail": trail_of(beneficiary, ("Qui a consulté ce dossier", "")),
        },
    )


@require_GET
@access(can_watch_readings)
def reading_alerts(request):
    """Readings out of the ordinary: to look at, then those already looked at."""
    alerts = list(new_alerts(request.member)[:ALERTS_SHOWN])
    seen = keyset_page(seen_alerts(request.member), request, order=("at", "pk"), descending=True)
    pseudonyms = {name for each in (*alerts, *seen) for name in _named(each)}
    people = people_known_as(pseudonyms)
    return render(
        request,
        "beneficiaries/readings_alerts.html",
        {
            "lines": [_alert(each, people) for each in alerts],
            "seen": [_alert(each, people) for each in seen],
            "page": seen,
            "trail": [
                ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
                ("Lectures inhabituelles", ""),
            ],
        },
    )


def _named(alert):
    return alert.facts.get("people", [])[:FILES_NAMED]


def _alert(alert, people):
    files = [people[name] for name in _named(alert) if name in people]
    return {
        "alert": alert,
        "icon": ALERT_ICONS[alert.kind],
        "words": alert_words(alert),
        "files": sorted(files, key=lambda each: each.file_number),
        "more": max(0, alert.facts.get("count", 0) - len(files)),
    }


@require_POST
@access(can_watch_readings)
def reading_alerts_see(request):
    """Mark the ticked ones as looked at."""
    try:
        chosen = [UUID(key) for key in request.POST.getlist("chosen")]
    except ValueError as error:
        raise BadRequest("Lecture inconnue.") from error
    with telling(request, "C’est noté\u00a0: vous avez regardé ces lectures."):
        see_alerts(alerts=chosen, by=request.member)
    return redirect("beneficiaries:reading_alerts")

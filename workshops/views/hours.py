"""Volunteers' hours: one's own, then the whole association's."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inclusion.exceptions import Refused
from inclusion.organisations.models import Role
from inclusion.permissions import access
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from inclusion.tables.writing import CONTENT_TYPES
from inclusion.text import counted
from inclusion.ui.telling import telling
from workshops.forms.attendance import listed_ids as posted_ids
from workshops.forms.hours import HoursCertificateForm, HoursForm, RateForm
from workshops.models import HourlyRate, VolunteerHours
from workshops.permissions import can_declare_hours, can_run_volunteers
from workshops.presentation import trail_of
from workshops.selectors.hours import hours_words, member_hours, totals_of
from workshops.services.hours import (
    confirm_hours,
    declare_hours,
    issue_hours_certificate,
    set_rate,
    withdraw_hours,
)
from workshops.tables import HOURS_EXPORT, produce_hours

SHOWN = 60


@require_http_methods(["GET", "POST"])
@access(can_declare_hours)
def my_hours(request):
    """Note what one gave; what is confirmed stays."""
    form = HoursForm(
        request.POST or None,
        member=request.member,
        initial={"session": request.GET.get("seance"), "worked_on": timezone.localdate()},
    )
    mine = VolunteerHours.objects.visible_to(request.member).filter(member=request.member)
    if request.POST.get("act") == "withdraw":
        return _withdraw(request, mine)
    if request.method == "POST" and form.is_valid():
        try:
            declare_hours(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Merci. Vos heures attendent la confirmation.")
            return redirect("workshops:my_hours")
    year = timezone.localdate().year
    rows = list(mine.select_related("session__workshop").order_by("-worked_on", "-pk")[:SHOWN])
    confirmed = member_hours(request.member.organisation, date(year, 1, 1), date(year, 12, 31))
    own = [line for line in confirmed if line.member_id == request.member.pk]
    context = {
        "form": form,
        "rows": [(row, hours_words(row.minutes)) for row in rows],
        "total": hours_words(sum(line.minutes for line in own)),
        "year": year,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/my_hours.html", context, status=status)


def _withdraw(request, rows):
    """One's own row; what is no row of hers is refused, not looked for."""
    key = next(iter(posted_ids([request.POST.get("hours", "")])), None)
    row = rows.filter(pk=key).first() if key else None
    with telling(request, "Ces heures sont retirées."):
        if row is None:
            raise Refused("Ces heures ne sont plus là.")
        withdraw_hours(by=request.member, hours=row)
    return redirect("workshops:my_hours")


@require_http_methods(["GET", "POST"])
@access(can_run_volunteers)
def volunteers(request):
    """The year's hours, what waits for the manager, the rates, the certificates."""
    is_manager = request.member.role == Role.MANAGER
    act = request.POST.get("act", "")
    today = timezone.localdate()
    rate = RateForm(request.POST if act == "rate" else None, auto_id="t_%s")
    paper = HoursCertificateForm(
        request.POST if act == "certificate" else None,
        member=request.member,
        initial={"first_day": date(today.year, 1, 1), "last_day": today},
        auto_id="a_%s",
    )
    if request.method == "POST" and is_manager:
        done = _act(request, act, rate, paper)
        if done:
            return done
    year = _year(request)
    organisation = request.member.organisation
    lines = member_hours(organisation, date(year, 1, 1), date(year, 12, 31))
    totals = totals_of(lines)
    waiting = VolunteerHours.objects.visible_to(request.member).to_confirm()
    context = {
        "year": year,
        "lines": [(line, hours_words(line.minutes)) for line in lines] if is_manager else [],
        "totals": totals,
        "volunteer_hours": hours_words(totals.volunteer_minutes),
        "civic_hours": hours_words(totals.civic_minutes),
        "waiting": [
            (row, hours_words(row.minutes))
            for row in waiting.exclude(member=request.member)
            .select_related("member__user", "session__workshop")
            .order_by("worked_on", "pk")[:SHOWN]
        ]
        if is_manager
        else [],
        "rates": HourlyRate.objects.filter(organisation=organisation).order_by("-from_day"),
        "rate_form": rate,
        "paper_form": paper,
        "is_manager": is_manager,
        "trail": trail_of(page="Bénévolat"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/volunteers.html", context, status=status)


def _act(request, act, rate, paper):
    """The answer when the act is done; None when a form comes back."""
    form = {"rate": rate, "certificate": paper}.get(act)
    if form is not None and not form.is_valid():
        return None
    try:
        if act == "rate":
            set_rate(by=request.member, **rate.cleaned_data)
            messages.success(request, "Taux enregistré.")
        elif act == "certificate":
            document = issue_hours_certificate(by=request.member, **paper.cleaned_data)
            return redirect("documents:progress", pk=document.job_id)
        else:
            rows = confirm_hours(by=request.member, keys=posted_ids(request.POST.getlist("hours")))
            messages.success(request, f"{counted(len(rows), 'ligne confirmée')}.")
    except Refused as refusal:
        if form is None:
            messages.error(request, refusal.message)
            return redirect("workshops:volunteers")
        form.add_error(None, refusal.message)
        return None
    return redirect("workshops:volunteers")


def _year(request):
    try:
        year = int(request.GET.get("annee", "")[:4])
    except ValueError:
        year = 0
    return year if 2000 <= year <= 2100 else timezone.localdate().year


@require_GET
@access(can_run_volunteers)
def volunteers_export(request):
    """The table of the year's contributions in kind: names for the manager alone."""
    if request.member.role != Role.MANAGER:
        messages.error(request, "La ou le responsable exporte les heures de chacun.")
        return redirect("workshops:volunteers")
    export, year = export_of(HOURS_EXPORT), _year(request)
    asked = request.GET.get("format", "csv")
    file_format = asked if asked in export.formats else "csv"
    content = file_of(export, produce_hours(request.member.organisation, year), file_format)
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    name = f"contributions-volontaires-{year}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@access(can_declare_hours)
def welcome(request):
    """Everything a new volunteer needs, on one screen."""
    return render(request, "workshops/welcome.html")

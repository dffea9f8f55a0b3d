"""The month, the calendar feeds, the programme on paper."""

from datetime import date, timedelta

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from beneficiaries.views.referral_link import unseen
from inclusion.calendars.ics import calendar_response
from inclusion.exceptions import Refused
from inclusion.permissions import access, public
from inclusion.places.models import Venue
from inclusion.ui.forms import ChoiceCards, DateInput
from workshops.calendars.ics import feed
from workshops.models import WorkshopSession
from workshops.papers.programme import PROGRAMME_POSTER, PROGRAMME_SHEET
from workshops.permissions import (
    can_have_a_calendar,
    can_manage_workshops,
    can_see_programme,
)
from workshops.presentation import trail_of, volunteer_trail
from workshops.selectors.month import month_of
from workshops.services.feeds import SESSIONS_FEED
from workshops.services.papers import issue_programme
from workshops.views.programme import WeekForm

DAYS_BEFORE, DAYS_AFTER = 60, 366


@require_GET
@access(can_see_programme)
def month(request):
    """The sessions of a month."""
    form = WeekForm(request.GET, member=request.member)
    form.is_valid()
    year, number = _asked(request.GET.get("mois", ""))
    sessions = form.apply(WorkshopSession.objects.visible_to(request.member))
    shown = month_of(year, number, sessions)

    def address(value):
        kept = request.GET.copy()
        kept["mois"] = value
        return "?" + kept.urlencode()

    context = {
        "form": form,
        "month": shown,
        "previous_url": address(shown.previous),
        "next_url": address(shown.next),
        "can_manage": can_manage_workshops(request.member),
    }
    return render(request, "workshops/month.html", context)


def _asked(text):
    """« 2026-11 » as (2026, 11); anything else is this month."""
    try:
        year, month_number = (int(part) for part in text[:7].split("-"))
        date(year, month_number, 1)
    except ValueError:
        year, month_number = 0, 0
    if not 1900 < year < 2100:
        today = timezone.localdate()
        return today.year, today.month
    return year, month_number


@require_GET
@access(public)
@unseen
def private_feed(request, token):
    """The sessions a member leads; nobody's name, and nothing once she has left."""
    with SESSIONS_FEED.owner(token) as member:
        today = timezone.localdate()
        sessions = (
            WorkshopSession.objects.visible_to(member)
            .facilitated_by(member)
            .on_days(today - timedelta(days=DAYS_BEFORE), today + timedelta(days=DAYS_AFTER))
            .select_related("workshop", "venue")
            .order_by("starts_at", "pk")
        )
        text = feed(sessions, f"Mes ateliers, {member.organisation}", with_seats=True)
    return calendar_response(text, "ateliers.ics")


@require_http_methods(["GET", "POST"])
@access(can_have_a_calendar)
def my_calendar(request):
    """Make, make anew, or revoke one's private address; it is shown once."""
    sees_programme = can_see_programme(request.member)
    page = "Mon calendrier"
    context = {"trail": trail_of(page=page) if sees_programme else volunteer_trail(page)}
    return SESSIONS_FEED.page(request, "workshops/my_calendar.html", context)


class PaperForm(forms.Form):
    """Which paper, for which days, which venue."""

    hides_optional = True

    kind = forms.ChoiceField(
        label="Papier",
        choices=[
            (PROGRAMME_SHEET, "Programme à distribuer"),
            (PROGRAMME_POSTER, "Affiche, huit séances au plus"),
        ],
        initial=PROGRAMME_SHEET,
        widget=ChoiceCards(in_row=True),
    )
    first_day = forms.DateField(label="Du", widget=DateInput)
    last_day = forms.DateField(label="Au", widget=DateInput)
    venue = forms.ModelChoiceField(
        label="Lieu", queryset=Venue.objects.none(), required=False, empty_label="Tous les lieux"
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.visible_to(member).in_order()

    def clean(self):
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and not 0 <= (last - first).days <= 186:
            self.add_error("last_day", "La période finit après son début, six mois au plus.")
        if first and not 2000 <= first.year <= 2100:
            self.add_error("first_day", "Choisissez une année proche.")
        return data


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def programme_paper(request):
    """Print the programme of a period, or its poster."""
    today = timezone.localdate()
    initial = {"first_day": today, "last_day": today + timedelta(days=30)}
    form = PaperForm(request.POST or None, member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            document = issue_programme(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("documents:progress", pk=document.job_id)
    context = {"form": form, "trail": trail_of(page="Programme à imprimer")}
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/programme_paper.html", context, status=status)

"""The programme: the week, the past, a volunteer's own sessions."""

from datetime import timedelta

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inclusion.lists import keyset_page
from inclusion.organisations.models import Membership, Role
from inclusion.permissions import access
from inclusion.places.models import Venue
from inclusion.ui.forms import DateInput
from workshops.filters import SessionFilter
from workshops.models import LATE_ENTRY_DAYS, VOLUNTEER_DAYS, WorkshopSession
from workshops.permissions import (
    can_manage_workshops,
    can_run_volunteers,
    can_see_figures,
    can_see_my_sessions,
    can_see_programme,
)
from workshops.selectors import Figures, session_counts, week_of, with_leaders

# A choice that applies by itself; without JavaScript the form has its button.
APPLIED_AT_ONCE = {"class": "form-select", "data-submit-on-change": ""}


class WeekForm(forms.Form):
    """Which week, and whose or where."""

    semaine = forms.DateField(required=False, widget=DateInput)
    lieu = forms.ModelChoiceField(
        label="Lieu",
        queryset=Venue.objects.none(),
        required=False,
        empty_label="Tous les lieux",
        widget=forms.Select(APPLIED_AT_ONCE),
    )
    animation = forms.ModelChoiceField(
        label="Animation",
        queryset=Membership.objects.none(),
        required=False,
        empty_label="Toute l’équipe",
        widget=forms.Select(APPLIED_AT_ONCE),
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lieu"].queryset = Venue.objects.visible_to(member).in_order()
        self.fields["animation"].queryset = (
            Membership.objects.visible_to(member)
            .active()
            .exclude(role=Role.OFFICER)
            .select_related("user")
            .order_by("user__first_name", "user__last_name", "pk")
        )

    def clean_semaine(self):
        day = self.cleaned_data["semaine"]
        return day if day and 1900 <= day.year <= 2100 else None

    @property
    def monday(self):
        day = self.cleaned_data.get("semaine") or timezone.localdate()
        return day - timedelta(days=day.weekday())

    def apply(self, sessions):
        if self.cleaned_data.get("lieu"):
            sessions = sessions.filter(venue=self.cleaned_data["lieu"])
        if self.cleaned_data.get("animation"):
            sessions = sessions.facilitated_by(self.cleaned_data["animation"])
        return sessions

    def address(self, monday):
        """The same filters, another week."""
        kept = self.data.copy()
        kept["semaine"] = monday.isoformat()
        return "?" + kept.urlencode()


@require_GET
@access(can_see_programme)
def week(request):
    """The sessions of a week, their seats, and what is still to be filled in."""
    form = WeekForm(request.GET, member=request.member)
    form.is_valid()
    sessions = form.apply(WorkshopSession.objects.visible_to(request.member))
    shown = week_of(form.monday, sessions)
    return render(
        request,
        "workshops/week.html",
        {
            "form": form,
            "week": shown,
            "previous_url": form.address(shown.previous),
            "next_url": form.address(shown.next),
            "can_manage": can_manage_workshops(request.member),
            "can_see_figures": can_see_figures(request.member),
            "can_run_volunteers": can_run_volunteers(request.member),
        },
    )


@require_GET
@access(can_manage_workshops)
def session_list(request):
    """Past sessions, latest first, with the three numbers of what is shown."""
    now = timezone.now()
    past = WorkshopSession.objects.visible_to(request.member).filter(starts_at__lte=now)
    filtered = SessionFilter(request.GET, queryset=past, request=request)
    rows = with_leaders(filtered.qs).select_related("workshop", "venue").with_seen_count()
    page = keyset_page(rows, request, order=("starts_at", "pk"), descending=True)
    context = {
        "page": page,
        "filter": filtered,
        "counts": session_counts(filtered.qs),
        "definitions": Figures.DEFINITIONS,
    }
    template = (
        "workshops/partials/_session_results.html"
        if request.htmx
        else "workshops/session_list.html"
    )
    return render(request, template, context)


@require_GET
@access(can_see_my_sessions)
def my_sessions(request):
    """What I lead: yesterday, today, tomorrow with their roll, then the days to come."""
    today = timezone.localdate()
    mine = (
        WorkshopSession.objects.visible_to(request.member)
        .facilitated_by(request.member)
        .select_related("workshop", "venue")
        .order_by("starts_at", "pk")
    )
    near = list(
        mine.on_days(today - timedelta(days=VOLUNTEER_DAYS), today + timedelta(days=VOLUNTEER_DAYS))
    )
    late = mine.planned().on_days(
        today - timedelta(days=LATE_ENTRY_DAYS), today - timedelta(days=VOLUNTEER_DAYS + 1)
    )
    later = mine.planned().on_days(
        today + timedelta(days=VOLUNTEER_DAYS + 1), today + timedelta(days=60)
    )[:12]
    return render(
        request, "workshops/my_sessions.html", {"late": list(late), "near": near, "later": later}
    )

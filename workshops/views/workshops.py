"""The workshops of the programme, whatever their dates."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access
from workshops.forms import WorkshopForm
from workshops.models import Workshop
from workshops.permissions import can_manage_workshops
from workshops.presentation import trail_of
from workshops.selectors.programme import with_dates
from workshops.services import update_workshop

SESSIONS_SHOWN = 12


@require_GET
@access(can_manage_workshops)
def workshop_list(request):
    """What is taught here, with how many dates are to come."""
    workshops = with_dates(Workshop.objects.visible_to(request.member), timezone.now())
    page = keyset_page(workshops, request, order=("title", "pk"))
    context = {"page": page, "trail": trail_of(page="Ateliers au programme")}
    template = (
        "workshops/partials/_workshop_results.html"
        if request.htmx
        else "workshops/workshop_list.html"
    )
    return render(request, template, context)


@require_GET
@access(can_manage_workshops)
def workshop_detail(request, pk):
    """The sheet of a workshop and its next dates."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.member), pk=pk)
    now = timezone.now()
    to_come = (
        workshop.sessions.planned()
        .filter(starts_at__gt=now)
        .select_related("venue", "workshop")
        .order_by("starts_at", "pk")[:SESSIONS_SHOWN]
    )
    facts = [
        ("Thématique", workshop.get_topic_display()),
        ("Démarches", ", ".join(workshop.procedure_labels)),
        ("Niveau", workshop.get_level_display()),
        ("Public", workshop.audience),
        ("Coût", "Gratuit" if workshop.is_free else "Avec participation"),
        ("Nomenclature", f"médiation numérique, version {workshop.taxonomy_version}"),
    ]
    context = {
        "workshop": workshop,
        "to_come": to_come,
        "facts": [(label, value) for label, value in facts if value],
        "trail": trail_to(workshop),
    }
    return render(request, "workshops/workshop_detail.html", context)


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def workshop_update(request, pk):
    workshop = get_object_or_404(Workshop.objects.visible_to(request.member), pk=pk)
    form = WorkshopForm(request.POST or None, instance=workshop)
    if request.method == "POST" and form.is_valid():
        try:
            update_workshop(workshop=workshop, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("title", refusal.message)
        else:
            messages.success(request, "L’atelier est modifié.")
            return redirect("workshops:workshop_detail", pk=workshop.pk)
    context = {
        "form": form,
        "workshop": workshop,
        "trail": trail_to(workshop, page="Modifier"),
        "back_url": reverse("workshops:workshop_detail", args=[workshop.pk]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/workshop_form.html", context, status=status)


def trail_to(workshop, page=""):
    """« Ateliers › Ateliers au programme › Mes premiers e-mails › page »."""
    links = [
        ("Ateliers", reverse("workshops:week")),
        ("Ateliers au programme", reverse("workshops:workshop_list")),
    ]
    url = reverse("workshops:workshop_detail", args=[workshop.pk]) if page else ""
    links.append((workshop.title, url))
    return [*links, (page, "")] if page else links

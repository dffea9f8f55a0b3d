"""The home page of each role (« que dois-je faire maintenant ? ») and the pages around it."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inclusion.permissions import access, public, signed_in
from inclusion.registry import registry

SHOWN = 8


@require_GET
@access(signed_in)
def home(request):
    """The lines every app has for this member, most urgent first, and today's agenda."""
    member = request.member
    if member is None:
        template = "home/platform.html" if request.user.is_superuser else "home/no_membership.html"
        return render(request, template)
    lines = sorted(
        (line for provider in registry.todo for line in provider(member)),
        key=lambda line: (not line.is_late, line.rank),
    )
    agenda = sorted(
        (line for provider in registry.agenda for line in provider(member)),
        key=lambda line: line.starts_at,
    )
    panels = [panel for provider in registry.home_panels for panel in provider(member)]
    return render(
        request,
        "home/home.html",
        {
            "today": timezone.localdate(),
            "lines": lines[:SHOWN],
            "more": lines[SHOWN:],
            "line_count": len(lines),
            "agenda": agenda,
            "panels": panels,
            "search": next((s for find in registry.home_search if (s := find(member))), None),
            "act": next((act for act in registry.home_acts if act[0](member)), None),
        },
    )


@require_GET
@access(signed_in)
def account(request):
    """My account: my places, my password, my second factor."""
    return render(request, "home/account.html")


@require_GET
@access(signed_in)
def help_page(request):
    """One page of help for the role, in plain words."""
    return render(request, "home/help.html")


@require_GET
@access(public)
def accessibility(request):
    return render(request, "public/accessibility.html")


@require_GET
@access(public)
def privacy(request):
    return render(request, "public/privacy.html")


@require_GET
@access(public)
def how_verification_works(request):
    return render(request, "public/how_verification_works.html")

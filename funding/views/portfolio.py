"""The funder's portfolio: what it gave, what was paid and justified, what is late."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from funding.filters import SharedGrantFilter
from funding.models import ReportSubmission, SharedGrant
from funding.permissions import can_read_received, can_review
from funding.selectors.portfolio import portfolio_totals, what_approvals_free
from funding.selectors.reviews import read_together
from funding.services import vote_for_shared_review
from funding.services.shared_review import last_consent, last_vote
from funding.views.officer import PORTFOLIO_TRAIL
from inclusion.exceptions import Refused
from inclusion.lists import keyset_page
from inclusion.permissions import access


def _grants(member):
    return SharedGrant.objects.received_by(member)


@require_GET
@access(can_read_received)
def portfolio(request):
    """The grants given, latest decision first, with their sums and what an approval frees."""
    filtered = SharedGrantFilter(request.GET, queryset=_grants(request.member), request=request)
    page = keyset_page(filtered, request, order=("decided_on", "pk"), descending=True)
    context = {"page": page, "filter": filtered, "totals": portfolio_totals(filtered.qs)}
    if request.htmx:
        return render(request, "officer/partials/_portfolio_results.html", context)
    context["frees"] = what_approvals_free(request.member)
    return render(request, "officer/portfolio.html", context)


@require_GET
@access(can_read_received)
def grant(request, pk):
    """One grant as the funder knows it, its reports, and who else may read them."""
    shared = get_object_or_404(_grants(request.member), pk=pk)
    reports = (
        ReportSubmission.objects.received_by(request.member)
        .filter(organisation=shared.organisation_id, grant_key=shared.grant_id)
        .defer("snapshot")
        .order_by("-submitted_at", "-pk")
    )
    vote = last_vote(shared.project_key, request.member.organisation_id)
    consent = last_consent(shared.project_key)
    return render(
        request,
        "officer/grant.html",
        {
            "grant": shared,
            "reports": reports,
            "vote": vote,
            "consent": consent,
            "copies": read_together(shared.project_key, request.member),
            "may_review": can_review(request.member),
            "trail": [PORTFOLIO_TRAIL, (shared.title, "")],
        },
    )


@require_POST
@access(can_review)
def shared_review(request, pk):
    """Say yes or no to reading with the co-funders of the project."""
    shared = get_object_or_404(_grants(request.member), pk=pk)
    agrees = request.POST.get("accord") == "oui"
    try:
        vote_for_shared_review(shared_grant=shared, agrees=agrees, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            "Votre accord est enregistré. L’examen se partage quand tous l’ont donné."
            if agrees
            else "Votre refus est enregistré\u00a0: plus rien n’est partagé.",
        )
    return redirect("officer:grant", pk=shared.pk)

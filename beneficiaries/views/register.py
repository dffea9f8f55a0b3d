"""The association's own duties: register of processing and impact assessment, always up to date."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from beneficiaries.documents import DPIA, PROCESSING_REGISTER
from beneficiaries.duties.register import impact_assessment, processing_register
from beneficiaries.permissions import can_see_register
from beneficiaries.services.register import issue_register
from inclusion.permissions import access

ACTS = {"registre": PROCESSING_REGISTER, "aipd": DPIA}


@require_GET
@access(can_see_register)
def register(request):
    """What is done with personal data here, as it is today."""
    return render(
        request,
        "beneficiaries/register.html",
        {"register": processing_register(request.member), "trail": _trail("Registre")},
    )


@require_GET
@access(can_see_register)
def register_impact(request):
    """The impact assessment, filled with what the system sees."""
    return render(
        request,
        "beneficiaries/register_impact.html",
        {"impact": impact_assessment(request.member), "trail": _trail("Analyse d’impact")},
    )


@require_POST
@access(can_see_register)
def register_issue(request):
    """Freeze today's register or assessment as a numbered document."""
    kind = ACTS.get(request.POST.get("document", ""))
    if kind is None:
        raise Http404
    document = issue_register(kind=kind, by=request.member)
    messages.success(
        request, f"{document.title} {document.number}\u00a0: prêt dans « Mes documents »."
    )
    return redirect("documents:list")


def _trail(page):
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        (page, ""),
    ]

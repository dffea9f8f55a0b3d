"""The page that works without a network: the same for everyone, nobody's name is in it."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from beneficiaries.models import AgeBand
from equipment.forms import AuditForm
from inclusion.offline.permissions import can_work_offline
from inclusion.permissions import access
from workshops.forms import AttendanceForm
from workshops.models import ANONYMOUS_COUNTERS


@require_GET
@access(can_work_offline)
def offline(request):
    """Forms without anyone in them: what they are about is taken along by their scripts."""
    counters = {
        question: {str(code): name for code, name in names.items()}
        for question, names in ANONYMOUS_COUNTERS.items()
    }
    context = {
        "form": AttendanceForm(),
        "audit_form": AuditForm(member=request.member),
        "age_bands": AgeBand.choices,
        "counters": counters,
    }
    return render(request, "workshops/offline.html", context)

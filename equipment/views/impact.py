"""What reuse avoids: the page, and its document."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from equipment.forms.impact import PeriodForm, this_year
from equipment.impact import statement_of
from equipment.models import DeviceType
from equipment.permissions import can_see_impact
from equipment.selectors.impact import second_lives
from equipment.services.impact import issue_impact_statement
from equipment.views.trails import pool_trail
from inclusion.exceptions import Refused
from inclusion.permissions import access


@require_http_methods(["GET", "POST"])
@access(can_see_impact)
def impact(request):
    """The range of a period, type by type, with its sources; posted, it becomes a document."""
    start, end = this_year()
    given = request.POST if request.method == "POST" else request.GET
    form = PeriodForm(given or None, initial={"start": start, "end": end})
    is_typed = bool({"start", "end"} & set(given))
    status, refusal = 200, ""
    if is_typed and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
        if request.method == "POST":
            try:
                document = issue_impact_statement(start=start, end=end, by=request.member)
            except Refused as refused:
                refusal, status = refused.message, 422
            else:
                messages.success(request, f"Bilan {document.number} émis.")
                return redirect("documents:progress", pk=document.job_id)
    elif is_typed or request.method == "POST":
        status = 422
    if not is_typed:
        form = PeriodForm(initial={"start": start, "end": end})
    statement = statement_of(second_lives(request.member, start, end))
    labels = dict(DeviceType.choices)
    context = {
        "form": form,
        "start": start,
        "end": end,
        "statement": statement,
        "lines": [(labels[line.type], line) for line in statement.lines],
        "refusal": refusal,
        "trail": pool_trail(("Bilan d’impact", "")),
    }
    return render(request, "equipment/impact.html", context, status=status)

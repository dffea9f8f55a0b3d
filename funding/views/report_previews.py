"""The PDF of a draft: asked for, followed, read while it is there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from funding.permissions import can_do_funding
from funding.services import ask_for_preview
from funding.services.previewing import latest_preview, read_preview
from funding.views.report_writing import report_of
from inclusion.exceptions import Refused
from inclusion.jobs.models import JobState
from inclusion.jobs.polling import polling
from inclusion.permissions import access


@require_POST
@access(can_do_funding)
def preview_ask(request, pk):
    """Have the PDF drawn; the page then says how far it is."""
    report = report_of(request, pk)
    try:
        ask_for_preview(report=report, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("funding:report_detail", pk=report.pk)
    return redirect("funding:report_preview", pk=report.pk)


@require_GET
@never_cache
@access(can_do_funding)
def preview_progress(request, pk):
    """How far the drawing is; the page asks again by itself until it is over."""
    report = report_of(request, pk)
    if not request.htmx:
        return redirect("funding:report_preview", pk=report.pk)
    job = latest_preview(report, request.member)
    return render(
        request,
        "funding/partials/_preview_job.html",
        {"report": report, "job": job, **polling(request)},
    )


@require_GET
@never_cache
@access(can_do_funding)
def preview_pdf(request, pk):
    """The very document of the final one, from the same facts, marked « Projet »."""
    report = report_of(request, pk)
    job = latest_preview(report, request.member)
    try:
        if job is None or job.state != JobState.DONE:
            raise FileNotFoundError
        content = read_preview(job)
    except FileNotFoundError:
        messages.info(request, "Ce PDF n’est pas, ou n’est plus là\u00a0: demandez-le ici.")
        return redirect("funding:report_preview", pk=report.pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="projet-de-compte-rendu.pdf"'
    return response

"""Certificates of a whole course, and the summary of a session."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from inclusion.exceptions import Refused
from inclusion.permissions import access
from workshops.forms.courses import CourseForm
from workshops.models import WorkshopSession
from workshops.permissions import can_issue_certificates
from workshops.presentation import trail_of
from workshops.services.courses import issue_course_certificates, issue_session_summary


@require_http_methods(["GET", "POST"])
@access(can_issue_certificates)
def course_certify(request):
    """Everyone who followed a course between two days, in one job."""
    today = timezone.localdate()
    form = CourseForm(
        request.POST or None,
        member=request.member,
        initial={
            "workshop": request.GET.get("atelier"),
            "first": today - timezone.timedelta(days=90),
            "last": today,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            documents = issue_course_certificates(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("documents:progress", pk=documents[0].job_id)
    context = {"form": form, "trail": trail_of(page="Attestations de parcours")}
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/course_certify.html", context, status=status)


@require_POST
@access(can_issue_certificates)
def session_summary(request, pk):
    session = get_object_or_404(WorkshopSession.objects.visible_to(request.member), pk=pk)
    try:
        document = issue_session_summary(session=session, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("workshops:session_detail", pk=pk)
    return redirect("documents:progress", pk=document.job_id)

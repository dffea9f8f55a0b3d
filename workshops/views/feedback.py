"""Ten seconds at the end: the tablet's page, without an account, and what the paper said.

Opening the address changes nothing: faces are posted. Its authority is the address alone, and no
cookie gives any, so the form needs no token against forgery.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaries.views.referral_link import unseen
from inclusion.documents.rendering.qr import qr_data_uri
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink
from inclusion.permissions import access, public
from inclusion.throttling import client_address, too_many, within_limit
from workshops.forms.feedback import FacesForm, PaperFeedbackForm
from workshops.models import WorkshopSession
from workshops.permissions import can_manage_workshops, can_take_attendance
from workshops.presentation import trail_of
from workshops.services.feedback import FEEDBACK_LINK, give_feedback, open_feedback, type_feedback

# One tablet goes round a whole room.
GIVEN, GIVEN_SECONDS = 200, 3600


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public)
@unseen
def feedback(request, token):
    """Three questions, three faces; then the next person's turn."""
    link = PublicLink.resolve(token, FEEDBACK_LINK)
    if link is None:
        return render(request, "public/feedback_closed.html", status=404)
    if request.method == "POST" and not within_limit(
        "feedback", client_address(request), tries=GIVEN, seconds=GIVEN_SECONDS
    ):
        return too_many(request, GIVEN_SECONDS)
    with organisation(link.organisation_id):
        session = WorkshopSession.objects.select_related("workshop").get(pk=link.object_id)
        form = FacesForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                give_feedback(session=session, faces=form.faces(), slip=form.cleaned_data["slip"])
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                return render(request, "public/feedback_thanks.html", {"token": token})
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "session": session}
        return render(request, "public/feedback.html", context, status=status)


@require_POST
@access(can_take_attendance)
def feedback_open(request, pk):
    """The address for the tablet, as a code to scan."""
    sessions = WorkshopSession.objects.with_roll_open_to(request.member)
    session = get_object_or_404(sessions.select_related("workshop"), pk=pk)
    try:
        address = request.build_absolute_uri(open_feedback(session=session, by=request.member))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("workshops:attendance", pk=pk)
    context = {"session": session, "address": address, "code": qr_data_uri(address)}
    return render(request, "workshops/feedback_open.html", context)


@require_http_methods(["GET", "POST"])
@access(can_manage_workshops)
def feedback_type(request, pk):
    """What the paper slips said, as numbers."""
    sessions = WorkshopSession.objects.visible_to(request.member)
    session = get_object_or_404(sessions.select_related("workshop"), pk=pk)
    form = PaperFeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            type_feedback(
                session=session,
                by=request.member,
                counts=form.counts(),
                slip=form.cleaned_data["slip"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Les avis sont comptés.")
            return redirect("workshops:session_detail", pk=session.pk)
    context = {"form": form, "session": session, "trail": trail_of(session=session, page="Avis")}
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/feedback_type.html", context, status=status)

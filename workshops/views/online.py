"""Registering without an account, and one's own page to confirm or cancel.

Following a link changes nothing (mail scanners do it): everything is posted. No cookie gives any
authority here, so these forms need no token against forgery.
"""

import uuid
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.views.referral_link import unseen
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink, hash_token
from inclusion.permissions import access, public
from inclusion.throttling import client_address, too_many, within_limit
from workshops.forms.online import OnlineForm
from workshops.models import OnlineRegistration, Registration, RegistrationStatus, WorkshopSession
from workshops.permissions import can_manage_workshops
from workshops.presentation import trail_of
from workshops.selectors.messages import people_to_text
from workshops.services.online import ask_for_a_seat, cancel_online, confirm_online
from workshops.services.registration import cancel_own_registration
from workshops.telling import ONLINE_LINK, REGISTRATION_LINK, private_address
from workshops.views.public import open_sessions, published

# A library's box may hide many people.
SENT, SENT_SECONDS = 30, 3600
MAILS_AN_HOUR = 6


@csrf_exempt
@require_http_methods(["GET", "POST"])
@access(public)
def public_register(request, slug):
    """Ask for a seat; a mail then asks to confirm."""
    org, _ = published(slug)
    if not request.GET.get("seance"):
        return redirect("workshops:public_programme", slug=slug)
    with organisation(org):
        session = _asked_session(request, org)
        form = OnlineForm(request.POST or None)
        if request.method == "POST":
            if form.is_from_a_machine:
                return _asked_page(request, org, session, "")
            if not within_limit(
                "workshop-asked", client_address(request), tries=SENT, seconds=SENT_SECONDS
            ):
                return too_many(request, SENT_SECONDS)
            if form.is_valid():
                if not _mailbox_has_room(form.cleaned_data):
                    return too_many(request, SENT_SECONDS)
                try:
                    row = ask_for_a_seat(session=session, **form.asked)
                except Refused as refusal:
                    form.add_error(None, refusal.message)
                else:
                    # Without a mailbox, her page is shown here, once.
                    address = "" if row.email else private_address(row)
                    return _asked_page(request, org, session, address)
        context = {"organisation": org, "session": session, "form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "public/register.html", context, status=status)


def _mailbox_has_room(data):
    """Whatever the sender's address: nobody's mailbox is filled by this form."""
    key = data["email"].lower()
    return not key or within_limit(
        "workshop-mailbox", key, tries=MAILS_AN_HOUR, seconds=SENT_SECONDS
    )


def _asked_session(request, org):
    try:
        key = uuid.UUID(request.GET.get("seance", ""))
    except ValueError:
        raise Http404("Séance inconnue.") from None
    return get_object_or_404(open_sessions(org).filter(kind="collectif"), pk=key)


def _asked_page(request, org, session, address):
    context = {"organisation": org, "session": session, "address": address}
    return render(request, "public/register_asked.html", context)


@contextmanager
def followed(token):
    """The registration behind a private address, in its organisation's context; or 404."""
    link = PublicLink.objects.filter(
        token_hash=hash_token(token), kind__in=[REGISTRATION_LINK, ONLINE_LINK]
    ).first()
    if link is None:
        raise Http404("Lien inconnu.")
    model = Registration if link.kind == REGISTRATION_LINK else OnlineRegistration
    with organisation(link.organisation_id):
        row = (
            model.objects.filter(pk=link.object_id)
            .select_related("session__workshop", "session__venue", "session__organisation")
            .first()
        )
        if row is None:
            raise Http404("Inscription effacée.")
        yield row


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public)
@unseen
def my_registration(request, token):
    """Where one's seat stands; confirm it or give it back."""
    if request.method == "POST" and not within_limit(
        "workshop-seat", hash_token(token), tries=60, seconds=3600
    ):
        return too_many(request, 3600)
    with followed(token) as row:
        refusal = ""
        if request.method == "POST":
            try:
                _act(request.POST.get("act", ""), row)
            except Refused as refused:
                refusal = refused.message
            row.refresh_from_db()
        session = row.session
        context = {
            "row": row,
            "session": session,
            "organisation": session.organisation,
            "refusal": refusal,
            "is_open": session.is_planned and not session.has_started,
            "is_live": row.status != RegistrationStatus.CANCELLED,
            "link": session.remote_link if row.status == RegistrationStatus.REGISTERED else "",
        }
        status = 422 if refusal else 200
        return render(request, "public/my_registration.html", context, status=status)


def _act(act, row):
    if act == "confirm" and isinstance(row, OnlineRegistration):
        confirm_online(online=row)
    elif act == "cancel" and isinstance(row, OnlineRegistration):
        cancel_online(online=row)
    elif act == "cancel":
        cancel_own_registration(registration=row)
    else:
        raise Refused("Cette action n’existe pas\u00a0: rechargez la page.")


@require_POST
@access(can_manage_workshops)
def online_act(request, pk):
    """Staff confirm on the telephone, or cancel, for someone without a mailbox."""
    rows = OnlineRegistration.objects.visible_to(request.member).select_related("session")
    row = get_object_or_404(rows, pk=pk)
    try:
        if request.POST.get("act") == "confirm":
            confirm_online(online=row, by=request.member)
            messages.success(request, "L’inscription est confirmée.")
        else:
            cancel_online(online=row, by=request.member)
            messages.success(request, "L’inscription est annulée.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("workshops:session_detail", pk=row.session_id)


@require_GET
@access(can_manage_workshops)
def texts(request, pk):
    """Text messages ready to send, one a person, to those who have no mailbox."""
    sessions = WorkshopSession.objects.visible_to(request.member)
    session = get_object_or_404(sessions.select_related("workshop", "venue", "organisation"), pk=pk)
    text, people = people_to_text(session)
    context = {
        "session": session,
        "text": text,
        "people": people,
        "trail": trail_of(session=session, page="Textos"),
    }
    return render(request, "workshops/texts.html", context)

"""The page of a structure without an account: a code, what she let be told, an answer.

Following the link changes nothing (mail scanners do it): everything is posted. The address holds a
secret and no name; what proves that the code was given travels in the form, signed, for half an
hour. No cookie gives any authority here, so the forms need no token against forgery: with
`no-referrer` a browser says `Origin: null`, and a mail reader's own browser may keep no cookie.
"""

from contextlib import contextmanager
from functools import wraps

from django.core import signing
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaries.forms.referrals import (
    AcceptForm,
    AppointmentForm,
    AttendanceForm,
    CodeForm,
    DeclineForm,
)
from beneficiaries.models import Referral, ReferralStatus
from beneficiaries.referral.sharing import shared_values, shown_values
from beneficiaries.services.referral_links import (
    accept_by_link,
    appointment_by_link,
    attendance_by_link,
    decline_by_link,
    try_code,
)
from beneficiaries.services.referral_sending import REFERRAL_LINK
from beneficiaries.services.referrals import NOT_ACCEPTED
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation, PublicLink, hash_token
from inclusion.permissions import access, public
from inclusion.throttling import client_address, too_many, within_limit

SALT = "referral-link"
OPEN_SECONDS = 30 * 60
TRIES, TRIES_SECONDS = 30, 600
EXPECTED = {ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT}


def unseen(view):
    """No search engine, no cache, no address given away to the next site."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered


class Closed(Exception):
    """The link opens nothing: `why` says it plainly."""

    def __init__(self, why, status):
        super().__init__(why)
        self.why, self.status = why, status


@contextmanager
def opened(token):
    """(organisation, referral) behind a link, in that organisation's context; or Closed."""
    link = PublicLink.objects.filter(token_hash=hash_token(token), kind=REFERRAL_LINK).first()
    if link is None:
        raise Closed("unknown", 404)
    sender = Organisation.objects.get(pk=link.organisation_id)
    with organisation(sender):
        referral = (
            Referral.objects.select_related("beneficiary", "assessment")
            .filter(pk=link.object_id)
            .first()
        )
        if referral is None or referral.status == ReferralStatus.WITHDRAWN:
            raise Closed("withdrawn", 410)
        if link.expires_at and link.expires_at <= timezone.now():
            raise Closed("expired", 410)
        if referral.is_locked:
            raise Closed("locked", 410)
        yield sender, referral


def _closed(request, closed):
    return render(request, "public/referral_closed.html", {"why": closed.why}, status=closed.status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public)
@unseen
def referral_link(request, token):
    """Ask for the code; given, show what was shared and how to answer."""
    if request.method == "POST" and not _may_try(request, token):
        return too_many(request, TRIES_SECONDS)
    try:
        with opened(token) as (sender, referral):
            if request.method != "POST":
                return _code_page(request, sender, referral, CodeForm())
            form = CodeForm(request.POST)
            if not form.is_valid():
                return _code_page(request, sender, referral, form, status=422)
            if try_code(referral=referral, code=form.cleaned_data["code"]):
                referral.refresh_from_db()
                return _open_page(request, sender, referral)
            referral.refresh_from_db()
            if referral.is_locked:
                # Not an exception: the count of wrong codes is kept.
                return _closed(request, Closed("locked", 410))
            form.add_error("code", "Ce n’est pas le bon code. Demandez-le au téléphone.")
            return _code_page(request, sender, referral, form, status=422)
    except Closed as closed:
        return _closed(request, closed)


def _may_try(request, token):
    """By link and by address: guessing is slow whatever the door."""
    limits = {"tries": TRIES, "seconds": TRIES_SECONDS}
    return within_limit("referral-link", hash_token(token), **limits) and within_limit(
        "referral-link-from", client_address(request), **limits
    )


def _code_page(request, sender, referral, form, status=200):
    return render(
        request,
        "public/referral_link.html",
        {
            "sender": sender,
            "form": form,
            "is_birth_year": len(referral.opening_code) == 4,
            "is_answered": referral.status not in NOT_ACCEPTED,
            "tries_left": 5 - referral.wrong_code_count,
            "expires_at": referral.expires_at,
        },
        status=status,
    )


def _open_page(request, sender, referral, status=200, **forms):
    """Before the answer, what was shared; after it, where it stands and nothing of the person."""
    context = {
        "sender": sender,
        "referral": referral,
        "key": signing.dumps(str(referral.pk), salt=SALT),
        "token": request.resolver_match.kwargs["token"],
    }
    if referral.status in NOT_ACCEPTED:
        context |= {
            "shared": shown_values(shared_values(referral)),
            "accept_form": forms.get("accept_form") or AcceptForm(auto_id="oui_%s"),
            "decline_form": forms.get("decline_form") or DeclineForm(auto_id="non_%s"),
        }
        return render(request, "public/referral_shared.html", context, status=status)
    is_expected = referral.status in EXPECTED
    context |= {
        "badge": f"referral.{referral.status}",
        "is_expected": is_expected,
        "appointment_form": forms.get("appointment_form") or AppointmentForm(auto_id="rdv_%s"),
        "attendance_form": forms.get("attendance_form") or AttendanceForm(auto_id="venue_%s"),
    }
    return render(request, "public/referral_status.html", context, status=status)


@csrf_exempt
@require_POST
@access(public)
@unseen
def referral_link_answer(request, token):
    """Yes or no, when, whether she came: one form each, all posted here."""
    try:
        with opened(token) as (sender, referral):
            if not _holds_the_key(request, referral):
                form = CodeForm()
                return _code_page(request, sender, referral, form, status=422)
            return _answer(request, sender, referral)
    except Closed as closed:
        return _closed(request, closed)


def _holds_the_key(request, referral):
    """The code was given on this page, less than half an hour ago."""
    try:
        key = signing.loads(request.POST.get("key", ""), salt=SALT, max_age=OPEN_SECONDS)
    except signing.BadSignature:
        return False
    return key == str(referral.pk)


def _answer(request, sender, referral):
    act = request.POST.get("act", "")
    name, form_class, do = {
        "accept": (
            "accept_form",
            lambda data: AcceptForm(data, auto_id="oui_%s"),
            lambda v: accept_by_link(referral=referral, appointment_at=v["appointment_at"]),
        ),
        "decline": (
            "decline_form",
            lambda data: DeclineForm(data, auto_id="non_%s"),
            lambda v: decline_by_link(referral=referral, reason=v["reason"], words=v["words"]),
        ),
        "appointment": (
            "appointment_form",
            lambda data: AppointmentForm(data, auto_id="rdv_%s"),
            lambda v: appointment_by_link(referral=referral, appointment_at=v["appointment_at"]),
        ),
        "attendance": (
            "attendance_form",
            lambda data: AttendanceForm(data, auto_id="venue_%s"),
            lambda v: attendance_by_link(referral=referral, attended=v["came"]),
        ),
    }.get(act, (None, None, None))
    if name is None:
        return _open_page(request, sender, referral, status=422)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            referral.refresh_from_db()
            return _open_page(request, sender, referral)
    referral.refresh_from_db()
    return _open_page(request, sender, referral, status=422, **{name: form})

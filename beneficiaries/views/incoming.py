"""What other structures sent us: read, answer, receive, open our own file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.filters.referrals import IncomingFilter
from beneficiaries.forms.files import NewBeneficiaryForm
from beneficiaries.forms.referrals import (
    AcceptForm,
    AppointmentForm,
    AttendanceForm,
    DeclineForm,
    ResultForm,
)
from beneficiaries.models import (
    NOTICE_VERSION,
    IncomingFile,
    Origin,
    ReferralStatus,
)
from beneficiaries.permissions import can_refer
from beneficiaries.referral.sharing import read_shared
from beneficiaries.selectors.referrals import incoming_of
from beneficiaries.services.incoming import (
    TAKEN_IN,
    accept_incoming,
    close_incoming,
    decline_incoming,
    open_incoming,
    open_incoming_file,
    record_incoming_attendance,
    set_incoming_appointment,
)
from beneficiaries.views.look_alikes import look_alikes_shown, unconfirmed_look_alikes
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.ui.telling import telling

EXPECTED = {ReferralStatus.ACCEPTED, ReferralStatus.APPOINTMENT}
TO_DO = {ReferralStatus.SENT: "À lire", ReferralStatus.RECEIVED: "À répondre"}
CAME = {ReferralStatus.ATTENDED, ReferralStatus.ABSENT}


@require_GET
@access(can_refer)
def incoming_list(request):
    """Who sent us someone, for what, and where it stands; nobody is named in a list."""
    filtered = IncomingFilter(request.GET, queryset=incoming_of(request.member), request=request)
    page = keyset_page(filtered, request, order=("sent_at", "pk"), descending=True)
    template = (
        "beneficiaries/partials/_incoming_results.html"
        if request.htmx
        else "beneficiaries/incoming_list.html"
    )
    lines = [_line(row) for row in page.rows]
    return render(request, template, {"page": page, "lines": lines, "filter": filtered})


def _line(incoming):
    """A row of the list; what waits for us says so."""
    word = TO_DO.get(incoming.status, "")
    return {
        "incoming": incoming,
        "badge": "todo" if word else f"referral.{incoming.status}",
        "word": word,
    }


def _incoming(request, pk):
    return get_object_or_404(incoming_of(request.member), pk=pk)


@require_GET
@access(can_refer)
def incoming_detail(request, pk):
    """One referral received; what was shared shows once it was opened."""
    return _detail(request, _incoming(request, pk))


def _detail(request, incoming, *, status=200, **forms):
    is_opened = incoming.status not in {ReferralStatus.SENT, ReferralStatus.WITHDRAWN}
    shared = read_shared(incoming) if is_opened else []
    if shared:
        record_read(incoming, by=request.member, what="incoming_referral")
    file = (
        IncomingFile.objects.filter(
            organisation=request.member.organisation_id, incoming_id=incoming.pk
        )
        .select_related("beneficiary")
        .first()
    )
    current = incoming.status
    context = {
        "incoming": incoming,
        "badge": f"referral.{current}",
        "is_new": current == ReferralStatus.SENT,
        "shared": shared,
        "file": file,
        "needs_answer": current == ReferralStatus.RECEIVED,
        "may_open_file": current in TAKEN_IN and file is None,
        "accept_form": forms.get("accept_form") or AcceptForm(auto_id="oui_%s"),
        "decline_form": forms.get("decline_form") or DeclineForm(auto_id="non_%s"),
        "appointment_form": forms.get("appointment_form")
        or (AppointmentForm(auto_id="rdv_%s") if current in EXPECTED else None),
        "attendance_form": forms.get("attendance_form")
        or (AttendanceForm(auto_id="venue_%s") if current in EXPECTED else None),
        "result_form": forms.get("result_form")
        or (ResultForm(auto_id="suite_%s") if current in CAME else None),
        "trail": [
            ("Orientations reçues", reverse("beneficiaries:incoming_list")),
            (incoming.sender_name, ""),
        ],
    }
    return render(request, "beneficiaries/incoming_detail.html", context, status=status)


@require_POST
@access(can_refer)
def incoming_open(request, pk):
    """Read it for the first time; a GET never does it."""
    incoming = _incoming(request, pk)
    try:
        open_incoming(incoming=incoming, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("beneficiaries:incoming_detail", pk=pk)


@require_POST
@access(can_refer)
def incoming_accept(request, pk):
    """We will see her."""
    form = AcceptForm(request.POST, auto_id="oui_%s")
    return _act(
        request,
        pk,
        form,
        "accept_form",
        lambda incoming: accept_incoming(
            incoming=incoming,
            by=request.member,
            appointment_at=form.cleaned_data["appointment_at"],
        ),
        "C’est accepté. La structure qui oriente l’apprend.",
    )


@require_POST
@access(can_refer)
def incoming_decline(request, pk):
    """We cannot."""
    form = DeclineForm(request.POST, auto_id="non_%s")
    return _act(
        request,
        pk,
        form,
        "decline_form",
        lambda incoming: decline_incoming(
            incoming=incoming,
            by=request.member,
            reason=form.cleaned_data["reason"],
            words=form.cleaned_data["words"],
        ),
        "C’est décliné. Rien de la personne ne reste ici.",
    )


@require_POST
@access(can_refer)
def incoming_appoint(request, pk):
    """The day we give her."""
    form = AppointmentForm(request.POST, auto_id="rdv_%s")
    return _act(
        request,
        pk,
        form,
        "appointment_form",
        lambda incoming: set_incoming_appointment(
            incoming=incoming,
            by=request.member,
            appointment_at=form.cleaned_data["appointment_at"],
        ),
        "Le rendez-vous est noté. La structure qui oriente l’apprend.",
    )


@require_POST
@access(can_refer)
def incoming_attend(request, pk):
    """Did she come?"""
    form = AttendanceForm(request.POST, auto_id="venue_%s")
    return _act(
        request,
        pk,
        form,
        "attendance_form",
        lambda incoming: record_incoming_attendance(
            incoming=incoming, by=request.member, attended=form.cleaned_data["came"]
        ),
        "C’est noté. La structure qui oriente l’apprend.",
    )


@require_POST
@access(can_refer)
def incoming_close(request, pk):
    """What came of it."""
    form = ResultForm(request.POST, auto_id="suite_%s")
    return _act(
        request,
        pk,
        form,
        "result_form",
        lambda incoming: close_incoming(
            incoming=incoming, by=request.member, result=form.cleaned_data["result"]
        ),
        "L’orientation est close. La copie reçue est vidée.",
    )


def _act(request, pk, form, name, act, sentence):
    incoming = _incoming(request, pk)
    if not form.is_valid():
        return _detail(request, incoming, status=422, **{name: form})
    with telling(request, sentence):
        act(incoming)
    return redirect("beneficiaries:incoming_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_refer)
def incoming_file(request, pk):
    """Our own file for her, filled with what she let the sender tell; our own notice."""
    incoming = _incoming(request, pk)
    if incoming.status not in TAKEN_IN:
        messages.info(request, "Un dossier s’ouvre une fois l’orientation acceptée.")
        return redirect("beneficiaries:incoming_detail", pk=pk)
    if request.method == "GET":
        record_read(incoming, by=request.member, what="incoming_referral")
        form = NewBeneficiaryForm(member=request.member, initial=_initial(incoming, request))
        return _file_page(request, incoming, form)
    form = NewBeneficiaryForm(request.POST, member=request.member)
    if not form.is_valid():
        return _file_page(request, incoming, form, status=422)
    if lookalikes := unconfirmed_look_alikes(request, form.cleaned_data):
        return _file_page(request, incoming, form, lookalikes, status=422)
    try:
        beneficiary = open_incoming_file(incoming=incoming, by=request.member, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _file_page(request, incoming, form, status=422)
    messages.success(
        request, f"Dossier {beneficiary.file_number} ouvert. La notice d’information y est notée."
    )
    return redirect("beneficiaries:beneficiary_detail", pk=beneficiary.pk)


def _initial(incoming, request):
    known = dict(read_shared(incoming))
    return {
        "first_name": known.get("Prénom", ""),
        "last_name": known.get("Nom", ""),
        "phone": known.get("Téléphone", ""),
        "email": known.get("Courriel", ""),
        "city": known.get("Commune", ""),
        "origin": Origin.ASSOCIATION,
        "referred_by": incoming.sender_name,
        "referent": request.member.pk,
    }


def _file_page(request, incoming, form, lookalikes=(), status=200):
    return render(
        request,
        "beneficiaries/incoming_file.html",
        {
            "incoming": incoming,
            "form": form,
            **look_alikes_shown(lookalikes),
            "notice_version": NOTICE_VERSION,
            "trail": [
                ("Orientations reçues", reverse("beneficiaries:incoming_list")),
                (
                    incoming.sender_name,
                    reverse("beneficiaries:incoming_detail", args=[incoming.pk]),
                ),
                ("Ouvrir un dossier", ""),
            ],
        },
        status=status,
    )

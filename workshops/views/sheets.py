"""Pages of the proof: print the sheet, give the signed one, say whose it is, sign."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.paper_files import EXTENSIONS
from equipment import signatures
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.permissions import access
from inclusion.ui.telling import telling
from workshops.forms.sheets import AttachForm, SheetForm, SignForm
from workshops.models import SessionSignature, SignedSheet, WorkshopSession
from workshops.permissions import can_issue_certificates, can_manage_workshops, can_take_attendance
from workshops.presentation import trail_of, volunteer_trail
from workshops.selectors.sheets import Unreadable, open_sheet, sessions_to_prove, sheets_waiting
from workshops.services.sheets import (
    attach_sheet,
    discard_sheet,
    print_sheet,
    receive_sheet,
    sign_session,
)


def _session(request, pk):
    """A session this member may take the roll of."""
    sessions = WorkshopSession.objects.visible_to(request.member)
    if request.member.role == Role.VOLUNTEER:
        sessions = sessions.facilitated_by(request.member)
    return get_object_or_404(sessions.select_related("workshop", "venue"), pk=pk)


def _trail(request, session, page):
    if request.member.role == Role.VOLUNTEER:
        return volunteer_trail(session.workshop.title)
    return trail_of(session=session, page=page)


def _page_of(request, session):
    if request.member.role == Role.VOLUNTEER:
        return redirect("workshops:attendance", pk=session.pk)
    return redirect("workshops:session_detail", pk=session.pk)


def _status(request):
    return 422 if request.method == "POST" else 200


@require_POST
@access(can_issue_certificates)
def sheet_print(request, pk):
    """The sheet to sign, of today's list; in large print when asked."""
    session = _session(request, pk)
    try:
        document = print_sheet(session=session, by=request.member, is_large="large" in request.POST)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page_of(request, session)
    return redirect("documents:progress", pk=document.job_id)


@require_http_methods(["GET", "POST"])
@access(can_take_attendance)
def sheet_add(request, pk):
    """The signed sheet of this session; another's is offered its own."""
    session = _session(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = receive_sheet(
                file=form.cleaned_data["file"], by=request.member, session=session
            )
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            return _answered(request, sheet, session)
    context = {"form": form, "session": session, "trail": _trail(request, session, "Feuille")}
    return render(request, "workshops/sheet_add.html", context, status=_status(request))


def _answered(request, sheet, session):
    """Where one goes after giving a sheet, and what is said of it."""
    if sheet.session_id == session.pk:
        if sheet.reading == "code":
            messages.success(request, "La feuille est reconnue : la séance est prouvée.")
        else:
            messages.success(
                request,
                "Le code n’est pas lisible : la feuille est rattachée à cette séance, que vous avez"
                " choisie.",
            )
        return _page_of(request, session)
    messages.warning(
        request,
        "Cette feuille porte le code d’une autre séance : elle n’est pas rattachée. Dites laquelle"
        " est la bonne.",
    )
    return redirect("workshops:sheet_attach", pk=sheet.pk)


@require_http_methods(["GET", "POST"])
@access(can_take_attendance)
def sheet_list(request):
    """Give any signed sheet: its code finds the session; those that wait for theirs."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = receive_sheet(file=form.cleaned_data["file"], by=request.member)
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            if not sheet.session_id:
                messages.warning(request, "Le code n’est pas lisible : choisissez la séance.")
                return redirect("workshops:sheet_attach", pk=sheet.pk)
            messages.success(request, f"La feuille est reconnue : « {sheet.session} » est prouvée.")
            return redirect("workshops:sheet_list")
    waiting = list(sheets_waiting(request.member)[:50])
    context = {"form": form, "waiting": waiting}
    return render(request, "workshops/sheet_list.html", context, status=_status(request))


def _sheet(request, pk):
    sheets = SignedSheet.objects.visible_to(request.member)
    if request.member.role == Role.VOLUNTEER:
        sheets = sheets.filter(added_by=request.member)
    return get_object_or_404(
        sheets.select_related("named_session__workshop", "session__workshop"), pk=pk
    )


@require_http_methods(["GET", "POST"])
@access(can_take_attendance)
def sheet_attach(request, pk):
    """Whose sheet it is: the code's session first, then the choice of whoever knows."""
    sheet = _sheet(request, pk)
    if sheet.session_id and request.member.role == Role.VOLUNTEER:
        raise Http404
    form = AttachForm(
        request.POST or None,
        sessions=sessions_to_prove(request.member, also=sheet.named_session_id),
        initial={"session": sheet.named_session_id or sheet.session_id},
    )
    if request.method == "POST" and form.is_valid():
        session = form.cleaned_data["session"]
        try:
            attach_sheet(sheet=sheet, session=session, by=request.member)
        except Refused as refusal:
            form.add_error("session", refusal.message)
        else:
            messages.success(request, "La feuille est rattachée : la séance est prouvée.")
            return _page_of(request, session)
    context = {"form": form, "sheet": sheet}
    return render(request, "workshops/sheet_attach.html", context, status=_status(request))


@require_POST
@access(can_take_attendance)
def sheet_discard(request, pk):
    with telling(request, "La photo est détruite."):
        discard_sheet(sheet=_sheet(request, pk), by=request.member)
    return redirect("workshops:sheet_list")


@require_GET
@never_cache
@access(can_manage_workshops)
def sheet_download(request, pk):
    """The signed sheet, unsealed for who answers for it; the reading is recorded."""
    sheet = _sheet(request, pk)
    try:
        content = open_sheet(sheet)
    except Unreadable:
        messages.error(request, "Le fichier de cette feuille ne s’ouvre plus.")
        return redirect("workshops:sheet_list")
    record("sheet.read", sheet, by=request.member, chain="reads")
    response = HttpResponse(content, content_type=sheet.content_type)
    name = f"emargement-{sheet.sha256[:8]}.{EXTENSIONS[sheet.content_type]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@access(can_take_attendance)
def session_sign(request, pk):
    """Who led it says that it took place."""
    session = _session(request, pk)
    form = SignForm(request.POST or None, initial={"name": str(request.member)})
    if request.method == "POST" and form.is_valid():
        try:
            sign_session(session=session, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Votre signature est gardée avec la séance.")
            return _page_of(request, session)
    context = {"form": form, "session": session, "trail": _trail(request, session, "Signer")}
    return render(request, "workshops/session_sign.html", context, status=_status(request))


@require_GET
@never_cache
@access(can_manage_workshops)
def signature_download(request, pk):
    """The drawing kept of a signature."""
    drawn = SessionSignature.objects.filter(organisation=request.member.organisation_id).exclude(
        signature_sha256=""
    )
    try:
        with signatures.open_kept(get_object_or_404(drawn, pk=pk)) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/png")
    response["Content-Disposition"] = 'attachment; filename="signature.png"'
    return response

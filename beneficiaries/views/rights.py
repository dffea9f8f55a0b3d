"""The requests of persons about their own data: received, prepared, answered in time."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.duties.access import documents_about, notes_of, portable_data
from beneficiaries.duties.delays import EXTENDED_MONTHS, due_on
from beneficiaries.forms.rights import AccessForm, AnswerForm, ExtendForm, LiftForm, RequestForm
from beneficiaries.models import Beneficiary, RequestKind, RightsRequest
from beneficiaries.permissions import can_answer_requests, can_receive_requests
from beneficiaries.selectors.rights import (
    answered_requests,
    deadline_words,
    is_late,
    open_requests,
    request_title,
)
from beneficiaries.services import (
    answer_request,
    extend_request,
    lift_limitation,
    receive_request,
    release_access,
)
from beneficiaries.services.rights import record_portability
from beneficiaries.views.notices import trail_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.text import counted
from inclusion.ui.telling import telling

# What granting does, said before it is done.
EFFECTS = {
    RequestKind.ACCESS: "La copie préparée est celle que vous remettez à la personne.",
    RequestKind.RECTIFICATION: "Le dossier doit déjà porter la correction\u00a0: le journal est"
    " consulté.",
    RequestKind.ERASURE: "Le dossier et tout ce qui nomme la personne sont effacés aussitôt, sans"
    " retour. Les comptes d’activité ne changent pas.",
    RequestKind.OPPOSITION: "Tous ses accords prennent fin, plus personne ne la contacte, le"
    " dossier est clos.",
    RequestKind.LIMITATION: "Le dossier est gelé\u00a0: il se lit, il ne se change ni ne s’efface.",
    RequestKind.PORTABILITY: "Le fichier téléchargé est celui que vous remettez à la personne.",
}


def _file(request, pk):
    return get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)


def _request(request, pk):
    return get_object_or_404(
        RightsRequest.objects.visible_to(request.member).select_related(
            "beneficiary", "received_by__user", "closed_by__user", "document__job"
        ),
        pk=pk,
    )


def _line(row):
    return {
        "request": row,
        "url": reverse("beneficiaries:request_detail", args=[row.pk]),
        "when": deadline_words(row),
        "is_late": is_late(row),
    }


@require_GET
@access(can_receive_requests)
def request_list(request):
    """Those to answer, the first due first; then those answered."""
    answered = keyset_page(
        answered_requests(request.member), request, order=("closed_at", "pk"), descending=True
    )
    return render(
        request,
        "beneficiaries/rights_list.html",
        {
            "lines": [_line(each) for each in open_requests(request.member)],
            "page": answered,
            "trail": _list_trail(),
        },
    )


def _list_trail(*page):
    url = reverse("beneficiaries:request_list") if page else ""
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        ("Demandes des personnes", url),
        *page,
    ]


@require_http_methods(["GET", "POST"])
@access(can_receive_requests)
def rights_receive(request, pk):
    """Write down what a person asks for, in front of her."""
    beneficiary = _file(request, pk)
    data = request.POST if request.method == "POST" else None
    form = RequestForm(data, initial={"received_on": timezone.localdate()})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.fields if name != "confirmed"}
        try:
            received = receive_request(beneficiary=beneficiary, by=request.member, **values)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, "La demande est inscrite. Dites à la personne quand elle aura la réponse."
            )
            return redirect("beneficiaries:request_detail", pk=received.pk)
    return render(
        request,
        "beneficiaries/rights_receive.html",
        {
            "beneficiary": beneficiary,
            "form": form,
            "due_on": due_on(timezone.localdate()),
            "trail": trail_of(beneficiary, ("Demande de la personne", "")),
        },
        status=422 if form.errors or form.warnings else 200,
    )


@require_GET
@access(can_receive_requests)
def request_detail(request, pk):
    """One request: what is asked, by when, what is ready, what was answered."""
    row = _request(request, pk)
    beneficiary = row.beneficiary
    if beneficiary:
        record_read(beneficiary, by=request.member, what="request")
    return render(
        request,
        "beneficiaries/rights_detail.html",
        {
            "row": row,
            "title": request_title(row),
            "beneficiary": beneficiary,
            "when": "" if row.closed_at else deadline_words(row),
            "is_late": is_late(row),
            "can_answer": can_answer_requests(request.member) and not row.closed_at,
            "can_extend": not row.extended_on and not is_late(row),
            "extended_to": due_on(row.received_on, EXTENDED_MONTHS),
            "effect": EFFECTS[row.kind],
            "trail": _list_trail((row.get_kind_display(), "")),
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_answer_requests)
def request_extend(request, pk):
    """Take two more months, and say why."""
    row = _request(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("reason", "is_told")}
        with telling(request, "Le délai est prolongé."):
            extend_request(request=row, by=request.member, **values)
        return redirect("beneficiaries:request_detail", pk=pk)
    context = {
        "extended_to": due_on(row.received_on, EXTENDED_MONTHS),
        "act": "Prolonger le délai",
        "lead": "Une demande complexe peut prendre deux mois de plus, si la personne en est"
        " informée avant la fin du premier.",
    }
    return _act_page(request, row, form, "Prolonger", context)


@require_http_methods(["GET", "POST"])
@access(can_answer_requests)
def request_answer(request, pk):
    """Answer, and do what is granted."""
    row = _request(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("outcome", "answer")}
        try:
            answer_request(request=row, by=request.member, **values)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La réponse est inscrite, et ce qui est accordé est fait.")
            return redirect("beneficiaries:request_detail", pk=pk)
    context = {
        "act": "Enregistrer la réponse",
        "lead": EFFECTS[row.kind],
        "is_irreversible": row.kind == RequestKind.ERASURE,
    }
    return _act_page(request, row, form, "Répondre", context)


def _act_page(request, row, form, title, context):
    return render(
        request,
        "beneficiaries/rights_act.html",
        {
            "row": row,
            "row_title": request_title(row),
            "form": form,
            "title": title,
            "trail": _list_trail(
                (row.get_kind_display(), reverse("beneficiaries:request_detail", args=[row.pk])),
                (title, ""),
            ),
            **context,
        },
        status=422 if form.errors or form.warnings else 200,
    )


@require_http_methods(["GET", "POST"])
@access(can_answer_requests)
def request_review(request, pk):
    """Read every note again before the copy leaves: the names of others are hidden, not hers."""
    row = _request(request, pk)
    if row.closed_at or row.kind != RequestKind.ACCESS:
        messages.error(request, "Il n’y a pas de copie à préparer pour cette demande.")
        return redirect("beneficiaries:request_detail", pk=pk)
    beneficiary = row.beneficiary
    notes = list(notes_of(beneficiary))
    form = AccessForm(request.POST if request.method == "POST" else None, notes=notes)
    if form.is_valid():
        with telling(request, "La copie est prête dans un instant."):
            release_access(
                request=row,
                by=request.member,
                hidden_words=form.hidden_words,
                with_reader_names=form.cleaned_data["with_reader_names"],
            )
        return redirect("beneficiaries:request_detail", pk=pk)
    record_read(beneficiary, by=request.member, what="access_review")
    return render(
        request,
        "beneficiaries/rights_review.html",
        {
            "row": row,
            "beneficiary": beneficiary,
            "form": form,
            "note_fields": form.note_fields(),
            "document_words": counted(documents_about(beneficiary).count(), "document"),
            "trail": _list_trail(
                (row.get_kind_display(), reverse("beneficiaries:request_detail", args=[row.pk])),
                ("Relire les notes", ""),
            ),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@access(can_answer_requests)
def request_export(request, pk):
    """What she gave, in a file that other tools read."""
    row = _request(request, pk)
    try:
        beneficiary = record_portability(request=row, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("beneficiaries:request_detail", pk=pk)
    record_read(beneficiary, by=request.member, what="portability")
    text = json.dumps(portable_data(beneficiary), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="donnees-{beneficiary.file_number}.json"'
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@access(can_answer_requests)
def limitation_lift(request, pk):
    """Let a frozen file be used again."""
    beneficiary = _file(request, pk)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("reason", "is_told")}
        with telling(request, "Le dossier n’est plus gelé."):
            lift_limitation(beneficiary=beneficiary, by=request.member, **values)
        return redirect("beneficiaries:beneficiary_detail", pk=pk)
    return render(
        request,
        "beneficiaries/rights_act.html",
        {
            "form": form,
            "title": "Lever le gel du dossier",
            "act": "Lever le gel",
            "lead": "Le dossier pourra de nouveau être changé, transmis et compté.",
            "beneficiary": beneficiary,
            "trail": trail_of(beneficiary, ("Lever le gel", "")),
        },
        status=422 if form.errors or form.warnings else 200,
    )

"""What an officer does to a report: each act is a page that says what follows, or one button."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from funding.forms.reviews import (
    ComplementForm,
    QuestionForm,
    RejectionForm,
    ReopeningForm,
    SetAsideForm,
)
from funding.models import ComplementRequest, Discharge, MessageKind, RejectedAmount, ReportMessage
from funding.permissions import can_review
from funding.presentation import line_choices
from funding.review_lines import charge_lines, find_line
from funding.review_path import refuse_unless
from funding.selectors.reports import frozen, thread_of
from funding.selectors.reviews import paid_for
from funding.services import (
    accept_again,
    approve_at_once,
    approve_submission,
    ask_question,
    cancel_complement,
    close_grant,
    close_question,
    open_review,
    receive_repayment,
    reject_submission,
    reopen_review,
    request_complement,
    resolve_complement,
    set_aside,
)
from funding.services.closing import repayment_due_on
from funding.views.officer import LIST_TRAIL, decision_context, received, review_page
from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.text import counted


@require_POST
@access(can_review)
def review_open(request, pk):
    """Take the report into review."""
    submission = get_object_or_404(received(request.member), pk=pk)
    return _said(
        request,
        submission.pk,
        lambda: open_review(submission=submission, by=request.member),
        "L’examen est ouvert. L’association le voit.",
    )


@require_POST
@access(can_review)
def question_ask(request, pk):
    """Ask the association a question."""
    submission = get_object_or_404(received(request.member).select_related("file"), pk=pk)
    form = QuestionForm(request.POST, lines=line_choices(frozen(submission)))
    if form.is_valid():
        try:
            ask_question(
                submission=submission,
                body=form.cleaned_data["body"],
                line_code=form.cleaned_data["line"],
                line_label=form.line_label,
                by=request.member,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Votre question est envoyée à l’association.")
            return redirect("officer:review", pk=submission.pk)
    return review_page(request, submission, form)


@require_POST
@access(can_review)
def question_close(request, pk):
    """Close an answered question."""
    question = get_object_or_404(
        ReportMessage.objects.visible_to(request.member)
        .filter(
            kind=MessageKind.QUESTION,
            submission__to_organisation=request.member.organisation_id,
        )
        .select_related("submission"),
        pk=pk,
    )
    return _said(
        request,
        question.submission_id,
        lambda: close_question(question=question, by=request.member),
        "La question est close.",
    )


@require_http_methods(["GET", "POST"])
@access(can_review)
def complement(request, pk):
    """Ask for what is missing, with its reason and its day."""
    submission = get_object_or_404(received(request.member), pk=pk)
    form = ComplementForm(request.POST or None, lines=line_choices(frozen(submission)))

    def act(values):
        request_complement(
            submission=submission,
            reason=values["reason"],
            body=values["body"],
            due_on=values["due_on"],
            line_code=values["line"],
            line_label=form.line_label,
            by=request.member,
        )

    said = "La demande est envoyée. Le compte rendu ne s’approuve pas avant."
    return _form_page(
        request, submission, form, act, said, "complement", "officer/complement.html", "Complément"
    )


@require_POST
@access(can_review)
def complement_resolve(request, pk):
    """What was asked has come."""
    asked = _complement(request, pk)
    return _said(
        request,
        asked.submission_id,
        lambda: resolve_complement(complement=asked, by=request.member),
        "Le complément est noté comme reçu.",
    )


@require_POST
@access(can_review)
def complement_cancel(request, pk):
    """What was asked is not needed any more."""
    asked = _complement(request, pk)
    return _said(
        request,
        asked.submission_id,
        lambda: cancel_complement(complement=asked, by=request.member),
        "La demande est annulée. L’association le lit.",
    )


def _complement(request, pk):
    sent = ComplementRequest.objects.sent_by(request.member).select_related("submission")
    return get_object_or_404(sent, pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_review)
def set_line_aside(request, pk):
    """Set part of a line aside, with why; a record is named by the address."""
    submission = get_object_or_404(received(request.member), pk=pk)
    snapshot = frozen(submission)
    record = find_line(submission, snapshot, request.GET.get("piece", ""))
    lines = [(record.code, record.label)] if record else charge_lines(snapshot)
    if not lines:
        messages.error(request, "Aucune ligne de ce compte rendu ne justifie de montant à écarter.")
        return redirect("officer:review", pk=submission.pk)
    initial = {"line": record.code, "amount": record.amount} if record else None
    form = SetAsideForm(request.POST or None, lines=lines, initial=initial)

    def act(values):
        set_aside(
            submission=submission,
            line=find_line(submission, snapshot, values["line"]),
            amount=values["amount"],
            reason=values["reason"],
            by=request.member,
        )

    said = "Le montant est écarté. Le chiffre de l’association ne change pas."
    return _form_page(
        request,
        submission,
        form,
        act,
        said,
        "set_aside",
        "officer/set_aside.html",
        "Écarter un montant",
    )


@require_POST
@access(can_review)
def line_accept_again(request, pk):
    """Take back what was set aside."""
    rejection = get_object_or_404(
        RejectedAmount.objects.sent_by(request.member).select_related("submission"), pk=pk
    )
    return _said(
        request,
        rejection.submission_id,
        lambda: accept_again(rejection=rejection, by=request.member),
        "Le montant est repris.",
    )


@require_http_methods(["GET", "POST"])
@access(can_review)
def approve(request, pk):
    """A page that repeats what will happen, then the act: the approval, or its first signature."""
    submission = get_object_or_404(received(request.member), pk=pk)
    if request.method == "POST":
        return _approved(request, submission)
    if refusal := _why_not("approve", submission, request):
        return refusal
    snapshot = frozen(submission)
    return render(
        request,
        "officer/approve.html",
        {
            "submission": submission,
            "snapshot": snapshot,
            **decision_context(submission, snapshot, thread_of(submission), request.member),
            **_trail(submission, "Approuver"),
        },
    )


def _approved(request, submission):
    try:
        decided = approve_submission(submission=submission, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            "Le compte rendu est approuvé. L’association le voit."
            if decided.is_decided
            else "Votre signature est donnée. Une autre personne doit signer aussi.",
        )
    return redirect("officer:review", pk=submission.pk)


@require_POST
@access(can_review)
def approve_many(request):
    """Approve the ticked interim reports that have no finding."""
    try:
        approved = approve_at_once(keys=_keys(request), by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if approved:
            said = counted(len(approved), "bilan approuvé", "bilans approuvés")
            messages.success(request, f"{said}. Chaque association lit le sien.")
        else:
            messages.error(request, "Aucun de ces bilans ne s’approuve d’un geste.")
    return redirect("officer:list")


def _keys(request):
    keys = []
    for text in request.POST.getlist("rendu")[:100]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


@require_http_methods(["GET", "POST"])
@access(can_review)
def reject(request, pk):
    """Say why, then send the report back."""
    submission = get_object_or_404(received(request.member), pk=pk)
    form = RejectionForm(request.POST or None)

    def act(values):
        reject_submission(submission=submission, reason=values["reason"], by=request.member)

    said = "Le compte rendu est refusé. L’association lit pourquoi."
    return _form_page(
        request, submission, form, act, said, "reject", "officer/reject.html", "Refuser"
    )


@require_http_methods(["GET", "POST"])
@access(can_review)
def reopen(request, pk):
    """Take an approval back, with its reason."""
    submission = get_object_or_404(received(request.member), pk=pk)
    form = ReopeningForm(request.POST or None)

    def act(values):
        reopen_review(submission=submission, reason=values["reason"], by=request.member)

    said = "L’examen est repris. L’association lit pourquoi."
    return _form_page(
        request, submission, form, act, said, "reopen", "officer/reopen.html", "Reprendre l’examen"
    )


@require_http_methods(["GET", "POST"])
@access(can_review)
def close(request, pk):
    """The account of the grant before it is settled, then the act."""
    submission = get_object_or_404(received(request.member), pk=pk)
    if request.method == "POST":
        return _said(
            request,
            submission.pk,
            lambda: close_grant(submission=submission, by=request.member),
            "La subvention est soldée. Le quitus se prépare.",
        )
    if refusal := _why_not("close", submission, request):
        return refusal
    snapshot = frozen(submission)
    paid = paid_for(submission, snapshot)
    return render(
        request,
        "officer/close.html",
        {
            "submission": submission,
            "snapshot": snapshot,
            "paid": paid,
            "rejected": submission.base_amount - submission.accepted_amount,
            "to_repay": max(paid - submission.accepted_amount, paid * 0),
            "left": max(submission.accepted_amount - paid, paid * 0),
            "due_on": repayment_due_on(timezone.localdate()),
            **_trail(submission, "Solder"),
        },
    )


@require_POST
@access(can_review)
def repayment_receive(request, pk):
    """Say that the money is back."""
    discharge = get_object_or_404(
        Discharge.objects.sent_by(request.member).select_related("submission"), pk=pk
    )
    return _said(
        request,
        discharge.submission_id,
        lambda: receive_repayment(discharge=discharge, by=request.member),
        "Le remboursement est encaissé\u00a0: le quitus prend effet.",
    )


def _trail(submission, last):
    back = reverse("officer:review", args=[submission.pk])
    return {"back": back, "trail": [LIST_TRAIL, (submission.number, back), (last, "")]}


def _why_not(action, submission, request):
    """Back to the report with the reason when the act is not open now; None when it is."""
    try:
        refuse_unless(action, submission, request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("officer:review", pk=submission.pk)
    return None


def _form_page(request, submission, form, act, said, action, template, last):
    """A form of its own page: the act when it is right, else what was typed and why not.

    Nobody is let write what would be refused.
    """
    if request.method == "GET" and (refusal := _why_not(action, submission, request)):
        return refusal
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, said)
            return redirect("officer:review", pk=submission.pk)
    return render(
        request,
        template,
        {"form": form, "submission": submission, **_trail(submission, last)},
        status=422 if form.errors else 200,
    )


def _said(request, submission_pk, act, said):
    try:
        act()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("officer:review", pk=submission_pk)

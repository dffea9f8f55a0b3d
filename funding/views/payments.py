"""Instalments and payments of a grant, one act a page."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from funding.forms.grants import ReasonForm
from funding.forms.payments import (
    CallForm,
    InstalmentForm,
    InstalmentPlanForm,
    MatchForm,
    PaymentForm,
)
from funding.models import Instalment, InstalmentState, Payment, PaymentMatch
from funding.permissions import can_do_funding
from funding.selectors.payments import instalments_of
from funding.services.instalments import (
    call_instalment,
    cancel_instalment,
    plan_instalments,
    set_instalment,
)
from funding.services.payments import (
    match_payment,
    record_payment,
    reverse_payment,
    unmatch_payment,
)
from funding.views.acting import act_at_once, act_page, grant_or_404, grant_trail, grant_url
from inclusion.money import ZERO
from inclusion.permissions import access
from inclusion.ui.formats import euros


def _instalment(request, pk):
    return get_object_or_404(
        Instalment.objects.visible_to(request.member).select_related(
            "grant__funder", "grant__project"
        ),
        pk=pk,
    )


def _payment(request, pk):
    return get_object_or_404(
        Payment.objects.visible_to(request.member).select_related(
            "grant__funder", "grant__project"
        ),
        pk=pk,
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_instalments(request, pk):
    """Plan the instalments in one gesture."""
    grant = grant_or_404(request, pk)
    return act_page(
        request,
        InstalmentPlanForm(request.POST or None),
        lambda form: plan_instalments(
            grant=grant, parts=form.cleaned_data["parts"], by=request.member
        ),
        title="Prévoir les tranches",
        lead=f"{euros(grant.granted_amount)} à répartir, au centime près. Ce qui est déjà appelé"
        " ou versé ne bouge pas.",
        act="Prévoir les tranches",
        done="Les tranches sont prévues.",
        back=grant_url(grant, "tranches"),
        trail=grant_trail(grant, "Tranches"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def instalment_edit(request, pk):
    """Say what an instalment waits for."""
    row = _instalment(request, pk)
    initial = {name: getattr(row, name) for name in InstalmentForm.base_fields}
    return act_page(
        request,
        InstalmentForm(request.POST or None, initial=initial),
        lambda form: set_instalment(instalment=row, by=request.member, **form.cleaned_data),
        title=f"{row}",
        lead="Ce qu’elle attend pour être appelée, et quand.",
        act="Enregistrer",
        done="La tranche est enregistrée.",
        back=grant_url(row.grant, "tranches"),
        trail=grant_trail(row.grant, f"{row}"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def instalment_call(request, pk):
    """Ask the funder for an instalment."""
    row = _instalment(request, pk)
    return act_page(
        request,
        CallForm(request.POST or None, initial={"evidence": row.condition_note}),
        lambda form: call_instalment(instalment=row, by=request.member, **form.cleaned_data),
        title=f"Appeler la {str(row).lower()}",
        lead=f"{euros(row.planned_amount)}, de {row.grant.funder}.",
        act="Enregistrer l’appel",
        done="La tranche est appelée.",
        back=grant_url(row.grant, "tranches"),
        trail=grant_trail(row.grant, "Appel"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def instalment_cancel(request, pk):
    """Say that an instalment will not be paid."""
    row = _instalment(request, pk)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda form: cancel_instalment(instalment=row, by=request.member, **form.cleaned_data),
        title=f"Annuler la {str(row).lower()}",
        lead="Elle reste visible, avec son motif, et n’est plus attendue.",
        act="Annuler la tranche",
        done="La tranche est annulée.",
        back=grant_url(row.grant, "tranches"),
        trail=grant_trail(row.grant, "Annulation"),
        is_danger=True,
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_pay(request, pk):
    """Record money that came in, or went back."""
    grant = grant_or_404(request, pk)
    return act_page(
        request,
        PaymentForm(request.POST or None),
        lambda form: record_payment(
            grant=grant,
            amount=form.signed_amount,
            value_on=form.cleaned_data["value_on"],
            reference=form.cleaned_data["reference"],
            by=request.member,
        ),
        title="Enregistrer un versement",
        lead="Il règle les tranches dans leur ordre, celles déjà appelées d’abord.",
        act="Enregistrer le versement",
        done="Le versement est enregistré.",
        back=grant_url(grant, "versements"),
        trail=grant_trail(grant, "Versement"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def payment_match(request, pk):
    """Say which instalment a payment settles."""
    payment = _payment(request, pk)
    rows = [
        row
        for row in instalments_of(payment.grant).exclude(state=InstalmentState.CANCELLED)
        if row.left > ZERO
    ]
    return act_page(
        request,
        MatchForm(request.POST or None, instalments=rows),
        lambda form: match_payment(payment=payment, by=request.member, **form.cleaned_data),
        title="Rapprocher un versement",
        lead=f"{euros(payment.amount)} reçus\u00a0: quelle tranche règlent-ils\u202f?",
        act="Rapprocher",
        done="Le versement est rapproché.",
        back=grant_url(payment.grant, "versements"),
        trail=grant_trail(payment.grant, "Rapprochement"),
    )


@require_POST
@access(can_do_funding)
def match_undo(request, pk):
    """Undo one match."""
    match = get_object_or_404(
        PaymentMatch.objects.filter(organisation=request.member.organisation_id).select_related(
            "payment__grant"
        ),
        pk=pk,
    )
    return act_at_once(
        request,
        lambda: unmatch_payment(match=match, by=request.member),
        done="Le rapprochement est défait.",
        back=grant_url(match.payment.grant, "versements"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def payment_reverse(request, pk):
    """Correct a wrong entry by its opposite."""
    payment = _payment(request, pk)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda form: reverse_payment(payment=payment, by=request.member, **form.cleaned_data),
        title="Annuler un versement",
        lead=f"L’écriture inverse de {euros(payment.amount)} est ajoutée\u00a0: les deux restent.",
        act="Annuler le versement",
        done="Le versement est annulé par son écriture inverse.",
        back=grant_url(payment.grant, "versements"),
        trail=grant_trail(payment.grant, "Annulation"),
        is_danger=True,
    )

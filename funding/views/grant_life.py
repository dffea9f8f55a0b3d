"""The steps of a grant's life, one page each."""

from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from funding.forms.grants import DecisionForm, ReasonForm
from funding.permissions import can_do_funding
from funding.selectors.radar import what_if
from funding.services.grant_life import (
    award_request,
    refuse_grant,
    review_grant,
    start_grant,
    terminate_grant,
    withdraw_grant,
)
from funding.views.acting import act_at_once, act_page, grant_or_404, grant_trail, grant_url
from inclusion.permissions import access


@require_POST
@access(can_do_funding)
def grant_review(request, pk):
    """The funder examines the request."""
    grant = grant_or_404(request, pk)
    return act_at_once(
        request,
        lambda: review_grant(grant=grant, by=request.member),
        done="La demande est en instruction.",
        back=grant_url(grant),
    )


@require_POST
@access(can_do_funding)
def grant_start(request, pk):
    """The action begins."""
    grant = grant_or_404(request, pk)
    return act_at_once(
        request,
        lambda: start_grant(grant=grant, by=request.member),
        done="L’action est commencée.",
        back=grant_url(grant),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_award(request, pk):
    """The funder said yes."""
    grant = grant_or_404(request, pk)
    form = DecisionForm(request.POST or None, initial={"granted_amount": grant.requested_amount})
    return act_page(
        request,
        form,
        lambda form: award_request(grant=grant, by=request.member, **form.cleaned_data),
        title="Enregistrer l’accord",
        lead=f"Ce que {grant.funder} a décidé, qui peut différer de la demande.",
        act="Enregistrer l’accord",
        done="La subvention est accordée.",
        back=grant_url(grant),
        trail=grant_trail(grant, "Accord"),
        findings=_what_if(grant),
    )


def _what_if(grant):
    """What accepting the amount that was asked for would change for the law."""
    if not grant.requested_amount:
        return []
    return what_if(
        grant.organisation_id,
        funder=grant.funder,
        amount=grant.requested_amount,
        on=timezone.localdate(),
        but=grant.pk,
    )


def _with_reason(request, pk, act, *, title, lead, button, done):
    grant = grant_or_404(request, pk)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda form: act(grant=grant, reason=form.cleaned_data["reason"], by=request.member),
        title=title,
        lead=lead,
        act=button,
        done=done,
        back=grant_url(grant),
        trail=grant_trail(grant, title),
        is_danger=True,
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_refuse(request, pk):
    """The funder said no."""
    return _with_reason(
        request, pk, refuse_grant,
        title="Enregistrer le refus",
        lead="Le motif du financeur servira à la prochaine demande.",
        button="Enregistrer le refus",
        done="Le refus est enregistré.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_withdraw(request, pk):
    """The organisation gives its request up."""
    return _with_reason(
        request, pk, withdraw_grant,
        title="Retirer la demande",
        lead="Réservé à la responsable, ou à qui elle a donné délégation.",
        button="Retirer la demande",
        done="La demande est retirée.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_terminate(request, pk):
    """The grant stops before its end."""
    return _with_reason(
        request, pk, terminate_grant,
        title="Résilier la subvention",
        lead="Ce qui a été versé au-delà du droit acquis sera à rendre. Réservé à la responsable,"
        " ou à qui elle a donné délégation.",
        button="Résilier",
        done="La subvention est résiliée.",
    )  # fmt: skip

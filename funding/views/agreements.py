"""The agreement of a grant, its amendments and their file, and who the grant is shared between."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from funding.amendment_effects import clause_rows, effects
from funding.forms.agreements import AgreementForm, AmendmentForm, share_forms
from funding.models import GrantAgreement
from funding.permissions import can_do_funding
from funding.proofs import read_stored
from funding.selectors.positions import grants_with_deliveries
from funding.services.agreements import sign_agreement, sign_amendment
from funding.services.grantees import share_between_grantees
from funding.views.acting import act_page, grant_or_404, grant_trail, grant_url
from inclusion.exceptions import Refused
from inclusion.permissions import access


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_contract(request, pk):
    """Record the signed agreement."""
    grant = grant_or_404(request, pk)
    form = AgreementForm(
        request.POST or None,
        request.FILES or None,
        initial={"number": grant.convention_number},
    )
    return act_page(
        request,
        form,
        lambda form: sign_agreement(grant=grant, by=request.member, **form.cleaned_data),
        title="Signer la convention",
        lead="Signée, elle ne change plus\u00a0: le montant, les dates et les unités changeront"
        " par avenant.",
        act="Enregistrer la convention signée",
        done="La convention est enregistrée.",
        back=grant_url(grant),
        trail=grant_trail(grant, "Convention"),
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_amend(request, pk):
    """Write an amendment: see what it would do, then record it signed."""
    grant = grant_or_404(request, pk)
    form = AmendmentForm(
        request.POST or None, request.FILES or None, initial=AmendmentForm.initial_of(grant)
    )
    simulated = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "simulate":
            delivered = grants_with_deliveries(type(grant).objects.filter(pk=grant.pk)).get()
            simulated = {
                "rows": clause_rows(grant, form.changes),
                "findings": effects(grant, form.changes, delivered.delivered or 0),
            }
        else:
            try:
                sign_amendment(
                    grant=grant,
                    number=form.cleaned_data["number"],
                    signed_on=form.cleaned_data["signed_on"],
                    note=form.cleaned_data["note"],
                    file=form.cleaned_data["file"],
                    changes=form.changes,
                    by=request.member,
                )
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "L’avenant est enregistré, la subvention est à jour.")
                return redirect(grant_url(grant))
    return render(
        request,
        "funding/amendment_form.html",
        {
            "form": form,
            "grant": grant,
            "simulated": simulated,
            "back": grant_url(grant),
            "trail": grant_trail(grant, "Avenant"),
        },
        status=422 if form.errors else 200,
    )


@require_GET
@never_cache
@access(can_do_funding)
def agreement_file(request, pk):
    """The signed document, byte for byte."""
    agreement = get_object_or_404(
        GrantAgreement.objects.visible_to(request.member).exclude(file_sha256=""), pk=pk
    )
    try:
        content, content_type = read_stored(
            agreement.organisation_id, agreement.file_sha256, agreement.file_name
        )
    except FileNotFoundError:
        raise Http404("Ce document est introuvable.") from None
    response = HttpResponse(content, content_type=content_type)
    extension = agreement.file_name.rsplit(".", 1)[-1].lower()
    response["Content-Disposition"] = (
        f'attachment; filename="convention-{agreement.file_sha256[:8]}.{extension}"'
    )
    return response


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def grant_share(request, pk):
    """Say between whom one grant is shared."""
    grant = grant_or_404(request, pk)
    forms = share_forms(request.POST or None, shares=list(grant.shares.all()))
    error = ""
    if request.method == "POST" and forms.is_valid():
        try:
            share_between_grantees(grant=grant, grantees=forms.shares, by=request.member)
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, "La répartition est enregistrée.")
            return redirect(grant_url(grant))
    has_errors = bool(error or (forms.is_bound and not forms.is_valid()))
    return render(
        request,
        "funding/share_form.html",
        {
            "forms": forms,
            "error": error,
            "grant": grant,
            "back": grant_url(grant),
            "trail": grant_trail(grant, "Bénéficiaires"),
        },
        status=422 if has_errors else 200,
    )

"""Choosing the active organisation, its members and invitations, its own page."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inclusion.exceptions import Refused
from inclusion.organisations.forms import InvitationForm, NewAccountForm, OrganisationForm
from inclusion.organisations.middleware import SESSION_KEY
from inclusion.organisations.models import Invitation, Membership, Organisation, User
from inclusion.organisations.permissions import can_manage_members
from inclusion.organisations.services import (
    accept_invitation,
    end_membership,
    invite,
    open_invitation,
    revoke_invitation,
    update_organisation,
)
from inclusion.permissions import access, everyone, public, signed_in
from inclusion.registry import registry


@require_POST
@access(signed_in)
def switch(request):
    """Work in another of my organisations from now on."""
    wanted = request.POST.get("membership", "")
    for member in request.memberships:
        if str(member.pk) == wanted:
            request.session[SESSION_KEY] = member.organisation_id
            return redirect("home")
    raise Http404


@require_GET
@access(everyone)
def logo(request, pk):
    """The logo of an organisation the user belongs to."""
    organisation = get_object_or_404(
        Organisation.objects.filter(pk__in=[m.organisation_id for m in request.memberships]), pk=pk
    )
    if not organisation.logo:
        raise Http404
    with organisation.logo.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_http_methods(["GET", "POST"])
@access(can_manage_members)
def members(request):
    """Who works here, who is invited; invite someone."""
    form = InvitationForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            invite(
                email=form.cleaned_data["email"], role=form.cleaned_data["role"], by=request.member
            )
        except Refused as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, "L’invitation est partie : elle est valable quatorze jours.")
            return redirect("organisations:members")
    return render(
        request,
        "organisations/members.html",
        {
            "form": form,
            "members": Membership.objects.visible_to(request.member)
            .active()
            .select_related("user")
            .order_by("role", "user__last_name", "pk"),
            "invitations": Invitation.objects.visible_to(request.member)
            .pending()
            .order_by("-created_at"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@access(can_manage_members)
def invitation_revoke(request, pk):
    """Withdraw an invitation."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.member), pk=pk)
    try:
        revoke_invitation(invitation=invitation, by=request.member)
        messages.success(request, "L’invitation est retirée : son lien ne marche plus.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("organisations:members")


@require_http_methods(["GET", "POST"])
@access(can_manage_members)
def membership_end(request, pk):
    """A page that repeats what will happen, then the act."""
    membership = get_object_or_404(
        Membership.objects.visible_to(request.member).active().select_related("user"), pk=pk
    )
    if request.method == "POST":
        try:
            end_membership(membership=membership, by=request.member)
            messages.success(request, f"L’accès de {membership.user} est fermé.")
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("organisations:members")
    return render(request, "organisations/membership_end.html", {"membership": membership})


@require_http_methods(["GET", "POST"])
@access(can_manage_members)
def settings_page(request):
    """The organisation's identity: what is printed at the head of its documents."""
    organisation = Organisation.objects.get(pk=request.member.organisation_id)
    form = OrganisationForm(request.POST or None, request.FILES or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            update_organisation(
                organisation=form.instance, changed=form.changed_data, by=request.member
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Les informations de la structure sont enregistrées.")
            return redirect("organisations:settings")
    return render(
        request,
        "organisations/settings.html",
        {
            "form": form,
            "further": [entry[1:] for entry in registry.settings if entry[0](request.member)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@access(public)
def invitation_accept(request, token):
    """Join an organisation from the link received by e-mail."""
    invitation = open_invitation(token)
    if invitation is None:
        return render(request, "organisations/invitation_closed.html", status=404)
    account_exists = User.objects.filter(email=invitation.email).exists()
    is_invited = request.user.is_authenticated and request.user.email == invitation.email
    form = NewAccountForm(request.POST or None) if not account_exists else None
    if request.method == "POST" and (is_invited or (form and form.is_valid())):
        try:
            membership = accept_invitation(
                token=token,
                user=request.user if is_invited else None,
                **({} if is_invited else form.cleaned_data),
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(request.path)
        if not is_invited:
            login(
                request,
                membership.user,
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
        request.session[SESSION_KEY] = membership.organisation_id
        messages.success(request, f"Bienvenue dans {invitation.organisation.name}.")
        return redirect("home")
    return render(
        request,
        "organisations/invitation_accept.html",
        {
            "invitation": invitation,
            "form": form,
            "account_exists": account_exists,
            "is_invited": is_invited,
            "next": request.path if url_has_allowed_host_and_scheme(request.path, None) else "",
        },
        status=422 if form is not None and form.errors else 200,
    )

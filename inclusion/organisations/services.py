"""Letting people in and out of an organisation."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.jobs.mail import queue_mail
from inclusion.journal.recording import record
from inclusion.organisations.database import organisation
from inclusion.organisations.models import (
    INVITATION_DAYS,
    Invitation,
    Membership,
    Role,
    User,
    hash_token,
    new_token,
)


@transaction.atomic
def invite(*, email, role, by):
    """Invite someone by e-mail into the actor's organisation; the link works once."""
    email = email.strip().lower()
    if Membership.objects.visible_to(by).active().filter(user__email=email).exists():
        raise Refused("Cette personne est déjà membre de la structure.")
    Invitation.objects.visible_to(by).filter(
        email=email,
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__lte=timezone.now(),
    ).update(revoked_at=timezone.now(), revoked_by=by)
    token = new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=by.organisation,
                email=email,
                role=role,
                token_hash=hash_token(token),
                invited_by=by,
                expires_at=Invitation.default_expiry(),
            )
    except IntegrityError:
        raise Refused("Une invitation est déjà en cours pour cette adresse.") from None
    record("invitation.sent", invitation, by=by, role=role)
    queue_mail(
        to=email,
        subject=f"Invitation à rejoindre {by.organisation.name}",
        text=(
            f"Bonjour,\n\n{by.user} vous invite à rejoindre {by.organisation.name} "
            f"comme {Role(role).label.lower()}.\n\n"
            f"Pour accepter, ouvrez cette page :\n"
            f"{settings.PUBLIC_URL}/invitation/{token}/\n\n"
            f"Ce lien sert une seule fois, pendant {INVITATION_DAYS} jours. "
            f"Si vous n’attendiez pas cette invitation, ne faites rien.\n"
        ),
    )
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation, by):
    """Withdraw an open invitation; its link stops working at once."""
    invitation = Invitation.objects.visible_to(by).select_for_update().get(pk=invitation.pk)
    if not invitation.is_open:
        raise Refused("Cette invitation n’est plus en cours.")
    invitation.revoked_at, invitation.revoked_by = timezone.now(), by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    record("invitation.revoked", invitation, by=by)
    return invitation


def open_invitation(token):
    """The open invitation behind a link, or None; used, revoked and unknown look alike."""
    invitation = (
        Invitation.objects.filter(token_hash=hash_token(token))
        .select_related("organisation", "invited_by__user")
        .first()
    )
    return invitation if invitation and invitation.is_open else None


@transaction.atomic
def accept_invitation(*, token, user=None, first_name="", last_name="", password=""):
    """Join: as the signed-in user whose address was invited, or by opening an account.

    Whoever holds the link has shown that she reads that address, so it counts as verified.
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=hash_token(token)).first()
    if invitation is None or not invitation.is_open:
        raise Refused("Cette invitation n’est plus valable : demandez-en une nouvelle.")
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise Refused("Un compte existe à cette adresse : connectez-vous d’abord.")
        user = User.objects.create_user(
            invitation.email, password, first_name=first_name, last_name=last_name
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    elif user.email != invitation.email:
        raise Refused("Cette invitation est destinée à une autre adresse électronique.")
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                organisation_id=invitation.organisation_id, user=user, role=invitation.role
            )
    except IntegrityError:
        raise Refused("Vous êtes déjà membre de cette structure.") from None
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    # Whoever accepts works elsewhere, or nowhere yet: the entry belongs to the one that invited.
    with organisation(invitation.organisation_id):
        record("invitation.accepted", invitation, by=membership, role=membership.role)
    return membership


@transaction.atomic
def end_membership(*, membership, by):
    """Close a member's access to this organisation at once; the last manager stays."""
    members = Membership.objects.visible_to(by).filter(ended_at__isnull=True)
    # Lock every manager, in key order: two managers closing each other cannot both succeed.
    managers = list(
        members.filter(role=Role.MANAGER).order_by("pk").select_for_update().values_list("pk")
    )
    membership = members.select_for_update().filter(pk=membership.pk).first()
    if membership is None:
        raise Refused("Cet accès est déjà fermé.")
    if membership.role == Role.MANAGER and len(managers) == 1:
        raise Refused("Une structure garde au moins une personne responsable.")
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    record("membership.ended", membership, by=by)
    return membership


@transaction.atomic
def update_organisation(*, organisation, changed, by):
    """Save the named fields of the actor's organisation; those others changed meanwhile stay."""
    if organisation.pk != by.organisation_id:
        raise Refused("Cette structure n’est pas la vôtre.")
    if not changed:
        return organisation
    try:
        with transaction.atomic():
            organisation.save(update_fields=changed)
    except IntegrityError:
        raise Refused("Une structure porte déjà ce SIRET.") from None
    record("organisation.updated", organisation, by=by, fields=sorted(changed))
    return organisation

"""The mails of a review: one to the association's side, one to the funder's officers.

They say what happened and where to read it; figures and words of the file stay on the pages.
"""

from django.conf import settings
from django.urls import reverse

from funding.plain_words import said_to_association
from inclusion.jobs.mail import queue_mail
from inclusion.organisations.models import Membership, Role

TO_OFFICERS = {
    "submitted": ("Compte rendu reçu", "dépose un compte rendu"),
    "withdrawn": ("Compte rendu retiré", "retire son compte rendu, que personne n’avait ouvert"),
    "answered": ("Réponse à votre question", "répond à votre question"),
    "complement_answered": (
        "Réponse à votre demande de complément",
        "répond à votre demande de complément. Dites si elle suffit",
    ),
    "complement_late": (
        "Complément en retard",
        "n’a pas envoyé le complément que vous attendez, et le jour est passé",
    ),
    "complement_to_read": (
        "Complément à relire",
        "a répondu à votre demande de complément, qui reste ouverte",
    ),
    "repaid": ("Remboursement annoncé", "annonce le remboursement du trop-perçu"),
}


def write_to_officers(submission, event):
    """Tell the officers of the funder what the association did; in the association's context."""
    subject, what = TO_OFFICERS[event]
    address = settings.PUBLIC_URL + reverse("officer:review", args=[submission.pk])
    for member in _members(submission.to_organisation_id, [Role.OFFICER]):
        queue_mail(
            to=member.user.email,
            subject=f"{subject}\u00a0: {submission.number}",
            text=(
                f"Bonjour,\n\n{submission.sender_name} {what}\u00a0: {submission.number},"
                f" «\u00a0{submission.title}\u00a0».\n\n{address}\n"
            ),
        )


def write_to_association(submission, event, about=None):
    """Tell those who do the association's funding what the funder did, in plain words."""
    told = said_to_association(submission, event, about)
    if told is None:
        return
    subject, sentences = told
    address = settings.PUBLIC_URL + reverse("funding:report_detail", args=[submission.report_id])
    for member in _members(submission.organisation_id, [Role.TREASURER, Role.MANAGER]):
        queue_mail(
            to=member.user.email,
            subject=f"{subject}\u00a0: {submission.number}",
            text="Bonjour,\n\n" + "\n".join(sentences) + f"\n\n{address}\n",
        )


def _members(organisation_id, roles):
    return (
        Membership.objects.filter(organisation=organisation_id, role__in=roles)
        .active()
        .exclude(user__email="")
        .select_related("user")
        .order_by("pk")
    )

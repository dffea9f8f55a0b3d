"""The filters of the two lists of referrals."""

import django_filters as filters
from django.db.models import TextChoices

from beneficiaries.models import IncomingReferral, Referral, ReferralNeed, ReferralStatus
from inclusion.lists import ListFilter

SHOWN_STATUSES = [choice for choice in ReferralStatus.choices if choice[0] != ReferralStatus.DRAFT]
RECEIVED_STATUSES = [
    choice
    for choice in SHOWN_STATUSES
    if choice[0] not in {ReferralStatus.PROPOSED, ReferralStatus.REFUSED, ReferralStatus.UNANSWERED}
]


class Author(TextChoices):
    ME = "moi", "Par moi"


class ReferralFilter(ListFilter):
    etat = filters.ChoiceFilter(
        label="État", field_name="status", choices=SHOWN_STATUSES, empty_label="Tous"
    )
    besoin = filters.ChoiceFilter(
        label="Besoin", field_name="need", choices=ReferralNeed.choices, empty_label="Tous"
    )
    par = filters.ChoiceFilter(
        label="Faite", choices=Author.choices, empty_label="Par toute l’équipe", method="by_author"
    )

    class Meta:
        model = Referral
        fields = ["etat", "besoin", "par"]

    def by_author(self, queryset, name, value):
        return queryset.filter(created_by=self.request.member)


class IncomingFilter(ListFilter):
    etat = filters.ChoiceFilter(
        label="État", field_name="status", choices=RECEIVED_STATUSES, empty_label="Tous"
    )
    besoin = filters.ChoiceFilter(
        label="Besoin", field_name="need", choices=ReferralNeed.choices, empty_label="Tous"
    )

    class Meta:
        model = IncomingReferral
        fields = ["etat", "besoin"]

"""The filters of the list of persons."""

import django_filters as filters
from django.db.models import TextChoices

from beneficiaries.models import Beneficiary, BeneficiaryStatus
from inclusion.lists import ListFilter
from inclusion.organisations.models import Membership, Role

CITIES_AT_MOST = 300


class Neighbourhood(TextChoices):
    YES = "oui", "Oui"
    NO = "non", "Non"
    UNKNOWN = "inconnu", "Non renseigné"


class NoticeState(TextChoices):
    TO_GIVE = "a-donner", "À donner"


IN_PRIORITY_NEIGHBOURHOOD = {
    Neighbourhood.YES: True,
    Neighbourhood.NO: False,
    Neighbourhood.UNKNOWN: None,
}


# Merged and archived files are in no list.
IN_USE = [
    (status.value, status.label)
    for status in (BeneficiaryStatus.ACTIVE, BeneficiaryStatus.DORMANT, BeneficiaryStatus.CLOSED)
]


class BeneficiaryFilter(ListFilter):
    status = filters.ChoiceFilter(label="Dossier", choices=IN_USE, empty_label="Tous")
    city = filters.ChoiceFilter(label="Commune", empty_label="Toutes les communes")
    neighbourhood = filters.ChoiceFilter(
        label="Quartier prioritaire",
        choices=Neighbourhood.choices,
        empty_label="Peu importe",
        method="in_neighbourhood",
    )
    referent = filters.ChoiceFilter(
        label="Référent·e", empty_label="Toute l’équipe", field_name="referent"
    )
    notice = filters.ChoiceFilter(
        label="Notice",
        choices=NoticeState.choices,
        empty_label="Peu importe",
        method="by_notice",
    )

    class Meta:
        model = Beneficiary
        fields = ["status", "city", "neighbourhood", "referent", "notice"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        member = self.request.member
        cities = (
            Beneficiary.objects.visible_to(member)
            .exclude(city="")
            .order_by("city")
            .values_list("city", flat=True)
            .distinct()[:CITIES_AT_MOST]
        )
        self.filters["city"].extra["choices"] = [(city, city) for city in cities]
        self.filters["referent"].extra["choices"] = [
            (str(each.pk), str(each)) for each in referents_of(member)
        ]

    def in_neighbourhood(self, queryset, name, value):
        return queryset.filter(is_priority_neighbourhood=IN_PRIORITY_NEIGHBOURHOOD[value])

    def by_notice(self, queryset, name, value):
        return queryset.active().without_notice()


def referents_of(member):
    """Those who may accompany a person in the member's organisation."""
    return (
        Membership.objects.visible_to(member)
        .active()
        .filter(role__in=[Role.MANAGER, Role.MEDIATOR])
        .select_related("user")
        .order_by("user__first_name", "user__last_name", "pk")
    )

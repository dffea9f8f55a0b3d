"""The searches of the directory: everyone's, and an owner's."""

import django_filters as filters
from django.db.models import IntegerField, Q, Value
from django.db.models.functions import Coalesce
from django.forms import CheckboxInput, TextInput
from django.utils import timezone

from inclusion.lists import ListFilter
from inclusion.places.models import Layer, Place
from inclusion.places.selectors import spot_of
from inclusion.places.tokens import (
    ACCESSIBLE,
    city_token,
    layer_token,
    value_token,
    word_tokens,
)
from inclusion.places.vocabulary import (
    AUDIENCES,
    FEES,
    SERVICES,
    SPECIAL_SUPPORT,
    SUPPORT_MODES,
    choices,
)

DEFAULT_REACH = 20
REACHES = [(str(each), f"à moins de {each}\u00a0km") for each in (2, 5, 10, 20, 50)]
EVERYTHING = "tout"
TEXT_LENGTH = 80
# Where a place of the right commune stands in the order when it has no position.
FAR = 999_999_999


def by_value(field):
    """A filter's method: those that have this value of a closed list."""

    def method(self, queryset, name, value):
        return queryset.with_token(value_token(field, value))

    return method


class DirectoryFilter(ListFilter):
    """Where, what for, for whom, at what cost, reachable how, open now."""

    ou = filters.CharFilter(
        label="Commune ou code postal",
        method="around",
        max_length=TEXT_LENGTH,
        widget=TextInput({"list": "communes", "autocomplete": "off"}),
    )
    service = filters.ChoiceFilter(
        label="Besoin",
        choices=choices(SERVICES),
        empty_label="Tous les besoins",
        method="by_service",
    )
    nom = filters.CharFilter(label="Nom du lieu", method="by_name", max_length=TEXT_LENGTH)
    rayon = filters.ChoiceFilter(
        label="Distance",
        choices=REACHES,
        empty_label=f"à moins de {DEFAULT_REACH}\u00a0km",
        method="within",
    )
    sorte = filters.ChoiceFilter(
        label="Sorte de lieu",
        choices=[(Layer.WIFI.value, "Wifi public"), (EVERYTHING, "Lieux et wifi public")],
        empty_label="Lieux d’aide",
        method="of_layer",
    )
    public = filters.ChoiceFilter(
        label="Public",
        choices=choices(AUDIENCES),
        empty_label="Tous les publics",
        method="by_audience",
    )
    frais = filters.ChoiceFilter(
        label="Prix", choices=choices(FEES), empty_label="Tous les prix", method="by_fee"
    )
    accompagnement = filters.ChoiceFilter(
        label="Accompagnement",
        choices=choices(SUPPORT_MODES),
        empty_label="Tous",
        method="by_support",
    )
    besoin = filters.ChoiceFilter(
        label="Accueil adapté",
        choices=choices(SPECIAL_SUPPORT),
        empty_label="Sans précision",
        method="by_special_support",
    )
    acces = filters.BooleanFilter(
        label="Accessibilité décrite sur Acceslibre", method="accessible", widget=CheckboxInput
    )
    ouvert = filters.BooleanFilter(
        label="Ouvert maintenant", method="open_now", widget=CheckboxInput
    )

    class Meta:
        model = Place
        fields = []

    by_service = by_value("services")
    by_audience = by_value("audiences")
    by_fee = by_value("fees")
    by_support = by_value("support_modes")
    by_special_support = by_value("special_support")

    spot = None
    # What the page keeps under « Plus de critères ».
    MORE = ("nom", "rayon", "sorte", "public", "frais", "accompagnement", "besoin", "acces")

    @property
    def narrows_more(self):
        """True when a criterion out of sight is in use, or is wrong."""
        values = getattr(self.form, "cleaned_data", {})
        return any(values.get(name) or name in self.form.errors for name in self.MORE)

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("sorte"):
            queryset = queryset.with_token(layer_token(Layer.PLACE))
        return super().filter_queryset(queryset)

    @property
    def order(self):
        """By distance when we know from where, by name otherwise."""
        has_position = self.spot is not None and self.spot.has_position
        return ("order_metres", "pk") if has_position else ("sort_name", "pk")

    def around(self, queryset, name, value):
        self.spot = spot_of(value)
        if self.spot is None:
            return queryset
        if not self.spot.has_position:
            return queryset.with_token(self.spot.token)
        point = (self.spot.latitude, self.spot.longitude)
        reach = int(self.form.cleaned_data.get("rayon") or DEFAULT_REACH)
        near = Place.objects.near(*point, reach).values("pk")
        # A place of the commune that has no position is not forgotten: it comes last.
        without = Place.objects.filter(latitude__isnull=True).with_token(self.spot.token)
        found = queryset.filter(Q(pk__in=near) | Q(pk__in=without.values("pk")))
        return found.with_distance(*point).annotate(
            order_metres=Coalesce("metres", Value(FAR), output_field=IntegerField())
        )

    def within(self, queryset, name, value):
        return queryset

    def by_name(self, queryset, name, value):
        return queryset.with_token(*word_tokens(value))

    def of_layer(self, queryset, name, value):
        return queryset if value == EVERYTHING else queryset.with_token(layer_token(value))

    def accessible(self, queryset, name, value):
        return queryset.with_token(ACCESSIBLE) if value else queryset

    def open_now(self, queryset, name, value):
        return queryset.open_at(timezone.now()) if value else queryset


STALE = "a-verifier"
PUBLISHED, DRAFT = "publie", "brouillon"


class OwnFilter(ListFilter):
    """An owner's places: what is to confirm, what is published, in which commune."""

    etat = filters.ChoiceFilter(
        label="État",
        choices=[
            (STALE, "À vérifier"),
            (PUBLISHED, "Publié"),
            (DRAFT, "Non publié"),
        ],
        empty_label="Tous",
        method="by_state",
    )
    sorte = filters.ChoiceFilter(
        label="Sorte", choices=Layer.choices, empty_label="Toutes", field_name="layer"
    )
    commune = filters.CharFilter(label="Commune", method="in_city", max_length=TEXT_LENGTH)
    nom = filters.CharFilter(label="Nom", method="by_name", max_length=TEXT_LENGTH)

    class Meta:
        model = Place
        fields = []

    def by_state(self, queryset, name, value):
        if value == STALE:
            return queryset.stale()
        return queryset.filter(is_published=value == PUBLISHED)

    def in_city(self, queryset, name, value):
        return queryset.with_token(city_token(value))

    def by_name(self, queryset, name, value):
        return queryset.with_token(*word_tokens(value))

"""A place of the public directory, and the two tables that let it be found.

Row-level security lets an index be used only by plain comparisons: what one searches by is written
as tokens and as opening spans when a place is saved.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Cast, Round, Sqrt
from django.utils import timezone

from inclusion.organisations.constraints import PublishedIsolation, SameOrganisation
from inclusion.organisations.fields import TenantForeignKey, TenantModel
from inclusion.places import geography
from inclusion.places.vocabulary import INSEE_CODE, LISTS, PHONE, PIVOT, POSTCODE
from inclusion.text import fold

STALE_AFTER = timedelta(days=183)
VALUE_LENGTH = 80


class Layer(models.TextChoices):
    PLACE = "place", "Lieu d’accompagnement"
    WIFI = "wifi", "Wifi public"


def values_field(verbose_name):
    """Several values of one closed list."""
    return ArrayField(
        models.CharField(max_length=VALUE_LENGTH), verbose_name=verbose_name, default=list
    )


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, member):
        """The member's own organisation's places, published or not."""
        return self.filter(organisation=member.organisation_id)

    def published(self):
        """What everyone may read, whoever asks."""
        return self.filter(is_published=True)

    def stale(self, today=None):
        """Published, and not confirmed for six months."""
        since = (today or timezone.localdate()) - STALE_AFTER
        return self.published().filter(checked_on__lt=since)

    def with_token(self, *tokens):
        """Those that have every one of these tokens."""
        found = self
        for token in tokens:
            found = found.filter(
                pk__in=PlaceToken.objects.filter(token=token).values("place"),
            )
        return found

    def open_at(self, when):
        """Those whose hours say that they are open at that instant in Paris."""
        return self.filter(pk__in=PlaceOpening.objects.covering(when).values("place"))

    def near(self, latitude, longitude, kilometres):
        """Those in a square around a point: a comparison that an index answers."""
        box = geography.box(latitude, longitude, kilometres)
        return self.filter(
            latitude__gte=box.south,
            latitude__lte=box.north,
            longitude__gte=box.west,
            longitude__lte=box.east,
        )

    def with_distance(self, latitude, longitude):
        """`metres` from a point, true to one part in a thousand at the scale of a département."""
        scale = geography.metres_per_degree(latitude)
        north = (F("latitude") - Value(latitude)) * Value(scale.latitude)
        east = (F("longitude") - Value(longitude)) * Value(scale.longitude)
        length = Sqrt(north * north + east * east, output_field=FloatField())
        return self.annotate(metres=Cast(Round(length), models.IntegerField()))


def _known_values():
    return [
        models.CheckConstraint(
            condition=Q(**{f"{field}__contained_by": list(values)}),
            name=f"place_{field}_known",
            violation_error_message="Une valeur n’est pas dans la liste du standard national.",
        )
        for field, values in LISTS.items()
    ]


def _shape(field, pattern, message):
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": pattern}),
        name=f"place_{field}_shape",
        violation_error_message=message,
    )


class Place(TenantModel):
    """A place where one is helped with digital matters, in the terms of the national standard."""

    layer = models.CharField("sorte de lieu", max_length=5, choices=Layer, default=Layer.PLACE)
    reference = models.CharField("identifiant local", max_length=80)
    pivot = models.CharField("SIRET ou RNA", max_length=14, blank=True)
    name = models.CharField("nom", max_length=150)
    sort_name = models.CharField(max_length=150, editable=False, db_collation="C")
    city = models.CharField("commune", max_length=80)
    postcode = models.CharField("code postal", max_length=5)
    insee_code = models.CharField("code INSEE de la commune", max_length=5, blank=True)
    address = models.CharField("adresse", max_length=200)
    address_extra = models.CharField("complément d’adresse", max_length=200, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    kinds = values_field("type de structure")
    phone = models.CharField("téléphone", max_length=13, blank=True)
    emails = ArrayField(models.EmailField(), verbose_name="courriels", default=list)
    websites = ArrayField(models.URLField(max_length=300), verbose_name="sites web", default=list)
    opening_hours = models.CharField("horaires", max_length=500, blank=True)
    hours_note = models.CharField("précision sur les horaires", max_length=300, blank=True)
    summary = models.CharField("présentation en bref", max_length=280, blank=True)
    description = models.TextField("présentation détaillée", max_length=4000, blank=True)
    source = models.CharField("source", max_length=120, blank=True)
    mobility = values_field("fixe ou itinérant")
    parent_organisation = models.CharField("structure parente", max_length=150, blank=True)
    checked_on = models.DateField("vérifié le", default=timezone.localdate)
    services = values_field("services")
    audiences = values_field("publics spécifiques")
    special_support = values_field("prise en charge spécifique")
    fees = values_field("frais à charge")
    programmes = values_field("dispositifs nationaux")
    labels = values_field("formations et labels")
    other_labels = models.CharField("autres formations et labels", max_length=300, blank=True)
    access_modes = values_field("modalités d’accès")
    support_modes = values_field("modalités d’accompagnement")
    accessibility_url = models.URLField("fiche Acceslibre", max_length=300, blank=True)
    booking_url = models.URLField("prise de rendez-vous", max_length=300, blank=True)
    # Ours: what a person reads on her sheet before she goes there.
    directions = models.CharField("comment venir", max_length=300, blank=True)
    what_to_bring = models.CharField("quoi apporter", max_length=300, blank=True)
    is_published = models.BooleanField("publié", default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu de l’annuaire"
        constraints = [
            PublishedIsolation("place_tenant"),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                name="place_reference_once",
                violation_error_message="Un de vos lieux porte déjà cet identifiant.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(city="") & ~Q(postcode="") & ~Q(address=""),
                name="place_has_an_address",
                violation_error_message="Un lieu a un nom, une adresse et une commune.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="place_position_whole",
                violation_error_message="Une position a une latitude et une longitude.",
            ),
            models.CheckConstraint(
                condition=Q(layer__in=Layer.values),
                name="place_layer_known",
                violation_error_message="Sorte de lieu inconnue.",
            ),
            _shape("postcode", POSTCODE, "Un code postal compte cinq chiffres."),
            _shape("insee_code", INSEE_CODE, "Ce code INSEE n’a pas la bonne forme."),
            _shape("pivot", PIVOT, "Un SIRET ou un RNA compte de 9 à 14 lettres et chiffres."),
            _shape("phone", PHONE, "Un téléphone s’écrit +33 suivi de neuf chiffres."),
            *_known_values(),
        ]
        indexes = [
            models.Index(fields=["organisation", "sort_name", "id"], name="place_of_owner"),
            models.Index(fields=["sort_name", "id"], name="place_by_name"),
            models.Index(fields=["latitude", "longitude"], name="place_position"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = fold(self.name)[:150]
        self.reference = self.reference or str(self.pk)
        super().save(*args, **kwargs)

    @property
    def is_stale(self):
        """Not confirmed for six months: what it says may have changed."""
        return self.checked_on < timezone.localdate() - STALE_AFTER

    @property
    def is_wifi(self):
        return self.layer == Layer.WIFI

    @property
    def has_position(self):
        return self.latitude is not None

    @property
    def distance_km(self):
        """Kilometres from the point asked for, when there was one and the place has a position."""
        metres = getattr(self, "metres", None)
        return None if metres is None else metres / 1000


class PlaceToken(TenantModel):
    """One thing a place is found by: « s:… » a service, « w:… » a word of its name…"""

    place = TenantForeignKey(Place, models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=120, db_collation="C")
    is_published = models.BooleanField()

    class Meta:
        verbose_name = "mot-clé d’un lieu"
        constraints = [
            PublishedIsolation("placetoken_tenant"),
            SameOrganisation("place", "placetoken_place"),
            models.UniqueConstraint(
                fields=["organisation", "place", "token"],
                name="placetoken_once",
                violation_error_message="Ce mot-clé du lieu est déjà écrit.",
            ),
        ]
        indexes = [models.Index(fields=["token", "place"], name="placetoken_find")]

    def __str__(self):
        return self.token


# Hours of public holidays are those of an eighth day.
HOLIDAY = 7


class PlaceOpeningQuerySet(models.QuerySet):
    def covering(self, when):
        """The spans that hold that instant; on a public holiday, those that hold on holidays."""
        from inclusion.places.hours import is_holiday

        local = timezone.localtime(when)
        minute = local.hour * 60 + local.minute
        day = Q(weekday=local.weekday())
        if is_holiday(local.date()):
            day = Q(weekday=HOLIDAY) | (day & Q(on_holidays=True))
        return self.filter(day, opens__lte=minute, closes__gt=minute)


class PlaceOpening(TenantModel):
    """One span of a week's hours, in minutes since midnight."""

    place = TenantForeignKey(Place, models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    on_holidays = models.BooleanField()
    is_published = models.BooleanField()

    objects = PlaceOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "plage d’ouverture"
        constraints = [
            PublishedIsolation("placeopening_tenant"),
            SameOrganisation("place", "placeopening_place"),
            models.CheckConstraint(
                condition=Q(weekday__lte=HOLIDAY) & Q(opens__lt=F("closes")) & Q(closes__lte=1440),
                name="placeopening_within_a_day",
                violation_error_message="Une plage d’ouverture tient dans une journée.",
            ),
        ]
        indexes = [
            models.Index(fields=["weekday", "opens", "closes", "place"], name="placeopening_now")
        ]

    def __str__(self):
        return f"{self.weekday} {self.opens}-{self.closes}"

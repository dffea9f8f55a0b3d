"""How a session is held and where: one of our places, a home, remotely, or out of the walls."""

from django.db import models
from django.db.models import Q

from inclusion.organisations.fields import TenantForeignKey


class SessionKind(models.TextChoices):
    """What kind of moment it is. The national vocabulary knows « collectif » and « individuel »."""

    GROUP = "collectif", "Atelier collectif"
    DROP_IN = "permanence", "Permanence, sans inscription"
    INDIVIDUAL = "individuel", "Accompagnement individuel"


class Modality(models.TextChoices):
    """Where it is held; codes of the national vocabulary."""

    VENUE = "lieu_activite", "Dans un de nos lieux"
    ELSEWHERE = "autre", "Hors les murs"
    HOME = "domicile", "À domicile"
    REMOTE = "a_distance", "À distance"


class Whereabouts(models.Model):
    """The columns of where: a session at someone's home names the town, never the address."""

    kind = models.CharField("forme", max_length=10, choices=SessionKind, default=SessionKind.GROUP)
    modality = models.CharField("où", max_length=13, choices=Modality, default=Modality.VENUE)
    venue = TenantForeignKey("places.Venue", null=True, related_name="+", verbose_name="lieu")
    place_name = models.CharField("endroit", max_length=120, blank=True)
    place_city = models.CharField("commune", max_length=80, blank=True)
    remote_link = models.URLField("lien de la visioconférence", max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def place(self):
        """How pages name it: « Salle des Vergnes », « Marché, Limoges », « à distance »."""
        if self.modality == Modality.VENUE:
            return str(self.venue)
        if self.modality == Modality.REMOTE:
            return "à distance"
        if self.modality == Modality.HOME:
            return f"à domicile, {self.place_city}"
        return ", ".join(part for part in (self.place_name, self.place_city) if part)

    @property
    def place_line(self):
        """As `place`, with the address of the venue: for papers, mails and calendars."""
        if self.modality != Modality.VENUE:
            return self.place
        town = " ".join(part for part in (self.venue.postcode, self.venue.city) if part)
        return ", ".join(part for part in (self.venue.name, self.venue.address, town) if part)

    @property
    def town(self):
        """The town of a signature: « Fait à … »."""
        return self.venue.city if self.venue_id else self.place_city

    @property
    def takes_registrations(self):
        return self.kind != SessionKind.DROP_IN

    @property
    def is_outside(self):
        """Out of the walls: where a kit goes along."""
        return self.modality in {Modality.ELSEWHERE, Modality.HOME}


def rules_of_whereabouts():
    """The constraints that these columns bring to the session."""
    outside = [Modality.ELSEWHERE.value, Modality.HOME.value]
    return [
        models.CheckConstraint(
            condition=Q(kind__in=SessionKind.values),
            name="workshopsession_kind_known",
            violation_error_message="Forme de séance inconnue.",
        ),
        models.CheckConstraint(
            condition=Q(modality=Modality.VENUE, venue__isnull=False)
            | Q(
                modality__in=[Modality.REMOTE.value, *outside],
                venue__isnull=True,
            ),
            name="workshopsession_venue_if_ours",
            violation_error_message="Choisissez le lieu de la séance.",
        ),
        models.CheckConstraint(
            condition=~Q(modality__in=outside) | ~Q(place_city=""),
            name="workshopsession_town_if_outside",
            violation_error_message="Écrivez la commune où la séance a lieu.",
        ),
        models.CheckConstraint(
            condition=~Q(modality=Modality.HOME) | Q(place_name=""),
            name="workshopsession_home_unnamed",
            violation_error_message="À domicile, seule la commune est notée.",
        ),
        models.CheckConstraint(
            condition=~Q(kind=SessionKind.DROP_IN) | Q(seats_taken=0),
            name="workshopsession_drop_in_unregistered",
            violation_error_message="On vient à une permanence sans s’inscrire.",
        ),
        models.CheckConstraint(
            condition=~Q(kind=SessionKind.INDIVIDUAL) | Q(capacity=1),
            name="workshopsession_individual_one_seat",
            violation_error_message="Un accompagnement individuel a une seule place.",
        ),
    ]

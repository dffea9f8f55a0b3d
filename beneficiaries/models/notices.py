"""How persons are told, in plain words, what is written about them and why."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inclusion.organisations.constraints import SameOrganisation, TenantIsolation
from inclusion.organisations.fields import TenantForeignKey, TenantModel


class NoticeChannel(models.TextChoices):
    ORAL_AND_PAPER = "oral_paper", "À l’oral et sur papier"
    ORAL = "oral", "À l’oral"
    PAPER = "paper", "Sur papier"
    SMS = "sms", "Par SMS"
    POST = "post", "Par la poste"
    LATER = "urgent", "Urgence : à remettre plus tard"


# The version of the information notice now in use; its text is notice_texts.py.
NOTICE_VERSION = "2026-1"


class NoticeDeliveryQuerySet(models.QuerySet):
    def visible_to(self, member):
        return self.filter(organisation=member.organisation_id)

    def told(self):
        """Deliveries that really took place: « to do later » is not one."""
        return self.exclude(channel=NoticeChannel.LATER)

    def promised(self):
        """Urgent welcomes: the notice was put off."""
        return self.filter(channel=NoticeChannel.LATER)


class NoticeDelivery(TenantModel):
    """The person was told, in plain words, what is written about her and why. Never changed."""

    beneficiary = TenantForeignKey("beneficiaries.Beneficiary", related_name="notice_deliveries")
    version = models.CharField(max_length=12, default=NOTICE_VERSION)
    channel = models.CharField("remise", max_length=12, choices=NoticeChannel)
    # The very text she was given, and in which language.
    language = models.CharField("langue", max_length=8, default="fr")
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    has_interpreter = models.BooleanField("avec un interprète", default=False)
    delivered_at = models.DateTimeField(db_default=Now())
    by = TenantForeignKey("organisations.Membership", related_name="+")

    objects = NoticeDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "remise de la notice"
        constraints = [
            TenantIsolation("noticedelivery_tenant"),
            SameOrganisation("beneficiary", name="noticedelivery_beneficiary"),
            SameOrganisation("by", name="noticedelivery_by"),
        ]
        indexes = [
            models.Index(fields=["organisation", "beneficiary"], name="noticedelivery_person"),
            models.Index(
                fields=["organisation", "delivered_at"],
                condition=Q(channel=NoticeChannel.LATER),
                name="noticedelivery_promised",
            ),
        ]

    def __str__(self):
        return f"{self.version} {self.channel}"

    @property
    def is_told(self):
        """The person was really told; « to do later » is not that."""
        return self.channel != NoticeChannel.LATER

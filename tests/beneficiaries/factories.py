"""Persons as tests need them: a file with its tokens, and how she was told."""

import factory
from django.utils import timezone

from beneficiaries.models import Beneficiary, BeneficiaryStatus, NoticeChannel, NoticeDelivery
from beneficiaries.search import keep_tokens


class BeneficiaryFactory(factory.django.DjangoModelFactory):
    """Created inside `with organisation(org)`; `informed_by=member` records the notice."""

    class Meta:
        model = Beneficiary
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(
            status=BeneficiaryStatus.CLOSED, closed_at=factory.LazyFunction(timezone.now)
        )

    # Far from those that tests write by hand.
    file_number = factory.Sequence(lambda n: f"A-{n + 10_001}")
    first_name = "Aminata"
    last_name = "Diarra"
    birth_year = 1979
    city = "Clermont-Ferrand"

    @factory.post_generation
    def searchable(self, create, extracted, **kwargs):
        keep_tokens(self)

    @factory.post_generation
    def informed_by(self, create, extracted, **kwargs):
        if extracted:
            told(self, by=extracted)

    @factory.post_generation
    def urgent_welcome_by(self, create, extracted, **kwargs):
        if extracted:
            told(self, by=extracted, channel=NoticeChannel.LATER)


def told(beneficiary, *, by, channel=NoticeChannel.ORAL_AND_PAPER, at=None):
    """One notice delivery, at that instant or now."""
    return NoticeDelivery.objects.create(
        organisation=beneficiary.organisation,
        beneficiary=beneficiary,
        channel=channel,
        by=by,
        delivered_at=at or timezone.now(),
    )

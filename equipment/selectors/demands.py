"""What donors demand of the erasure of what they gave, and which media fall short of it."""

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from equipment.models import Erasure, ErasureLevel, Medium
from inclusion.ui.formats import NBSP

# CLEAR on an agreement is what the rule of leaving asks already.
STRONGER = [ErasureLevel.PURGE, ErasureLevel.DESTROY]


def with_demand(media):
    """Media with `demanded`, `demander`, `reached`, and `is_below` when proven less than that.

    The demand follows the medium: what was taken from a given device keeps its donor's words.
    """
    proofs = Erasure.objects.filter(
        organisation=OuterRef("organisation"),
        medium=OuterRef("pk"),
        recorded_at__gte=OuterRef("exposed_at"),
    ).accepted()
    return media.annotate(
        demanded=_of_its_origin("donation__required_level"),
        demander=_of_its_origin("donation__donor__name"),
        reached=Subquery(proofs.order_by("-recorded_at", "-pk").values("level")[:1]),
    ).annotate(
        is_below=Q(demanded=ErasureLevel.PURGE) & ~Exists(proofs.filter(level__in=STRONGER))
        | Q(demanded=ErasureLevel.DESTROY) & ~Exists(proofs.filter(level=ErasureLevel.DESTROY))
    )


def media_below_demand(devices):
    """Media of these devices proven less than their donor demands."""
    media = with_demand(Medium.objects.filter(device__in=devices))
    return media.filter(is_below=True).order_by("added_at", "pk")


def _of_its_origin(path):
    return Case(
        When(taken_from__isnull=True, then=F(f"device__{path}")), default=F(f"taken_from__{path}")
    )


def demand_sentence(medium):
    """« Brévenne Ingénierie exige PURGE : SSD NVMe 256 Go n’est prouvé qu’au niveau CLEAR. »."""
    proven = (
        f"n’est prouvé qu’au niveau {medium.reached}" if medium.reached else "n’a aucune preuve"
    )
    return (
        f"Son donateur ({medium.demander}) exige un effacement de niveau"
        f" {medium.demanded}{NBSP}: {medium} {proven}."
    )

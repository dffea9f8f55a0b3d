"""What this app asks and offers on the home pages of those who accompany people."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Beneficiary
from beneficiaries.permissions import can_open_files
from beneficiaries.selectors.files import undelivered_notices
from inclusion.registry import HomePanel, HomeSearch, TodoLine
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import short_day

# An urgent welcome leaves thirty days to tell the person what is written about her.
NOTICE_DAYS = 30
LINES_AT_MOST = 20


def notices_to_give(member):
    """« Donner la notice d’information à Mme N’Diaye », the oldest promise first."""
    if not can_open_files(member):
        return []
    return [_line(promise) for promise in undelivered_notices(member)[:LINES_AT_MOST]]


def _line(promise):
    welcomed = timezone.localtime(promise.delivered_at).date()
    left = (welcomed + timedelta(days=NOTICE_DAYS) - timezone.localdate()).days
    return TodoLine(
        title=f"Donner la notice d’information à {promise.beneficiary.polite_name}",
        detail=f"Accueil urgent du {short_day(welcomed)}, à compléter sous"
        f" {counted(NOTICE_DAYS, 'jour')}",
        url=reverse("beneficiaries:notice_deliver", args=[promise.beneficiary_id]),
        act="Donner la notice",
        when=_when(left),
        is_late=left < 0,
        rank=60,
    )


def _when(left):
    if left < 0:
        return f"{counted(-left, 'jour')} de retard"
    return f"reste {counted(left, 'jour')}" if left else "aujourd’hui"


def my_people(member):
    """How many persons I accompany, and how many came lately: each figure opens its list."""
    if not can_open_files(member):
        return []
    counts = (
        Beneficiary.objects.visible_to(member)
        .active()
        .aggregate(mine=Count("pk", filter=Q(referent=member)), everyone=Count("pk"))
    )
    url = reverse("beneficiaries:beneficiary_list")
    return [
        HomePanel(
            title="Personnes accompagnées",
            lines=(
                ("Par moi", counts["mine"], f"{url}?status=active&referent={member.pk}"),
                ("Par toute l’équipe", counts["everyone"], f"{url}?status=active"),
            ),
        )
    ]


def people_search(member):
    """The field at the top of the home page."""
    if not can_open_files(member):
        return None
    return HomeSearch(
        label=f"Chercher une personne{NO_BREAK}: nom, n°{NO_BREAK}de dossier",
        url=reverse("beneficiaries:beneficiary_search"),
        page=reverse("beneficiaries:beneficiary_list"),
        is_private=True,
    )

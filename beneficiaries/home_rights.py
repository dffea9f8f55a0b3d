"""What the rights of persons ask of the team, on the home page."""

from django.urls import reverse

from beneficiaries.permissions import (
    can_answer_requests,
    can_open_files,
    can_watch_readings,
)
from beneficiaries.selectors.readings import ALERTS_SHOWN, new_alerts
from beneficiaries.selectors.rights import (
    deadline_words,
    is_late,
    open_requests,
    request_title,
    to_inform_again,
)
from inclusion.registry import HomePanel, TodoLine, registry
from inclusion.text import counted

LINES_AT_MOST = 20
# A request to answer comes before most things, a change of the notice after them.
REQUEST_RANK, ALERT_RANK, NOTICE_RANK = 20, 25, 70


def register():
    """What this room hands to the shared parts."""
    from beneficiaries.documents import register_kinds
    from beneficiaries.services import readings  # noqa: F401  (it registers its handler)

    register_kinds()
    registry.todo += [requests_to_answer, readings_to_look_at, notices_to_give_again]
    registry.home_panels.append(personal_data)


def requests_to_answer(member):
    """« Répondre à la demande d’accès de Mme Diarra », the first due first."""
    if not can_answer_requests(member):
        return []
    return [
        TodoLine(
            title=f"Répondre à la {_lowered(request_title(row))} de {row.beneficiary.polite_name}",
            detail=f"Reçue par {row.received_by}",
            url=reverse("beneficiaries:request_detail", args=[row.pk]),
            act="Répondre",
            when=deadline_words(row),
            is_late=is_late(row),
            rank=REQUEST_RANK,
        )
        for row in open_requests(member)[:LINES_AT_MOST]
    ]


def _lowered(words):
    return words[0].lower() + words[1:]


def readings_to_look_at(member):
    """One line for all the unusual readings nobody has looked at."""
    if not can_watch_readings(member):
        return []
    count = new_alerts(member)[:ALERTS_SHOWN].count()
    if not count:
        return []
    words = counted(count, "lecture inhabituelle", "lectures inhabituelles")
    return [
        TodoLine(
            title=f"Regarder {words}",
            detail="Dossiers lus en nombre, la nuit, sans suite, ou du même nom que le lecteur",
            url=reverse("beneficiaries:reading_alerts"),
            act="Regarder",
            rank=ALERT_RANK,
        )
    ]


def notices_to_give_again(member):
    """One line when the notice has changed since people were told."""
    if not can_open_files(member):
        return []
    count = to_inform_again(member).order_by().values("pk")[:1000].count()
    if not count:
        return []
    return [
        TodoLine(
            title=f"Redire la notice à {counted(count, 'personne')}",
            detail="Son texte a changé depuis qu’elles l’ont reçue",
            url=reverse("beneficiaries:notice_again"),
            act="Voir la liste",
            rank=NOTICE_RANK,
        )
    ]


def personal_data(member):
    """Where the manager finds the register, the requests and the readings."""
    if not can_answer_requests(member):
        return []
    return [
        HomePanel(
            title="Données personnelles",
            lines=(
                (
                    "Demandes à répondre",
                    open_requests(member).order_by().count(),
                    reverse("beneficiaries:request_list"),
                ),
                (
                    "Lectures à regarder",
                    new_alerts(member).order_by().count(),
                    reverse("beneficiaries:reading_alerts"),
                ),
            ),
            url=reverse("beneficiaries:register"),
            act="Registre",
        )
    ]

"""Facts that several papers share: the session, who leads it, where."""

from django.utils import timezone

from inclusion.organisations.models import Membership


def leaders_of(sessions):
    """Those who lead these sessions, each once, by name."""
    from workshops.models import Facilitator

    led = Facilitator.objects.filter(session__in=sessions).values("member_id")
    return list(
        Membership.objects.filter(pk__in=led)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def leader_facts(members):
    return [
        {"name": str(member), "role": (member.title or member.get_role_display()).lower()}
        for member in members
    ]


def session_facts(session):
    """Title, hours and place of one session, as printed."""
    return {
        "title": session.workshop.title,
        "topic": session.workshop.get_topic_display(),
        "starts_at": timezone.localtime(session.starts_at).isoformat(),
        "ends_at": timezone.localtime(session.ends_at).isoformat(),
        "minutes": session.minutes,
        "venue": session.place_line,
    }

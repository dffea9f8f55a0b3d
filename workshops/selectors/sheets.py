"""Signed sheets: those of a session, those waiting for theirs, and what is inside."""

import hashlib
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from inclusion.encryption.fields import open_from
from inclusion.encryption.sealing import CannotOpen
from inclusion.organisations.models import Role
from workshops.models import SignedSheet, WorkshopSession
from workshops.services.sheets import COLUMN

# A sheet is chosen a session among those of the last weeks.
CHOICE_DAYS = 60


class Unreadable(Exception):
    """The file of a sheet is gone, altered, or was sealed with a key that is gone."""


def sheets_waiting(member):
    """Those nobody has given a session: all of them for staff, her own for a volunteer."""
    sheets = SignedSheet.objects.visible_to(member).waiting()
    if member.role == Role.VOLUNTEER:
        sheets = sheets.filter(added_by=member)
    return sheets.select_related("named_session__workshop", "added_by__user").order_by(
        "added_at", "pk"
    )


def sessions_to_prove(member, also=None):
    """The sessions a sheet may be given to, latest first: a volunteer's own, or all of late.

    `also` is the key of the one its code names, however long ago.
    """
    today = timezone.localdate()
    sessions = WorkshopSession.objects.visible_to(member).exclude(status="cancelled")
    if member.role == Role.VOLUNTEER:
        sessions = sessions.facilitated_by(member)
    return (
        (sessions.on_days(today - timedelta(days=CHOICE_DAYS), today) | sessions.filter(pk=also))
        .filter(starts_at__lte=timezone.now())
        .select_related("workshop", "venue")
        .order_by("-starts_at", "-pk")
    )


def open_sheet(sheet):
    """The clear bytes of a signed sheet; raises Unreadable."""
    try:
        with default_storage.open(sheet.path) as file:
            content = open_from(sheet, COLUMN, file.read())
    except (FileNotFoundError, CannotOpen) as error:
        raise Unreadable from error
    if hashlib.sha256(content).hexdigest() != sheet.sha256:
        raise Unreadable
    return content


def proof_of(session):
    """{"sheets", "signatures"} of a session's page."""
    return {
        "sheets": list(
            session.sheets.select_related("added_by__user", "attached_by__user").order_by(
                "added_at", "pk"
            )
        ),
        "signatures": list(session.signatures.select_related("member__user").order_by("pk")),
    }

"""Every deadline of an organisation, in order: reports, instalments, essential data, papers."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from funding.deadlines import (
    DueDay,
    essential_data_due_on,
    kept_until,
    report_due,
)
from funding.models import (
    FinancialReport,
    Grant,
    GrantState,
    Instalment,
    InstalmentState,
    ReportKind,
    ReportLine,
    ReportState,
    SubmissionState,
)
from funding.rules import rules_of_all
from funding.selectors.payments import with_matched
from funding.thresholds import ACCOUNTS, AGREEMENT, threshold
from inclusion.money import ZERO
from inclusion.ui.formats import euros

STOPPED = (GrantState.CLOSED, GrantState.TERMINATED)


@dataclass(frozen=True)
class Deadline:
    """One thing due: `due` gives its two readings, `owner` who has to do it."""

    kind: str
    subject: str
    due: DueDay
    title: str
    detail: str
    url: str
    owner: str = ""

    @property
    def on(self):
        return self.due.remind_on

    @property
    def is_late(self):
        return self.due.is_late(timezone.localdate())

    @property
    def has_two_readings(self):
        return self.due.remind_on != self.due.late_after


def deadlines_of(organisation_id):
    """What is still to be done, soonest first; five queries whatever the grants."""
    found = [
        *_reports(organisation_id),
        *_instalments(organisation_id),
        *_essential_data(organisation_id),
    ]
    return sorted(found, key=lambda deadline: (deadline.on, deadline.subject))


def _awarded(organisation_id):
    return (
        Grant.objects.filter(organisation=organisation_id)
        .awarded()
        .select_related("funder", "project", "offer")
    )


def unreported(grants):
    """Grants whose final report was not sent, or was sent back."""
    left = (
        FinancialReport.objects.filter(
            grant=OuterRef("pk"), kind=ReportKind.FINAL, state=ReportState.SUBMITTED
        )
        .exclude(submissions__state=SubmissionState.REJECTED)
        .order_by()
    )
    return grants.filter(~Exists(left)).exclude(state__in=STOPPED)


def _reports(organisation_id):
    for grant in unreported(_awarded(organisation_id)):
        yield Deadline(
            kind="report",
            subject=f"report:{grant.pk}",
            due=report_due(grant.ends_exercise_on),
            title="Déposer le compte rendu financier",
            detail=f"{grant.title} · {grant.funder}",
            url=reverse("funding:grant_detail", args=[grant.pk]),
        )


def _instalments(organisation_id):
    rows = (
        with_matched(
            Instalment.objects.filter(organisation=organisation_id, due_on__isnull=False).exclude(
                state__in=[InstalmentState.PAID, InstalmentState.CANCELLED]
            )
        )
        .exclude(grant__state=GrantState.CLOSED)
        .select_related("grant__funder", "grant__project", "grant__offer")
    )
    for row in rows:
        called = row.state == InstalmentState.CALLED
        yield Deadline(
            kind="instalment",
            subject=f"instalment:{row.pk}",
            due=DueDay(row.due_on, row.due_on),
            title=f"Recevoir {euros(row.left)}" if called else f"Appeler {euros(row.left)}",
            detail=f"{row}, {row.grant.funder} · {row.grant.title}",
            url=reverse("funding:grant_detail", args=[row.grant_id]) + "#tranches",
            owner=row.grant.funder.name if called else "",
        )


def _essential_data(organisation_id):
    """Published by the funder, within three months of an agreement above the threshold."""
    today = timezone.localdate()
    grants = _awarded(organisation_id).prefetch_related("agreements").exclude(state__in=STOPPED)
    grants = [grant for grant in grants if signed_on(grant)]
    rules = rules_of_all([grant.funder for grant in grants])
    for grant in grants:
        day = signed_on(grant)
        due = essential_data_due_on(day)
        small = grant.granted_amount <= threshold(AGREEMENT, day).value
        if small or due < today or not rules[grant.funder_id].is_public:
            continue
        yield Deadline(
            kind="essential_data",
            subject=f"essential:{grant.pk}",
            due=DueDay(due, due),
            title="Données essentielles à publier",
            detail=f"Convention de {euros(grant.granted_amount)} · {grant.title}",
            url=reverse("funding:grant_detail", args=[grant.pk]),
            owner=grant.funder.name,
        )


def signed_on(grant):
    """The day its first agreement was signed, or None (prefetch `agreements`)."""
    days = [a.signed_on for a in grant.agreements.all() if a.signed_on and a.parent_id is None]
    return days[0] if days else None


@dataclass(frozen=True)
class Kept:
    """Until when the papers of a grant are kept, and by which rule."""

    grant: Grant
    until: datetime.date
    why: str


def papers_kept(organisation_id):
    """Each awarded grant with the last day its papers are kept; the soonest first."""
    grants = list(_awarded(organisation_id))
    rules = rules_of_all([grant.funder for grant in grants])
    by_year = {}
    for grant in grants:
        if rules[grant.funder_id].is_public:
            year = grant.decided_on.year
            by_year[year] = by_year.get(year, ZERO) + grant.granted_amount
    kept = []
    for grant in grants:
        year = grant.decided_on.year
        limit = threshold(ACCOUNTS, grant.decided_on).value
        needs_accounts = by_year.get(year, ZERO) > limit
        is_european = rules[grant.funder_id].report_line == ReportLine.EUROPE
        until = kept_until(
            grant.ends_exercise_on,
            needs_accounts=needs_accounts,
            is_european=is_european,
            last_paid_on=grant.paid_on,
        )
        why = "dix ans, comptes annuels dus" if needs_accounts else "cinq ans"
        kept.append(Kept(grant, until, "argent européen" if is_european else why))
    return sorted(kept, key=lambda row: (row.until, row.grant.pk))

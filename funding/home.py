"""What funding asks of each role on its home page: one query a line at most."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from funding.deadlines import SOON_DAYS, report_due
from funding.models import (
    CoFundingPlan,
    ComplementRequest,
    FinancialReport,
    Grant,
    GrantState,
    Instalment,
    InstalmentState,
    ReportKind,
    ReportMessage,
    ReportState,
    ReportSubmission,
    SubmissionState,
)
from funding.permissions import can_do_funding, can_review, is_treasurer
from funding.selectors.deadlines import unreported
from funding.selectors.plans import grants_to_explain
from inclusion.organisations.models import Role
from inclusion.registry import HomePanel, TodoLine
from inclusion.text import counted
from inclusion.ui.formats import ago, euros, short_day

SHOWN = 3


def todo(member):
    """The lines of « À faire » for those who do funding, and for officers."""
    lines = []
    if can_do_funding(member):
        lines += [
            *_unexplained(member),
            *_grants_unexplained(member),
            *_due(member),
            *_instalments(member),
            *_questions(member),
        ]
        if member.role == Role.MANAGER or member.may_submit_reports:
            lines += _ready(member)
    if can_review(member):
        lines += [*_received(member), *_answered(member), *_to_decide(member)]
    return lines


def panels(member):
    """Reports by state, each a link: those received for an officer, ours for a treasurer."""
    if can_review(member):
        received = ReportSubmission.objects.received_by(member)
        return _by_state("Comptes rendus reçus", received, SubmissionState, "officer:list")
    if is_treasurer(member):
        written = FinancialReport.objects.visible_to(member)
        return _by_state("Nos comptes rendus", written, ReportState, "funding:report_list")
    return []


def _by_state(title, reports, states, route):
    counts = dict(reports.order_by().values_list("state").annotate(Count("pk")))
    url = reverse(route)
    lines = tuple(
        (state.label, counts[state], f"{url}?state={state}")
        for state in states
        if counts.get(state)
    )
    return [HomePanel(title=title, lines=lines, url=url, act="Tout voir")] if lines else []


def _unexplained(member):
    newer = CoFundingPlan.objects.filter(
        project=OuterRef("project"), version__gt=OuterRef("version")
    )
    plans = (
        CoFundingPlan.objects.visible_to(member)
        .filter(~Exists(newer), unexplained_count__gt=0)
        .select_related("project")
        .order_by("created_at", "pk")[:SHOWN]
    )
    for plan in plans:
        yield TodoLine(
            title="Expliquer un constat bloquant",
            detail=f"{plan.project.title} · "
            f"{counted(plan.unexplained_count, 'constat', 'constats')} du plan de cofinancement",
            url=reverse("funding:plan_detail", args=[plan.pk]),
            act="Expliquer l’écart",
            rank=10,
        )


def _grants_unexplained(member):
    """Grants without a plan whose units do not make the amount."""
    for grant in grants_to_explain(member)[:SHOWN]:
        yield TodoLine(
            title="Expliquer un constat bloquant",
            detail=f"{grant.title} · subvention de {grant.funder}",
            url=reverse("funding:grant_detail", args=[grant.pk]),
            act="Expliquer l’écart",
            rank=10,
        )


def _due(member):
    """Reports to prepare once their period is over: recalled on the earlier reading of the law."""
    today = timezone.localdate()
    grants = (
        unreported(Grant.objects.visible_to(member).awarded())
        .filter(eligible_to__lte=today)
        .exclude(Exists(_prepared()))
        .select_related("funder", "project", "offer")
        .order_by("eligible_to", "pk")[:SHOWN]
    )
    for grant in grants:
        due = report_due(grant.ends_exercise_on)
        is_late = due.is_late(today)
        yield TodoLine(
            title="Préparer le compte rendu",
            detail=f"{grant.title} · {grant.funder}",
            url=reverse("funding:grant_detail", args=[grant.pk]),
            act="Voir la subvention",
            when=f"dû {ago(due.late_after)}" if is_late else f"avant le {short_day(due.remind_on)}",
            is_late=is_late,
            rank=30 if due.days_left(today) > SOON_DAYS else 20,
        )


def _prepared():
    return FinancialReport.objects.filter(
        grant=OuterRef("pk"),
        kind=ReportKind.FINAL,
        state=ReportState.READY,
    )


def _instalments(member):
    """Instalments to call, and those called that did not come."""
    today = timezone.localdate()
    rows = (
        Instalment.objects.visible_to(member)
        .filter(
            Q(state=InstalmentState.CALLABLE)
            | Q(state=InstalmentState.PLANNED, condition="date", due_on__lte=today)
            | Q(state=InstalmentState.CALLED, due_on__lt=today)
        )
        .exclude(grant__state__in=[GrantState.TERMINATED, GrantState.CLOSED])
        .select_related("grant__funder", "grant__project", "grant__offer")
        .order_by("due_on", "pk")[:SHOWN]
    )
    for row in rows:
        is_called = row.state == InstalmentState.CALLED
        yield TodoLine(
            title=f"Relancer {euros(row.planned_amount)}"
            if is_called
            else f"Appeler {euros(row.planned_amount)}",
            detail=f"{row} · {row.grant.funder}",
            url=reverse("funding:grant_detail", args=[row.grant_id]) + "#tranches",
            act="Voir la tranche",
            when=f"attendue {ago(row.due_on)}" if row.due_on else "",
            is_late=is_called,
            rank=18,
        )


def _questions(member):
    questions = (
        ReportMessage.objects.questions()
        .not_closed()
        .unanswered()
        .filter(to_organisation=member.organisation_id)
        .select_related("submission")
        .defer("submission__snapshot")
        .order_by("sent_at", "pk")[:SHOWN]
    )
    for question in questions:
        yield TodoLine(
            title="Répondre au financeur",
            detail=f"{question.submission.number} · {question.line_label or 'le compte rendu'}",
            url=reverse("funding:report_detail", args=[question.submission.report_id]),
            act="Répondre",
            when=f"posée {ago(question.sent_at)}",
            rank=5,
        )


def _ready(member):
    reports = (
        FinancialReport.objects.visible_to(member)
        .filter(state=ReportState.READY)
        .select_related("grant__project", "grant__funder", "grant__offer")
        .order_by("ready_at", "pk")[:SHOWN]
    )
    for report in reports:
        yield TodoLine(
            title="Déposer le compte rendu",
            detail=f"{report.grant.title} · {report.grant.funder}",
            url=reverse("funding:report_submit", args=[report.pk]),
            act="Relire et déposer",
            when=f"prêt {ago(report.ready_at)}",
            rank=8,
        )


def _submissions(member, *conditions):
    return (
        ReportSubmission.objects.received_by(member)
        .filter(*conditions)
        .defer("snapshot")
        .order_by("submitted_at", "pk")[:SHOWN]
    )


def _received(member):
    for submission in _submissions(member, Q(state=SubmissionState.SUBMITTED)):
        yield TodoLine(
            title="Ouvrir un compte rendu reçu",
            detail=f"{submission.sender_name} · {submission.title}",
            url=reverse("officer:review", args=[submission.pk]),
            act="Ouvrir",
            when=f"reçu {ago(submission.submitted_at)}",
            rank=10,
        )


def _answered(member):
    questions = (
        ReportMessage.objects.questions()
        .not_closed()
        .answered()
        .filter(organisation=member.organisation_id, submission__state=SubmissionState.IN_REVIEW)
        .select_related("submission")
        .defer("submission__snapshot")
        .order_by("sent_at", "pk")[:SHOWN]
    )
    for question in questions:
        yield TodoLine(
            title="Lire une réponse",
            detail=f"{question.submission.sender_name} ·"
            f" {question.line_label or question.submission.number}",
            url=reverse("officer:review", args=[question.submission_id]),
            act="Lire et clore",
            rank=5,
        )


def _to_decide(member):
    """Reports that nothing holds: no question, no complement, no first signature."""
    still_open = ReportMessage.objects.questions().not_closed().filter(submission=OuterRef("pk"))
    awaited = ComplementRequest.objects.open().filter(submission=OuterRef("pk"))
    waiting = _submissions(
        member,
        Q(state=SubmissionState.IN_REVIEW, signed_by__isnull=True),
        ~Exists(still_open),
        ~Exists(awaited),
    )
    for submission in waiting:
        yield TodoLine(
            title="Décider d’un compte rendu",
            detail=f"{submission.sender_name} · {submission.title}",
            url=reverse("officer:review", args=[submission.pk]),
            act="Décider",
            when=f"reçu {ago(submission.submitted_at)}",
            rank=15,
        )

"""The PDF of a draft, as it would leave now: drawn apart, kept an hour, then thrown away."""

from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from funding.models import ReportState
from funding.refusals import act
from funding.selectors.reports import reports_with_their_grant
from funding.services.reporting import locked_report, preview_facts
from inclusion.documents.rendering import render
from inclusion.exceptions import Refused
from inclusion.ids import uuid7
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.models import Job, JobState
from inclusion.organisations.models import Membership

PREVIEW_JOB = "funding.preview"
KEPT_FOR = timedelta(hours=1)
# The figures gathered, the pages laid out.
STEPS = 2
OVER = (JobState.DONE, JobState.DEAD)


@act
def ask_for_preview(*, report, by):
    """Have the PDF of a draft drawn; asked again while it is, it is the same one."""
    report = locked_report(report, by)
    if report.state == ReportState.SUBMITTED:
        raise Refused("Ce compte rendu est déposé\u00a0: son PDF est celui du dépôt.")
    under_way = _previews(report, by).exclude(state__in=OVER).first()
    return under_way or outbox.enqueue(
        PREVIEW_JOB,
        idem_key=f"preview:{uuid7()}",
        organisation_id=report.organisation_id,
        owner=by.user,
        payload={"report": str(report.pk), "by": str(by.pk)},
        total=STEPS,
    )


def latest_preview(report, member):
    """The job of this member's last preview of a report; None once its hour is over."""
    job = _previews(report, member).order_by("-created_at", "-pk").first()
    if job is None or (job.is_over and job.done_at < timezone.now() - KEPT_FOR):
        return None
    return job


def _previews(report, member):
    return Job.objects.visible_to(member).filter(kind=PREVIEW_JOB, payload__report=str(report.pk))


def preview_page(job):
    """Where its asker follows it."""
    return reverse("funding:report_preview", args=[job.payload["report"]])


@organisation_task(PREVIEW_JOB, label="Aperçu d’un compte rendu", page=preview_page)
def draw_preview(job, in_organisation):
    """Facts → PDF, with no transaction open while the pages are laid out."""
    with in_organisation():
        report = reports_with_their_grant().get(pk=job.payload["report"])
        by = Membership.objects.select_related("user", "organisation").get(pk=job.payload["by"])
        facts = preview_facts(report, by)
    with outbox.holding(job):
        outbox.advance(job, 1)
    content = render("financial_report", facts)
    with outbox.holding(job):
        _keep(job, content)
        outbox.finish(job)


def preview_path(job):
    return f"previews/{job.organisation_id}/{job.pk}.pdf"


def _keep(job, content):
    """A second run writes over the first, whose job did not finish."""
    default_storage.delete(preview_path(job))
    default_storage.save(preview_path(job), ContentFile(content))


def read_preview(job):
    """The bytes; raises FileNotFoundError when they are gone."""
    with default_storage.open(preview_path(job)) as file:
        return file.read()


def throw_previews_away():
    """Those whose hour is over, files and jobs: part of the night's tidying."""
    old = Job.objects.filter(
        kind=PREVIEW_JOB, state__in=OVER, done_at__lt=timezone.now() - KEPT_FOR
    )
    for job in old:
        transaction.on_commit(partial(default_storage.delete, preview_path(job)))
    old.delete()

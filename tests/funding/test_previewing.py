"""The PDF of a draft: drawn by a job, read for an hour by whoever asked, then thrown away."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from funding.models import ReportState
from funding.services import ask_for_preview, mark_ready, submit_report
from funding.services.previewing import latest_preview, preview_path, throw_previews_away
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import a_report, clermont_grant


@pytest.fixture
def report(association, treasurer, metropole):
    with organisation(association):
        return a_report(treasurer, clermont_grant(treasurer, metropole, handed_over=12))


def address(name, report):
    return reverse(f"funding:{name}", args=[report.pk])


def text(response):
    return response.content.decode()


def aged(job, hours):
    Job.objects.filter(pk=job.pk).update(done_at=timezone.now() - timedelta(hours=hours))


def test_a_preview_is_asked_for_followed_and_read(client_for, treasurer, report):
    web = client_for(treasurer)
    page = address("report_preview", report)
    assert "Préparer le PDF du projet" in text(web.get(page))
    assert web.post(address("report_preview_ask", report)).url == page
    assert "Préparation du PDF" in text(web.get(page))
    # Without JavaScript, the address of the fragment is the page itself.
    assert web.get(address("report_preview_progress", report)).url == page
    fragment = web.get(
        address("report_preview_progress", report) + "?n=3", headers={"HX-Request": "true"}
    )
    assert "load delay:2000ms" in text(fragment)
    run_pending_jobs()
    assert "Le PDF du projet est prêt." in text(web.get(page))
    pdf = web.get(address("report_preview_pdf", report))
    assert (pdf.content[:5], pdf["Content-Type"]) == (b"%PDF-", "application/pdf")


def test_drawing_leaves_the_request_at_once(client_for, treasurer, report, monkeypatch):
    def drawn(*_):
        raise AssertionError("drawn inside a request")

    monkeypatch.setattr("funding.services.previewing.render", drawn)
    web = client_for(treasurer)
    assert web.post(address("report_preview_ask", report)).status_code == 302
    before = web.get(address("report_preview_pdf", report), follow=True)
    assert "demandez-le ici" in text(before)


def test_asked_twice_it_is_drawn_once(inside, treasurer, report):
    first = ask_for_preview(report=report, by=treasurer)
    assert ask_for_preview(report=report, by=treasurer) == first
    run_pending_jobs()
    assert ask_for_preview(report=report, by=treasurer) != first


def test_a_submitted_report_has_its_own_pdf(inside, treasurer, manager, report):
    mark_ready(report=report, by=treasurer)
    submit_report(report=report, by=manager)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    with pytest.raises(Refused, match="celui du dépôt"):
        ask_for_preview(report=report, by=treasurer)


def test_nobody_else_reads_it(client_for, association, treasurer, manager, report):
    client_for(treasurer).post(address("report_preview_ask", report))
    run_pending_jobs()
    stranger = client_for(MembershipFactory(organisation=OrganisationFactory(), role="TREASURER"))
    for name in ("report_preview", "report_preview_pdf", "report_preview_progress"):
        assert stranger.get(address(name, report)).status_code == 404
    assert stranger.post(address("report_preview_ask", report)).status_code == 404
    # A colleague has hers drawn: it names who would submit.
    colleague = client_for(manager).get(address("report_preview_pdf", report))
    assert colleague.status_code == 302


def test_a_failure_is_said_and_can_be_asked_again(client_for, treasurer, report, monkeypatch):
    def broken(*_):
        raise ValueError("no")

    web = client_for(treasurer)
    web.post(address("report_preview_ask", report))
    Job.objects.update(max_attempts=1)
    with monkeypatch.context() as patched:
        patched.setattr("funding.services.previewing.render", broken)
        run_pending_jobs()
    assert "n’a pas pu être préparé" in text(web.get(address("report_preview", report)))
    web.post(address("report_preview_ask", report))
    run_pending_jobs()
    assert "est prêt" in text(web.get(address("report_preview", report)))


def test_its_hour_over_it_is_no_longer_read_and_the_night_throws_it_away(
    association, treasurer, report, django_capture_on_commit_callbacks
):
    with organisation(association):
        job = ask_for_preview(report=report, by=treasurer)
    run_pending_jobs()
    throw_previews_away()
    path = preview_path(job)
    assert default_storage.exists(path)
    aged(job, hours=2)
    assert latest_preview(report, treasurer) is None
    with django_capture_on_commit_callbacks(execute=True):
        throw_previews_away()
    assert not default_storage.exists(path)
    assert not Job.objects.filter(pk=job.pk).exists()


def test_the_progress_of_a_job_with_its_own_page_is_there(
    client_for, association, treasurer, report
):
    with organisation(association):
        job = ask_for_preview(report=report, by=treasurer)
    followed = client_for(treasurer).get(reverse("documents:progress", args=[job.pk]))
    assert followed.url == address("report_preview", report)
    missing = client_for(treasurer).get(reverse("documents:progress", args=[uuid4()]))
    assert missing.status_code == 404

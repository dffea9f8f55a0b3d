"""The funder's portfolio and the pages around a review: sums, filters, costs, who may."""

import time
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.kinds import DISCHARGE
from funding.models import Instalment, ReportSubmission, SharedGrant, SubmissionRead
from funding.selectors.portfolio import portfolio_totals, what_approvals_free
from funding.services import (
    approve_submission,
    close_grant,
    mark_ready,
    open_review,
    request_complement,
    share_grant,
    submit_report,
)
from funding.services.reading_log import READ_JOB
from inclusion.documents.models import Document
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.core.papers import draw
from tests.core.together import together
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import a_grant, a_project, a_report, a_submission, clermont_grant


@pytest.fixture(autouse=True)
def papers(monkeypatch):
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)


@pytest.fixture
def submission(association, manager, metropole):
    with organisation(association):
        return a_submission(manager, metropole, handed_over=92)


@pytest.fixture
def desk(client_for, officer):
    return client_for(officer)


def text(response):
    return response.content.decode()


@contextmanager
def counted():
    kept = []
    with CaptureQueriesContext(connection) as context:
        yield kept
    kept += [q for q in context.captured_queries if q["sql"].startswith(("SELECT", "INSERT"))]


def test_clermont_and_cournon_make_twenty_five_thousand(
    submission, association, metropole, officer, desk, member_of
):
    ccas = OrganisationFactory(kind="ccas")
    with organisation(ccas):
        by = member_of(ccas, "MANAGER")
        a_grant(by, a_project(by, title="Cournon"), metropole, granted="10000.00")
    with organisation(metropole):
        totals = portfolio_totals(SharedGrant.objects.received_by(officer))
        assert (totals.count, totals.granted, totals.paid) == (2, Decimal(25000), Decimal(15000))
    page = text(desk.get(reverse("officer:portfolio")))
    assert "25\u202f000,00\u00a0€" in page and "Cournon" in page
    other_year = text(desk.get(reverse("officer:portfolio"), {"year": "1999"}))
    assert "Aucune subvention pour ces filtres" in other_year


def test_what_is_justified_and_the_share_in_neighbourhoods_follow_the_approval(
    submission, association, metropole, officer
):
    with organisation(metropole):
        open_review(submission=submission, by=officer)
        approve_submission(submission=submission, by=officer)
    run_pending_jobs()
    with organisation(metropole):
        shared = SharedGrant.objects.get()
        assert (shared.justified_amount, shared.is_reported) == (Decimal("13800.00"), True)
        assert shared.neighbourhood_share == Decimal("66.30")
        totals = portfolio_totals(SharedGrant.objects.all())
        assert totals.neighbourhood_share == Decimal("66.30")


def test_late_is_counted_when_it_is_read(association, manager, metropole, officer, desk):
    with organisation(association):
        grant = clermont_grant(manager, metropole)
        shared = share_grant(grant)
        assert not shared.is_late
        SharedGrant.objects.update(report_due_on=timezone.localdate() - timedelta(days=1))
    with organisation(metropole):
        assert SharedGrant.objects.late().count() == 1
    late = text(desk.get(reverse("officer:portfolio"), {"lateness": "late"}))
    assert "En retard" in late
    assert "Aucune subvention" in text(
        desk.get(reverse("officer:portfolio"), {"lateness": "there"})
    )


def test_what_an_approval_frees_is_said_the_largest_first(
    submission, association, metropole, officer, desk
):
    with organisation(association):
        Instalment.objects.create(
            organisation=association, grant=submission.report.grant, rank=1,
            planned_amount=4500, condition="final",
        )  # fmt: skip
        share_grant(submission.report.grant)
    with organisation(metropole):
        [first] = what_approvals_free(officer)
        assert first.frees == Decimal(4500)
    assert "débloquent" in text(desk.get(reverse("officer:portfolio")))


@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_leave_the_portfolio_as_the_last_one_says():
    """An opening and an approval are told by two jobs: the first may not write the older news."""
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    with organisation(association):
        grant = clermont_grant(manager, metropole)
        instalment = Instalment.objects.create(
            organisation=association, grant=grant, rank=1, planned_amount=4500, condition="final"
        )
        assert share_grant(grant).awaited_amount == 4500

    def tell(position):
        with organisation(association):
            if position:
                time.sleep(0.3)
                return share_grant(grant).awaited_amount
            list(SharedGrant.objects.select_for_update(of=("self",)))
            Instalment.objects.filter(pk=instalment.pk).update(state="callable")
            time.sleep(0.9)
            return share_grant(grant).awaited_amount

    assert together(2, tell) == [None, None]
    with organisation(association):
        assert SharedGrant.objects.get().awaited_amount is None


def test_a_portfolio_costs_the_same_for_two_and_twelve_grants(
    association, manager, metropole, desk
):
    def grow(count):
        with organisation(association):
            for number in range(count):
                project = a_project(manager, title=f"Action {count}-{number}")
                a_grant(manager, project, metropole, granted="1000.00")

    grow(2)
    with counted() as few:
        assert desk.get(reverse("officer:portfolio")).status_code == 200
    grow(10)
    with counted() as many:
        assert desk.get(reverse("officer:portfolio")).status_code == 200
    assert len(few) == len(many)


def test_every_reading_is_told_to_the_association(
    submission, association, metropole, officer, desk, client_for, treasurer
):
    for name in ("review", "records"):
        assert desk.get(reverse(f"officer:{name}", args=[submission.pk])).status_code == 200
    assert desk.get(reverse("officer:review", args=[submission.pk])).status_code == 200
    run_pending_jobs()
    with organisation(association):
        assert sorted(SubmissionRead.objects.values_list("what", flat=True)) in (
            ["records", "report"],
            ["records", "report", "report"],
        )
    page = text(client_for(treasurer).get(_report(submission)))
    assert "Qui a lu ce compte rendu" in page and officer.label in page


def _report(submission):
    return reverse("funding:report_detail", args=[submission.report_id])


def test_the_association_sees_the_funders_page_before_it_submits(
    association, manager, metropole, client_for, treasurer, submission
):
    with organisation(association):
        report = a_report(manager, submission.report.grant, kind="interim")
    web = client_for(treasurer)
    page = text(web.get(reverse("funding:report_as_funder", args=[report.pk])))
    assert "Rien n’est parti" in page and "13\u202f800,00" in page
    assert "Poser une question" not in page
    sent = reverse("funding:report_as_funder", args=[submission.report_id])
    assert web.get(sent).status_code == 302
    with organisation(association):
        assert ReportSubmission.objects.count() == 1


def test_a_review_is_lived_on_its_pages(
    submission, metropole, officer, desk, association, client_for, manager
):
    run_pending_jobs()

    def at(name, **data):
        return desk.post(reverse(f"officer:{name}", args=[submission.pk]), data)

    day = timezone.localdate() + timedelta(days=9)
    assert at("review_open").status_code == 302
    wrong = at("complement", body="Sans motif ni jour.")
    assert wrong.status_code == 422 and "Sans motif ni jour." in text(wrong)
    assert at("complement", reason="incomplete", body="Les comptes.", due_on=day).status_code == 302
    assert "dès que le complément" in text(at("approve") and desk.get(_review(submission)))
    assert "Envoyer un complément" in text(client_for(manager).get("/"))
    with organisation(metropole):
        asked = submission.complements.get()
    desk.post(reverse("officer:complement_resolve", args=[asked.pk]))
    too_much = at("set_aside", line="charges.60.1", amount="99 999,00", reason="Trop.")
    assert too_much.status_code == 422
    assert (
        at("set_aside", line="charges.60.1", amount="300", reason="Hors objet.").status_code == 302
    )
    assert at("approve").status_code == 302
    page = text(desk.get(_review(submission)))
    assert "13\u202f500,00\u00a0€" in page and "Solder la subvention" in page
    assert "1\u202f500,00\u00a0€" in text(desk.get(_review(submission) + "solder/"))
    assert at("close").status_code == 302
    run_pending_jobs()
    assert "QUI-" in text(desk.get(_review(submission)))
    seen = text(client_for(manager).get(_report(submission)))
    assert "Quitus QUI-" in seen and "Hors objet." in seen
    assert (
        "soldée"
        in Mail.objects.order_by("-pk")
        .exclude(text="")
        .filter(subject__startswith="Subvention soldée")
        .first()
        .text
    )


def _review(submission):
    return reverse("officer:review", args=[submission.pk])


def test_nobody_writes_what_would_be_refused(submission, desk):
    """The page of an act that is not open now sends back to the report, with the reason."""
    for name, said in (
        ("complement", "Ouvrez d’abord l’examen"),
        ("set_aside", "Ouvrez d’abord l’examen"),
        ("reject", "Ouvrez d’abord l’examen"),
        ("approve", "Ouvrez d’abord l’examen"),
        ("reopen", "Ouvrez d’abord l’examen"),
        ("close", "Ouvrez d’abord l’examen"),
    ):
        answer = desk.get(reverse(f"officer:{name}", args=[submission.pk]), follow=True)
        assert answer.redirect_chain == [(_review(submission), 302)], name
        assert said in text(answer), name


def test_a_report_without_a_realised_line_has_nothing_to_set_aside(
    association, manager, metropole, officer, desk
):
    """Limoges: the purchase is made elsewhere, no charge is proved here."""
    with organisation(association):
        grant = a_grant(manager, a_project(manager), metropole)
        report = a_report(manager, grant)
        mark_ready(report=report, by=manager)
        empty = submit_report(report=report, by=manager)
    with organisation(metropole):
        open_review(submission=empty, by=officer)
    page = desk.get(reverse("officer:set_aside", args=[empty.pk]), follow=True)
    assert page.redirect_chain == [(_review(empty), 302)]
    assert "Aucune ligne de ce compte rendu" in text(page)


def test_a_report_held_is_not_one_to_decide(submission, metropole, officer, desk):
    with organisation(metropole):
        open_review(submission=submission, by=officer)
    assert "Décider d’un compte rendu" in text(desk.get("/"))
    with organisation(metropole):
        request_complement(
            submission=submission, reason="incomplete", body="Les comptes.", by=officer,
            due_on=timezone.localdate() + timedelta(days=9),
        )  # fmt: skip
    assert "Décider d’un compte rendu" not in text(desk.get("/"))


def test_every_paper_read_is_told_to_the_association(
    submission, association, metropole, officer, desk, client_for, treasurer
):
    run_pending_jobs()
    with organisation(metropole):
        open_review(submission=submission, by=officer)
        approve_submission(submission=submission, by=officer)
        discharge = close_grant(submission=submission, by=officer)
    run_pending_jobs()
    assert desk.get(reverse("officer:pdf", args=[submission.pk])).status_code == 200
    assert desk.get(reverse("officer:discharge_pdf", args=[discharge.pk])).status_code == 200
    run_pending_jobs()

    def told():
        with organisation(association):
            return sorted(SubmissionRead.objects.values_list("what", flat=True))

    assert told() == ["discharge", "pdf"]
    # The funder's own documents hold the same paper.
    with organisation(metropole):
        document = Document.objects.get(kind=DISCHARGE)
    Job.objects.filter(kind=READ_JOB).delete()
    assert desk.get(reverse("documents:download", args=[document.pk])).status_code == 200
    run_pending_jobs()
    assert told() == ["discharge", "discharge", "pdf"]
    ours = client_for(treasurer)
    assert "le quitus" in text(ours.get(_report(submission)))
    whole = reverse("funding:report_reads", args=[submission.report_id])
    assert text(ours.get(whole)).count(officer.label) == 3
    assert desk.get(whole).status_code == 403


def test_a_report_that_has_not_left_was_read_by_nobody(
    association, manager, submission, client_for
):
    ours = client_for(manager)
    whole = reverse("funding:report_reads", args=[submission.report_id])
    assert "Personne ne l’a encore lu" in text(ours.get(whole))
    with organisation(association):
        draft = a_report(manager, submission.report.grant, kind="interim")
    assert ours.get(reverse("funding:report_reads", args=[draft.pk])).status_code == 302


def test_a_manager_of_the_funder_reads_and_decides_nothing(
    submission, metropole, member_of, client_for
):
    reader = client_for(member_of(metropole, "MANAGER"))
    for name in ("portfolio", "list"):
        assert reader.get(reverse(f"officer:{name}")).status_code == 200
    for name in ("approve", "close", "complement", "set_aside", "reopen", "reject"):
        assert reader.get(reverse(f"officer:{name}", args=[submission.pk])).status_code == 403
    other = client_for(member_of(metropole, "TREASURER"))
    assert other.get(reverse("officer:portfolio")).status_code == 403


def test_another_funder_finds_none_of_it(submission, metropole, officer, member_of, client_for):
    stranger = client_for(member_of(OrganisationFactory(kind="state"), "OFFICER"))
    with organisation(metropole):
        shared = SharedGrant.objects.get()
    for name, pk in (("grant", shared.pk), ("review", submission.pk), ("close", submission.pk)):
        assert stranger.get(reverse(f"officer:{name}", args=[pk])).status_code == 404

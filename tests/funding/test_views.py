"""The pages: who opens them, what they say, what a form keeps, what a list costs."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import CoFundingPlan, FindingExplanation, Grant, Project, ReportSubmission
from funding.services import answer_question, ask_question, mark_ready, open_review
from inclusion.jobs.running import run_pending_jobs
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.registry import registry
from tests.factories import OrganisationFactory
from tests.funding.factories import (
    START,
    a_project,
    a_report,
    a_submission,
    clermont_grant,
    hand_overs,
    limoges_plan,
)

CONTROL = ("SAVEPOINT", "RELEASE", "SET ", "BEGIN", "COMMIT", "SELECT set_config")


@contextmanager
def counted():
    """Queries of a page, session and transaction control apart."""
    kept = []
    with CaptureQueriesContext(
        connection,
    ) as context:
        yield kept
    kept += [
        q["sql"]
        for q in context.captured_queries
        if not q["sql"].startswith(CONTROL) and "django_session" not in q["sql"]
    ]


def text(response):
    return response.content.decode()


@pytest.fixture
def web(client_for, treasurer):
    return client_for(treasurer)


@pytest.fixture
def desk(client_for, officer):
    return client_for(officer)


@pytest.fixture
def submission(association, manager, metropole):
    with organisation(association):
        return a_submission(manager, metropole)


def test_the_limoges_plan_shows_its_contradiction_to_the_cent(web, association, treasurer):
    with organisation(association):
        plan = limoges_plan(treasurer)
    page = text(web.get(reverse("funding:plan_detail", args=[plan.pk])))
    for said in (
        "Les taux annoncés ne correspondent pas aux montants",
        "66,67\u00a0%",
        "33,33\u00a0%",
        "écart 5\u202f783,80\u00a0€, soit 13,33 points",
        "2/3 · 28\u202f920,67\u00a0€",
        "1/3 · 14\u202f460,33\u00a0€",
        "deux tiers, un tiers",
        "34\u202f704,80\u00a0€",
        "\u22125\u202f783,80\u00a0€",
        "Rien n’est corrigé sans vous",
    ):
        assert said in page, said


def test_the_plan_is_entered_with_a_form_that_keeps_what_was_typed(web, association, treasurer):
    with organisation(association):
        project = a_project(treasurer)
    url = reverse("funding:plan_create", args=[project.pk])
    assert web.get(url).status_code == 200
    typed = {
        "source": "Annonce", "declared_total": "", "planned_units": "121", "unit_amount": "",
        "lignes-TOTAL_FORMS": "3", "lignes-INITIAL_FORMS": "0", "lignes-MIN_NUM_FORMS": "0",
        "lignes-MAX_NUM_FORMS": "30",
        "lignes-0-payer_name": "État", "lignes-0-source_kind": "subvention",
        "lignes-0-stated_rate": "80", "lignes-0-stated_amount": "28 921,00 €",
        "lignes-1-payer_name": "Limoges Métropole", "lignes-1-source_kind": "fonds_propres",
        "lignes-1-stated_rate": "20", "lignes-1-stated_amount": "douze",
        "lignes-2-payer_name": "", "lignes-2-source_kind": "subvention",
    }  # fmt: skip
    wrong = web.post(url, typed)
    assert wrong.status_code == 422
    assert "Écrivez un montant en euros, par exemple 1 250,00" in text(wrong)
    assert 'value="douze"' in text(wrong)
    live = web.post(reverse("funding:plan_check", args=[project.pk]), {
        **typed, "lignes-1-stated_amount": "14460",
    })  # fmt: skip
    assert "Les taux annoncés ne correspondent pas" in text(live)
    done = web.post(url, {**typed, "lignes-1-stated_amount": "14460"})
    with organisation(association):
        plan = CoFundingPlan.objects.get()
        assert done.url == reverse("funding:plan_detail", args=[plan.pk])
        assert [line.stated_amount for line in plan.lines.all()] == [
            Decimal("28921.00"),
            Decimal("14460.00"),
        ]
    again = {
        **typed, "lignes-INITIAL_FORMS": "2", "lignes-1-stated_amount": "14460",
        "lignes-1-DELETE": "on",
    }  # fmt: skip
    web.post(reverse("funding:plan_edit", args=[plan.pk]), again)
    with organisation(association):
        assert [line.payer_name for line in plan.lines.all()] == ["État"]
    nobody = web.post(reverse("funding:plan_edit", args=[plan.pk]), {
        **again, "lignes-0-DELETE": "on",
    })  # fmt: skip
    assert "Un plan a au moins un payeur." in text(nobody)


def test_a_contradiction_is_explained_from_the_page(web, association, treasurer):
    with organisation(association):
        plan = limoges_plan(treasurer)
    url = reverse("funding:finding_explain", args=[plan.pk])
    typed = {"code": "stated_rates", "resolution": "keep_amounts", "justification": ""}
    assert web.post(url, typed).status_code == 422
    proof = web.post(url, {**typed, "resolution": "attach_proof", "justification": "Voir."})
    assert "Joignez la pièce" in text(proof)
    assert web.post(url, {**typed, "justification": "Deux tiers du marché."}).status_code == 302
    page = text(web.get(reverse("funding:plan_detail", args=[plan.pk])))
    assert "Deux tiers du marché." in page
    assert "Enregistrer l’explication" not in page


def test_a_proof_is_downloaded_byte_for_byte(web, association, treasurer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    with organisation(association):
        plan = limoges_plan(treasurer)
    web.post(
        reverse("funding:finding_explain", args=[plan.pk]),
        {
            "code": "stated_rates",
            "resolution": "attach_proof",
            "justification": "Voir l’avenant.",
            "proof": SimpleUploadedFile("avenant.pdf", b"%PDF-1.7 avenant"),
        },
    )
    with organisation(association):
        explanation = FindingExplanation.objects.get()
    response = web.get(reverse("funding:proof", args=[explanation.pk]))
    assert response.content == b"%PDF-1.7 avenant"
    assert response["Content-Type"] == "application/pdf"


def test_a_project_and_its_grant_are_entered_from_their_forms(web, association, metropole):
    web.post(
        reverse("funding:project_create"),
        {
            "title": "Cournon",
            "description": "",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
            "unit_label": "personnes",
        },
    )
    with organisation(association):
        project = Project.objects.get()
    url = reverse("funding:grant_create", args=[project.pk])
    typed = {
        "funder": metropole.pk,
        "decided_on": "2026-01-05",
        "granted_amount": "10 000",
        "eligible_from": "2026-01-01",
        "eligible_to": "2026-12-31",
        "paid_amount": "1000",
        "paid_on": "",
    }
    wrong = web.post(url, typed)
    assert (wrong.status_code, "Un versement a sa date." in text(wrong)) == (422, True)
    assert web.post(url, {**typed, "paid_on": "2026-02-01"}).status_code == 302
    with organisation(association):
        grant = Grant.objects.get()
        assert grant.granted_amount == Decimal("10000.00")
    page = text(web.get(reverse("funding:project_detail", args=[project.pk])))
    assert "aucun objectif annoncé" in page
    assert web.get(reverse("funding:grant_detail", args=[grant.pk])).status_code == 200


def test_the_whole_path_from_the_draft_to_the_approval(
    client_for, association, manager, treasurer, metropole, officer
):
    web, boss, desk = client_for(treasurer), client_for(manager), client_for(officer)
    with organisation(association):
        grant = clermont_grant(treasurer, metropole, handed_over=92)
    opened = web.post(
        reverse("funding:report_open", args=[grant.pk]),
        {"kind": "final", "period_start": "2026-01-01", "period_end": "2026-06-30"},
    )
    page = text(web.get(opened.url))
    assert "Avant de le dire prêt" in page
    assert "13\u202f800,00" in page
    pk = opened.url.rstrip("/").rsplit("/", 1)[-1]
    assert web.post(reverse("funding:report_ready", args=[pk])).status_code == 302
    assert "Il manque encore" in text(web.get(opened.url))
    written = {"realisation": "partly", "narrative": "Remises.", "difficulties": "Huit absents."}
    assert web.post(reverse("funding:report_write", args=[pk]), written).status_code == 302
    reasons = {f"raison-{n}": "Huit de moins." for n in range(12)} | {"continuer": "oui"}
    onward = web.post(reverse("funding:report_reasons", args=[pk]), reasons)
    assert onward.url == reverse("funding:report_annex", args=[pk])
    web.post(reverse("funding:report_ready", args=[pk]))
    submit = reverse("funding:report_submit", args=[pk])
    assert "1\u202f200,00\u00a0€" in text(boss.get(submit))
    web.post(submit)
    assert "délégation" in text(web.get(opened.url))
    assert boss.post(submit).status_code == 302
    run_pending_jobs()
    with organisation(association):
        sent = ReportSubmission.objects.get()
    review = reverse("officer:review", args=[sent.pk])
    assert "Ouvrir l’examen" in text(desk.get(review))
    desk.post(reverse("officer:review_open", args=[sent.pk]))
    desk.post(
        reverse("officer:question_ask", args=[sent.pk]),
        {"line": "charges.60.1", "body": "Pourquoi ?"},
    )
    assert "Possible dès que la question 1 est close." in text(desk.get(review))
    approve = reverse("officer:approve", args=[sent.pk])
    desk.post(approve)
    assert "Possible dès que la question 1 est close." in text(desk.get(review))
    with organisation(association):
        question = sent.messages.get()
    assert web.post(
        reverse("funding:question_answer", args=[question.pk]), {"body": ""}
    ).status_code == 422  # fmt: skip
    web.post(reverse("funding:question_answer", args=[question.pk]), {"body": "Huit absents."})
    assert "Huit absents." in text(desk.get(review))
    desk.post(reverse("officer:question_close", args=[question.pk]))
    assert "13\u202f800,00\u00a0€" in text(desk.get(approve))
    desk.post(approve)
    assert "Approuvé" in text(desk.get(review))
    assert "Approuvé" in text(web.get(opened.url))
    pdf = desk.get(reverse("officer:pdf", args=[sent.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"] == f'inline; filename="{sent.number}.pdf"'


def test_the_officer_rejects_with_a_reason(desk, submission):
    desk.post(reverse("officer:review_open", args=[submission.pk]))
    url = reverse("officer:reject", args=[submission.pk])
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"reason": ""}).status_code == 422
    desk.post(url, {"reason": "Il manque les séances."})
    review = desk.get(reverse("officer:review", args=[submission.pk]))
    assert "Il manque les séances." in text(review)


def test_reading_a_report_is_recorded_in_the_officers_journal(desk, submission, metropole):
    desk.get(reverse("officer:review", args=[submission.pk]))
    desk.get(reverse("officer:records", args=[submission.pk]))
    with organisation(metropole):
        reads = Entry.objects.filter(chain="reads").values_list("action", flat=True)
        assert sorted(reads) == ["submission.read", "submission.records_read"]
        submission.refresh_from_db()
        assert submission.state == "submitted"


def test_the_pdf_is_not_there_before_it_is_drawn(desk, submission):
    assert desk.get(reverse("officer:pdf", args=[submission.pk])).status_code == 404
    page = text(desk.get(reverse("officer:review", args=[submission.pk])))
    assert "PDF en préparation" in page


def test_the_records_are_numbered_for_this_report_only(desk, submission):
    page = text(desk.get(reverse("officer:records", args=[submission.pk])))
    assert "R-0001" in page
    assert "Canari" not in page


@pytest.mark.parametrize("role", ["MEDIATOR", "TECHNICIAN", "VOLUNTEER", "OFFICER"])
def test_money_is_the_treasurers_and_the_managers_business(
    client_for, member_of, association, role
):
    client = client_for(member_of(association, role))
    for name in ("home", "report_list", "project_create"):
        assert client.get(reverse(f"funding:{name}")).status_code == 403


@pytest.mark.parametrize("role", ["MEDIATOR", "TECHNICIAN", "VOLUNTEER", "TREASURER"])
def test_received_reports_are_read_by_officers_and_their_manager(
    client_for, member_of, metropole, role
):
    client = client_for(member_of(metropole, role))
    assert client.get(reverse("officer:list")).status_code == 403
    boss = client_for(member_of(metropole, "MANAGER"))
    assert boss.get(reverse("officer:list")).status_code == 200


def test_the_manager_of_a_funder_reads_and_does_not_decide(client_for, member_of, submission):
    boss = client_for(member_of(submission.to_organisation, "MANAGER"))
    page = text(boss.get(reverse("officer:review", args=[submission.pk])))
    assert "Ouvrir l’examen" not in page
    assert boss.post(reverse("officer:review_open", args=[submission.pk])).status_code == 403


def test_what_belongs_to_another_organisation_does_not_exist(
    client_for, member_of, association, submission, manager
):
    with organisation(association):
        report = submission.report
        grant = report.grant
    stranger = client_for(member_of(OrganisationFactory(kind="metropole"), "MANAGER"))
    officer = client_for(member_of(OrganisationFactory(kind="state"), "OFFICER"))
    for name, pk in (
        ("funding:project_detail", grant.project_id),
        ("funding:project_edit", grant.project_id),
        ("funding:plan_detail", grant.plan_id),
        ("funding:grant_detail", grant.pk),
        ("funding:report_detail", report.pk),
        ("funding:report_records", report.pk),
        ("officer:review", submission.pk),
    ):
        assert stranger.get(reverse(name, args=[pk])).status_code == 404, name
    for name in ("review", "records", "pdf", "approve", "reject"):
        assert officer.get(reverse(f"officer:{name}", args=[submission.pk])).status_code == 404


def test_the_projects_cost_the_same_queries_for_2_and_12(web, association, treasurer, metropole):
    with organisation(association):
        clermont_grant(treasurer, metropole, handed_over=3)
        limoges_plan(treasurer)
    url = reverse("funding:home")
    web.get(url)
    with counted() as few:
        web.get(url)
    with organisation(association):
        for n in range(10):
            limoges_plan(treasurer, project=a_project(treasurer, title=f"Projet {n}"))
    with counted() as many:
        assert "Projet 9" in text(web.get(url))
    assert len(few) == len(many) <= 8


def test_the_reports_cost_the_same_queries_for_2_and_12(
    client_for, association, manager, metropole, officer
):
    boss, desk = client_for(manager), client_for(officer)
    with organisation(association):
        grant = clermont_grant(manager, metropole, handed_over=12)
        a_submission_of(grant, manager, 2)
    pages = [(boss, reverse("funding:report_list")), (desk, reverse("officer:list"))]
    few = [_cost(client, url) for client, url in pages]
    with organisation(association):
        a_submission_of(grant, manager, 10)
    many = [_cost(client, url) for client, url in pages]
    assert few == many
    assert max(many) <= 8


def a_submission_of(grant, by, count):
    """So many reports of copies of a grant, submitted."""
    from funding.services import submit_report

    for _ in range(count):
        grant.pk = None
        grant._state.adding = True
        grant.paid_amount, grant.paid_on = 0, None
        grant.save()
        report = a_report(by, grant)
        mark_ready(report=report, by=by)
        submit_report(report=report, by=by)


def _cost(client, url):
    client.get(url)
    with counted() as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_empty_lists_say_what_to_do(web, desk):
    assert "Nouveau projet" in text(web.get(reverse("funding:home")))
    assert "Aucun compte rendu pour le moment" in text(web.get(reverse("funding:report_list")))
    assert "Rien n’est visible avant son dépôt" in text(desk.get(reverse("officer:list")))
    filtered = desk.get(reverse("officer:list"), {"state": "approved"})
    assert "Aucun compte rendu pour ces filtres" in text(filtered)


def todo(member):
    with organisation(member.organisation):
        return [
            line.title
            for provider in registry.todo
            if provider.__module__ == "funding.home"
            for line in provider(member)
        ]


def test_each_role_is_told_what_waits_for_it(association, manager, treasurer, metropole, officer):
    with organisation(association):
        limoges_plan(treasurer)
        sent = a_submission(manager, metropole)
        interim = a_report(treasurer, sent.report.grant, kind="interim")
        mark_ready(report=interim, by=treasurer)
    assert todo(treasurer) == ["Expliquer un constat bloquant"]
    assert todo(manager) == ["Expliquer un constat bloquant", "Déposer le compte rendu"]
    assert todo(officer) == ["Ouvrir un compte rendu reçu"]
    with organisation(metropole):
        open_review(submission=sent, by=officer)
    assert todo(officer) == ["Décider d’un compte rendu"]
    with organisation(metropole):
        question = ask_question(submission=sent, body="?", by=officer)
    assert "Répondre au financeur" in todo(treasurer)
    assert todo(officer) == []
    with organisation(association):
        answer_question(question=question, body="Voici.", by=treasurer)
    assert "Répondre au financeur" not in todo(treasurer)
    assert todo(officer) == ["Lire une réponse"]


def test_a_late_report_is_said_late(association, treasurer, metropole, monkeypatch):
    import datetime

    with organisation(association):
        clermont_grant(treasurer, metropole)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a: datetime.date(2027, 3, 1))
    assert todo(treasurer) == ["Préparer le compte rendu"]


def test_hand_overs_after_the_period_are_not_the_grants(association, treasurer, metropole):
    with organisation(association):
        grant = clermont_grant(treasurer, metropole, handed_over=3)
        hand_overs(treasurer, grant.offer, 2, first=START.replace(year=2027))
        page = _detail(grant)
    assert page.delivered == 3


def _detail(grant):
    from funding.selectors.positions import grants_with_deliveries

    return grants_with_deliveries(Grant.objects.filter(pk=grant.pk)).get()

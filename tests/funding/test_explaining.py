"""A grant without a plan: what it says of itself is explained on its page, and goes with it."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding import home
from funding.figures import report_figures
from funding.models import FinancialReport, FindingExplanation, ReportState
from funding.report_findings import readiness, report_findings
from funding.selectors.plans import judged_grant
from funding.services import (
    amend_grant,
    explain_grant_finding,
    mark_ready,
    submit_report,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.equipment.factories import OfferFactory
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import a_grant, a_project, a_report, limoges_plan

PDF = b"%PDF-1.7 avenant"


def anct_grant(by, funder, *, granted="20000.00", plan=None):
    """« 20 000 euros » for « 62 formations à 322 euros », which make 19 964."""
    project = plan.project if plan else a_project(by, title="62 formations", promised_units=62)
    return a_grant(
        by,
        project,
        funder,
        plan=plan,
        granted=granted,
        unit_amount=Decimal("322.00"),
        funded_units=62,
        offer=OfferFactory(organisation=by.organisation, name="62 formations"),
    )


def the_finding(grant):
    (judged,) = judged_grant(grant)
    return judged


def explain(grant, by, **values):
    return explain_grant_finding(
        grant=grant,
        code=values.pop("code", None) or the_finding(grant).finding.code,
        resolution=values.pop("resolution", "keep_amounts"),
        justification=values.pop("justification", "Le texte arrondit le total."),
        by=by,
        **values,
    )


def anct_report(by, funder):
    return a_report(by, anct_grant(by, funder))


def test_s7_a_grant_that_contradicts_itself_is_explained_once(inside, treasurer, metropole):
    grant = anct_grant(treasurer, metropole)
    assert the_finding(grant).is_waiting
    assert the_finding(grant).finding.figures["gap"] == "36.00"
    explanation = explain(grant, treasurer)
    assert (explanation.grant, explanation.plan) == (grant, None)
    assert not the_finding(grant).is_waiting
    chain_pending_entries(inside.pk)
    assert Entry.objects.filter(action="finding.explained").exists()
    with pytest.raises(Refused, match="déjà expliqué"):
        explain(grant, treasurer)


def test_each_refusal_says_why(inside, treasurer, metropole, member_of):
    grant = anct_grant(treasurer, metropole)
    with pytest.raises(Refused, match="ne peut pas être vide"):
        explain(grant, treasurer, justification="  ")
    with pytest.raises(Refused, match="Joignez la pièce"):
        explain(grant, treasurer, resolution="attach_proof")
    with pytest.raises(Refused, match="n’existe plus"):
        explain(grant, treasurer, code="grant_units.autre")
    with pytest.raises(Refused, match="rôle"):
        explain(grant, member_of(inside, "MEDIATOR"))
    assert not FindingExplanation.objects.exists()


def test_with_a_plan_its_page_is_where_it_is_explained(inside, treasurer, metropole):
    plan = limoges_plan(treasurer)
    grant = anct_grant(treasurer, metropole, plan=plan)
    assert judged_grant(grant) == []
    with pytest.raises(Refused, match="n’existe plus"):
        explain(grant, treasurer, code=f"grant_units.{grant.pk.hex[-8:]}")


def test_other_figures_are_explained_again(inside, treasurer, metropole):
    grant = anct_grant(treasurer, metropole)
    explain(grant, treasurer)
    values = {
        name: getattr(grant, name)
        for name in ("funder", "plan", "unit_amount", "funded_units", "offer", "decided_on")
    }
    grant = amend_grant(grant=grant, by=treasurer, **values, granted_amount=Decimal("21000.00"))
    assert the_finding(grant).is_waiting


def test_no_report_leaves_before_it_and_both_sides_read_it(inside, treasurer, manager, metropole):
    report = anct_report(treasurer, metropole)
    checks = {
        c.title: c for c in readiness(report, report_findings(report, report_figures(report)))
    }
    check = checks["Constats bloquants de la subvention expliqués"]
    assert check.is_missing
    assert check.url == reverse("funding:grant_detail", args=[report.grant_id])
    with pytest.raises(Refused, match="constats bloquants de la subvention expliqués"):
        mark_ready(report=report, by=treasurer)
    explain(report.grant, treasurer)
    mark_ready(report=report, by=treasurer)
    submission = submit_report(report=report, by=manager)
    assert "Le texte arrondit le total." in submission.snapshot
    assert "62 × 322,00" in submission.snapshot.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_database_refuses_it_too(inside, treasurer, metropole):
    report = anct_report(treasurer, metropole)
    mine = FinancialReport.objects.filter(pk=report.pk)
    with pytest.raises(IntegrityError, match="of the grant is not explained"):
        with transaction.atomic():
            mine.update(state="ready", unexplained_count=0)
    explain(report.grant, treasurer)
    mine.update(state="ready", unexplained_count=0)
    report.refresh_from_db()
    assert report.state == ReportState.READY


def test_an_explanation_is_about_one_thing(inside, treasurer, metropole):
    grant = anct_grant(treasurer, metropole)
    plan = limoges_plan(treasurer)
    for about in ({}, {"plan": plan, "grant": grant}):
        with pytest.raises(IntegrityError, match="findingexplanation_of_one"):
            with transaction.atomic():
                FindingExplanation.objects.create(
                    organisation=inside, code="x", fingerprint="x", by=treasurer,
                    resolution="keep_amounts", justification="Oui.", **about,
                )  # fmt: skip


def test_home_asks_for_it_until_it_is_there(inside, treasurer, metropole):
    grant = anct_grant(treasurer, metropole)
    anything = [line for line in home.todo(treasurer) if line.act == "Expliquer l’écart"]
    assert [line.url for line in anything] == [reverse("funding:grant_detail", args=[grant.pk])]
    explain(grant, treasurer)
    assert not [line for line in home.todo(treasurer) if line.act == "Expliquer l’écart"]


def test_the_page_of_the_grant_asks_keeps_and_shows(client_for, association, treasurer, metropole):
    web = client_for(treasurer)
    with organisation(association):
        grant = anct_grant(treasurer, metropole)
        code = the_finding(grant).finding.code
    page, url = (
        reverse("funding:grant_detail", args=[grant.pk]),
        reverse("funding:grant_explain", args=[grant.pk]),
    )
    shown = web.get(page).content.decode()
    assert "les unités financées ne font pas le montant accordé" in shown
    typed = {"code": code, "resolution": "attach_proof", "justification": "Voir l’avenant."}
    wrong = web.post(url, typed)
    assert wrong.status_code == 422
    assert "Joignez la pièce" in wrong.content.decode()
    assert "Voir l’avenant." in wrong.content.decode()
    sent = web.post(url, {**typed, "proof": SimpleUploadedFile("avenant.pdf", PDF)})
    assert (sent.status_code, sent.url) == (302, page)
    shown = web.get(page).content.decode()
    assert "Voir l’avenant." in shown
    assert "Enregistrer l’explication" not in shown
    with organisation(association):
        explanation = FindingExplanation.objects.get()
    assert web.get(reverse("funding:proof", args=[explanation.pk])).content == PDF


def test_another_association_does_not_find_it(client_for, association, treasurer, metropole):
    with organisation(association):
        grant = anct_grant(treasurer, metropole)
    other = MembershipFactory(organisation=OrganisationFactory(), role="TREASURER")
    url = reverse("funding:grant_explain", args=[grant.pk])
    assert client_for(other).post(url, {"code": "x"}).status_code == 404

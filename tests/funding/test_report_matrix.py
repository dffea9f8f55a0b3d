"""Who may do what to a report in which state: everything that is not written here is refused."""

import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from funding import models
from funding.freezing import FROZEN, Sealed
from funding.models import FinancialReport, ReportState, ReportSubmission
from funding.report_templates import template
from funding.selectors.reports import reports_with_their_grant
from funding.services import (
    attach_paper,
    mark_ready,
    retain_value,
    submit_report,
    take_back_report,
    write_report,
)
from inclusion.documents.models import Document
from inclusion.documents.rendering import render
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Role
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import a_report, clermont_grant

DRAFT, READY, SUBMITTED = ReportState.DRAFT, ReportState.READY, ReportState.SUBMITTED
ACTIONS = {
    "write": lambda report, by: write_report(report=report, narrative="Autre.", by=by),
    "attach": lambda report, by: attach_paper(
        report=report, kind="other", file=SimpleUploadedFile("a.pdf", b"%PDF-1"), by=by
    ),
    "retain": lambda report, by: retain_value(
        report=report, code="devices_handed_over", value=11, reason="Vu.", by=by
    ),
    "ready": lambda report, by: mark_ready(report=report, by=by),
    "take_back": lambda report, by: take_back_report(report=report, by=by),
    "submit": lambda report, by: submit_report(report=report, by=by),
}
WRITERS = ("TREASURER", "MANAGER", "DELEGATE")
# (action, state) → the roles that may; a delegate is a treasurer named by the manager.
ALLOWED = {
    ("write", DRAFT): WRITERS,
    ("attach", DRAFT): WRITERS,
    ("retain", DRAFT): WRITERS,
    ("ready", DRAFT): WRITERS,
    ("take_back", READY): WRITERS,
    ("submit", READY): ("MANAGER", "DELEGATE"),
}
ROLES = (*Role.values, "DELEGATE")


@pytest.mark.parametrize("state", [DRAFT, READY, SUBMITTED])
@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_in_each_state_may_do_what_the_table_says(
    inside, manager, metropole, member_of, action, state
):
    report = a_report(manager, clermont_grant(manager, metropole, handed_over=12))
    if state != DRAFT:
        mark_ready(report=report, by=manager)
    if state == SUBMITTED:
        submit_report(report=report, by=manager)
    done = set()
    for role in ROLES:
        is_delegate = role == "DELEGATE"
        by = member_of(inside, "TREASURER" if is_delegate else role, may_submit_reports=is_delegate)
        savepoint = connection.savepoint()
        try:
            ACTIONS[action](report, by)
            done.add(role)
        except Refused:
            pass
        finally:
            connection.savepoint_rollback(savepoint)
    assert done == set(ALLOWED.get((action, state), ()))


PAGES = (
    "report_figures", "report_write", "report_reasons", "report_annex", "report_check",
    "report_preview", "report_preview_pdf", "report_preview_progress",
    "report_value", "report_records", "report_detail",
)  # fmt: skip


def test_the_pages_of_a_report_are_open_to_those_who_do_funding(
    client_for, association, manager, metropole, member_of
):
    with organisation(association):
        report = a_report(manager, clermont_grant(manager, metropole, handed_over=12))
    for role in ("MEDIATOR", "OFFICER", "VOLUNTEER", "TECHNICIAN"):
        client = client_for(member_of(association, role))
        for name in PAGES:
            assert client.get(reverse(f"funding:{name}", args=[report.pk])).status_code == 403
    stranger = client_for(member_of(OrganisationFactory(), "MANAGER"))
    boss = client_for(manager)
    for name in PAGES:
        url = reverse(f"funding:{name}", args=[report.pk])
        assert stranger.get(url).status_code == 404, name
        assert boss.get(url).status_code in (200, 302), name


def test_the_draft_of_the_narrative_comes_from_the_figures_and_replaces_nothing(
    client_for, association, treasurer, metropole
):
    with organisation(association):
        report = a_report(
            treasurer, clermont_grant(treasurer, metropole, handed_over=12), written=False
        )
    web = client_for(treasurer)
    url = reverse("funding:report_write", args=[report.pk])
    page = web.get(url).content.decode()
    assert "12 ordinateurs ont été remis sur 100 financés" in page
    assert "[à compléter]" in page
    draft = {"realisation": "done", "narrative": "12 remises. [à compléter]", "difficulties": ""}
    onward = web.post(url, draft | {"continuer": "oui", "partie-publics": "Des familles."})
    assert onward.url == reverse("funding:report_reasons", args=[report.pk])
    checks = web.get(reverse("funding:report_check", args=[report.pk])).content.decode()
    assert "Ce qui manque encore" in checks
    again = web.get(url).content.decode()
    assert "12 remises. [à compléter]</textarea>" in again
    assert "Des familles." in again
    with organisation(association):
        report.refresh_from_db()
        assert report.sections == {"publics": "Des familles."}
        with pytest.raises(Refused, match="mise en œuvre racontée"):
            mark_ready(report=report, by=treasurer)


def test_an_operating_grant_has_no_table_and_asks_for_its_accounts(
    inside, treasurer, manager, metropole
):
    grant = clermont_grant(treasurer, metropole, handed_over=12)
    type(grant).objects.filter(pk=grant.pk).update(kind="operating")
    report = a_report(treasurer, grant)
    assert report.template == "operating"
    assert not template("operating").has_statement
    with pytest.raises(Refused, match="rapport d’activité, comptes approuvés"):
        mark_ready(report=report, by=treasurer)
    for kind in ("activity_report", "accounts"):
        file = SimpleUploadedFile(f"{kind}.pdf", f"%PDF-{kind}".encode())
        attach_paper(report=report, kind=kind, file=file, by=treasurer)
    mark_ready(report=report, by=treasurer)
    submit_report(report=report, by=manager)
    facts = json.loads(Document.objects.get().facts)
    assert facts["statement"] is None
    assert render("financial_report", facts).startswith(b"%PDF")


@pytest.mark.parametrize("code", ["action", "operating", "qpv"])
def test_each_template_is_versioned_data(code):
    form = template(code)
    assert form.name == f"{code}/1"
    assert form == template(code, 1)
    assert len({section.code for section in form.sections}) == len(form.sections)
    assert {section.part for section in form.sections} <= {"words", "annex"}


# What freezes


def test_every_field_of_what_a_report_stands_on_is_ruled_on():
    named = ("Grant", "FinancialReport", "Expense", "ExpenseAllocation", "CoFundingPlan")
    fields = {
        f"{name}.{field.name}"
        for name in named
        for field in getattr(models, name)._meta.concrete_fields
    }
    assert fields - set(FROZEN) == set()
    assert set(FROZEN) - fields == set()
    assert set(FROZEN.values()) <= set(Sealed)


# Two at once


@pytest.mark.django_db(transaction=True)
def test_submitting_while_another_edits_freezes_one_text_or_the_other():
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    with organisation(association):
        report = a_report(manager, clermont_grant(manager, metropole, handed_over=12))
        mark_ready(report=report, by=manager)
    said, start = {}, threading.Barrier(2)

    def run(name, *acts):
        start.wait()
        try:
            for act in acts:
                with organisation(association):
                    act()
            said[name] = "done"
        except Refused as refusal:
            said[name] = refusal.message
        finally:
            connection.close()

    editing = (
        lambda: take_back_report(report=report, by=manager),
        lambda: write_report(report=report, narrative="Repris.", by=manager),
    )
    submitting = (lambda: submit_report(report=report, by=manager),)
    threads = [
        threading.Thread(target=run, args=("submit", *submitting)),
        threading.Thread(target=run, args=("edit", *editing)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with organisation(association):
        state = FinancialReport.objects.get(pk=report.pk).state
        sent = ReportSubmission.objects.first()
        loaded = reports_with_their_grant().get(pk=report.pk)
        if said["submit"] == "done":
            assert (state, said["edit"] != "done") == (SUBMITTED, True)
            assert "Repris." not in sent.snapshot
        else:
            assert (state, sent, loaded.narrative) == (DRAFT, None, "Repris.")

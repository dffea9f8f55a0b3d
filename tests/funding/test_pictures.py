"""The pictures of a report: the same on its page, at the funder’s and in its PDF."""

import json
import re

import pytest
from django.urls import reverse

from funding.pictures.report import pictures_of
from funding.services.reporting import preview_facts
from funding.snapshot import live_snapshot
from inclusion.documents.models import Document
from inclusion.organisations.database import organisation
from tests.funding.factories import a_grant, a_project, a_report, a_submission
from tests.funding.granting import a_lived_grant

BARS = re.compile(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="84"')


@pytest.fixture
def submitted(association, manager, metropole):
    with organisation(association):
        return a_submission(manager, metropole)


def facts_of(submission):
    return json.loads(Document.objects.get(number=submission.number).facts)


def test_who_pays_is_drawn_with_its_table_on_both_sides(
    client_for, submitted, treasurer, officer, association
):
    ours = client_for(treasurer).get(reverse("funding:report_detail", args=[submitted.report_id]))
    theirs = client_for(officer).get(reverse("officer:review", args=[submitted.pk]))
    for page in (ours.content.decode(), theirs.content.decode()):
        assert "Qui paie l’action" in page and "<title>Qui paie l’action. Prévu" in page
        assert 'id="payeurs-hatch"' in page and "url(#payeurs-hatch)" in page
        assert "Clermont Auvergne Métropole" in page
    # The same bars, to the tenth of a millimetre.
    assert BARS.findall(ours.content.decode()) == BARS.findall(theirs.content.decode()) != []
    with organisation(association):
        printed = facts_of(submitted)["cofunding"]["sources"]
    assert printed == pictures_of(json.loads(submitted.snapshot))["payers"]


def test_a_report_with_nothing_to_compare_draws_nothing(association, treasurer, metropole):
    with organisation(association):
        report = a_report(treasurer, a_grant(treasurer, a_project(treasurer), metropole))
        pictures = pictures_of(live_snapshot(report))
    assert (pictures["payers"], pictures["funding"], pictures["budget"]) == ([], None, None)


def test_the_line_of_time_is_in_the_facts_of_the_document(association, treasurer, metropole):
    with organisation(association):
        grant = a_lived_grant(treasurer, metropole)["lived"]
        report = a_report(treasurer, grant)
        drawn = preview_facts(report, treasurer)["timeline"]
    marks = {(mark["number"], mark["kind"]) for mark in drawn["marks"]}
    assert ("T1", "money") in marks and ("CR", "report") in marks
    assert drawn["alternative"].startswith("Tranches et comptes rendus, du")

"""Projects, plans and explanations: each act, its refusals, and what the database holds."""

import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.models import CoFundingLine, CoFundingPlan, FindingExplanation, SourceKind
from funding.selectors.plans import judged_findings, latest_plan
from funding.services import create_project, explain_finding, update_project, write_plan
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from tests.funding.factories import START, a_grant, a_project, limoges_plan, line

PDF = b"%PDF-1.7 avenant"


def entry(association, action):
    chain_pending_entries(association.pk)
    return Entry.objects.get(action=action)


def explain(plan, by, resolution="keep_amounts", **values):
    return explain_finding(
        plan=plan,
        code="stated_rates",
        resolution=resolution,
        justification=values.pop("justification", "Deux tiers du marché."),
        by=by,
        **values,
    )


def test_a_project_is_created_and_recorded(inside, treasurer):
    project = a_project(treasurer)
    assert project.organisation == inside
    assert json.loads(entry(inside, "project.created").facts) == {"promised_units": 350}


def test_two_projects_do_not_share_a_title(inside, treasurer):
    a_project(treasurer)
    with pytest.raises(Refused, match="porte déjà ce titre"):
        a_project(treasurer)


def test_a_project_ends_after_its_start(inside, treasurer):
    with pytest.raises(Refused, match="doit suivre son début"):
        a_project(treasurer, starts_on=START.replace(year=2027))


def test_changing_the_text_of_a_project_checks_its_plans_again(inside, treasurer):
    plan = limoges_plan(treasurer)
    project = update_project(
        project=plan.project,
        by=treasurer,
        title="Autre titre",
        description="10 = 4 + 5",
        starts_on=START,
        ends_on=START,
        promised_units=None,
        unit_label="appareils",
    )
    codes = [j.finding.code for j in judged_findings(latest_plan(project))]
    assert any(code.startswith("sum.") for code in codes)


def test_a_plan_keeps_what_was_written_and_counts_its_contradictions(inside, treasurer):
    plan = limoges_plan(treasurer, source="Annonce")
    assert (plan.version, plan.source, plan.unexplained_count) == (1, "Annonce", 1)
    assert [(row.rank, row.stated_amount) for row in plan.lines.all()] == [
        (1, Decimal("28921.00")),
        (2, Decimal("14460.00")),
    ]
    facts = json.loads(entry(inside, "plan.written").facts)
    assert facts == {"version": 1, "unexplained": 1}


def test_a_plan_nobody_refers_to_is_edited_in_place(inside, treasurer):
    plan = limoges_plan(treasurer)
    again = write_plan(
        project=plan.project,
        plan=plan,
        values={},
        lines=[line("État", amount="28921.00")],
        by=treasurer,
    )
    assert (again.pk, again.version, again.unexplained_count) == (plan.pk, 1, 0)


def test_a_plan_in_use_gets_a_new_version(inside, treasurer, metropole):
    plan = limoges_plan(treasurer)
    a_grant(treasurer, plan.project, metropole, plan=plan)
    again = write_plan(
        project=plan.project,
        plan=plan,
        values={},
        lines=[line("État", amount="28921.00")],
        by=treasurer,
    )
    assert (again.version, again.pk == plan.pk) == (2, False)
    assert plan.lines.count() == 2


def test_an_older_version_is_not_edited(inside, treasurer):
    plan = limoges_plan(treasurer)
    limoges_plan(treasurer, project=plan.project)
    with pytest.raises(Refused, match="version plus récente"):
        write_plan(project=plan.project, plan=plan, values={}, lines=[line("État")], by=treasurer)


def test_a_plan_has_at_least_one_payer(inside, treasurer):
    with pytest.raises(Refused, match="au moins un payeur"):
        write_plan(project=a_project(treasurer), values={}, lines=[], by=treasurer)


def test_an_explanation_is_tied_to_the_figures_and_recorded(inside, treasurer):
    plan = limoges_plan(treasurer)
    explanation = explain(plan, treasurer)
    [judged] = [j for j in judged_findings(plan) if j.is_blocking]
    assert judged.explanation == explanation
    assert explanation.fingerprint == judged.finding.fingerprint
    assert CoFundingPlan.objects.get().unexplained_count == 0
    facts = json.loads(entry(inside, "finding.explained").facts)
    assert facts["resolution"] == "keep_amounts"


def test_a_finding_is_explained_once(inside, treasurer):
    plan = limoges_plan(treasurer)
    explain(plan, treasurer)
    with pytest.raises(Refused, match="déjà expliqué"):
        explain(plan, treasurer)


def test_an_explanation_says_why(inside, treasurer):
    with pytest.raises(Refused, match="Écrivez pourquoi"):
        explain(limoges_plan(treasurer), treasurer, justification="  ")


def test_a_finding_that_is_gone_is_not_explained(inside, treasurer):
    plan = limoges_plan(treasurer)
    with pytest.raises(Refused, match="n’existe plus"):
        explain_finding(
            plan=plan,
            code="units_total",
            resolution="keep_amounts",
            justification="Oui.",
            by=treasurer,
        )


def test_attaching_a_proof_asks_for_the_document(inside, treasurer):
    plan = limoges_plan(treasurer)
    with pytest.raises(Refused, match="Joignez la pièce"):
        explain(plan, treasurer, "attach_proof")
    proof = SimpleUploadedFile("avenant n° 2.pdf", PDF)
    explanation = explain(plan, treasurer, "attach_proof", proof=proof)
    assert explanation.proof_name == "avenant n° 2.pdf"
    assert len(explanation.proof_sha256) == 64


@pytest.mark.parametrize(("name", "content"), [("a.exe", PDF), ("a.pdf", b"MZ"), ("a.png", PDF)])
def test_a_proof_is_what_its_name_says(inside, treasurer, name, content):
    with pytest.raises(Refused, match="PDF, une image PNG"):
        explain(
            limoges_plan(treasurer),
            treasurer,
            "attach_proof",
            proof=SimpleUploadedFile(name, content),
        )


def test_a_proof_weighs_five_megabytes_at_most(inside, treasurer):
    with pytest.raises(Refused, match="5 Mo"):
        explain(
            limoges_plan(treasurer),
            treasurer,
            "attach_proof",
            proof=SimpleUploadedFile("a.pdf", PDF + b"0" * 5_000_000),
        )


def test_the_database_refuses_to_change_a_plan_in_use(inside, treasurer):
    plan = limoges_plan(treasurer)
    explain(plan, treasurer)
    changes = (
        lambda: CoFundingLine.objects.filter(plan=plan).update(stated_amount=1),
        lambda: CoFundingLine.objects.filter(plan=plan).delete(),
        lambda: CoFundingPlan.objects.filter(pk=plan.pk).update(declared_total=1),
        lambda: CoFundingLine.objects.create(
            organisation=inside, plan=plan, rank=9, payer_name="X", source_kind=SourceKind.OWN
        ),
    )
    for change in changes:
        with pytest.raises(IntegrityError, match="a plan in use"), transaction.atomic():
            change()


def test_explanations_are_never_rewritten(inside, treasurer):
    explanation = explain(limoges_plan(treasurer), treasurer)
    mine = FindingExplanation.objects.filter(pk=explanation.pk)
    for change in (lambda: mine.update(justification="Autre"), mine.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("cofundingline_rate", {"stated_rate": 101}),
        ("cofundingline_positive", {"stated_amount": -1}),
        ("cofundingline_rank", {"rank": 1}),
    ],
)
def test_the_named_rules_of_a_line_bite(inside, treasurer, constraint, fields):
    plan = limoges_plan(treasurer)
    values = {"rank": 5, "payer_name": "X", "source_kind": SourceKind.OWN, **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CoFundingLine.objects.create(organisation=inside, plan=plan, **values)


def test_a_plan_version_exists_once(inside, treasurer):
    plan = limoges_plan(treasurer)
    with pytest.raises(IntegrityError, match="cofundingplan_version"), transaction.atomic():
        CoFundingPlan.objects.create(organisation=inside, project=plan.project, version=1)


def test_an_explanation_is_never_empty_even_in_sql(inside, treasurer):
    plan = limoges_plan(treasurer)
    with pytest.raises(IntegrityError, match="findingexplanation_says_why"), transaction.atomic():
        FindingExplanation.objects.create(
            organisation=inside, plan=plan, code="x", fingerprint="x", by=treasurer,
            resolution="keep_amounts", justification="",
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="proof_attached"), transaction.atomic():
        FindingExplanation.objects.create(
            organisation=inside, plan=plan, code="x", fingerprint="x", by=treasurer,
            resolution="attach_proof", justification="Voir la pièce.",
        )  # fmt: skip


AMOUNT = st.none() | st.decimals(0, 5000, places=2)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(
        st.tuples(st.sampled_from(SourceKind.values), st.none() | st.integers(0, 100), AMOUNT,
                  st.none() | st.integers(0, 300)),
        min_size=1, max_size=4,
    ),
    declared=AMOUNT,
    units=st.none() | st.integers(1, 100),
    unit_amount=AMOUNT,
)  # fmt: skip
def test_sql_sees_the_contradictions_that_the_detector_sees(
    inside, treasurer, lines, declared, units, unit_amount
):
    with transaction.atomic():
        plan = write_plan(
            project=create_project(
                title="P", starts_on=START, ends_on=START, unit_label="u", by=treasurer
            ),
            values={"declared_total": declared, "planned_units": units, "unit_amount": unit_amount},
            lines=[
                line(f"P{n}", kind, rate=rate, amount=amount, unit=unit)
                for n, (kind, rate, amount, unit) in enumerate(lines)
            ],
            by=treasurer,
        )
        seen = {j.finding.code for j in judged_findings(plan) if j.is_blocking}
        with connection.cursor() as cursor:
            cursor.execute("SELECT funding_plan_contradictions(%s)", [plan.pk])
            assert {code for (code,) in cursor.fetchall()} == seen
        transaction.set_rollback(True)

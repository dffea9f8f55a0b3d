"""Ceilings, thresholds and grants beside their plan: the scenarios, each line under its name."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from funding import thresholds
from funding.detector import Plan, PlanLine, check_plan
from funding.grant_checks import PublicMoney, StatedGrant, check_grant, check_thresholds
from funding.models import FunderProfile, Project
from funding.public_money import largest_public_amount, public_ceiling
from funding.rules import rules_of
from funding.selectors.plans import findings_of, latest_plan
from funding.services import write_plan
from funding.services.funders import write_profile, write_program
from funding.thresholds import AGREEMENT, Threshold, threshold
from inclusion.exceptions import Refused
from inclusion.money import split
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import END, START, a_grant, a_project, clermont_plan, line
from tests.funding.granting import a_program, a_request, an_awarded, euro

ON = date(2026, 6, 1)


def d(text):
    return Decimal(text)


def a_plan(public, own, in_kind=None, **values):
    lines = [
        PlanLine("Métropole", amount=d(public), is_public=True),
        PlanLine("Association", amount=d(own)),
    ]
    if in_kind:
        lines.append(PlanLine("Bénévoles", amount=d(in_kind), is_in_kind=True))
    return Plan(lines=tuple(lines), ceiling=d(80), ceiling_source="Dispositif", **values)


def codes(findings, severity="block"):
    return [finding.code for finding in findings if finding.severity == severity]


# S7, volunteer ceiling: 3 000 of cost, 80 %, 600 of volunteering


def test_s7_the_most_public_money_for_3000_is_2400_and_2880_with_volunteering():
    assert largest_public_amount(d(3000), d(80)) == d("2400.00")
    assert largest_public_amount(d(3000), d(80), d(600)) == d("2880.00")


def test_s7_one_cent_above_2400_is_blocking():
    assert codes(public_ceiling(a_plan("2400.00", "600.00"))) == []
    (finding,) = public_ceiling(a_plan("2400.01", "599.99"))
    assert (finding.severity, finding.figures["most"]) == ("block", "2400.00")
    assert "0,01\u00a0€ au-dessus du plafond" in finding.title


def test_s7_with_600_of_volunteering_2880_is_accepted_and_one_cent_more_is_not():
    assert codes(public_ceiling(a_plan("2880.00", "120.00", "600.00"))) == []
    assert codes(public_ceiling(a_plan("2880.01", "119.99", "600.00"))) == ["public_ceiling"]
    (finding,) = public_ceiling(a_plan("2880.00", "120.00", "600.00", counts_in_kind=False))
    assert "600,00\u00a0€ valorisés n’y comptent pas" in finding.sentence


def test_a_usual_ceiling_only_informs():
    plan = a_plan("2900", "100")
    usual = Plan(lines=plan.lines, ceiling=d(80))
    assert [f.severity for f in public_ceiling(usual)] == ["info"]


def test_a_plan_with_an_unknown_payer_is_not_measured_yet():
    lines = (PlanLine("Métropole", amount=d(900), is_public=True), PlanLine("Famille"))
    assert list(public_ceiling(Plan(lines=lines, ceiling=d(80), ceiling_source="x"))) == []


# Modes of a plan


def test_rates_of_a_stated_total_give_amounts_that_say_nothing_wrong():
    plan = Plan(
        lines=(PlanLine("État", rate=d(80)), PlanLine("Métropole", rate=d(20))),
        declared_total=d("43381.00"),
        mode="rates",
    )
    assert [plan.amount_of(line) for line in plan.lines] == [d("34704.80"), d("8676.20")]
    assert codes(check_plan(plan)) == []


def test_rates_that_do_not_make_the_whole_leave_a_gap():
    plan = Plan(
        lines=(PlanLine("État", rate=d(80)), PlanLine("Métropole", rate=d(10))),
        declared_total=d("1000.00"),
        mode="rates",
    )
    assert codes(check_plan(plan)) == ["declared_total"]


def test_s1_a1_three_parts_make_the_cost_of_one_computer():
    parts = [PlanLine(name, unit_amount=d(n)) for name, n in
             (("Famille", 50), ("Secours populaire", 50), ("Métropole", 150))]  # fmt: skip
    plan = Plan(lines=tuple(parts), units=100, unit_amount=d(250), mode="per_unit")
    assert plan.total == d("25000.00")
    assert "unit_cost" in codes(check_plan(plan), "ok")
    wrong = Plan(lines=tuple(parts), units=100, unit_amount=d(260), mode="per_unit")
    assert "unit_cost" in codes(check_plan(wrong))


def test_s3_c4_an_equal_split_over_121_devices_makes_the_whole_again():
    parts = split(d("43381.00"), [1] * 121)
    assert (parts.count(d("358.53")), parts.count(d("358.52"))) == (8, 113)
    assert sum(parts) == d("43381.00")


# A grant beside its plan


def test_units_that_do_not_make_the_grant_are_blocking():
    grant = StatedGrant("k", "ANCT", d(20000), unit_amount=d(322), units=62)
    (finding,) = check_grant(grant)
    assert (finding.severity, finding.figures["gap"]) == ("block", "36.00")


def test_a_grant_that_differs_from_its_plan_is_said():
    (finding,) = check_grant(StatedGrant("k", "Métropole", d(14000), planned=d(15000)))
    assert (finding.severity, finding.figures["planned"]) == ("warn", "15000.00")


def test_the_ceiling_of_a_programme_blocks_the_plan_of_its_grants(
    inside, treasurer, metropole, officer
):
    with organisation(metropole):
        program = a_program(officer, ceiling="50")
    project = a_project(treasurer)
    plan = clermont_plan(treasurer, project, metropole)
    assert plan.unexplained_count == 0
    grant = a_grant(treasurer, project, metropole, plan=plan)
    type(grant).objects.filter(pk=grant.pk).update(program=program)
    found = {finding.code: finding for finding in findings_of(latest_plan(project))}
    assert found["public_ceiling"].figures["most"] == "12500.00"
    assert found["public_ceiling"].is_blocking


def test_awarding_under_a_programme_counts_the_plan_again(inside, treasurer, metropole, officer):
    with organisation(metropole):
        program = a_program(officer, ceiling="50")
    project = a_project(treasurer)
    plan = clermont_plan(treasurer, project, metropole)
    a_request(treasurer, metropole, project=project, plan=plan, program=program)
    plan.refresh_from_db()
    assert plan.unexplained_count == 1


# Thresholds


def money(amount, funder="Métropole", **values):
    return PublicMoney(funder, d(amount), **values)


def found(granted, candidate=None):
    return {f.code: f for f in check_thresholds(granted, ON, candidate)}


def test_s1_a6_15000_is_below_23000_and_its_agreement_is_optional():
    assert found([money(15000)])["agreement_due"].severity == "info"


def test_s3_c7_28921_is_above_23000_and_needs_its_agreement():
    assert found([money(28921, "État")])["agreement_due"].severity == "warn"
    signed = found([money(28921, "État", is_signed=True)])
    assert signed["agreement_due"].severity == "ok"


@pytest.mark.parametrize(("amount", "severity"), [("23000.00", "info"), ("23000.01", "warn")])
def test_23000_itself_is_not_above_23000(amount, severity):
    assert found([money(amount)])["agreement_due"].severity == severity


def test_the_sum_of_a_funders_year_counts_not_each_grant():
    found_of_two = found([money(15000), money(10000)])
    assert found_of_two["agreement_due"].figures["total"] == "25000.00"
    apart = list(check_thresholds([money(15000), money(10000, "État")], ON))
    assert [f.severity for f in apart] == ["info", "info"]


def test_75000_of_one_local_authority_and_153000_of_all_are_said():
    rows = [money(75001, is_local=True), money(78000, "État")]
    assert "certified_accounts" in found(rows)
    assert found(rows)["annual_accounts"].figures["total"] == "153001.00"
    assert "annual_accounts" not in found([money(153000)])
    assert "certified_accounts" not in found([money(80000)])


def test_private_money_counts_nowhere():
    assert found([money(200000, is_public=False)]) == {}


def test_one_more_grant_says_what_it_would_change():
    before = [money(20000, is_signed=True)]
    after = found(before, money(5000))
    assert after["agreement_due"].severity == "warn"
    assert "avec cette subvention" in after["agreement_due"].sentence
    assert after["annual_accounts"].severity == "ok"
    assert found([money(150000)], money(4000, "État"))["annual_accounts"].severity == "warn"


def test_a_new_threshold_is_in_force_from_its_day_only(monkeypatch):
    new = Threshold(AGREEMENT, d(30000), date(2027, 1, 1), "décret à venir")
    monkeypatch.setattr(thresholds, "THRESHOLDS", (*thresholds.THRESHOLDS, new))
    assert threshold(AGREEMENT, date(2026, 12, 31)).value == d(23000)
    assert threshold(AGREEMENT, date(2027, 1, 1)).value == d(30000)


# Funders


PROFILE = {
    "report_line": "EPCI", "is_public": True, "report_template": "qpv",
    "variance_percent": d(5), "variance_amount": d(200), "second_signature_above": d(20000),
    "logo_rule": "", "required_indicators": ["devices_handed_over"], "is_published": True,
}  # fmt: skip


def test_rules_are_those_written_else_those_of_the_kind(inside, metropole, officer):
    assert (rules_of(metropole).report_line, rules_of(metropole).is_stated) == ("EPCI", False)
    company = OrganisationFactory(kind="company")
    assert not rules_of(company).is_public
    with organisation(metropole):
        write_profile(by=officer, **PROFILE)
        write_profile(by=officer, **PROFILE)
        assert FunderProfile.objects.count() == 1
    rules = rules_of(metropole)
    assert (rules.variance_percent, rules.second_signature_above, rules.report_template) == (
        d(5), d(20000), "qpv",
    )  # fmt: skip


def test_only_a_funder_writes_what_it_publishes(inside, treasurer, metropole, officer):
    with pytest.raises(Refused, match="Votre rôle"):
        write_profile(by=treasurer, **PROFILE)
    noted = a_program(treasurer, funder=metropole, is_published=True)
    assert (noted.organisation, noted.is_published) == (inside, False)
    with organisation(metropole):
        theirs = a_program(officer, is_published=True)
        assert not type(theirs).objects.filter(pk=noted.pk).exists()
        with pytest.raises(Refused, match="déjà cet identifiant"):
            a_program(officer)
        with pytest.raises(Refused, match="a son taux"):
            write_program(
                by=officer, code="F", label="Forfait", starts_on=START, ends_on=END,
                indirect_rule="flat", indirect_rate=None,
            )  # fmt: skip


def test_a_programme_of_another_funder_is_refused(inside, treasurer, metropole):
    other = OrganisationFactory(kind="metropole")
    program = a_program(treasurer, funder=other)
    with pytest.raises(Refused, match="autre financeur"):
        a_request(treasurer, metropole, program=program)


# Pages


@pytest.fixture
def web(client_for, treasurer):
    return client_for(treasurer)


def typed_grant(metropole, **values):
    return {
        "funder": metropole.pk, "decided_on": "2026-01-05", "granted_amount": "24 000",
        "eligible_from": "2026-01-01", "eligible_to": "2026-06-30", **values,
    }  # fmt: skip


def test_the_grant_form_answers_while_typing(web, association, treasurer, metropole):
    with organisation(association):
        project = a_project(treasurer)
        plan = clermont_plan(treasurer, project, metropole)
    url = reverse("funding:grant_check", args=[project.pk])
    page = web.post(url, typed_grant(metropole, plan=plan.pk)).content.decode()
    assert "Métropole accorde 24\u202f000,00\u00a0€, le plan dit 15\u202f000,00\u00a0€" in page
    assert "convention obligatoire" in page
    page = web.post(url, typed_grant(metropole, unit_amount="322", funded_units="62"))
    assert "19\u202f964,00" in page.content.decode()
    assert web.post(url, {"granted_amount": "douze"}).status_code == 200


@pytest.mark.parametrize(
    ("text", "amount"),
    [("28 921,50", "28921.50"), ("28\u202f921,5 €", "28921.50"), ("28921.5", "28921.50"),
     ("28\u00a0921", "28921.00"), ("-5", None), ("1000000000000000", None), ("1,234", None),
     ("6 k€", None), ("1.234,56", None), ("0", None)],
)  # fmt: skip
def test_an_amount_is_read_exactly_or_refused(web, association, treasurer, metropole, text, amount):
    with organisation(association):
        project = a_project(treasurer)
    url = reverse("funding:grant_create", args=[project.pk])
    response = web.post(url, typed_grant(metropole, granted_amount=text))
    with organisation(association):
        granted = [str(g.granted_amount) for g in Project.objects.get().grants.all()]
    assert granted == ([amount] if amount else [])
    assert response.status_code == (302 if amount else 422)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("eligible_to", "2025-01-01", "doit suivre son début"),
        ("decided_on", "1026-01-01", "Vérifiez l’année"),
        ("exercise_ends_on", "2025-01-01", "se termine après le début"),
        ("paid_on", "2025-01-01", "Un versement suit la décision"),
    ],
)
def test_a_date_outside_the_grant_is_refused(
    web, association, treasurer, metropole, field, value, sentence
):
    with organisation(association):
        project = a_project(treasurer)
    url = reverse("funding:grant_create", args=[project.pk])
    typed = {**typed_grant(metropole, paid_amount="10", paid_on="2026-02-01"), field: value}
    response = web.post(url, typed)
    assert (response.status_code, sentence in response.content.decode()) == (422, True)


def test_a_grant_is_lived_from_its_request_to_its_amendment(
    client_for, association, treasurer, manager, metropole
):
    web = client_for(treasurer)
    with organisation(association):
        project = a_project(treasurer)
    web.post(
        reverse("funding:grant_request", args=[project.pk]),
        {"funder": metropole.pk, "requested_amount": "12 000", "requested_on": "2025-11-02",
         "eligible_from": "2026-01-01", "eligible_to": "2026-06-30"},
    )  # fmt: skip
    with organisation(association):
        grant = project.grants.get()

    def post(name, **typed):
        return web.post(reverse(f"funding:{name}", args=[grant.pk]), typed)

    post("grant_review")
    what_if = web.get(reverse("funding:grant_award", args=[grant.pk])).content.decode()
    assert "Ce que l’accord changerait" in what_if
    assert "convention facultative" in what_if
    assert post("grant_award", granted_amount="", decided_on="2025-12-01").status_code == 422
    post("grant_award", granted_amount="10 000", decided_on="2025-12-01")
    post("grant_contract", number="C-1", signed_on="2025-12-05")
    post("grant_instalments", parts="70/30")
    assert post("grant_instalments", parts="70/20").status_code == 422
    post("grant_pay", direction="came", amount="7 000", value_on="2026-01-20")
    page = web.get(reverse("funding:grant_detail", args=[grant.pk])).content.decode()
    for said in ("C-1", "7\u202f000,00\u00a0€", "Versée", "Le même calendrier en tableau"):
        assert said in page, said
    amended = {
        "number": "C-1-A", "signed_on": "2026-02-01", "granted_amount": "9 000",
        "eligible_from": "2026-01-01", "eligible_to": "2026-09-30",
    }  # fmt: skip
    simulated = post("grant_amend", act="simulate", **amended).content.decode()
    assert "Les tranches font 10\u202f000,00\u00a0€" in simulated
    with organisation(association):
        assert project.grants.get().granted_amount == d("10000.00")
    post("grant_amend", act="sign", **amended)
    with organisation(association):
        assert project.grants.get().granted_amount == d("9000.00")
    assert post("grant_withdraw", reason="Non").status_code == 422


def test_a_funder_writes_its_profile_and_its_programmes(client_for, officer, metropole, treasurer):
    desk = client_for(officer)
    assert desk.get(reverse("officer:profile")).status_code == 200
    typed = {
        **PROFILE,
        "variance_percent": "5",
        "required_indicators": ["devices_handed_over", "X"],
    }
    assert desk.post(reverse("officer:profile"), typed).status_code == 422
    typed["required_indicators"] = ["devices_handed_over", "share_in_qpv"]
    assert desk.post(reverse("officer:profile"), typed).status_code == 302
    program = {
        "code": "INUM", "label": "Inclusion", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        "public_ceiling": "80", "grace_days": "60", "indirect_rule": "real", "is_published": "on",
        "eligible_accounts": "60, 61",
    }  # fmt: skip
    assert desk.post(reverse("officer:program_create"), program).status_code == 302
    assert "80\u00a0% au plus" in desk.get(reverse("officer:program_list")).content.decode()
    assert client_for(treasurer).get(reverse("officer:profile")).status_code == 403


def test_a_consortium_is_written_from_its_page(web, association, treasurer, metropole):
    with organisation(association):
        grant = an_awarded(treasurer, metropole)
    url = reverse("funding:grant_share", args=[grant.pk])
    typed = {
        "parts-TOTAL_FORMS": "3", "parts-INITIAL_FORMS": "0",
        "parts-0-grantee_name": "Ping", "parts-0-percent": "60",
        "parts-1-grantee_name": "Nâga", "parts-1-percent": "30",
    }  # fmt: skip
    wrong = web.post(url, typed)
    assert (wrong.status_code, "Les parts font 90" in wrong.content.decode()) == (422, True)
    assert web.post(url, {**typed, "parts-1-percent": "40"}).status_code == 302
    bad = {**typed, "parts-1-percent": "40", "parts-0-siret": "12345678901234"}
    assert web.post(url, bad).status_code == 422


def test_a_plan_in_rates_needs_its_total(web, association, treasurer, metropole):
    with organisation(association):
        project = a_project(treasurer)
        plan = write_plan(
            project=project,
            values={"mode": "rates", "declared_total": euro(43381)},
            lines=[line("État", rate="80"), line("Limoges", rate="20")],
            by=treasurer,
        )
        assert plan.unexplained_count == 0
    page = web.get(reverse("funding:plan_detail", args=[plan.pk])).content.decode()
    assert "34\u202f704,80\u00a0€" in page

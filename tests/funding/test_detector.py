"""The contradiction detector, on the figures of the articles, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.detector import Plan, PlanLine, check_plan, closest_simple_split
from funding.findings import Finding

LIMOGES = (
    PlanLine("État", rate=Decimal(80), amount=Decimal("28921.00")),
    PlanLine("Limoges Métropole", rate=Decimal(20), amount=Decimal("14460.00")),
)
CLERMONT = Plan(
    lines=(
        PlanLine("Familles", unit_amount=Decimal(50)),
        PlanLine("Secours populaire 63", unit_amount=Decimal(50)),
        PlanLine("Clermont Auvergne Métropole", amount=Decimal(15000), unit_amount=Decimal(150)),
        PlanLine("Hewlett-Packard", is_in_kind=True),
    ),
    units=100,
    unit_amount=Decimal(250),
    declared_total=Decimal(25000),
    promised_units=350,
    unit_label="ordinateurs",
)


def the(code, plan):
    return next(finding for finding in check_plan(plan) if finding.code == code)


def blocking(plan):
    return [finding.code for finding in check_plan(plan) if finding.is_blocking]


def test_s1_clermont_is_coherent():
    assert blocking(CLERMONT) == []
    assert CLERMONT.total == Decimal("25000.00")
    finding = the("unit_amounts", CLERMONT)
    assert finding.severity == "ok"
    assert finding.title == "100 × 150,00\u00a0€ = 15\u202f000,00\u00a0€"


def test_s1_a3_coverage_is_100_of_350():
    finding = the("coverage", CLERMONT)
    assert finding.severity == "info"
    assert finding.figures == {"promised": 350, "funded": 100, "missing": 250, "share": "28.57"}
    assert finding.sentence.startswith("250 sans financement déclaré, soit 28,57\u00a0%")


def test_s1_a_partner_without_amount_is_not_stated_and_never_zero():
    finding = the("unstated.Hewlett-Packard", CLERMONT)
    assert finding.severity == "info"
    assert "non valorisée" in finding.title


def test_s2_cournon_states_amounts_only():
    plan = Plan(
        lines=(
            PlanLine("Métropole", amount=Decimal(10000)),
            PlanLine("État", amount=Decimal(10000)),
        )
    )
    assert plan.total == Decimal("20000.00")
    assert check_plan(plan) == []


def test_s3_limoges_rates_contradict_amounts():
    finding = the("stated_rates", Plan(lines=LIMOGES))
    assert finding.is_blocking
    state, metropole = finding.figures["rows"]
    assert (state["computed"], metropole["computed"]) == ("66.67", "33.33")
    assert (state["at_rate"], metropole["at_rate"]) == ("34704.80", "8676.20")
    assert (state["gap"], metropole["gap"]) == ("-5783.80", "5783.80")
    assert finding.figures["total"] == "43381.00"
    assert finding.figures["gap_amount"] == "5783.80"
    assert finding.figures["gap_points"] == "13.33"


def test_s3_limoges_amounts_are_two_thirds_and_one_third():
    simple = the("stated_rates", Plan(lines=LIMOGES)).figures["simple_split"]
    assert simple["fractions"] == ["2/3", "1/3"]
    assert simple["amounts"] == ["28920.67", "14460.33"]
    assert simple["words"] == "deux tiers, un tiers"


def test_s3_c3_the_devices_add_up():
    text = "121 appareils = 62 ordinateurs + 39 tablettes + 20 smartphones"
    [finding] = check_plan(Plan(text=text))
    assert (finding.severity, finding.figures["counted"]) == ("ok", 121)


def test_s3_c5_the_shares_of_the_seven_structures_add_up():
    text = "121 appareils = 34 à la Mission locale + 10 à la Cité de l’Emploi + 77 aux autres"
    [finding] = check_plan(Plan(text=text))
    assert finding.severity == "ok"


def test_s3_c6_the_cite_de_l_emploi_uses_three_more_than_it_received():
    [finding] = check_plan(Plan(text="Cité de l’Emploi\u00a0: 13 ordinateurs utilisés = 10 reçus"))
    assert finding.severity == "warn"
    assert finding.title == "Cité de l’Emploi\u00a0: 13 ordinateurs utilisés, 10 comptés"
    assert "3 d’écart" in finding.sentence


def test_s7_62_trainings_at_322_euros_are_not_20_000():
    plan = Plan(
        lines=(PlanLine("ANCT", amount=Decimal(20000)),),
        units=62,
        unit_amount=Decimal(322),
        declared_total=Decimal(20000),
    )
    finding = the("units_total", plan)
    assert finding.is_blocking
    assert (finding.figures["product"], finding.figures["gap"]) == ("19964.00", "36.00")


def test_an_amount_that_is_not_units_times_unit_blocks():
    plan = Plan(
        lines=(PlanLine("Métropole", amount=Decimal(16000), unit_amount=Decimal(150)),), units=100
    )
    assert blocking(plan) == ["unit_amounts"]


def test_the_sum_of_the_lines_is_held_to_the_declared_total():
    lines = (PlanLine("A", amount=Decimal(600)), PlanLine("B", amount=Decimal(300)))
    assert blocking(Plan(lines=lines, declared_total=Decimal(1000))) == ["declared_total"]
    assert blocking(Plan(lines=lines, declared_total=Decimal("900.99"))) == []


def test_a_total_larger_than_the_known_lines_waits_for_the_unstated_payer():
    lines = (PlanLine("A", amount=Decimal(600)), PlanLine("B"))
    finding = the("declared_total", Plan(lines=lines, declared_total=Decimal(1000)))
    assert finding.severity == "info"
    assert blocking(Plan(lines=lines, declared_total=Decimal(500))) == ["declared_total"]


@pytest.mark.parametrize(
    ("amount", "blocks"), [("66.67", False), ("67.00", False), ("67.67", False), ("67.68", True)]
)
def test_rates_tolerate_a_hundredth_of_a_point_or_a_euro(amount, blocks):
    lines = (
        PlanLine("A", rate=Decimal("66.67"), amount=Decimal(amount)),
        PlanLine("B", rate=Decimal("33.33"), amount=100 - Decimal(amount)),
    )
    assert bool(blocking(Plan(lines=lines))) is blocks


def test_rates_that_do_not_make_a_hundred_are_said():
    lines = (
        PlanLine("A", rate=Decimal(50), amount=Decimal(50)),
        PlanLine("B", rate=Decimal(40), amount=Decimal(50)),
    )
    assert the("rates_sum", Plan(lines=lines)).severity == "warn"


def test_other_figures_have_another_fingerprint():
    one = Finding("stated_rates", "block", "", "", {"a": "1", "b": "2"})
    same = Finding("stated_rates", "block", "autre titre", "", {"b": "2", "a": "1"})
    other = Finding("stated_rates", "block", "", "", {"a": "1", "b": "3"})
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_no_simple_split_is_invented():
    assert closest_simple_split([Decimal(700), Decimal(300)]) is None
    assert closest_simple_split([Decimal(750), Decimal(250)])["fractions"] == ["3/4", "1/4"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.decimals(0, 100, places=2),
            st.none() | st.decimals(0, 10**9, places=2),
            st.none() | st.decimals(0, 10**4, places=2),
        ),
        max_size=6,
    ),
    st.none() | st.decimals(0, 10**10, places=2),
    st.none() | st.integers(1, 10**6),
    st.text(max_size=200),
)
def test_any_plan_is_judged_without_failing(lines, declared, units, text):
    plan = Plan(
        lines=tuple(PlanLine("P", *line) for line in lines),
        declared_total=declared,
        units=units,
        text=text,
    )
    findings = check_plan(plan)
    assert [f.severity for f in findings] == sorted(
        (f.severity for f in findings), key=("block", "warn", "info", "ok").index
    )
    assert all(len(finding.fingerprint) == 64 and len(finding.code) <= 40 for finding in findings)

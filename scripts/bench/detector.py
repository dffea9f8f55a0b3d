"""What a check while typing costs: thirty payers, a long text, a year of grants.

    python -m scripts.bench.detector

The pure check in milliseconds, medians of one run: the page adds a few queries to it, and has to
answer under 100 ms.
"""

import statistics
import time
from datetime import date
from decimal import Decimal

from funding.detector import Plan, PlanLine, check_plan
from funding.grant_checks import PublicMoney, StatedGrant, check_grant, check_thresholds

ROUNDS = 200
LINES, ADDITIONS, GRANTS = 30, 100, 200


def a_plan():
    """As large as the form lets one be written."""
    return Plan(
        lines=tuple(
            PlanLine(
                payer=f"Financeur {n}",
                rate=Decimal("3.3333"),
                amount=Decimal("1000.50") + n,
                unit_amount=Decimal("10.00"),
                is_public=n % 2 == 0,
            )
            for n in range(LINES)
        ),
        declared_total=Decimal("30000.00"),
        units=100,
        unit_amount=Decimal("300.00"),
        promised_units=350,
        text="\n".join(f"{n} appareils = {n} ordinateurs + 0 tablette" for n in range(ADDITIONS)),
        ceiling=Decimal(80),
        ceiling_source="Dispositif",
    )


def milliseconds(run):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), max(times)


def main():
    plan = a_plan()
    grant = StatedGrant("k", "Métropole", Decimal(20000), Decimal(322), 62, Decimal(19000))
    year = [PublicMoney(f"F{n % 40}", Decimal(1500), is_local=True) for n in range(GRANTS)]
    checks = {
        "plan": lambda: check_plan(plan),
        "grant": lambda: list(check_grant(grant)),
        "thresholds": lambda: list(check_thresholds(year, date(2026, 6, 1), year[0])),
    }
    for name, run in checks.items():
        middle, worst = milliseconds(run)
        print(f"{name}: {middle:.2f} ms (worst {worst:.2f})")


if __name__ == "__main__":
    main()

"""Reading evidence files, without the database: the slowest of them, and how many small a second.

The files are those of the tests, and those of the folder EVIDENCE_SAMPLES when it is set. Each is
read ten times and the median counts; a small file is one below 8 kB.
"""

import os
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter

from scripts.bench._database import print_figures

INVENTED = Path("tests/equipment/reading/files")
ROUNDS = 10
SMALL_BYTES = 8 * 1024
SLOWEST_ALLOWED_MS = 200


def files():
    folders = [INVENTED, *filter(None, [os.environ.get("EVIDENCE_SAMPLES")])]
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.name != "expected.json":
                yield path.name, path.read_bytes()


def seconds_to_read(name, content):
    """The median time of one reading, refusals included."""
    from equipment.reading import Unreadable, read_evidence

    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        with suppress(Unreadable):
            read_evidence(name, content)
        times.append(perf_counter() - start)
    return median(times)


def main():
    measured = [(seconds_to_read(name, content), name, content) for name, content in files()]
    slowest, name, content = max(measured, key=lambda one: one[0])
    small = [seconds for seconds, _, content in measured if len(content) < SMALL_BYTES]
    print_figures(
        f"Lire un relevé, sans la base (but : le plus lent < {SLOWEST_ALLOWED_MS} ms)",
        [
            ("relevés lus", len(measured)),
            (f"le plus lent : {name}, {len(content) // 1024} Ko (ms)", f"{slowest * 1000:.1f}"),
            (f"relevés de moins de {SMALL_BYTES // 1024} Ko", len(small)),
            ("de ceux-ci, par seconde", round(len(small) / sum(small))),
        ],
    )


if __name__ == "__main__":
    main()

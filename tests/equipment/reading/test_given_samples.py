"""Real samples of one's own, with the answers expected of them; skipped where there are none.

EVIDENCE_SAMPLES names a folder with `expected.json`: for each file its status, and what must be
read in it.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from equipment.reading import Unreadable, read_evidence
from equipment.verdict import judge_run

FOLDER = os.environ.get("EVIDENCE_SAMPLES")
pytestmark = pytest.mark.skipif(not FOLDER, reason="EVIDENCE_SAMPLES names no folder")
EXPECTED = json.loads((Path(FOLDER) / "expected.json").read_text()) if FOLDER else {}
SAMPLES = [(name, what) for name, what in EXPECTED.items() if not name.startswith("_")]
# Named one by one where the samples are tables, schemas and answers of other tools.
OTHERS = (
    sorted(
        str(path.relative_to(FOLDER))
        for path in Path(FOLDER).rglob("*")
        if path.suffix in (".csv", ".xlsx", ".ods") or path.name.endswith(".schema.json")
    )
    if FOLDER
    else []
)


def sample(name):
    path = Path(FOLDER) / name
    return read_evidence(path.name, path.read_bytes())


@pytest.mark.parametrize("name, expected", SAMPLES, ids=[name for name, _ in SAMPLES])
def test_the_expected_answer(name, expected):
    reading = sample(name)
    for field, value in expected.get("device", {}).items():
        assert getattr(reading.device, field) == value
    if "internal" in expected:
        found = [one for one in reading.media if not one.removable]
        assert len(found) == len(expected["internal"])
        for one, wanted in zip(found, expected["internal"], strict=True):
            assert {field: getattr(one, field) for field in wanted} == wanted
    if "battery_percent" in expected:
        assert reading.battery_percent == expected["battery_percent"]


@pytest.mark.parametrize("name, expected", SAMPLES, ids=[name for name, _ in SAMPLES])
def test_the_expected_verdict(name, expected):
    reading = sample(name)
    verdicts = [verdict(run) for run in reading.erasures]
    wanted = expected.get("erasures")
    assert not any(one.level == "PURGE" for one in verdicts)
    if wanted == "none accepted":
        assert verdicts
        assert not any(one.is_accepted for one in verdicts)
    elif wanted is not None:
        assert len(verdicts) == len(wanted)
        for run, judged, answer in zip(reading.erasures, verdicts, wanted, strict=True):
            assert run.serial == answer.get("serial", run.serial)
            assert judged.result == answer.get("result", judged.result)
            if "level" in answer:
                assert judged.level in answer["level"] or judged.result in answer["level"]


def verdict(run):
    """Judged as if its medium were known and had come in the day before."""
    medium = SimpleNamespace(kind=run.kind or "hdd", serial=run.serial, size_bytes=run.bytes_total)
    start, end = run.started_at or run.ended_at, run.ended_at
    return judge_run(
        run,
        medium if run.serial else None,
        "desktop",
        exposed_at=start - timedelta(days=1),
        now=end + timedelta(days=1),
    )


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_evidence_is_refused(name):
    with pytest.raises(Unreadable, match="n’est pas un relevé"):
        sample(name)

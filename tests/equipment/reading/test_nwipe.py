"""nwipe logs, whole, cut, masked, failed, of several versions."""

from datetime import UTC, datetime

import pytest

from equipment.reading import read_evidence
from equipment.reading.nwipe_methods import method_of

from .files import content

LOG = content("nwipe_erased.txt").decode()


def runs(text):
    return read_evidence("nwipe.log", text.encode()).erasures


def run(text=LOG):
    (only,) = runs(text)
    return only


def test_a_whole_log_tells_everything():
    found = run()
    assert found.outcome == "success"
    assert found.serial == "WD-WXK1E50PLM42"
    assert (found.method, found.method_name, found.verification) == (
        "overwrite",
        "PRNG Stream",
        "last",
    )
    assert (found.tool, found.tool_version) == ("nwipe", "0.36")
    assert found.started_at.astimezone(UTC) == datetime(2026, 11, 18, 8, 2, 21, tzinfo=UTC)
    assert found.ended_at.astimezone(UTC) == datetime(2026, 11, 18, 12, 20, 44, tzinfo=UTC)
    assert (found.bytes_erased, found.bytes_total) == (320072933376, 320072933376)
    assert (found.error_count, found.hidden_area) == (0, "none")


def test_the_log_binds_its_disks_to_the_computer_that_ran_it():
    device = read_evidence("x", LOG.encode()).device
    assert (device.type, device.serial, device.asset_tag) == ("laptop", "BRL5310X0042", "")


@pytest.mark.parametrize(
    "word, outcome",
    [
        ("-FAILED-", "failed"),
        ("--FAIL--", "failed"),
        ("UABORTED", "aborted"),
        ("INSANITY", "failed"),
        ("Magic!!!", "incomplete"),
    ],
)
def test_each_last_word(word, outcome):
    assert run(LOG.replace("| Erased |", f"|{word}|")).outcome == outcome


def test_errors_of_the_table_outweigh_the_word_erased():
    row = "       sda |           0 |                    0 |                    0"
    errors = row.replace("                    0 |", "                    3 |")
    found = run(LOG.replace(row, errors))
    assert (found.outcome, found.error_count) == ("failed", 3)


def test_a_failure_line_outweighs_the_word_erased():
    found = run(
        LOG.replace("[SUCCESS] Blanked device /dev/sda", "[FAILURE] /dev/sda may not be blanked")
    )
    assert found.outcome == "failed"


@pytest.mark.parametrize("mark", ["Drive Status", "Total Throughput", "Error Summary"])
def test_a_log_cut_anywhere_is_incomplete(mark):
    found = run(LOG[: LOG.index(mark)])
    assert found.outcome == "incomplete"
    assert "Le journal est coupé avant sa dernière ligne." in found.reasons


def test_a_log_cut_at_its_head_does_not_invent_a_start():
    found = run(LOG[LOG.index("[2026/11/18 10:31:40]") :])
    assert found.started_at is None
    assert found.serial == "WD-WXK1E50PLM42"


def test_a_thread_that_hung_is_not_a_success_whatever_the_table_says():
    lines = [line for line in LOG.splitlines() if "Finished final round" not in line]
    found = run("\n".join(lines))
    assert found.outcome == "incomplete"
    assert any("aucune ligne" in reason for reason in found.reasons)


def test_a_final_blanking_that_never_ended_is_not_a_success():
    assert run(LOG.replace("[SUCCESS] Blanked device", "Still blanking")).outcome == "incomplete"


def test_a_verification_asked_for_but_never_done_is_unknown():
    text = LOG.replace("[SUCCESS] Verified that /dev/sda is empty.", "…")
    assert run(text).verification == ""


@pytest.mark.parametrize("letters, word", [("NV", "none"), ("VL", "last"), ("VA", "all")])
def test_the_footer_tells_the_verification(letters, word):
    assert run(LOG.replace("+VL", f"+{letters}")).verification == word


def test_masked_and_blank_serials_are_given_as_they_are():
    masked = LOG.replace("WD-WXK1E50PLM42", "XXXXXXXXXXXXXXX")
    assert run(masked).serial == "XXXXXXXXXXXXXXX"
    assert run(LOG.replace("WD-WXK1E50PLM42", "")).serial == ""


def test_a_serial_cut_by_the_table_is_completed_by_the_first_lines():
    whole = "50026B768305483D00112233"
    text = LOG.replace("22JJ5T0, 320 GB, S/N=WD-WXK1E50PLM42", f"x, 320 GB, S/N={whole}")
    assert run(text.replace("/WD-WXK1E50PLM42", f"/{whole[:20]}")).serial == whole
    alone = text.replace("Found /dev/sda", "Saw /dev/sda")
    found = run(alone.replace("/WD-WXK1E50PLM42", f"/{whole[:20]}"))
    assert (found.serial, found.is_serial_cut) == (whole[:20], True)


@pytest.mark.parametrize(
    "line, state",
    [
        (" *** HIDDEN SECTORS DETECTED ! *** on /dev/sda", "present"),
        ("HIDDEN SECTORS INDETERMINATE! on /dev/sda", "unknown"),
        ("Visible sectors erased as requested, however hidden sectors NOT erased", "present"),
    ],
)
def test_hidden_sectors(line, state):
    assert run(LOG.replace("No hidden sectors on /dev/sda", line)).hidden_area == state


def test_the_older_spelling_of_lines_is_read_too():
    old = (
        LOG.replace("]  notice:", "] nwipe: notice:")
        .replace("on /dev/sda\n", "on device '/dev/sda'.\n")
        .replace("pass 1/1, round 1/1", "pass 1 of 1, round 1 of 1")
        .replace("written to /dev/sda", "written to device '/dev/sda'.")
        .replace("[SUCCESS] Verified that /dev/sda is empty", "Verified that '/dev/sda' is empty")
        .replace("[SUCCESS] Blanked device /dev/sda", "Blanked device '/dev/sda'.")
    )
    old = old.replace("ATA, WDC WD3200BPVT-22JJ5T0, 320 GB", "ATA WDC WD3200BPVT-2, 320GB")
    found = run(old)
    assert found.model == "WDC WD3200BPVT-2"
    assert (found.outcome, found.method, found.verification) == ("success", "overwrite", "last")


def test_two_runs_in_one_file_are_two_runs():
    first, second = runs(LOG + LOG.replace("2026/11/18", "2026/11/19"))
    assert first.outcome == second.outcome == "success"
    assert second.started_at > first.ended_at


def test_a_run_begun_again_leaves_the_first_one_incomplete():
    cut = LOG[: LOG.index("[2026/11/18 10:31:40]")]
    first, second = runs(cut + LOG.replace("2026/11/18", "2026/11/19"))
    assert (first.outcome, second.outcome) == ("incomplete", "success")


def test_two_disks_in_one_log_are_told_apart():
    row = "       sda |           0 |                    0 |                    0\n"
    status = next(line for line in LOG.splitlines() if "| Erased |" in line) + "\n"
    other = status.replace("sda", "sdc").replace("Erased ", "UABORTED").replace("| UA", "|UA")
    other = other.replace("|UABORTED|", "|UABORTED|").replace("PLM42", "PLM99")
    text = LOG.replace(row, row + row.replace("sda", "sdc")).replace(status, status + other)
    one, two = runs(text)
    assert (one.serial, one.outcome) == ("WD-WXK1E50PLM42", "success")
    assert (two.serial, two.outcome) == ("WD-WXK1E50PLM99", "aborted")


@pytest.mark.parametrize(
    "name, method",
    [
        ("Fill With Zeros", "overwrite"),
        ("Fill With Ones", "overwrite"),
        ("Zero Fill", "overwrite"),
        ("PRNG Stream", "overwrite"),
        ("DoD Short", "overwrite_many"),
        ("DoD 5220.22-M", "overwrite_many"),
        ("Gutmann Wipe", "overwrite_many"),
        ("RCMP TSSIT OPS-II", "overwrite_many"),
        ("HMG IS5 Enhanced", "overwrite_many"),
        ("Bruce Schneier 7-Pass", "overwrite_many"),
        ("BMB21-2019", "overwrite_many"),
        ("Verify Zeros (0x00)", "verify_only"),
        ("Verify Ones  (0xFF)", "verify_only"),
        ("NVMe Sanitize Crypto Erase", "nvme_sanitize"),
        ("ATA Sanitize Block Erase", "ata_sanitize"),
        ("ATA Secure Erase Enhanced", "ata_secure_erase"),
        ("Magic Wand", ""),
        ("", ""),
    ],
)
def test_every_method_has_our_word_or_none(name, method):
    assert method_of(name) == method


def test_several_rounds_are_several_passes():
    assert method_of("PRNG Stream", rounds=3) == "overwrite_many"

"""The real product in a real browser: `make demo`'s own supervisor, in a folder of its own.

Nothing is mocked: PostgreSQL, broker, dispatcher, worker and web are those of the demo, loaded
with the demo world once for all browser tests.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.judging import NARROW, WIDE, Judged, faults_of

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-inclusion-2026"
# Two demos may be prepared at once on a machine that does other things too.
START_SECONDS = 400


# The one without a window first: the same engine, a quarter of the time less.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")


def chromium():
    found = (shutil.which(name) for name in BROWSERS)
    return os.environ.get("CHROMIUM") or next(filter(None, found), None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Without Chromium the browser tests are skipped, and said to be; in CI that is a failure."""
    here = [item for item in items if Path(item.path).is_relative_to(Path(__file__).parent)]
    # The longest first: two processes then end together. What one account has opened the next ones
    # do not draw: always in the same order.
    crawls = [item for item in here if item.path.name == "test_accessibility.py"]
    crawls.sort(key=lambda item: item.callspec.indices["account"])
    # Then the rolls that are read and never sent, before the journeys that fill them in.
    rolls = [item for item in here if item.path.name == "test_interactions.py"]
    first = crawls + rolls
    items[:] = first + [item for item in items if item not in first]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if here and not chromium():
        if os.environ.get("REQUIRE_BROWSER"):
            raise pytest.UsageError("Chromium est introuvable, et REQUIRE_BROWSER l’exige.")
        skip = pytest.mark.skip(reason="Chromium est introuvable : paquet Debian « chromium ».")
        for item in here:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def demo():
    """The address of a running demo; stopped, with everything it started, at the end.

    DEMO_ADDRESS points at one that runs already, to write a test without waiting for a start.
    """
    if os.environ.get("DEMO_ADDRESS"):
        yield os.environ["DEMO_ADDRESS"]
        return
    # One demo for each process of the run, so that two of them share nothing.
    folder = ROOT / "var" / f"browser-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    port = _free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        # The suite's own servers are not the demo's.
        if not name.startswith(("DATABASE_", "REDIS_", "DJANGO_SETTINGS", "PUBLIC_URL", "TEST_RUN"))
    }
    environment["INCLUSION_VAR"] = str(folder)
    command = [sys.executable, "-m", "inclusion.demo.supervisor"]
    subprocess.run(
        [*command, "--reset"], cwd=ROOT, env=environment, check=False, stdout=subprocess.DEVNULL
    )
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://localhost:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process, address):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the demo did not start:\n" + process.stdout.read())
        try:
            with urllib.request.urlopen(f"{address}/sante/vivant", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the demo did not answer in time")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
        ],
    }


@pytest.fixture(scope="session")
def base_url(demo):
    return demo


@pytest.fixture(scope="session")
def signed_in_state(demo, browser):
    """signed_in_state("mediateur") → that account's cookies, signed in once through the form."""
    states = {}

    def state_of(account):
        if account not in states:
            context = browser.new_context(base_url=demo, locale="fr-FR")
            page = context.new_page()
            page.goto("/connexion/login/")
            page.get_by_label("Adresse électronique").fill(f"{account}@demo.example")
            page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Se connecter", exact=True).click()
            page.wait_for_url(demo + "/")
            states[account] = context.storage_state()
            context.close()
        return states[account]

    return state_of


@pytest.fixture
def open_as(demo, browser, signed_in_state):
    """open_as("mediateur", phone=True) → a page of a signed-in browser that fails on any error.

    Console errors and page errors are collected and asserted empty at the end of the test: a
    violation of the content security policy is one of them. Chromium also logs each answer of the
    400 family; those of whole pages are the test's own affair.
    """
    contexts, problems, answers = [], [], set()

    def note_answer(response):
        if response.request.is_navigation_request() and 400 <= response.status < 500:
            answers.add(response.url.partition("#")[0])

    def note_error(message):
        if message.type == "error":
            problems.append((message.location["url"], message.text))

    def make(account=None, *, phone=False, javascript=True, dark=False):
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        context = browser.new_context(
            base_url=demo,
            locale="fr-FR",
            viewport=size,
            has_touch=phone,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            storage_state=signed_in_state(account) if account else None,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("response", note_answer)
        page.on("console", note_error)
        page.on("pageerror", lambda error: problems.append((page.url, str(error))))
        return page

    yield make
    for context in contexts:
        context.close()
    unexpected = [
        f"{address}: {text}"
        for address, text in problems
        if not (address.partition("#")[0] in answers and text.startswith("Failed to load resource"))
    ]
    assert not unexpected, "\n".join(unexpected)


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    """What axe has already judged, in whichever process of this run."""
    folder = tmp_path_factory.getbasetemp()
    return Judged((folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "judged")


@pytest.fixture
def examine(judged, record_property):
    """examine(page, address) → the page's faults at both widths; leaves it at either."""
    asked = []

    def both(page, address):
        # From the width it has: changing it draws the page again.
        order = (WIDE, NARROW) if page.viewport_size == WIDE else (NARROW, WIDE)
        faults = []
        for width in order:
            found, was_judged = faults_of(page, address, width, judged)
            faults += found
            asked.append(was_judged)
        return faults

    yield both
    record_property("pages × largeurs", len(asked))
    record_property("où axe a jugé du nouveau", sum(asked))


def pytest_terminal_summary(terminalreporter):
    """What the accessibility walk covered."""
    totals = {}
    # Counted as each test ends: reports of endings that went well are filed under "".
    for report in terminalreporter.stats.get("", []):
        for name, count in report.user_properties if report.when == "teardown" else ():
            totals[name] = totals.get(name, 0) + count
    for name, count in totals.items():
        terminalreporter.write_line(f"accessibilité : {count} {name}")

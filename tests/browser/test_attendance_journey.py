"""A session's roll: a volunteer's phone, a mediator's keyboard, and the certificates."""

import re

from playwright.sync_api import expect

WAIT_MS = 60_000
# Of the past, closed, in the order of the list.
SESSIONS = "/ateliers/liste/"


def test_a_volunteer_logs_a_twelve_person_session_in_two_gestures(open_as):
    page = open_as("benevole", phone=True)
    page.goto("/ateliers/mes-ateliers/")
    session = page.locator("li", has_text="12 inscrits").filter(has_text="présences à saisir").first
    session.get_by_role("link").tap()
    page.locator("[data-roll-confirm]").wait_for()
    names = page.locator(".roll .name").all_inner_texts()
    assert len(names) == 12
    assert all(re.fullmatch(r"[^\W\d_][\w’ -]* [^\W\d_]\.", name) for name in names), names
    expect(page.locator("[data-roll-confirm]")).to_have_text(re.compile("12.présents"))

    gestures = [
        page.get_by_role("checkbox", name=names[3]),
        page.locator("[data-roll-confirm]"),
    ]
    gestures[0].tap()
    expect(gestures[1]).to_have_text(re.compile("11.présents, 1.non venu"))
    gestures[1].tap()

    assert len(gestures) <= 3
    expect(page.get_by_text("Présences enregistrées")).to_be_visible()
    assert page.get_by_text("Présent·e").count() == 11
    assert page.get_by_text("Absent·e").count() == 1
    shown = page.locator("main").inner_text()
    mediator = open_as("mediateur")
    mediator.goto(page.url.replace("presences/", ""))
    full_names = mediator.locator("table th[scope=row] a").all_inner_texts()
    assert len(full_names) == 12
    assert not [name for name in full_names if name in shown]


def test_the_keyboard_alone_takes_attendance(open_as):
    page = open_as("mediateur")
    page.goto("/")
    todo = page.locator("a[href$='/presences/']", has_text="Saisir les présences")
    page.goto(todo.first.get_attribute("href"))
    count = page.locator("[data-roll-tick]").count()
    _tab_to(page, "[data-roll-tick]")
    page.keyboard.press("Space")
    assert page.locator("[data-roll-tick]:not(:checked)").count() == 1
    _tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-roll-detail]")).to_have_text(re.compile("1.excusé·e"))
    _tab_to(page, "button.btn-primary", tries=2 * count + 10)
    focus = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, parseFloat(s.outlineWidth)] })()"
    )
    assert focus[0] != "none" and focus[1] >= 3
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ateliers/[0-9a-f-]{36}/$"))
    assert page.get_by_text("Excusé·e").count() == 1
    expect(page.get_by_role("heading", name="Présences")).to_be_visible()


def _tab_to(page, selector, tries=60):
    for _ in range(tries):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_certificates_are_made_for_one_person_then_for_the_whole_session(open_as):
    page = open_as("mediateur")
    _open_a_session_without_certificates(page)
    session = page.url
    page.get_by_role("button", name="Faire l’attestation de").first.click()
    _wait_for_documents(page, 1)

    page.goto(session)
    everyone = page.get_by_role("button", name=re.compile(r"^Faire \d+ attestations$"))
    count = int(re.search(r"\d+", everyone.inner_text()).group())
    everyone.click()
    assert "/documents/taches/" in page.url
    _wait_for_documents(page, count)

    page.goto(session)
    assert page.get_by_role("button", name="Faire l’attestation de").count() == 0
    first = page.locator("table a[href^='/documents/']").first
    answer = page.request.get(first.get_attribute("href"))
    assert answer.body().startswith(b"%PDF-")


def _open_a_session_without_certificates(page):
    """A closed session where several people still wait for their certificate."""
    page.goto(SESSIONS)
    addresses = [
        link.get_attribute("href")
        for link in page.locator("main a[href^='/ateliers/']").all()
        if re.fullmatch(r"/ateliers/[0-9a-f-]{36}/", link.get_attribute("href"))
    ]
    # The latest ones belong to the other tests.
    for address in reversed(addresses):
        page.goto(address)
        if page.get_by_role("button", name="Faire l’attestation de").count() > 3:
            return
    raise AssertionError("every session has its certificates")


def _wait_for_documents(page, count):
    """Until the progress page, which asks by itself, lists that many finished documents."""
    expect(page.get_by_text("Les documents sont prêts.")).to_be_visible(timeout=WAIT_MS)
    assert page.locator("#avancement a[href^='/documents/']").count() == count

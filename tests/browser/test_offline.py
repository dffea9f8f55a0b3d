"""A phone without a network: nothing it was told is lost, nothing is recorded twice."""

import json
import re
from datetime import date, datetime, timedelta
from itertools import count
from secrets import token_hex

import pytest
from playwright.sync_api import expect

PAGE = "/ateliers/hors-ligne/"
WAIT_MS = 30_000
VOLUNTEER = "Inès"
LABEL = r"\b[A-Z][A-Z0-9]*-[0-9A-Z]{7}-[0-9A-Z]\b"
# The evening before, when nobody leads anything in the demo: the first minutes that are free.
SLOTS = count(0, 5)


@pytest.fixture
def phone(demo, browser, signed_in_state):
    """phone("benevole") → a page of a phone of one's own; its network is cut at will.

    A cut network is an error of the browser's console; anything else there fails the test.
    """
    contexts, problems = [], []

    def note(message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    def make(account, width=390):
        context = browser.new_context(
            base_url=demo,
            locale="fr-FR",
            viewport={"width": width, "height": 844},
            has_touch=True,
            storage_state=_signed_in_anew(demo, browser, account),
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def _signed_in_anew(demo, browser, account):
    """The cookies of a session that no other test shares: these tests end theirs."""
    context = browser.new_context(base_url=demo, locale="fr-FR")
    page = context.new_page()
    _sign_in(page, account, "/connexion/login/")
    page.wait_for_url(demo + "/")
    state = context.storage_state()
    context.close()
    return state


def _sign_in(page, account, address=None):
    if address:
        page.goto(address)
    page.get_by_label("Adresse électronique").fill(f"{account}@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill("demo-inclusion-2026")
    page.get_by_role("button", name="Se connecter", exact=True).click()


@pytest.fixture
def a_session(open_as):
    """a_session(people=2) → (its id, its title): yesterday evening, led by the volunteer."""

    def plan(people=2):
        page = open_as("mediateur")
        page.goto(f"/ateliers/planifier/?jour={(date.today() - timedelta(days=1)).isoformat()}")
        page.locator("[name=workshop]").select_option(index=1)
        page.locator("[name=venue]").select_option(index=1)
        for box in page.locator("[name=facilitators]:checked").all():
            box.uncheck()
        page.get_by_role("checkbox", name=re.compile(VOLUNTEER)).check()
        while not re.search(r"/ateliers/[0-9a-f-]{36}/$", page.url):
            starts = datetime(2000, 1, 1, 20) + timedelta(minutes=next(SLOTS))
            page.locator("[name=starts]").fill(f"{starts:%H:%M}")
            page.locator("[name=ends]").fill(f"{starts + timedelta(minutes=4):%H:%M}")
            with page.expect_navigation():
                page.get_by_role("button", name="Planifier la séance").click()
        session = page.url.rstrip("/").rpartition("/")[2]
        for _ in range(people):
            page.locator("#recherche").fill("Marie")
            page.get_by_role("button", name="Chercher").click()
            page.locator(".people-found button").first.click()
            page.wait_for_url(re.compile(session))
        page.context.close()
        return session

    return plan


def open_offline(page):
    """The page, its files kept and its rolls taken along."""
    page.goto(PAGE)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("[data-carried]")).to_contain_text("Liste prise")


def state_of(page):
    return page.locator("[data-state]")


def log(page, session, absent=()):
    """Open the roll, untick, confirm."""
    page.locator(f"a[href='#seance={session}']").tap()
    for rank in absent:
        page.locator("[data-roll-tick]").nth(rank).uncheck()
    page.locator("[data-roll-confirm]").tap()
    expect(page.locator("[data-view=home]")).to_be_visible()


def queue_of(page):
    """What the browser itself keeps."""
    return page.evaluate(
        "() => new Promise(done => { const open = indexedDB.open('hors-ligne');"
        " open.onsuccess = () => { const all = open.result.transaction('queue')"
        ".objectStore('queue').getAll(); all.onsuccess = () => {"
        " open.result.close(); done(all.result); }; }; })"
    )


def end_the_session_of(page, browser, demo):
    """The server forgets this phone's session; the phone's cookie does not know."""
    other = browser.new_context(
        base_url=demo, storage_state={"cookies": page.context.cookies(), "origins": []}
    )
    leaving = other.new_page()
    leaving.goto("/connexion/logout/")
    leaving.get_by_role("button", name=re.compile("Se déconnecter")).last.click()
    leaving.wait_for_url(re.compile("/connexion/login/"))
    other.close()


def recorded(open_as, session):
    """What the server holds of a session, as staff read it: the words of its statuses."""
    page = open_as("mediateur")
    page.goto(f"/ateliers/{session}/")
    rows = page.locator("section", has=page.get_by_role("heading", name="Présences"))
    words = rows.first.inner_text() if rows.count() else ""
    page.context.close()
    return [len(re.findall(word, words)) for word in ("Présent·e", "Absent·e")]


def test_a_session_logged_without_a_network_arrives_once_after_a_lost_session(
    phone, a_session, open_as, browser, demo
):
    session = a_session(people=3)
    page = phone("benevole")
    open_offline(page)

    page.context.set_offline(True)
    page.reload()
    log(page, session, absent=[1])
    expect(state_of(page)).to_contain_text("1\u00a0saisie attend")
    page.reload()
    expect(state_of(page)).to_contain_text("Pas de réseau")
    expect(page.locator("[data-queue] li")).to_contain_text("2\u00a0présents, 1\u00a0non venu")

    end_the_session_of(page, browser, demo)
    page.context.set_offline(False)
    expect(state_of(page)).to_contain_text("reconnectez-vous, rien n’est perdu")
    assert len(queue_of(page)) == 1

    page.get_by_role("link", name="Se reconnecter").tap()
    _sign_in(page, "benevole")
    page.wait_for_url(re.compile(PAGE))
    expect(state_of(page)).to_contain_text("Rien n’attend")
    expect(page.locator("[data-sent] li").first).to_contain_text("Enregistré")
    assert queue_of(page) == []
    # Its roll is gone from the phone with it.
    assert page.locator(f"a[href='#seance={session}']").count() == 0
    assert recorded(open_as, session) == [2, 1]


def test_two_tabs_log_one_session_once(phone, a_session, open_as):
    session = a_session(people=2)
    first = phone("benevole")
    open_offline(first)
    second = first.context.new_page()
    open_offline(second)
    first.context.set_offline(True)
    first.locator(f"a[href='#seance={session}']").tap()
    second.locator(f"a[href='#seance={session}']").tap()
    first.locator("[data-roll-confirm]").tap()
    expect(state_of(first)).to_contain_text("1\u00a0saisie attend")
    second.locator("[data-roll-confirm]").tap()
    expect(second.locator("[data-roll-findings]")).to_contain_text("attend déjà")
    assert len(queue_of(first)) == 1
    # Both hear the network come back, and one sends.
    first.context.set_offline(False)
    expect(state_of(first)).to_contain_text("Rien n’attend")
    assert queue_of(first) == []
    assert recorded(open_as, session) == [2, 0]


def test_what_is_refused_stays_with_its_reason_and_can_be_copied(phone, a_session, open_as):
    session = a_session(people=2)
    page = phone("benevole")
    open_offline(page)
    page.context.set_offline(True)
    log(page, session, absent=[0])
    mediator = open_as("mediateur")
    mediator.goto(f"/ateliers/{session}/presences/")
    mediator.get_by_role("button", name=re.compile("Confirmer")).first.click()
    mediator.wait_for_url(re.compile(rf"{session}/$"))

    page.context.set_offline(False)
    row = page.locator("[data-queue] li")
    expect(row).to_contain_text("demandez une correction")
    page.reload()
    expect(row).to_contain_text("demandez une correction")
    row.get_by_role("button", name="Copier").tap()
    expect(page.locator("#annonce")).to_have_text("Copié")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "Absents\u00a0: " in copied and "Réponse\u00a0: Cette séance est clôturée" in copied
    with page.expect_download() as download:
        page.locator("[data-file]").tap()
    kept = json.loads(download.value.path().read_text())
    assert [item["session"] for item in kept["saisies"]] == [session]

    row.get_by_role("button", name="Retirer").tap()
    assert len(queue_of(page)) == 1
    row.get_by_role("button", name="Retirer pour de bon").tap()
    expect(state_of(page)).to_contain_text("Rien n’attend")
    assert recorded(open_as, session) == [2, 0]


def test_signing_out_says_what_would_be_lost_then_leaves_nothing(phone, a_session, open_as):
    session = a_session(people=1)
    page = phone("benevole")
    open_offline(page)
    page.route("**/api/v1/sync", lambda route: route.abort())
    log(page, session)
    expect(state_of(page)).to_contain_text("1\u00a0saisie attend")
    page.goto("/")
    page.locator("[data-menu-open]").last.tap()
    page.get_by_role("button", name="Se déconnecter").tap()
    expect(page.get_by_text("1 saisie de cet appareil n’a pas encore été envoyée.")).to_be_visible()
    page.get_by_role("link", name="Voir ce qui attend et l’envoyer").tap()
    expect(state_of(page)).to_contain_text("1\u00a0saisie attend")
    assert len(queue_of(page)) == 1

    page.goto("/connexion/logout/")
    page.get_by_role("button", name="Se déconnecter et perdre ces saisies").tap()
    page.wait_for_url(re.compile("/connexion/login/"))
    assert page.evaluate("() => caches.keys()") == []
    left = page.evaluate("() => indexedDB.databases().then(all => all.map(one => one.name))")
    assert "hors-ligne" not in left
    assert recorded(open_as, session) == [0, 0]


def test_a_shelf_is_counted_in_a_cellar(phone, open_as):
    page, cellar = phone("technicien"), f"Cave {token_hex(3)}"
    page.goto("/materiel/")
    tag = re.search(
        r"\b[A-Z][A-Z0-9]+-[0-9A-Z]{2,}[0-9A-Z-]*", page.locator("main").inner_text()
    ).group()
    page.goto("/materiel/inventaires/nouveau/")
    page.get_by_role("link", name="Compter sans réseau").tap()
    page.wait_for_url(re.compile(PAGE))
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.get_by_role("heading", name="Compter une étagère")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    shelf = page.get_by_label("Emplacement")
    shelf.fill(cellar)
    scan = page.get_by_label("Scanner ou taper une étiquette")
    for label in (tag, "un vieux câble"):
        scan.fill(label)
        scan.press("Enter")
    expect(page.locator("[data-scan-lines] li")).to_have_count(2)
    page.wait_for_timeout(500)
    page.reload()
    # An unfinished count comes back.
    expect(shelf).to_have_value(cellar)
    expect(page.locator("[data-scans]")).to_have_value(f"{tag}\nun vieux câble\n")
    page.get_by_role("button", name="Terminer l’inventaire").tap()
    expect(state_of(page)).to_contain_text("1\u00a0saisie attend")
    page.context.set_offline(False)
    expect(page.locator("[data-sent] li").first).to_contain_text("1\u00a0lecture laissée de côté")
    staff = open_as("technicien")
    staff.goto("/materiel/inventaires/")
    assert staff.get_by_role("link", name=cellar).count() == 1


def test_nothing_but_the_page_and_its_files_is_kept(phone):
    page = phone("benevole")
    page.goto("/ateliers/mes-ateliers/")
    page.get_by_role("link", name="Hors ligne").tap()
    page.wait_for_url("**" + PAGE)
    open_offline(page)
    page.goto("/ateliers/mes-ateliers/")
    page.goto(PAGE)
    kept = page.evaluate(
        "() => caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
        ".then(cache => cache.keys()))))"
        ".then(all => all.flat().map(one => new URL(one.url).pathname))"
    )
    assert PAGE in kept
    assert [path for path in kept if not path.startswith("/static/")] == [PAGE]
    body = page.evaluate(f"() => caches.match('{PAGE}').then(answer => answer.text())")
    names = page.evaluate(
        "() => new Promise(done => { const open = indexedDB.open('hors-ligne');"
        " open.onsuccess = () => { const all = open.result.transaction('roster')"
        ".objectStore('roster').getAll(); all.onsuccess = () => done("
        "all.result.flatMap(one => one.people.map(who => who.name))); }; })"
    )
    assert names and not [name for name in names if name in body]
    assert all(re.fullmatch(r"[^\W\d_][\w’ -]* [^\W\d_]\.", name) for name in names), names

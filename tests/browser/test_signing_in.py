"""Coming in: by password, by e-mailed code, by passkey, with a second factor, by keyboard.

All browser tests come from one address, which may sign in by password 30 times in five minutes:
together with the roles of `signed_in_state` they stay below.
"""

import base64
import hashlib
import hmac
import re
import struct
import time

from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD

LOGIN = "/connexion/login/"


def sign_in(page, account, password=PASSWORD):
    page.goto(LOGIN)
    page.get_by_label("Adresse électronique").fill(f"{account}@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def confirm_it_is_me(page):
    """Sensitive pages ask for the password again once some time has passed."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Continuer").click()


def totp(secret, at=None):
    """RFC 6238 with its defaults: SHA-1, 30 seconds, 6 digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int(at or time.time()) // 30)
    digest = hmac.digest(key, step, hashlib.sha1)
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def test_the_code_generator_of_these_tests_follows_rfc_6238():
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert totp(secret, at=59) == "287082"
    assert totp(secret, at=1111111109) == "081804"


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_home_page(open_as):
    page = open_as()
    sign_in(page, "culture-alpha", "pas-le-bon-mot-de-passe")
    assert page.url.endswith(LOGIN)
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Adresse électronique")).to_have_value("culture-alpha@demo.example")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_value("")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def test_a_code_read_in_the_demo_mailbox_opens_the_home_page(open_as):
    page, mailbox = open_as(), open_as()
    page.goto(LOGIN)
    page.get_by_role("link", name="Recevoir un code par courriel").click()
    page.get_by_label("Adresse électronique").fill("centre-social-vital@demo.example")
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saisir le code reçu")
    code = _mailed_code(mailbox, "centre-social-vital@demo.example")
    page.get_by_label("Code reçu").fill(code)
    page.get_by_role("button", name="Valider le code").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def _mailed_code(mailbox, address):
    """The code of the latest mail to that address, on « Courrier de démonstration »."""
    mailbox.goto("/demonstration/courrier/")
    mailbox.locator("li", has_text=f"à {address}").first.get_by_role("link").click()
    text = mailbox.locator(".mail-text").inner_text()
    return re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", text, re.MULTILINE).group(1)


def test_the_keyboard_alone_signs_in(open_as):
    page = open_as()
    page.goto(LOGIN)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    _assert_focus_is_visible(page)
    page.keyboard.press("Enter")
    for text in ("asc-bellevue@demo.example", PASSWORD):
        _tab_to(page, "input:not([type=hidden])")
        _assert_focus_is_visible(page)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def _tab_to(page, selector, tries=20):
    for _ in range(tries):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def _assert_focus_is_visible(page):
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, parseFloat(s.outlineWidth), s.boxShadow] })()"
    )
    assert (style[0] != "none" and style[1] >= 2) or style[2] != "none", style


def test_an_account_without_tabs_signs_out_from_a_phone(open_as):
    page = open_as(phone=True)
    sign_in(page, "admin")
    page.wait_for_url("**/")
    page.get_by_role("link", name="Menu").tap()
    page.get_by_text("Se déconnecter").tap()
    page.wait_for_url(re.compile(r"/connexion/"))
    assert page.request.get("/compte/", max_redirects=0).status == 302


def test_a_passkey_is_registered_then_opens_the_home_page(open_as):
    page = open_as()
    _plug_a_virtual_key(page)
    sign_in(page, "croix-rouge")
    page.wait_for_url("**/")
    page.goto("/connexion/2fa/webauthn/add/")
    confirm_it_is_me(page)
    page.get_by_label("Nom de la clé").fill("Téléphone de l’unité")
    page.get_by_label("Me connecter avec cette clé, sans mot de passe").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page).not_to_have_url(re.compile("/add/"))
    page.goto("/connexion/2fa/webauthn/")
    expect(page.get_by_role("rowheader")).to_contain_text("Téléphone de l’unité")

    page.context.clear_cookies()
    page.goto(LOGIN)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour Françoise")


def _plug_a_virtual_key(page):
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_second_factor_is_asked_and_a_recovery_code_works_once(open_as):
    page = open_as()
    sign_in(page, "simplon")
    page.wait_for_url("**/")
    page.goto("/connexion/2fa/totp/activate/")
    confirm_it_is_me(page)
    secret = re.sub(r"\s", "", page.locator("main .fingerprint").inner_text())
    enrolled_with = totp(secret)
    page.get_by_label("Code à 6 chiffres affiché par l’application").fill(enrolled_with)
    page.get_by_role("button", name="Activer", exact=True).click()
    expect(page).not_to_have_url(re.compile("/activate/"))
    page.goto("/connexion/2fa/recovery-codes/")
    recovery = page.locator(".recovery-codes li").first.inner_text().strip()

    page.context.clear_cookies()
    sign_in(page, "simplon")
    _give_code(page, recovery)
    page.wait_for_url("**/")

    page.context.clear_cookies()
    sign_in(page, "simplon")
    _give_code(page, recovery)
    expect(page.get_by_text("Code incorrect.")).to_be_visible()
    assert page.request.get("/compte/", max_redirects=0).status == 302
    _give_code(page, _a_fresh_code(secret, enrolled_with))
    page.wait_for_url("**/")


def _give_code(page, code):
    expect(page.get_by_role("heading", level=1)).to_have_text("Second contrôle")
    page.get_by_label("Code à 6 chiffres").fill(code)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def _a_fresh_code(secret, used):
    """A code never serves twice; the next one is accepted a little early."""
    code = totp(secret)
    return code if code != used else totp(secret, at=time.time() + 30)

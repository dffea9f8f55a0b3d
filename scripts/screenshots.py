"""Pictures of the running demo for the README and docs/: python scripts/screenshots.py [address].

Every role's home at 1280 and 390 px, and four working pages, as small palette PNG files.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "demo-inclusion-2026"
MAX_BYTES = 200_000
WIDTHS = {1280: 900, 390: 844}
ROLES = [
    "responsable",
    "mediateur",
    "technicien",
    "benevole",
    "tresorier",
    "agent",
    "tresorier-limoges",
    "agent-etat",
    "ccas",
    "mission-locale",
    "mediateur-bordeaux",
    "admin",
]
# Picture → (account, from the home page: where to go, then what to follow)
PAGES = {
    "appareil": ("technicien", "/materiel/?etat=quarantine", "main tbody th a"),
    "presences": ("mediateur", "/", "main a[href$='/presences/']"),
    "plan-limoges": ("tresorier-limoges", "/", "main a[href*='/plans/']"),
    "examen": ("agent", "/financeur/comptes-rendus/", "main tbody th a"),
}
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def main(address="http://localhost:8000"):
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        states = {account: _signed_in(browser, address, account) for account in ROLES}
        for account in ROLES:
            for width in WIDTHS:
                page = _page(browser, address, states[account], width)
                page.goto("/")
                _save(page, f"accueil-{account}-{width}")
        for name, (account, start, link) in PAGES.items():
            page = _page(browser, address, states[account], 1280)
            page.goto(start)
            found = page.locator(link).first
            # A world already lived in may have nothing left to do there.
            if not found.count():
                print(f"{name} : rien à montrer, image gardée", file=sys.stderr)
                continue
            found.click()
            page.wait_for_load_state()
            _save(page, f"{name}-1280")


def _signed_in(browser, address, account):
    context = browser.new_context(base_url=address, locale="fr-FR")
    page = context.new_page()
    page.goto("/connexion/login/")
    page.get_by_label("Adresse électronique").fill(f"{account}@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(address + "/")
    state = context.storage_state()
    context.close()
    return state


def _page(browser, address, state, width):
    context = browser.new_context(
        base_url=address,
        locale="fr-FR",
        viewport={"width": width, "height": WIDTHS[width]},
        storage_state=state,
    )
    return context.new_page()


def _save(page, name):
    """The whole page for a desktop, what a phone shows first for a phone."""
    is_phone = page.viewport_size["width"] < 600
    picture = Image.open(io.BytesIO(page.screenshot(full_page=not is_phone))).convert("RGB")
    content = _small_png(picture)
    if len(content) > MAX_BYTES:
        raise SystemExit(f"{name} : {len(content)} octets, {MAX_BYTES} au plus")
    (IMAGES / f"{name}.png").write_bytes(content)
    print(f"{name}.png : {len(content) // 1000} ko")
    page.context.close()


def _small_png(picture):
    """A palette is enough for flat colours and text, and four times smaller."""
    output = io.BytesIO()
    palette = picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(output, "PNG", optimize=True)
    return output.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:2])

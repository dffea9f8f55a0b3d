"""A person goes to Simplon: the mediator sends a link, Simplon accepts, she comes, it is seen."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

WAIT_MS = 60_000
LIST = "/beneficiaires/orientations/"


def test_a_referral_goes_to_simplon_by_link_and_comes_back(open_as):
    page = open_as("mediateur-bordeaux")
    page.goto("/beneficiaires/?status=active")
    page.locator("main table th[scope=row] a").nth(11).click()
    person = page.url

    page.goto(f"{person}orientations/nouvelle/")
    page.get_by_label("La personne veut").select_option(label="Se former pour l’emploi")
    page.get_by_role("button", name="Voir les portes possibles").click()
    simplon = page.locator(".choice-card", has_text="Simplon")
    expect(simplon).to_contain_text(re.compile(r"à .*km"))
    for box in page.locator("[name=targets]").all():
        box.uncheck()
    simplon.locator("input").check()
    page.get_by_role("button", name="Montrer à la personne").click()

    page.locator(".choice-card", has_text="Simplon").locator("input").check()
    page.locator("[name=mode][value=transmission]").check()
    page.get_by_role("button", name="Noter son choix").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Simplon")
    address = f"accueil-{date.today():%d%m}@simplon.example"
    page.get_by_label("Adresse électronique de la structure").fill(address)
    # Without her consent nothing leaves.
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".error-summary")).to_contain_text("Sans son accord, rien ne part")
    page.get_by_label("De vive voix, devant témoin").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".subtitle .st")).to_have_text("Envoyée")
    referral, code = page.url, page.locator(".code-to-say").inner_text().strip()
    assert re.fullmatch(r"\d{6}", code)

    simplon_side = open_as(phone=True)
    link = _link_in_the_mail(simplon_side, address)
    simplon_side.goto(link)
    expect(simplon_side.get_by_role("heading", level=1)).to_have_text(
        "Une personne vous est adressée"
    )
    simplon_side.get_by_label("Le code de six chiffres").fill("12")
    simplon_side.get_by_role("button", name="Ouvrir").tap()
    expect(simplon_side.locator("main")).to_contain_text("Ce n’est pas le bon code")
    simplon_side.get_by_label("Le code de six chiffres").fill(code)
    simplon_side.get_by_role("button", name="Ouvrir").tap()
    expect(simplon_side.locator("main")).to_contain_text("Se former pour l’emploi")
    day = date.today() + timedelta(days=3)
    simplon_side.locator("#oui_day").fill(day.isoformat())
    simplon_side.locator("#oui_hour").fill("10:00")
    simplon_side.get_by_role("button", name="Oui, nous la recevons").tap()
    expect(simplon_side.locator("main")).to_contain_text("Le rendez-vous est noté")
    expect(simplon_side.locator("main")).not_to_contain_text("Se former pour l’emploi")

    page.goto(referral)
    expect(page.locator(".subtitle .st")).to_have_text("Rendez-vous")
    expect(page.locator(".chain")).to_contain_text("10 h")

    simplon_side.get_by_label("Oui", exact=True).check()
    simplon_side.get_by_role("button", name="Enregistrer").tap()
    expect(simplon_side.locator("main")).to_contain_text("C’est noté")
    page.goto(referral)
    expect(page.locator(".subtitle .st")).to_have_text(re.compile("^Venu"))

    page.get_by_label("Besoin résolu").check()
    page.get_by_role("button", name="Clore l’orientation").click()
    expect(page.locator(".subtitle .st")).to_have_text("Close")
    page.goto(LIST)
    expect(page.locator("main table")).to_contain_text("Simplon")


def test_the_receiver_inside_reads_answers_and_opens_her_own_file(open_as):
    page = open_as("responsable", phone=True)
    page.goto(f"{LIST}recues/")
    row = page.locator("main tr", has_text="CCAS de Cournon").filter(has_text="À lire").first
    row.get_by_role("link").tap()
    page.get_by_role("button", name="Lire l’orientation").tap()
    expect(page.locator("main")).to_contain_text("Obtenir un équipement")
    page.get_by_role("button", name="Accepter").tap()
    expect(page.locator(".subtitle .st")).to_have_text("Acceptée")
    page.get_by_role("link", name="Ouvrir un dossier").tap()
    expect(page.get_by_label("Prénom")).not_to_have_value("")
    page.get_by_label("Nom", exact=True).fill("Delorme-Essai")
    page.get_by_label("À l’oral et sur papier").check()
    page.get_by_role("button", name="Ouvrir le dossier").tap()
    expect(page.locator("main")).to_contain_text("La notice d’information y est notée")

    sender = open_as("ccas")
    sender.goto(LIST)
    accepted = sender.locator("main tr", has_text="Secours populaire 63")
    for _ in range(30):
        if "Acceptée" in accepted.first.inner_text():
            break
        sender.wait_for_timeout(1000)
        sender.reload()
    expect(accepted.first).to_contain_text("Acceptée")


def _link_in_the_mail(page, address):
    """The link that the demo's mailbox shows in the mail to that address."""
    page.goto("/demonstration/courrier/")
    page.get_by_role("link").filter(has_text="Une personne vous est adressée").first.tap()
    text = page.locator("main").inner_text()
    assert address in text
    return re.search(r"/o/\S+/", text).group(0)

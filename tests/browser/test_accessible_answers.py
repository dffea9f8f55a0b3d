"""Pages without an account, forms that come back and the dark theme are accessible too."""

import pytest

from inclusion.documents.verification import PRINTED_CODE
from tests.browser.crawling import crawl
from tests.browser.judging import violations_of

PUBLIC = {
    "/connexion/login/": 200,
    "/connexion/login/code/": 200,
    "/connexion/password/reset/": 200,
    "/v/": 200,
    "/v/ABCD-EFGH-JKMN": 404,
    "/accessibilite/": 200,
    "/donnees-personnelles/": 200,
    "/verification/": 200,
    "/annuaire/": 200,
    "/annuaire/?q=rien-de-tel-nulle-part": 200,
    "/demonstration/courrier/": 200,
    "/demonstration/composants/": 200,
    "/nulle-part/": 404,
    "/invitation/inconnue/": 404,
}


def test_public_pages_are_accessible(open_as, examine):
    page = open_as()
    faults = []
    for address, status in PUBLIC.items():
        assert page.goto(address).status == status, address
        faults += examine(page, address)
    assert not faults, "\n".join(faults)


def test_the_verification_page_of_an_issued_document_is_accessible(open_as, examine):
    staff = open_as("mediateur")
    staff.goto("/documents/")
    # The latest documents may still be being drawn; the last of the list is long since ready.
    link = staff.locator("main a[href^='/documents/0']").last
    content = staff.request.get(link.get_attribute("href")).body()
    code = PRINTED_CODE.search(content).group(1).decode()
    visitor = open_as()
    assert visitor.goto(f"/v/{code}").status == 200
    faults = examine(visitor, "/v/CODE")
    assert not faults, "\n".join(faults)


REFUSED = {
    "/connexion/password/reset/": (None, "Recevoir le lien"),
    "/v/": (None, "Vérifier le fichier"),
    "/materiel/nouveau/": ("technicien", "Réceptionner et étiqueter"),
    "/beneficiaires/nouveau/": ("mediateur", "Ouvrir le dossier"),
    "/ateliers/nouveau/": ("mediateur", "Ajouter et planifier une séance"),
    "/materiel/offres/nouvelle/": ("responsable", "Ouvrir l’offre"),
    "/financements/projets/nouveau/": ("tresorier", "Créer le projet"),
    "/structure/membres/": ("responsable", "Envoyer l’invitation"),
}


@pytest.mark.parametrize("address", REFUSED)
def test_a_form_that_comes_back_says_so_accessibly(address, open_as, examine):
    account, act = REFUSED[address]
    page = open_as(account)
    page.goto(address)
    # The browser's own checks would keep an empty form from leaving.
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=act, exact=True).click()
    assert page.locator(".has-error, .find-block, .error-summary").count(), address
    faults = examine(page, f"{address} (refusé)")
    assert not faults, "\n".join(faults)


def test_what_is_new_on_a_page_already_judged_is_judged_too(open_as, examine):
    page = open_as()
    page.goto("/v/")
    assert examine(page, "/v/") == examine(page, "/v/") == []
    page.evaluate("document.querySelector('form').append(document.createElement('select'))")
    # Small enough for a finger to miss it: judged at each width.
    assert ["select-name" in fault for fault in examine(page, "/v/")] == [True, True]


@pytest.mark.parametrize("account", ["mediateur", "agent"])
def test_the_dark_theme_has_the_contrast_it_promises(account, open_as):
    page = open_as(account, dark=True)
    for address, _response in zip(crawl(page, instances=1), range(6), strict=False):
        assert not violations_of(page), address

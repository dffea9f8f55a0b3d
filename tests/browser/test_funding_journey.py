"""Public money: Limoges' contradiction, and Clermont's report up to its approval."""

import re

from playwright.sync_api import expect

WAIT_MS = 30_000


def test_limoges_reads_its_contradiction_and_explains_it_before_any_report_leaves(open_as):
    page = open_as("tresorier-limoges")
    page.goto("/")
    _follow_todo(page, "Expliquer un constat bloquant")
    plan = page.url
    main = page.locator("main")
    for figure in ("66,67 %", "33,33 %", "5 783,80 €", "2/3", "1/3", "80 %", "20 %"):
        expect(main).to_contain_text(figure)
    expect(page.get_by_text("1 constat bloquant")).to_be_visible()

    _open_the_report(page)
    ready = page.get_by_role("button", name="Dire prêt à déposer")
    expect(ready).to_have_attribute("aria-disabled", "true")
    # The button's sentence is kindness: the act itself refuses.
    report = page.url
    answer = _post(page, f"{report}pret/")
    assert re.search("Il manque encore.: constats bloquants du plan expliqués", answer.text())
    page.goto(report)
    expect(page.locator(".subtitle .st")).to_have_text("Brouillon")

    page.goto(plan)
    # Nobody else looks at the ink inside a picture: white on the two dark bars.
    for name in ("on-solid", "on-second"):
        expect(page.locator(f".chart .{name}").first).to_have_css("fill", "rgb(255, 255, 255)")
    page.get_by_label("Justification").fill("")
    page.get_by_role("button", name="Enregistrer l’explication").click()
    expect(page.locator(".has-error")).to_be_visible()
    page.get_by_label("Garder les montants").check()
    page.get_by_label("Justification").fill(
        "L’État a notifié 28 921 €, calculés sur deux tiers du marché."
    )
    page.get_by_role("button", name="Enregistrer l’explication").click()
    expect(page.get_by_text("Le constat est expliqué")).to_be_visible()
    expect(main).to_contain_text("66,67 %")

    page.goto(report)
    page.get_by_role("link", name="Écrire", exact=True).click()
    page.get_by_role("link", name="Écarts").click()
    for reason in page.locator("[name^=raison-]").all():
        reason.fill("Les pièces du marché sont tenues par la Métropole, hors de ce logiciel.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("button", name="Dire prêt à déposer").click()
    expect(page.locator(".subtitle .st")).to_have_text("Prêt à déposer")


def _follow_todo(page, title):
    page.locator(".todo-row", has_text=title).first.get_by_role("link").click()


def _open_the_report(page):
    page.goto("/financements/comptes-rendus/")
    page.locator("main table th[scope=row] a, main table td a").first.click()


def _post(page, address):
    """Post to an act as a form would, without its button."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    answer = page.request.post(
        address, form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
    assert answer.ok
    return answer


def test_clermont_s_report_is_submitted_questioned_answered_and_approved(open_as):
    names = _everyone_accompanied(open_as("mediateur"))
    assert len(names) > 100

    manager = open_as("responsable")
    manager.goto("/")
    _follow_todo(manager, "Déposer le compte rendu")
    expect(manager.locator("main")).to_contain_text("13 800,00 €")
    manager.get_by_role("button", name="Déposer le compte rendu").click()
    expect(manager.locator(".subtitle .st")).to_have_text("Déposé")
    report = manager.url

    officer = open_as("agent")
    officer.goto("/")
    _follow_todo(officer, "Ouvrir un compte rendu reçu")
    review = officer.url
    for figure in ("92", "100", "13 800,00", "1 200,00"):
        expect(officer.locator("main")).to_contain_text(figure)
    officer.get_by_role("button", name="Ouvrir l’examen").click()
    line = officer.get_by_label("À propos de").locator("option", has_text="60").first
    officer.get_by_label("À propos de").select_option(line.get_attribute("value"))
    officer.get_by_label("Votre question").fill("Pourquoi huit ordinateurs de moins ?")
    officer.get_by_role("button", name="Envoyer la question").click()
    expect(officer.get_by_role("link", name="Approuver")).to_have_attribute("aria-disabled", "true")
    # A question keeps the decision waiting, whoever insists.
    answer = _post(officer, f"{review}approuver/")
    assert "Possible dès que la question 1 est close." in answer.text()
    expect(officer.locator(".subtitle .st")).to_have_text("En examen")

    treasurer = open_as("tresorier")
    treasurer.goto("/")
    _follow_todo(treasurer, "Répondre au financeur")
    assert treasurer.url.startswith(report)
    treasurer.get_by_label("Votre réponse").fill("Huit familles viendront à la prochaine remise.")
    treasurer.get_by_role("button", name="Envoyer la réponse").click()
    expect(treasurer.get_by_text("Votre réponse est envoyée")).to_be_visible()

    officer.goto(review)
    expect(officer.locator("main")).to_contain_text("Huit familles viendront")
    officer.get_by_role("button", name=re.compile("Clore la question")).click()
    officer.get_by_role("link", name="Approuver").click()
    officer.get_by_role("button", name="Approuver").click()
    expect(officer.locator(".subtitle .st")).to_have_text("Approuvé")
    expect(officer.locator("main")).to_contain_text("13 800,00 €")

    content = _report_file(officer)
    assert content.startswith(b"%PDF-")
    assert treasurer.goto(report).ok
    expect(treasurer.locator(".subtitle .st")).to_have_text("Approuvé")

    pages = [review, f"{review}pieces/", "/", "/financeur/", "/documents/"]
    for address in pages:
        assert officer.goto(address).ok
        text = officer.content()
        assert not [name for name in names if name in text], address


def _everyone_accompanied(page):
    """The full names of the association's list, page after page, both ways round."""
    names = set()
    page.goto("/beneficiaires/")
    while True:
        for name in page.locator("table tbody th[scope=row] a").all_inner_texts():
            names.add(name)
        following = page.get_by_role("link", name="Suivants")
        if not following.count() or following.get_attribute("aria-disabled") == "true":
            break
        following.click()
    return names | {" ".join(reversed(name.split(" ", 1))) for name in names}


def _report_file(page):
    """The PDF, as the funder downloads it once it is drawn."""
    link = page.get_by_role("link", name="Compte rendu (PDF)")
    for _ in range(WAIT_MS // 500):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    return page.request.get(link.get_attribute("href")).body()

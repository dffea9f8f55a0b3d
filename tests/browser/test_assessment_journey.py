"""Seven minutes on a phone: the questions one by one, the result, the decision, the referral."""

import re

from playwright.sync_api import expect

# What brings her, deadline, device, sharing, Internet, cost… an isolated person, afraid of the
# screen: the number of the option, from the top of the screen.
ANSWERS = [[5], 3, 2, 1, 4, 2, 3, 3, 4, 4, 4, 5, 3, 5, 3, 4, 5, 4, 2, [5, 7], 4]
# What a mediator does at most: a tap a question, two more where several answers are possible,
# and five to open, start, end, choose and go on.
GESTURES_AT_MOST = 33


class Thumb:
    """Taps, and counts them."""

    def __init__(self):
        self.count = 0

    def tap(self, target):
        target.tap()
        self.count += 1


def test_a_mediator_assesses_an_isolated_person_on_a_phone(open_as):
    page, thumb = open_as("mediateur-bordeaux", phone=True), Thumb()
    page.goto(_a_file_without_assessment(page) + "diagnostic/")
    name = page.locator(".subtitle strong").inner_text()
    thumb.tap(page.get_by_role("button", name="Commencer"))

    for number, answer in enumerate(ANSWERS, 1):
        expect(page.get_by_text(f"Question {number} sur {len(ANSWERS)}")).to_be_visible()
        # One question a screen: nothing to scroll for sideways, big targets.
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if isinstance(answer, int):
            choice = page.locator(".ask-choice").nth(answer - 1)
            assert choice.bounding_box()["height"] >= 48
            thumb.tap(choice)
        else:
            for each in answer:
                thumb.tap(page.locator(".ask-choice").nth(each - 1))
            thumb.tap(page.get_by_role("button", name="Continuer"))

    expect(page.get_by_role("heading", name="Relire avant de terminer")).to_be_visible()
    expect(page.get_by_text("21 sur 21")).to_be_visible()
    thumb.tap(page.get_by_role("button", name="Terminer et voir le résultat"))

    expect(page.get_by_role("img", name=re.compile("Profil sur sept axes"))).to_be_visible()
    ways = page.locator(".ways > li")
    expect(ways.first).to_contain_text("Accompagnement individuel")
    expect(ways.first).to_contain_text("Vous voyez peu de monde")
    expect(page.get_by_text("Commencer par un groupe décourage").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    thumb.tap(page.get_by_role("button", name=re.compile("Retenir : accompagnement individuel")))
    expect(page.get_by_role("heading", name="Voie retenue")).to_be_visible()
    refer = page.get_by_role("link", name="Orienter")
    assert re.search(r"\?diagnostic=[0-9a-f-]{36}$", refer.get_attribute("href"))
    assert thumb.count <= GESTURES_AT_MOST
    print(f"{thumb.count} gestes")

    thumb.tap(refer)
    expect(page.get_by_text(name.split()[0]).first).to_be_visible()


def test_an_assessment_is_resumed_on_a_desk_without_losing_a_word(open_as):
    phone = open_as("mediateur-bordeaux", phone=True, javascript=False)
    phone.goto(_a_file_without_assessment(phone) + "diagnostic/")
    phone.get_by_role("button", name="Commencer").tap()
    phone.get_by_text("Une démarche, un papier").tap()
    phone.get_by_role("button", name="Continuer").tap()
    phone.get_by_role("button", name="Je ne veux pas répondre").tap()
    expect(phone.get_by_text("Question 3 sur 21")).to_be_visible()
    address = phone.url.split("?")[0]

    desk = open_as("responsable-bordeaux")
    desk.goto(address)
    first = desk.locator("#question-1")
    expect(first.get_by_label("Une démarche, un papier")).to_be_checked()
    expect(desk.locator("#question-2").get_by_label("Ne souhaite pas répondre")).to_be_checked()
    desk.locator("#question-3").get_by_label("Oui, une tablette").check()
    expect(desk.locator("#avancement")).to_contain_text("3 sur 21")
    expect(desk.locator("#avancement")).to_contain_text("Enregistré")
    # « Rien » is said alone.
    obstacles = desk.locator("#question-20")
    obstacles.get_by_label("Mes horaires").check()
    obstacles.get_by_label("Rien", exact=True).check()
    expect(obstacles.get_by_label("Mes horaires")).not_to_be_checked()
    expect(desk.locator("#avancement")).to_contain_text("4 sur 21")

    phone.goto(f"{address}?n=suite")
    expect(phone.get_by_text("Question 4 sur 21")).to_be_visible()
    desk.reload()
    expect(obstacles.get_by_label("Rien", exact=True)).to_be_checked()
    desk.get_by_role("button", name="Terminer et voir le résultat").click()
    expect(desk.get_by_role("heading", name="Choisir la voie")).to_be_visible()


def _a_file_without_assessment(page):
    """The address of a person of Les Aubiers whom nobody assessed yet."""
    page.goto("/beneficiaires/?status=active")
    links = page.locator("main a[href^='/beneficiaires/']")
    addresses = dict.fromkeys(link.get_attribute("href") for link in links.all())
    for address in addresses:
        if not re.fullmatch(r"/beneficiaires/[0-9a-f-]{36}/", address):
            continue
        page.goto(address + "diagnostic/")
        if page.url.endswith("/diagnostic/") and page.locator("[value=initial]").is_checked():
            return address
    raise AssertionError("everyone was assessed")

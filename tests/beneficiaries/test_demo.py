"""The persons of the demo: the figures of the articles, the persons of the pictures."""

import pytest
from django.utils import timezone

from beneficiaries import demo
from beneficiaries.models import Beneficiary, NoticeDelivery
from beneficiaries.selectors.files import find_beneficiaries, undelivered_notices
from inclusion.demo import world as demo_world
from inclusion.journal.verification import verify_active_organisation
from inclusion.registry import registry
from tests.standing import standing


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with standing(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "demo", [(10, demo.build), (20, demo.make_findable)])
        yield demo_world.load()


def test_the_demo_holds_the_figures_of_the_articles(world):
    counts = {slug: len(people) for slug, people in world.people.items()}
    assert counts["mission-locale-limoges"] == 691
    assert counts["cite-emploi-beaubreuil"] == 189
    assert counts["emmaus-connect-bordeaux"] > 100
    for slug, count in counts.items():
        with world.inside(slug):
            assert Beneficiary.objects.count() == count
            assert NoticeDelivery.objects.count() >= count

    young = world.people["mission-locale-limoges"]
    assert {timezone.localtime(each.created_at).year for each in young} == {2021}
    assert all(1995 <= each.birth_year <= 2005 for each in young)


def test_the_persons_of_the_pictures_are_found_under_their_numbers(world):
    mediator = world.members["mediateur"]
    with world.inside("secours-populaire-63"):
        for query, number in [
            ("diarra", "A-0427"),
            ("fatima b", "A-0412"),
            ("thi mai", "A-0419"),
            ("ndiaye awa", "A-0450"),
        ]:
            assert number in [each.file_number for each in find_beneficiaries(mediator, query)]
        # Numbers go on after the highest, and the acts of the day are in the journal.
        assert Beneficiary.objects.filter(file_number="A-0453").exists()
        (promise,) = undelivered_notices(mediator)
        assert promise.beneficiary.polite_name == "Mme\u00a0N’Diaye"
    with world.inside("secours-populaire-63"):
        acts, _ = verify_active_organisation()
        assert (acts.entries, acts.problem) == (3, "")

"""The register and the impact assessment say what is, not what one would like."""

import json

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from beneficiaries.documents import DPIA, PROCESSING_REGISTER
from beneficiaries.duties.register import ACTIVITIES, impact_assessment, processing_register
from beneficiaries.duties.safeguards import encrypted_columns, isolated_tables, safeguards
from beneficiaries.models import PurgeRun, RetentionSetting
from beneficiaries.retention.rules import RULES
from beneficiaries.services.register import issue_register
from inclusion.documents.models import Document
from inclusion.documents.rendering import render
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.documents.pdf_text import text_of

PAGES = ["register", "register_impact"]


@pytest.fixture
def manager(inside, member_of):
    return member_of(inside, "MANAGER")


def found(member, title):
    return next(each for each in safeguards(member) if each.title == title)


def test_the_measures_are_those_of_the_catalogue(manager):
    isolated, others = isolated_tables()
    assert "beneficiaries_beneficiary" in isolated and "beneficiaries_note" in isolated
    assert "organisations_membership" in others
    isolation = found(manager, "Cloisonnement entre structures")
    assert isolation.is_met and str(len(isolated)) in isolation.found
    assert found(manager, "Compte de l’application dans la base").is_met
    columns = encrypted_columns()
    assert ("note", "body") in {(model._meta.model_name, field.name) for model, field in columns}
    assert str(len(columns)) in found(manager, "Chiffrement des champs sensibles").found


def test_a_measure_that_is_not_there_is_said_not_to_be(inside, manager):
    assert not found(manager, "Dernière purge").is_met
    PurgeRun.objects.create(organisation=inside, is_dry_run=True)
    assert not found(manager, "Dernière purge").is_met
    run = PurgeRun.objects.create(organisation=inside, is_dry_run=False)
    assert "réussie" in found(manager, "Dernière purge").found
    PurgeRun.objects.filter(pk=run.pk).update(failed=True)
    assert not found(manager, "Dernière purge").is_met
    BeneficiaryFactory(organisation=inside)
    assert "1\u00a0dossier" in found(manager, "Information des personnes").found
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        assert not found(manager, "Double authentification").is_met
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        assert found(manager, "Double authentification").is_met


def test_the_register_follows_the_organisation(inside, manager):
    BeneficiaryFactory(organisation=inside)
    register = processing_register(manager)
    assert len(register["activities"]) == len(ACTIVITIES)
    support = register["activities"][0]
    assert support["rows"].startswith("1\u00a0enregistrement")
    assert "téléphone (chiffré)" in support["categories"][0]["fields"]
    assert "Intérêt légitime" in support["basis"]
    assert "Responsable (1)" in support["recipients"]
    assert [rule["what"] for rule in register["rules"]] == [rule.what for rule in RULES.values()]
    inside.kind = "ccas"
    manager.organisation.kind = "ccas"
    assert "intérêt public" in processing_register(manager)["activities"][0]["basis"]


def test_the_register_says_the_delay_the_organisation_chose(inside, manager):
    RetentionSetting.objects.create(
        organisation=inside, rule="beneficiary_file", days=365, set_by=manager
    )
    rule = processing_register(manager)["rules"][0]
    assert rule["delay"] == "365\u00a0jours (choix de la structure)"


def test_the_assessment_leaves_the_judgement_to_a_person(manager):
    impact = impact_assessment(manager)
    assert [len(risk["measures"]) > 0 for risk in impact["risks"]] == [True] * 3
    assert "drawn_on" in impact and impact["drawn_on"] == timezone.localdate().isoformat()


@pytest.mark.parametrize(
    ("kind", "words"),
    [(PROCESSING_REGISTER, "Responsable du traitement"), (DPIA, "À apprécier")],
)
def test_both_are_issued_as_numbered_documents_and_drawn(manager, kind, words):
    document = issue_register(kind=kind, by=manager)
    assert words in text_of(render(kind, json.loads(document.facts)))


def test_only_a_manager_issues_them(inside, member_of):
    with pytest.raises(Refused, match="responsable"):
        issue_register(kind=DPIA, by=member_of(inside, "MEDIATOR"))


def test_the_pages_show_and_issue(association, member_of, client_for):
    manager = member_of(association, "MANAGER")
    client = client_for(manager)
    for route in PAGES:
        assert client.get(reverse(f"beneficiaries:{route}")).status_code == 200
    issue = reverse("beneficiaries:register_issue")
    assert client.post(issue, {"document": "autre"}).status_code == 404
    assert client.post(issue, {"document": "registre"}).status_code == 302
    with organisation(association):
        assert Document.objects.get().kind == PROCESSING_REGISTER


@pytest.mark.parametrize("role", ["MEDIATOR", "TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"])
def test_other_roles_see_neither(association, member_of, client_for, role):
    client = client_for(member_of(association, role))
    assert {client.get(reverse(f"beneficiaries:{route}")).status_code for route in PAGES} == {403}
    assert client.post(reverse("beneficiaries:register_issue")).status_code == 403

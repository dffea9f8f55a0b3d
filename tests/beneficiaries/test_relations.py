"""Every row that names a person has a fate: a new key to Beneficiary without one fails here."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.models import Beneficiary, BeneficiaryStatus, Note
from inclusion.registry import registry
from tests.beneficiaries.factories import BeneficiaryFactory


def keys_to_persons(models):
    """« app.Model.field » of every foreign or one-to-one key to Beneficiary."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in model._meta.get_fields()
        if field.concrete and field.remote_field and field.related_model is Beneficiary
    }


def without_entry(models):
    return keys_to_persons(models) - {entry.relation for entry in registry.person_relations}


def test_every_relation_to_a_person_has_its_entry():
    assert without_entry(apps.get_models()) == set()


def test_no_entry_speaks_of_a_relation_that_is_gone():
    known = keys_to_persons(apps.get_models())
    assert {entry.relation for entry in registry.person_relations} <= known


def test_no_relation_has_two_entries():
    names = [entry.relation for entry in registry.person_relations]
    assert len(names) == len(set(names))


def test_a_new_relation_without_an_entry_is_seen():
    class FakeField:
        name, concrete, remote_field, related_model = "beneficiary", True, object(), Beneficiary

    class FakeModel:
        class _meta:
            label = "workshops.Forgotten"

            @staticmethod
            def get_fields():
                return [FakeField]

    assert without_entry([FakeModel]) == {"workshops.Forgotten.beneficiary"}


@pytest.mark.parametrize("entry", registry.person_relations, ids=lambda entry: entry.relation)
def test_each_entry_works_on_a_person_nothing_names(inside, member_of, entry):
    member = member_of(inside)
    one, other = (BeneficiaryFactory(organisation=inside) for _ in range(2))
    assert entry.title
    assert entry.move(one, other) == []
    entry.move_back([], one)
    assert isinstance(entry.export(one, member), list)
    assert isinstance(entry.erase(one), int)


def test_nothing_is_written_on_a_file_that_was_joined_to_another(inside, member_of):
    survivor = BeneficiaryFactory(organisation=inside)
    absorbed = BeneficiaryFactory(
        organisation=inside, status=BeneficiaryStatus.MERGED, merged_into=survivor
    )
    with pytest.raises(IntegrityError, match="joined to another"), transaction.atomic():
        Note.objects.create(
            organisation=inside,
            beneficiary=absorbed,
            level="team",
            kind="contact",
            body="Passée ce matin.",
            author=member_of(inside),
            written_at=timezone.now(),
        )

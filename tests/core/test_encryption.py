"""Sensitive fields: sealed in the database, bound to their place, found without being read."""

import pytest
from django.db import IntegrityError, connection, transaction

from beneficiaries.models import Beneficiary, Note, NoteKind, NoteLevel
from inclusion.encryption.blind import blind_index, normalised_phone, shown_phone
from inclusion.encryption.fields import open_from, seal_for
from inclusion.encryption.keys import forget_remembered_keys, master_keys
from inclusion.encryption.models import OrganisationKey
from inclusion.encryption.sealing import CannotOpen
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory


def stored(row, column):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s",
            [row.pk],
        )
        return bytes(cursor.fetchone()[0])


def test_the_database_never_sees_the_clear_text(inside):
    person = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    assert b"Lilas" not in stored(person, "address")
    assert Beneficiary.objects.get(pk=person.pk).address == "12 rue des Lilas"


def test_two_rows_of_the_same_text_do_not_look_alike(inside):
    one = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    other = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    assert stored(one, "address") != stored(other, "address")


@pytest.mark.parametrize("column", ["address", "email"])
def test_a_value_moved_to_another_row_or_column_does_not_open(inside, column):
    one = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    other = BeneficiaryFactory(organisation=inside)
    target = one if column == "email" else other
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE beneficiaries_beneficiary SET {column} = %s WHERE id = %s",
            [stored(one, "address"), target.pk],
        )
    with pytest.raises(CannotOpen):
        getattr(Beneficiary.objects.get(pk=target.pk), column)


def test_another_organisation_s_value_does_not_open(association, other_association):
    with organisation(association):
        mine = BeneficiaryFactory(organisation=association, address="12 rue des Lilas")
        sealed = stored(mine, "address")
    with organisation(other_association):
        theirs = BeneficiaryFactory(organisation=other_association)
        with pytest.raises(CannotOpen):
            open_from(theirs, "address", sealed)


def test_one_altered_byte_does_not_open(inside):
    person = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    sealed = bytearray(stored(person, "address"))
    sealed[-1] ^= 1
    with pytest.raises(CannotOpen):
        open_from(person, "address", bytes(sealed))


def test_without_its_key_a_value_is_gone_for_good(inside):
    person = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    OrganisationKey.objects.all().delete()
    connection.run_on_commit.clear()
    forget_remembered_keys()
    with transaction.atomic(), pytest.raises(CannotOpen):
        open_from(person, "address", stored(person, "address"))


def test_a_key_made_in_a_refused_act_is_not_remembered(inside):
    with pytest.raises(RuntimeError), transaction.atomic():
        BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
        raise RuntimeError
    person = BeneficiaryFactory(organisation=inside, address="3 rue des Roses")
    forget_remembered_keys()
    assert Beneficiary.objects.get(pk=person.pk).address == "3 rue des Roses"


def test_an_encrypted_field_is_no_part_of_a_query(inside):
    with pytest.raises(TypeError):
        Beneficiary.objects.filter(address="12 rue des Lilas").exists()
    with pytest.raises(TypeError):
        Beneficiary.objects.update(address="12 rue des Lilas")


def test_a_list_that_does_not_show_it_opens_nothing(inside, django_assert_num_queries):
    BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    forget_remembered_keys()
    with django_assert_num_queries(1):
        assert [each.last_name for each in Beneficiary.objects.all()]


def test_blind_indexes_differ_from_one_organisation_to_another(association, other_association):
    with organisation(association):
        mine = blind_index("phone", "+33612345678")
        assert mine == blind_index("phone", "+33612345678") != blind_index("email", "+33612345678")
    with organisation(other_association):
        assert blind_index("phone", "+33612345678") != mine


def test_an_erased_note_keeps_no_word(inside, member_of):
    author = member_of(inside, "MEDIATOR")
    note = Note.objects.create(
        organisation=inside,
        beneficiary=BeneficiaryFactory(organisation=inside),
        level=NoteLevel.TEAM,
        kind=NoteKind.CONTACT,
        body="Préfère le mardi",
        author=author,
    )
    with pytest.raises(IntegrityError, match="note_erased_to_the_last_word"):
        with transaction.atomic():
            Note.objects.filter(pk=note.pk).update(erased_at=note.written_at, erased_by=author)


def test_a_new_master_key_rewraps_and_the_old_one_may_go(inside, settings):
    person = BeneficiaryFactory(organisation=inside, address="12 rue des Lilas")
    from inclusion.encryption.keys import unwrap, wrap

    settings.ENCRYPTION_KEYS += ",2:" + "A" * 43 + "="
    for row in OrganisationKey.objects.all():
        row.wrapped = wrap(unwrap(bytes(row.wrapped), row), row)
        row.save(update_fields=["wrapped"])
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS.split(",")[1]
    forget_remembered_keys()
    assert set(master_keys()) == {2}
    assert Beneficiary.objects.get(pk=person.pk).address == "12 rue des Lilas"


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("+33 6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("0032 470 12 34 56", "+32470123456", "+32 470 12 34 56"),
        ("", "", ""),
    ],
)
def test_a_phone_number_has_one_spelling(typed, kept, shown):
    assert normalised_phone(typed) == kept
    assert shown_phone(kept).replace("\xa0", " ") == shown


@pytest.mark.parametrize("typed", ["12", "voir son fils", "06 12"])
def test_what_is_not_a_number_is_said_so(typed):
    with pytest.raises(ValueError, match="phone"):
        normalised_phone(typed)


def test_sealing_needs_the_row_s_own_organisation(association, other_association):
    """In another's context, the key is another's: the value does not open at home."""
    with organisation(association):
        person = BeneficiaryFactory(organisation=association)
    with organisation(other_association):
        sealed = seal_for(person, "address", b"ailleurs")
    with organisation(association), pytest.raises(CannotOpen):
        open_from(person, "address", sealed)

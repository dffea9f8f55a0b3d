"""Expenses: recorded once, corrected, checked, cancelled, credited; and what the night finds."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from funding.cerfa_lines import (
    CHARGES,
    LINES,
    PRODUITS,
    line_of_account,
    produit_line_of_account,
)
from funding.models import Expense, ReconciliationFinding
from funding.proofs import proof_path
from funding.services import (
    cancel_expense,
    charge_expense,
    check_expense,
    correct_expense,
    record_credit_note,
)
from funding.services.reconciliation import ask_to_reconcile, reconcile
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.factories import OrganisationFactory
from tests.funding.factories import END, START, a_project
from tests.funding.money import DAY, a_proof, an_expense, plain_grant


@pytest.fixture
def project(inside, treasurer):
    return a_project(treasurer)


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ("601", "60.1"),
        ("6064", "60.2"),
        ("6068", "60.2"),
        ("6135", "61.1"),
        ("6155", "61.2"),
        ("6160", "61.3"),
        ("6181", "61.4"),
        ("611", "61.4"),
        ("6226", "62.1"),
        ("6236", "62.2"),
        ("6251", "62.3"),
        ("6262", "62.4"),
        ("6311", "63.1"),
        ("6358", "63.2"),
        ("6411", "64.1"),
        ("6451", "64.2"),
        ("6475", "64.3"),
        ("651", "65.1"),
        ("6811", "68.1"),
        ("6894", "68.9"),
        ("695", "69.1"),
        ("512", None),
        ("7", None),
    ],
)
def test_an_account_feeds_the_line_of_its_longest_prefix(account, code):
    assert line_of_account(account) == code


def test_the_form_has_its_52_lines_once():
    assert produit_line_of_account("7561") == "75.6"
    assert produit_line_of_account("7542") == "74.PRIV"
    assert produit_line_of_account("7894") == "78.9"
    codes = [line.code for group in (*CHARGES, *PRODUITS) for line in group.lines]
    assert len(codes) == len(set(codes))
    assert len(LINES) == len(codes) + 7


def test_an_expense_keeps_its_file_by_its_fingerprint(treasurer, project):
    expense = an_expense(treasurer, project, proof=a_proof())
    assert (expense.line_code, expense.eligible_amount) == ("62.4", Decimal("1000.00"))
    assert expense.proof_name == "facture.pdf"
    assert default_storage.exists(proof_path(expense.organisation_id, expense.proof_sha256))
    with pytest.raises(Refused, match="PDF"):
        an_expense(treasurer, project, number="F-2", proof=a_proof(b"MZ", "facture.pdf"))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "déjà enregistrée"),
        ({"supplier": "ORANGE S.A."}, "déjà enregistrée"),
        ({"supplier": "orange  sa"}, "déjà enregistrée"),
        ({"supplier": "Orange Business", "supplier_siren": "380129866"}, "même SIREN"),
        ({"number": "F-2", "proof": a_proof()}, "Ce fichier est déjà la pièce"),
        ({"number": "F-2"}, None),
    ],
)
def test_a_duplicate_is_told_before_it_is_written(treasurer, project, values, said):
    an_expense(treasurer, project, supplier_siren="380129866", proof=a_proof())
    if values.get("proof"):
        values = values | {"proof": a_proof()}
    if said is None:
        assert an_expense(treasurer, project, **values)
        return
    with pytest.raises(Refused) as refusal:
        an_expense(treasurer, project, **values)
    assert said in refusal.value.message
    assert (
        "Orange SA n°\u00a0F-1 du 2\u00a0mars 2026, 1\u202f000,00\u00a0€" in refusal.value.message
    )


def test_a_cancelled_expense_leaves_room_for_the_right_one(treasurer, project):
    expense = an_expense(treasurer, project, proof=a_proof())
    with pytest.raises(Refused, match="Dites pourquoi"):
        cancel_expense(expense=expense, reason="  ", by=treasurer)
    cancel_expense(expense=expense, reason="Saisie deux fois", by=treasurer)
    with pytest.raises(Refused, match="annulée"):
        cancel_expense(expense=expense, reason="Encore", by=treasurer)
    with pytest.raises(Refused, match="annulée"):
        correct_expense(expense=expense, supplier="Autre", by=treasurer)
    assert an_expense(treasurer, project, proof=a_proof())


@pytest.mark.parametrize("name", ["expense_once", "expense_siren_once", "expense_proof_once"])
def test_the_database_refuses_a_duplicate_too(treasurer, project, name):
    first = an_expense(treasurer, project, supplier_siren="380129866", proof=a_proof())
    twin = Expense.objects.get(pk=first.pk)
    twin.pk, twin._state.adding = None, True
    twin.id = Expense._meta.pk.get_default()
    if name != "expense_once":
        twin.supplier_key = "autre"
    if name == "expense_proof_once":
        twin.document_number = "F-2"
    else:
        twin.proof_sha256 = ""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"account": "512"}, "expense_account"),
        ({"supplier_siren": "12"}, "expense_siren"),
        ({"eligible_amount": Decimal("1000.01")}, "expense_eligible"),
        ({"gross_amount": Decimal("-10")}, "expense_eligible"),
        ({"allocated_amount": Decimal("1000.01")}, "expense_charged_once"),
        ({"state": "cancelled"}, "expense_cancelled_free"),
    ],
)
def test_the_database_keeps_an_expense_sound(treasurer, project, values, name):
    expense = an_expense(treasurer, project)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Expense.objects.filter(pk=expense.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"gross": "-5.00"}, "avoir"),
        ({"gross": "0.00"}, "avoir"),
        ({"recoverable_vat": Decimal("1000.01")}, "TVA"),
        ({"eligible_amount": Decimal("1000.01")}, "1\u202f000,00"),
        ({"account": "512"}, "n’alimente aucune ligne"),
        ({"document_number": "  "}, "numéro de pièce"),
    ],
)
def test_what_cannot_be_is_refused_in_french(treasurer, project, values, said):
    with pytest.raises(Refused) as refusal:
        an_expense(treasurer, project, **values)
    assert said in refusal.value.message


def test_an_expense_is_checked_once(treasurer, project):
    expense = an_expense(treasurer, project, is_checked=False)
    assert check_expense(expense=expense, by=treasurer).state == "checked"
    with pytest.raises(Refused, match="déjà vérifiée"):
        check_expense(expense=expense, by=treasurer)


def test_a_correction_is_told_by_its_fields(treasurer, project):
    expense = an_expense(treasurer, project)
    correct_expense(expense=expense, supplier="Orange", account="6064", line_code="", by=treasurer)
    expense.refresh_from_db()
    assert (expense.supplier_key, expense.line_code) == ("orange", "60.2")


def test_credit_notes_never_exceed_their_invoice(treasurer, project):
    expense = an_expense(treasurer, project, gross="100.00")
    values = {"invoice": expense, "invoiced_on": DAY, "by": treasurer}
    credit = record_credit_note(document_number="A-1", gross_amount=Decimal("60.00"), **values)
    assert (credit.eligible_amount, credit.credit_of) == (Decimal("-60.00"), expense)
    with pytest.raises(Refused, match="20,00\u00a0€ de trop"):
        record_credit_note(document_number="A-2", gross_amount=Decimal("60.00"), **values)
    with pytest.raises(Refused, match="annulez-le d’abord"):
        cancel_expense(expense=expense, reason="Erreur", by=treasurer)
    with pytest.raises(Refused, match="pas à un autre avoir"):
        record_credit_note(
            document_number="A-3", gross_amount=Decimal("1.00"), **values | {"invoice": credit}
        )
    cancel_expense(expense=credit, reason="Erreur", by=treasurer)
    cancel_expense(expense=expense, reason="Erreur", by=treasurer)


def test_the_night_tells_what_is_wrong_and_repairs_nothing(treasurer, project, metropole):
    grant = plain_grant(treasurer, project, metropole)
    expense = an_expense(treasurer, project)
    charge_expense(expense=expense, grant=grant, amount=Decimal("100.00"), by=treasurer)
    an_expense(treasurer, project, number="F-2")
    assert reconcile() == (1, 0)
    twin = ReconciliationFinding.objects.get()
    assert (twin.code, "ressemble" in twin.facts["sentence"]) == ("twin", True)
    # The grant's period changed after the charge.
    type(grant).objects.filter(pk=grant.pk).update(eligible_from=date(2026, 4, 1))
    assert reconcile() == (1, 0)
    assert reconcile() == (0, 0)
    late = ReconciliationFinding.objects.get(code="eligibility")
    assert "avril" in late.facts["sentence"]
    type(grant).objects.filter(pk=grant.pk).update(eligible_from=START)
    assert reconcile() == (0, 1)
    late.refresh_from_db()
    assert late.gone_at is not None
    expense.refresh_from_db()
    assert expense.allocated_amount == Decimal("100.00")


def test_a_sum_written_past_the_rules_is_found(treasurer, project, metropole):
    expense = an_expense(treasurer, project)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS funding_expense_recounts DEFERRED")
    Expense.objects.filter(pk=expense.pk).update(allocated_amount=Decimal("5.00"))
    reconcile()
    found = ReconciliationFinding.objects.get(code="sum")
    assert "5,00\u00a0€ sont dits imputés, 0,00\u00a0€ le sont" in found.facts["sentence"]
    Expense.objects.filter(pk=expense.pk).update(allocated_amount=0)


@pytest.mark.django_db(transaction=True)
def test_the_recount_is_asked_once_a_night_for_each_association():
    associations = [OrganisationFactory(), OrganisationFactory()]
    ask_to_reconcile(END)
    ask_to_reconcile(END)
    assert Job.objects.filter(kind="funding.reconcile").count() == len(associations)
    run_pending_jobs()
    assert not Job.objects.filter(kind="funding.reconcile").exclude(state="done").exists()
    with organisation(associations[0]):
        assert not ReconciliationFinding.objects.exists()

"""The pages of expenses, budgets and contributions; the table of expenses, both ways."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from funding.models import Expense, ExpenseAllocation, InKindContribution, RestrictedFunds
from funding.services import charge_expense, record_credit_note, write_budget
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.tables.kinds import kind_of
from inclusion.tables.reading import Unreadable, read_table
from inclusion.tables.services import apply_import, prepare_import, undo_import
from tests.funding.factories import a_project
from tests.funding.money import DAY, a_proof, a_report, an_expense, plain_grant
from tests.funding.test_budget import NEIGHBOURHOOD_PLAN, lines_of
from tests.funding.test_views import counted, text


@pytest.fixture
def web(client_for, treasurer):
    return client_for(treasurer)


@pytest.fixture
def project(association, treasurer):
    with organisation(association):
        return a_project(treasurer)


@pytest.fixture
def grant(association, treasurer, project, metropole):
    with organisation(association):
        return plain_grant(treasurer, project, metropole)


@pytest.fixture
def expense(association, treasurer, project):
    with organisation(association):
        return an_expense(treasurer, project, proof=a_proof())


def page(web, name, *args, query=""):
    return web.get(reverse(f"funding:{name}", args=args) + query)


def typed(project, **values):
    return {
        "project": str(project.pk),
        "source": "invoice",
        "supplier": "Orange SA",
        "document_number": "F-9",
        "invoiced_on": "2026-03-02",
        "paid_on": "2026-03-05",
        "gross_amount": "1 240,50",
        "account": "6262",
    } | values


def test_an_expense_is_recorded_in_french_with_its_file(web, association, project):
    answer = web.post(reverse("funding:expense_create"), typed(project, proof=a_proof(), check="1"))
    assert answer.status_code == 302
    with organisation(association):
        expense = Expense.objects.get()
        assert (expense.gross_amount, expense.state) == (Decimal("1240.50"), "checked")
    proof = page(web, "expense_proof", expense.pk)
    assert proof.content == b"%PDF-1.7 facture"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"gross_amount": "1.234"}, "Deux décimales au plus"),
        ({"gross_amount": "12,345"}, "Deux décimales au plus"),
        ({"gross_amount": "-5"}, "montant positif"),
        ({"gross_amount": "1000000000000000"}, "un milliard au plus"),
        ({"gross_amount": "0"}, "supérieure à zéro"),
        ({"account": "512"}, "commence par 6"),
        ({"supplier_siren": "123456789"}, "SIREN est faux"),
        ({"recoverable_vat": "2000"}, "ne dépasse pas"),
        ({"eligible_amount": "1 240,51"}, "ne dépasse pas"),
        ({"invoiced_on": "1890-01-01"}, "année"),
    ],
)
def test_bad_input_is_said_and_nothing_is_lost(web, project, values, said):
    answer = web.post(reverse("funding:expense_create"), typed(project, **values))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "F-9" in text(answer)


def test_a_duplicate_names_the_other_on_the_form(web, project, expense):
    answer = web.post(
        reverse("funding:expense_create"),
        typed(
            project, document_number="F-1", invoiced_on="2026-03-02", gross_amount="1000",
            supplier="ORANGE S.A.",
        ),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Cette pièce est déjà enregistrée\u00a0: Orange SA" in text(answer)


def test_an_expense_is_charged_spread_moved_and_freed_from_its_page(
    web, association, treasurer, project, expense, grant, metropole
):
    with organisation(association):
        other = plain_grant(treasurer, project, metropole)
    url = reverse("funding:expense_charge", args=[expense.pk])
    assert web.post(url, {"grant": grant.pk, "amount": "600,00"}).status_code == 302
    refused = web.post(url, {"grant": other.pk, "amount": "600,00"})
    assert refused.status_code == 422
    assert "200,00\u00a0€ de trop" in text(refused)
    with organisation(association):
        allocation = ExpenseAllocation.objects.get()
    move = reverse("funding:charge_move", args=[allocation.pk])
    assert web.post(move, {"grant": str(other.pk)}).status_code == 302
    spread = reverse("funding:expense_spread", args=[expense.pk])
    rates = {f"rate-{grant.pk}": "50", f"rate-{other.pk}": "50"}
    assert web.post(spread, rates).status_code == 302
    assert web.post(spread, {}).status_code == 422
    shown = text(page(web, "expense_detail", expense.pk))
    assert "1\u202f000,00\u00a0€ imputés, 0,00\u00a0€ libres" in shown
    with organisation(association):
        for each in ExpenseAllocation.objects.all():
            web.post(reverse("funding:charge_remove", args=[each.pk]))
        expense.refresh_from_db()
        assert expense.allocated_amount == 0


def test_a_grant_whose_final_report_left_is_not_offered_any_more(
    web, association, treasurer, project, expense, grant
):
    url = reverse("funding:expense_charge", args=[expense.pk])
    offered = f'<option value="{grant.pk}"'
    assert offered in page(web, "expense_detail", expense.pk).content.decode()
    with organisation(association):
        report = a_report(grant)
    shown = page(web, "expense_detail", expense.pk)
    assert offered not in shown.content.decode()
    assert "n’attend de dépense" in text(shown)
    refused = web.post(url, {"grant": grant.pk, "amount": "10"})
    assert refused.status_code == 422 and "est déposé" in text(refused)
    with organisation(association):
        a_report(grant, version=report.version + 1, state="draft")
    assert offered in page(web, "expense_detail", expense.pk).content.decode()


def test_a_credit_note_and_a_cancellation_from_the_page(web, association, expense):
    credit = reverse("funding:expense_credit", args=[expense.pk])
    values = {"document_number": "A-1", "invoiced_on": "2026-03-09", "gross_amount": "100"}
    assert web.post(credit, values | {"gross_amount": "1000,01"}).status_code == 422
    assert web.post(credit, values).status_code == 302
    cancel = reverse("funding:expense_cancel", args=[expense.pk])
    assert web.post(cancel, {"reason": "Doublon"}).status_code == 422
    with organisation(association):
        note = Expense.objects.get(document_number="A-1")
    cancel = reverse("funding:expense_cancel", args=[note.pk])
    assert web.post(cancel, {"reason": "Erreur"}).status_code == 302
    assert "Cette dépense est annulée" in text(page(web, "expense_detail", note.pk))


def test_the_list_costs_the_same_for_2_and_12_rows(web, association, treasurer, project):
    with organisation(association):
        for number in range(2):
            an_expense(treasurer, project, number=f"F-{number}")
    page(web, "expense_list")
    with counted() as few:
        page(web, "expense_list")
    with organisation(association):
        for number in range(2, 12):
            an_expense(treasurer, project, number=f"F-{number}", gross=f"{number}00.00")
    with counted() as many:
        shown = text(page(web, "expense_list"))
    assert len(many) == len(few) <= 8
    assert "8\u202f500,00\u00a0€" in shown
    for sort in ("montant", "fournisseur"):
        assert page(web, "expense_list", query=f"?tri={sort}").status_code == 200
    assert page(web, "expense_list", query="?tri=x").status_code == 404


def test_the_list_is_filtered_and_summed(web, association, treasurer, project, grant, expense):
    with organisation(association):
        part = an_expense(treasurer, project, number="F-2", gross="10.00")
        charge_expense(expense=part, grant=grant, amount=Decimal("4.00"), by=treasurer)
    for query, numbers in (
        ("charged=part", ["F-2"]),
        ("charged=none", ["F-1"]),
        ("charged=whole", []),
        ("proof=without", ["F-2"]),
        ("line=62.4", ["F-1", "F-2"]),
        (f"project={project.pk}", ["F-1", "F-2"]),
        ("state=draft", []),
        ("since=2026-03-03", []),
    ):
        shown = text(page(web, "expense_list", query=f"?{query}"))
        assert [n for n in ("F-1", "F-2") if f"n° {n}" in shown] == numbers, query


def test_another_associations_expense_does_not_exist(client_for, member_of, expense):
    from tests.factories import OrganisationFactory

    stranger = client_for(member_of(OrganisationFactory(), "TREASURER"))
    for name in ("expense_detail", "expense_edit", "expense_cancel", "expense_proof"):
        assert page(stranger, name, expense.pk).status_code == 404


@pytest.mark.parametrize("role", ["MEDIATOR", "VOLUNTEER", "TECHNICIAN", "OFFICER"])
def test_other_roles_see_no_money(client_for, member_of, association, role):
    web = client_for(member_of(association, role))
    assert page(web, "expense_list").status_code == 403
    assert page(web, "restricted_list").status_code == 403


def test_a_grant_shows_what_is_charged_to_it_and_what_it_may_still_pay(
    web, association, treasurer, project, grant, expense
):
    assert "Aucune dépense imputée" in text(page(web, "grant_charges", grant.pk))
    with organisation(association):
        type(grant).objects.filter(pk=grant.pk).update(rate_cap=Decimal(50))
        charge_expense(expense=expense, grant=grant, amount=Decimal("300.00"), by=treasurer)
    with counted() as queries:
        shown = text(page(web, "grant_charges", grant.pk))
    assert len(queries) <= 9
    for said in ("200,00\u00a0€</p>", "500,00\u00a0€ de 1\u202f000,00\u00a0€", "700,00\u00a0€"):
        assert said in shown


def test_a_budget_is_written_and_read_side_by_side(web, project):
    url = reverse("funding:budget_edit", args=[project.pk])
    rows = {"payers-TOTAL_FORMS": "1", "payers-INITIAL_FORMS": "0"}
    payer = {
        "payers-0-line_code": "74.ETAT", "payers-0-label": "Préfecture",
        "payers-0-planned_amount": "7 000",
    }  # fmt: skip
    assert web.post(url, rows | {"60.1": "abc"}).status_code == 422
    assert web.post(url, rows | {"payers-0-planned_amount": "5"}).status_code == 422
    assert web.post(url, rows | payer | {"60.1": "10 000,00"}).status_code == 302
    shown = text(page(web, "budget_detail", project.pk))
    assert "Insuffisance prévisionnelle" in shown
    assert "3\u202f000,00\u00a0€" in shown
    assert page(web, "budget_edit", project.pk).status_code == 200


def test_contributions_are_listed_corrected_and_removed(web, association, project):
    url = reverse("funding:contribution_create", args=[project.pk])
    values = {
        "nature": "don", "label": "Claviers", "starts_on": "2026-01-05", "ends_on": "2026-02-01",
    }  # fmt: skip
    assert web.post(url, values).status_code == 302
    assert web.post(url, values | {"value": "5"}).status_code == 422
    assert web.post(url, values | {"ends_on": "2025-02-01"}).status_code == 422
    assert "non valorisée" in text(page(web, "contribution_list", project.pk))
    with organisation(association):
        given = InKindContribution.objects.get()
    edit = reverse("funding:contribution_edit", args=[given.pk])
    assert web.get(edit).status_code == 200
    assert web.post(edit, values | {"value": "50", "method": "Devis"}).status_code == 302
    shown = text(page(web, "contribution_list", project.pk))
    assert "860 Secours en nature" in shown
    assert "875 Dons en nature" in shown
    assert "870 Dons en nature" in shown
    hours = reverse("funding:contribution_hours", args=[project.pk])
    answer = web.post(hours, {"starts_on": "2026-01-05", "ends_on": "2026-02-01"}, follow=True)
    assert "Aucune heure confirmée" in text(answer)
    # What was typed stays.
    assert answer.status_code == 422 and 'value="2026-01-05"' in answer.content.decode()
    web.post(reverse("funding:contribution_remove", args=[given.pk]))
    assert "Aucune contribution" in text(page(web, "contribution_list", project.pk))


def test_restricted_funds_are_proposed_written_and_reopened(web, association, grant):
    shown = text(page(web, "restricted_list", query="?exercise=2026-06-30"))
    assert "15\u202f000,00\u00a0€ sont à porter au compte 689" in shown
    close = reverse("funding:restricted_close", args=[grant.pk])
    web.post(close, {"exercise": "2026-06-30"})
    with organisation(association):
        row = RestrictedFunds.objects.get()
    again = web.post(close, {"exercise": "2026-06-30"}, follow=True)
    assert "déjà arrêtés" in text(again)
    web.post(reverse("funding:restricted_reopen", args=[row.pk]))
    with organisation(association):
        assert not RestrictedFunds.objects.exists()
    assert page(web, "restricted_list", query="?exercise=x").status_code == 422


# ---- The table ----

HEAD = "projet;fournisseur;siren;numero;date_piece;date_paiement;montant_ttc;compte;avoir_de\n"


def prepared(by, lines, head=HEAD):
    return prepare_import(
        table=read_table((head + lines).encode()),
        kind=kind_of("expenses"),
        file_name="depenses.csv",
        organisation_id=by.organisation_id,
        by=by,
    )


def test_a_table_is_read_written_read_again_and_taken_back(association, treasurer, project):
    lines = (
        "350 ordinateurs;Orange SA;380129866;F-1;02/03/2026;05/03/2026;1 240,50;6262;\n"
        "350 ordinateurs;Papeterie;;P-1;2026-03-04;;12,5;6064;\n"
    )
    with organisation(association):
        table_import = prepared(treasurer, lines)
        assert table_import.report["created"] == 2
        apply_import(table_import=table_import, by=treasurer)
        assert set(Expense.objects.values_list("gross_amount", "state", "line_code")) == {
            (Decimal("1240.50"), "draft", "62.4"),
            (Decimal("12.50"), "draft", "60.2"),
        }
        again = prepared(
            treasurer, lines + "350 ordinateurs;Orange;;A-1;09/03/2026;;-40;6262;F-1\n"
        )
        assert (again.report["unchanged"], again.report["created"]) == (2, 1)
        apply_import(table_import=again, by=treasurer)
        assert Expense.objects.get(document_number="A-1").credit_of.document_number == "F-1"
        assert undo_import(table_import=again, by=treasurer) == (1, [])
        paid = prepared(treasurer, lines.replace("2026-03-04;;", "2026-03-04;2026-03-20;"))
        assert paid.report["updated"] == 1
        apply_import(table_import=paid, by=treasurer)
        assert undo_import(table_import=table_import, by=treasurer)[0] == 1


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("Inconnu;O;;F;2026-03-02;;5;6262;", "projet", "Aucun de vos projets"),
        ("350 ordinateurs;;;F;2026-03-02;;5;6262;", "fournisseur", "vide"),
        ("350 ordinateurs;O;380129860;F;2026-03-02;;5;6262;", "siren", "SIREN est faux"),
        ("350 ordinateurs;O;;;2026-03-02;;5;6262;", "numero", "vide"),
        ("350 ordinateurs;O;;F;32/03/2026;;5;6262;", "date_piece", "Écrivez un jour"),
        ("350 ordinateurs;O;;F;;;5;6262;", "date_piece", "vide"),
        ("350 ordinateurs;O;;F;2026-03-02;;1.234,56;6262;", "montant_ttc", "1 234,56"),
        ("350 ordinateurs;O;;F;2026-03-02;;1.234;6262;", "montant_ttc", "1 234,56"),
        ("350 ordinateurs;O;;F;2026-03-02;;6 k€;6262;", "montant_ttc", "en euros"),
        ("350 ordinateurs;O;;F;2026-03-02;;0;6262;", "montant_ttc", "nulle"),
        ("350 ordinateurs;O;;F;2026-03-02;;-5;6262;", "montant_ttc", "avoir"),
        ("350 ordinateurs;O;;F;2026-03-02;;5;6262;X", "montant_ttc", "négatif"),
        ("350 ordinateurs;O;;F;2026-03-02;;-5;6262;X", "avoir_de", "importez-la d’abord"),
        ("350 ordinateurs;O;;F;2026-03-02;;5;512;", "compte", "commence par 6"),
    ],
)
def test_a_bad_line_says_why(association, treasurer, project, line, column, said):
    with organisation(association):
        [error] = prepared(treasurer, line + "\n").report["errors"]
    assert (error["row"], error["column"]) == (2, column)
    assert said in error["message"]


def test_a_piece_twice_in_a_table_names_its_first_line(association, treasurer, project, expense):
    lines = (
        "350 ordinateurs;O;;F-7;2026-03-02;;5;6262;\n"
        "350 ordinateurs;O SARL;;F-7;2026-03-02;;5;6262;\n"
    )
    with organisation(association):
        [error] = prepared(treasurer, lines).report["errors"]
    assert error["message"] == "Même pièce que la ligne 2."


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("montant_ttc", "Montant TTC (k€)"), "milliers d’euros"),
        (HEAD.replace("montant_ttc", "montant en milliers d'euros"), "milliers|Il manque"),
        (HEAD.replace("avoir_de", "compte"), "Deux colonnes"),
        (HEAD.replace("compte;", "x;"), "Il manque la colonne"),
    ],
)
def test_a_table_that_would_mislead_is_refused_whole(association, treasurer, head, said):
    with organisation(association), pytest.raises(Unreadable, match=said):
        prepared(treasurer, "a;b;;c;2026-03-02;;6;6262;\n", head=head)


def test_an_import_below_what_is_charged_writes_nothing(
    association, treasurer, project, grant, expense
):
    with organisation(association):
        charge_expense(expense=expense, grant=grant, amount=Decimal("900.00"), by=treasurer)
        head = HEAD.replace("avoir_de", "montant_eligible")
        table_import = prepared(
            treasurer,
            "350 ordinateurs;Orange SA;;F-1;2026-03-02;2026-03-02;1000;6262;800\n"
            "350 ordinateurs;Autre;;F-2;2026-03-02;;10;6262;\n",
            head=head,
        )
        with pytest.raises(Refused, match="Clermont Auvergne Métropole 900"):
            apply_import(table_import=table_import, by=treasurer)
        assert Expense.objects.count() == 1


def test_a_budget_answers_while_it_is_typed_and_writes_nothing(web, association, project):
    url = reverse("funding:budget_check", args=[project.pk])
    payers = {
        "payers-TOTAL_FORMS": "2", "payers-INITIAL_FORMS": "0",
        "payers-0-line_code": "74.EPCI", "payers-0-planned_amount": "900",
    }  # fmt: skip
    shown = text(web.post(url, {"60.1": "1 000", "OWN.1": "100", **payers}))
    assert "Charges = produits = 1\u202f000,00\u00a0€" in shown
    shown = text(web.post(url, {"60.1": "1 000", "OWN.1": "12,345", "86.4": "50", **payers}))
    assert "Insuffisance prévisionnelle de 100,00\u00a0€" in shown
    assert "86\u00a0: 50,00\u00a0€. 87\u00a0: 0,00\u00a0€" in shown
    assert "Un montant est à corriger" in shown
    assert web.post(url, {"60.1": "1"}).status_code == 200
    with organisation(association):
        assert not project.budget_lines.exists()


def test_both_sides_of_the_page_read_257112_euros(web, association, treasurer, project):
    with organisation(association):
        write_budget(project=project, lines=lines_of(NEIGHBOURHOOD_PLAN), by=treasurer)
    shown = text(page(web, "budget_detail", project.pk))
    sides = shown.split("Total avec les contributions")[1:]
    assert len(sides) == 2
    for side in sides:
        assert "257\u202f112,00\u00a0€" in side.partition("</tr>")[0]
    form = text(page(web, "budget_edit", project.pk))
    assert "Avec ces contributions, chaque côté fait 257\u202f112,00\u00a0€." in form


def test_a_budget_is_imported_whole_and_taken_back(association, treasurer, project, metropole):
    head = "projet;ligne;precision;payeur;prevu;repartition\n"
    name = "350 ordinateurs"
    good = (
        f"{name};60.1;;;25 000,00;\n{name};74.EPCI;Métropole;{metropole.name};15000;\n"
        f"{name};IND.1;;;500;Au prorata\n"
    )

    def prepared_budget(lines):
        return prepare_import(
            table=read_table((head + lines).encode()),
            kind=kind_of("budgets"),
            file_name="budget.csv",
            organisation_id=association.pk,
            by=treasurer,
        )

    with organisation(association):
        table_import = prepared_budget(good)
        apply_import(table_import=table_import, by=treasurer)
        assert [line.line_code for line in project.budget_lines.all()] == [
            "60.1", "74.EPCI", "IND.1",
        ]  # fmt: skip
        assert prepared_budget(good).report["unchanged"] == 3
        bad = prepared_budget(
            good + f"{name};99;;;1,234;\nAutre;60.1;;Personne;-1;\n{name};IND.2;;;5;\n"
        )
        said = " ".join(issue["message"] for issue in bad.report["errors"])
        for words in ("n’existe pas au formulaire", "1 234,56", "Aucun de vos projets",
                      "Aucune structure", "négatif", "règle"):  # fmt: skip
            assert words in said
        with pytest.raises(Refused, match="rien n’a été écrit"):
            apply_import(table_import=bad, by=treasurer)
        assert undo_import(table_import=table_import, by=treasurer) == (3, [])
        assert not project.budget_lines.exists()


def test_the_command_line_reads_and_writes_the_table(
    association, treasurer, project, expense, tmp_path, capsys
):
    with organisation(association):
        record_credit_note(
            invoice=expense, document_number="A-1", invoiced_on=DAY, gross_amount=Decimal(5),
            by=treasurer,
        )  # fmt: skip
    output = tmp_path / "depenses.csv"
    call_command("export_table", "expenses", organisation=association.slug, output=output)
    capsys.readouterr()
    call_command(
        "import_table", "expenses", output, organisation=association.slug, dry_run=True, json=True
    )
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["unchanged"], report["errors"]) == (2, 2, [])
    source = tmp_path / "nouvelles.csv"
    source.write_text(HEAD + "350 ordinateurs;O;;N-1;2026-03-02;;5;6262;\n", encoding="utf-8")
    call_command("import_table", "expenses", source, organisation=association.slug, json=True)
    assert json.loads(capsys.readouterr().out)["created"] == 1


def test_the_list_is_exported_as_filtered_and_its_template_is_served(web, expense):
    answer = page(web, "expense_export", query="?format=csv&charged=none")
    assert "F-1" in answer.content.decode("utf-8-sig")
    empty = page(web, "expense_export", query="?format=csv&charged=whole")
    assert "F-1" not in empty.content.decode("utf-8-sig")
    assert page(web, "expense_export", query="?format=pdf").status_code == 404
    template = web.get(reverse("funding:expenses:import_template") + "?format=csv")
    assert "montant_ttc" in template.content.decode("utf-8-sig")

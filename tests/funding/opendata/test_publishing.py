"""From what a funder awarded to a file that stays: rows, deadlines, acts, refusals, races."""

import hashlib
import threading
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from funding import home_deadlines
from funding.deadlines import essential_data_due_on
from funding.models import Publication, PublicationLine, SharedGrant
from funding.opendata import schema
from funding.opendata.checking import check_file
from funding.opendata.deadlines import essentials
from funding.opendata.files import content_of, kept_path, read_kept
from funding.opendata.findings import errors_of
from funding.opendata.judging import judged_year
from funding.opendata.lines import cut_object, share_text
from funding.opendata.published import published_grants, rows_of, terms_of
from funding.opendata.tables import scdl_sheet
from funding.services import change_line, enter_line, publish_year, remove_line
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import a_grant, a_project

from .making import FUNDER_SIRET, GRANTEE_SIRET, OTHER_SIRET, a_line, consortium


@pytest.fixture
def inside(funder):
    with organisation(funder):
        yield funder


def publish(agent, year=2026, variant=schema.SCDL, **more):
    return publish_year(year=year, variant=variant, by=agent, **more)


# ---- Rows ----


def test_a_grant_is_one_row_with_the_whole_amount(inside, agent):
    a_line(agent)
    (row,), _ = rows_of(published_grants(agent, 2026))
    assert row["montant"] == "15000.00" and row["pourcentageSubvention"] == "1.00"
    assert row["datesPeriodeVersement"] == "2026-03-01/2026-11-30"
    assert row["nature"] == "aide en numéraire" and row["notificationUE"] == "non"


def test_a_shared_grant_is_one_row_a_grantee_and_counted_once(inside, agent):
    """« Une subvention, plusieurs bénéficiaires »: five associations, one amount."""
    consortium(agent, "0.3", "0.25", "0.2", "0.15", "0.1")
    grants, rows, findings = judged_year(agent, 2026)
    assert len(grants) == 1 and len(rows) == 5 and findings == []
    assert {row["montant"] for row in rows} == {"50000.00"}
    assert sum(Decimal(row["pourcentageSubvention"]) for row in rows) == 1
    assert publish(agent).total_amount == Decimal("50000.00")


def test_shares_that_do_not_make_one_stop_the_publication(inside, agent):
    consortium(agent, "0.3", "0.3")
    _, _, findings = judged_year(agent, 2026)
    assert [finding.code for finding in errors_of(findings)] == ["shares_sum"]
    with pytest.raises(Refused, match="1\u00a0erreur"):
        publish(agent)


def test_a_share_alone_is_told_even_when_nobody_else_is_there(inside, agent):
    a_line(agent, share=Decimal("0.8"))
    assert [f.code for f in errors_of(judged_year(agent, 2026)[2])] == ["shares_sum"]


def test_only_the_year_of_the_agreement_and_only_one_s_own(inside, agent):
    a_line(agent)
    a_line(agent, agreed_on=date(2025, 12, 31), object="L’an dernier")
    line = a_line(agent, object="D’un autre financeur")
    PublicationLine.objects.filter(pk=line.pk).update(funder_siret=OTHER_SIRET)
    assert [grant.object for grant in published_grants(agent, 2026)] == [
        "Équipement de cent familles"
    ]


def test_an_object_is_cut_on_a_word_and_told(inside, agent):
    words = "accompagner " * 40
    a_line(agent, object=words.strip())
    _, rows, findings = judged_year(agent, 2026)
    cut = rows[0]["objet"]
    assert len(cut) <= 256 and cut.endswith("accompagner…")
    assert [(f.code, f.line, f.is_error) for f in findings] == [("object_cut", 2, False)]
    assert cut_object("a" * 256) == ("a" * 256, False)
    assert len(cut_object("a" * 300)[0]) == 256


@pytest.mark.parametrize(
    ("share", "text"), [("1", "1.00"), ("0.45", "0.45"), ("0.3334", "0.3334"), ("0.125", "0.125")]
)
def test_a_share_is_written_with_two_decimals_at_least(share, text):
    assert share_text(Decimal(share)) == text


def test_instalments_make_the_condition_of_payment():
    assert [terms_of(count) for count in (0, 1, 2)] == ["unique", "unique", "échelonné"]


@pytest.mark.parametrize("variant", schema.VARIANTS.values())
def test_what_goes_out_passes_the_validator(inside, agent, variant):
    a_line(agent)
    a_line(agent, object="D’un jour", paid_to=None, terms="unique")
    consortium(agent, "0.5", "0.5")
    content = content_of(rows_of(published_grants(agent, 2026))[0], variant)
    wrong = {finding.code for finding in errors_of(check_file(content, variant=variant))}
    # The regulatory columns have no place for an RNA: these two grantees have no SIRET.
    assert wrong == (set() if variant is schema.SCDL else {"one_of"})
    assert content.split(b"\r\n")[0].decode() == ",".join(variant.names)
    assert (b"2026-03-01_2026-11-30" in content) == (variant is schema.REGULATORY)


def test_the_export_leaves_a_faulty_grant_out_and_says_why(inside, agent):
    a_line(agent)
    a_line(agent, object="Sans condition", terms="")
    produced = scdl_sheet(inside)
    assert produced.count == 1
    (issue,) = produced.refused
    assert issue.column == "conditionsVersement" and "vide" in issue.message


# ---- Grants that run in the product ----


@pytest.fixture
def shared(funder, treasurer, association):
    """A grant of this funder, run by an association in the product."""
    association.siret = GRANTEE_SIRET
    association.save()
    with organisation(association):
        project = a_project(treasurer, title="350 ordinateurs")
        grant = a_grant(treasurer, project, funder, granted="15000.00")
        return SharedGrant.objects.get(grant=grant)


def test_a_grant_run_in_the_product_publishes_itself(funder, agent, shared):
    with organisation(funder):
        (grant,) = published_grants(agent, 2025)
        _, (row,), findings = judged_year(agent, 2025)
    assert (grant.amount, grant.shares[0].siret) == (Decimal("15000.00"), GRANTEE_SIRET)
    assert row["dateConvention"] == "2025-12-15" and row["objet"] == "350 ordinateurs"
    # No instalment yet: the period stands for the days, and it is said.
    assert [(f.code, f.is_error) for f in findings] == [("no_payment_days", False)]
    assert row["datesPeriodeVersement"] == "2026-01-01/2026-06-30"


def test_its_signature_its_instalments_and_its_shares_are_told(funder, agent, shared, association):
    with organisation(association):
        shared.agreement_signed_on = date(2026, 1, 8)
        shared.instalment_count = 2
        shared.first_instalment_on, shared.last_instalment_on = date(2026, 2, 1), date(2026, 9, 1)
        shared.shares = [
            {"name": f"A{n}", "siret": "", "rna": f"W44300000{n}", "basis_points": points}
            for n, points in enumerate((3334, 3333, 3333))
        ]
        shared.save()
    with organisation(funder):
        assert published_grants(agent, 2025) == []
        _, rows, findings = judged_year(agent, 2026)
    assert findings == []
    assert [row["pourcentageSubvention"] for row in rows] == ["0.3334", "0.3333", "0.3333"]
    assert rows[0]["conditionsVersement"] == "échelonné"
    assert rows[0]["datesPeriodeVersement"] == "2026-02-01/2026-09-01"


def test_a_line_written_for_a_grant_already_run_here_is_told(funder, agent, shared):
    with organisation(funder):
        a_line(agent, agreed_on=date(2025, 12, 15))
        _, _, findings = judged_year(agent, 2025)
    assert "known_twice" in {finding.code for finding in findings}


def test_another_funder_s_grants_are_not_there(metropole, member_of, shared):
    other = member_of(metropole, "OFFICER")
    with organisation(metropole):
        assert published_grants(other, 2025) == []


# ---- Deadlines ----


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (date(2026, 1, 15), date(2026, 4, 15)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 10, 31), date(2027, 1, 31)),
    ],
)
def test_essential_data_are_due_three_months_after_signature(signed, due):
    assert essential_data_due_on(signed) == due


def test_above_the_threshold_only_and_published_is_no_longer_late(inside, agent):
    a_line(agent, amount=Decimal("23000.00"), object="Au seuil")
    a_line(agent, amount=Decimal("23000.01"), object="Au-dessus")
    grants = published_grants(agent, 2026)
    day = date(2026, 5, 13)
    (before,) = essentials(grants, [], day)
    assert before.grant.object == "Au-dessus" and before.is_late
    assert not essentials(grants, [], date(2026, 5, 12))[0].is_late
    (after,) = essentials(grants, [publish(agent)], day)
    assert after.is_published and not after.is_late


@time_machine.travel("2026-05-10 12:00+02:00", tick=False)
def test_home_names_what_the_law_wants_published(inside, agent):
    assert not list(home_deadlines.todo(agent))
    a_line(agent, amount=Decimal("23000.01"), object="Au-dessus")
    (line,) = home_deadlines.todo(agent)
    assert line.title == "Publier les données essentielles" and not line.is_late
    assert line.when == "avant le 12\u00a0mai" and "annee=2026" in line.url
    with time_machine.travel("2026-05-13 12:00+02:00", tick=False):
        assert next(iter(home_deadlines.todo(agent))).is_late
    publish(agent)
    assert not list(home_deadlines.todo(agent))


# ---- Acts ----


def test_a_publication_keeps_its_bytes_and_is_in_the_journal(inside, agent):
    a_line(agent)
    publication = publish(agent)
    content = read_kept(publication)
    assert hashlib.sha256(content).hexdigest() == publication.sha256
    assert publication.size == len(content) and publication.version == 1
    assert publication.schema_sha256 == schema.SHA256
    assert kept_path(inside.pk, publication.sha256).endswith(publication.sha256)


@pytest.mark.django_db(transaction=True)
def test_acts_are_recorded(funder, agent):
    with organisation(funder):
        line = a_line(agent)
        values = {"object": "Corrigé"}
        change_line(line=line, values=values, by=agent)
        publish(agent)
        remove_line(line=line, by=agent)
    with organisation(funder):
        actions = list(Entry.objects.order_by("seq").values_list("action", flat=True))
        facts = Entry.objects.get(action="open_data.published").facts
    assert actions == [
        "publication_line.entered",
        "publication_line.changed",
        "open_data.published",
        "publication_line.removed",
    ]
    assert "sha256" in facts and "Atelier" not in facts


def test_the_same_file_is_not_published_twice_and_a_correction_is_a_version(inside, agent):
    line = a_line(agent)
    publish(agent)
    with pytest.raises(Refused, match="déjà publié"):
        publish(agent)
    assert publish(agent, variant=schema.REGULATORY).version == 1
    change_line(line=line, values={"object": "Autre"}, by=agent)
    assert publish(agent).version == 2


def test_what_changed_since_it_was_looked_at_is_not_published(inside, agent):
    a_line(agent)
    with pytest.raises(Refused, match="relisez"):
        publish(agent, expected_sha256="0" * 64)
    assert not Publication.objects.exists()


def test_an_empty_year_is_not_published(inside, agent):
    with pytest.raises(Refused, match="rien à publier"):
        publish(agent)


def test_a_funder_without_a_siret_publishes_nothing(member_of, metropole):
    agent = member_of(metropole, "OFFICER")
    with organisation(metropole):
        for act in (lambda: publish(agent), lambda: a_line(agent)):
            with pytest.raises(Refused, match="SIRET"):
                act()


def test_one_award_is_written_once(inside, agent):
    a_line(agent)
    with pytest.raises(Refused, match="déjà là"):
        a_line(agent)


def test_another_funder_s_line_is_only_read(inside, agent):
    line = a_line(agent)
    PublicationLine.objects.filter(pk=line.pk).update(funder_siret=OTHER_SIRET)
    with pytest.raises(Refused, match="autre financeur"):
        change_line(line=line, values={"object": "X"}, by=agent)


def test_a_repair_is_forgotten_with_the_cell_it_was_about(inside, agent):
    line = a_line(agent)
    line.repairs = [
        {"column": "montant", "before": "15 000,00", "after": "15000.00"},
        {"column": "datesPeriodeVersement", "before": "x", "after": "y"},
    ]
    line.save()
    line = change_line(line=line, values={"amount": Decimal("2.00")}, by=agent)
    assert [each["column"] for each in line.repairs] == ["datesPeriodeVersement"]
    assert change_line(line=line, values={"paid_to": None}, by=agent).repairs == []


# ---- What the database refuses ----


@pytest.mark.parametrize(
    "statement",
    ["UPDATE funding_publication SET sha256 = 'x'", "DELETE FROM funding_publication"],
)
def test_a_publication_never_changes_even_by_sql(inside, agent, statement):
    a_line(agent)
    publish(agent)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        connection.cursor().execute(statement)
    assert error.value.__cause__.diag.constraint_name == "publication_stays"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("amount = 0", "publicationline_amount"),
        ("share = 0", "publicationline_share"),
        ("share = 1.5", "publicationline_share"),
        ("grantee_siret = '', grantee_rna = ''", "publicationline_grantee_is_known"),
        ("grantee_siret = '9111'", "publicationline_siret_digits"),
        ("paid_to = '2020-01-01'", "publicationline_period"),
    ],
)
def test_a_line_s_rules_bite_by_sql(inside, agent, change, name):
    a_line(agent)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        connection.cursor().execute(f"UPDATE funding_publicationline SET {change}")
    assert error.value.__cause__.diag.constraint_name == name


def test_a_neighbour_sees_neither_lines_nor_publications(inside, agent, other_association):
    a_line(agent)
    publish(agent)
    with organisation(other_association):
        assert not PublicationLine.objects.exists() and not Publication.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicationLine.objects.create(
                organisation=inside,
                funder_siret=FUNDER_SIRET,
                grantee_siret=OTHER_SIRET,
                agreed_on=date(2026, 1, 1),
                amount=1,
                identity="x",
            )


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_publish_one_version():
    funder = OrganisationFactory(kind="metropole", siret=FUNDER_SIRET)
    agents = [MembershipFactory(organisation=funder, role="OFFICER") for _ in range(2)]
    with organisation(funder):
        a_line(agents[0])
    results, together = [], threading.Barrier(2)

    def one(agent):
        try:
            with organisation(funder):
                together.wait(10)
                publish(agent)
            results.append("published")
        except Refused as refusal:
            results.append(refusal.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results.count("published") == 1 and len(results) == 2
    with organisation(funder):
        assert Publication.objects.get().version == 1


def test_enter_line_writes_the_funder_s_own_name_and_siret(inside, agent):
    line = a_line(agent)
    assert (line.funder_name, line.funder_siret) == (inside.name, inside.siret)
    assert enter_line.__wrapped__

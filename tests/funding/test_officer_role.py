"""The officer's own role, really connected as: what it may, and all it may not."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, connections, transaction
from django.urls import reverse

from funding.models import ReportSubmission, SharedGrant, SubmissionRead
from funding.services import open_review
from inclusion.jobs.models import Job
from inclusion.jobs.running import run_pending_jobs
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.organisations.officer import as_officer, refuse_powerful_officer
from tests.core.together import connected_as
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import a_submission

REAL = pytest.mark.django_db(transaction=True, databases=["default", "limits", "officer"])

# Whatever is not here is closed: a table added to this list is a decision, not a slip.
MAY = {
    "organisations_organisation": "SELECT",
    "funding_reportsubmission": "SELECT",
    "funding_submissionfile": "SELECT",
    "funding_reportmessage": "INSERT SELECT",
    "funding_complementrequest": "INSERT SELECT",
    "funding_rejectedamount": "INSERT SELECT",
    "funding_discharge": "INSERT SELECT",
    "funding_dischargefile": "SELECT",
    "funding_sharedgrant": "SELECT",
    "funding_sharedcopy": "SELECT",
    "funding_sharedreviewvote": "INSERT SELECT",
    "funding_sharedreviewconsent": "SELECT",
    "funding_funderprofile": "INSERT SELECT UPDATE",
    "funding_fundingprogram": "INSERT SELECT UPDATE",
    "funding_submissionevidence": "SELECT",
    "funding_publicationline": "DELETE INSERT SELECT UPDATE",
    "funding_publication": "INSERT SELECT",
    "tables_tableimport": "DELETE INSERT SELECT UPDATE",
    "journal_entry": "INSERT",
    "jobs_job": "INSERT SELECT",
}
# Its own rules and publications are its own rows, whole.
PUBLISHED = [
    "funding_funderprofile",
    "funding_fundingprogram",
    "funding_publicationline",
    "tables_tableimport",
]


def test_the_role_may_what_is_listed_and_nothing_else(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM pg_class, aclexplode(relacl) WHERE grantee = %s::regrole"
            " AND relnamespace = 'public'::regnamespace AND relkind <> 'S' GROUP BY relname",
            [settings.DATABASE_OFFICER["USER"]],
        )
        assert dict(cursor.fetchall()) == MAY
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attname IN"
            " ('snapshot', 'claimed_amount', 'granted_amount', 'organisation_id', 'withdrawn_at')"
            " AND has_column_privilege(%s::name, pg_class.oid, attnum, 'UPDATE')"
            " AND relname <> ALL(%s)",
            [
                settings.DATABASE_OFFICER["USER"],
                PUBLISHED,
            ],
        )
        assert cursor.fetchall() == []


@pytest.fixture
def sides():
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    officer = MembershipFactory(organisation=metropole, role="OFFICER")
    with organisation(association):
        submission = a_submission(manager, metropole)
    return association, metropole, officer, submission


@REAL
def test_as_that_role_no_person_is_read_whatever_the_context(sides, real_officer_door):
    association, metropole, _, submission = sides
    for side in (association, metropole):
        for table in (
            "beneficiaries_beneficiary",
            "workshops_attendance",
            "equipment_allocation",
            "organisations_publiclink",
            "organisations_invitation",
            "organisations_user",
            "organisations_membership",
            "mfa_authenticator",
            "django_session",
            "documents_document",
            "funding_grant",
            "funding_financialreport",
            "funding_expense",
            "jobs_mail",
            "journal_entry",
        ):
            with as_officer(), organisation(side), connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == (settings.DATABASE_OFFICER["USER"],)
                with pytest.raises(ProgrammingError, match="permission denied"):
                    with transaction.atomic():
                        cursor.execute(f"SELECT count(*) FROM {table}")
    with as_officer(), organisation(metropole):
        assert [each.pk for each in ReportSubmission.objects.all()] == [submission.pk]
        assert SharedGrant.objects.count() == 1


@REAL
def test_that_role_takes_no_other_and_asks_for_no_other_work(sides, real_officer_door):
    association, metropole, _, _ = sides
    with as_officer(), organisation(metropole), connection.cursor() as cursor:
        for role in (settings.APPLICATION_ROLE, settings.DATABASE_OWNER["USER"]):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"SET ROLE {role}")
        with pytest.raises(ProgrammingError, match="does not ask for this"), transaction.atomic():
            Job.objects.create(kind="documents.draw", idem_key="x", organisation=association)
        # The sender's side of a crossing row is read there, and never written.
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            SharedGrant.objects.update(granted_amount=1)


@REAL
def test_the_door_gives_the_connection_back(sides, real_officer_door):
    before = connections["default"]
    with pytest.raises(ZeroDivisionError), as_officer():
        assert connections["default"].alias == "officer"
        1 / 0  # noqa: B018
    assert connections["default"] is before
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE,)


@REAL
def test_an_officer_reads_then_opens_through_her_own_connection(
    sides, real_officer_door, client_for
):
    association, metropole, officer, submission = sides
    desk = client_for(officer)
    seen = []
    original = ReportSubmission.refresh_from_db

    def who(view):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            seen.append(cursor.fetchone()[0])

    from funding.views import officer as pages

    kept = pages.frozen
    pages.frozen = lambda row: who(row) or kept(row)
    try:
        page = desk.get(reverse("officer:review", args=[submission.pk]))
    finally:
        pages.frozen = kept
    assert original is ReportSubmission.refresh_from_db
    assert page.status_code == 200
    assert seen == [settings.DATABASE_OFFICER["USER"]]
    assert desk.post(reverse("officer:review_open", args=[submission.pk])).status_code == 302
    run_pending_jobs()
    with organisation(metropole):
        submission.refresh_from_db()
        assert submission.state == "in_review"
        acts = Entry.objects.filter(chain="acts").values_list("action", flat=True)
        assert list(acts) == ["submission.opened"]
        assert Entry.objects.filter(chain="reads", action="submission.read").count() == 1
    with organisation(association):
        [read] = SubmissionRead.objects.all()
        assert (read.what, read.reader_label) == ("report", officer.label)
        assert read.reader_organisation == "Clermont Auvergne Métropole"


@REAL
def test_an_error_in_a_page_leaves_nothing_written(sides, real_officer_door, client_for):
    _, metropole, officer, submission = sides
    from funding.views import officer_acts

    def breaks(**values):
        open_review(**values)
        raise RuntimeError("broken page")

    kept, officer_acts.open_review = officer_acts.open_review, breaks
    try:
        answer = client_for(officer).post(reverse("officer:review_open", args=[submission.pk]))
    finally:
        officer_acts.open_review = kept
    assert answer.status_code == 500
    with organisation(metropole):
        submission.refresh_from_db()
        assert submission.state == "submitted"


@REAL
def test_production_refuses_an_officer_role_that_could_read_people(real_officer_door):
    refuse_powerful_officer()
    kept = dict(connections["officer"].settings_dict)
    for powerful in (settings.DATABASES["default"], settings.DATABASE_OWNER):
        connections["officer"].close()
        connections["officer"].settings_dict.update(
            {key: powerful.get(key, "") for key in ("USER", "PASSWORD", "HOST", "PORT")}
        )
        try:
            with pytest.raises(ImproperlyConfigured, match="trop puissant"):
                refuse_powerful_officer()
        finally:
            connections["officer"].close()
            connections["officer"].settings_dict.update(kept)


@REAL
def test_as_the_application_role_it_would_be_another_matter(sides):
    """The proof proves: what is refused above is served to the application."""
    association, *_ = sides
    with connected_as(settings.DATABASES["default"]), organisation(association):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM beneficiaries_beneficiary")
            assert cursor.fetchone()[0] == 12

"""A forgotten person is nowhere, and no figure has moved."""

import base64
import json
from datetime import date, timedelta

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from beneficiaries.models import (
    Assessment,
    AssessmentGrid,
    Beneficiary,
    Consent,
    ErasureLedger,
    Household,
    HouseholdMember,
    Note,
    Paper,
    PurgeRun,
    Referral,
    RightsRequest,
    StatisticCell,
)
from beneficiaries.retention import traces
from beneficiaries.retention.cells import cells_of_months, forgotten_people_seen
from beneficiaries.retention.erasure import fingerprint, replay
from beneficiaries.services import create_beneficiary, erase_beneficiary
from equipment.models import Allocation
from equipment.selectors import delivery_figures
from equipment.services import allocate, hand_over
from inclusion.documents.destroying import NOBODY
from inclusion.documents.models import Document
from inclusion.documents.verification import find_document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.outbox import enqueue
from inclusion.jobs.running import run_pending_jobs
from inclusion.journal.models import Entry
from inclusion.journal.verification import verify_active_organisation
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.equipment.factories import DeviceFactory, OfferFactory
from tests.factories import MembershipFactory, OrganisationFactory
from tests.workshops.factories import RegistrationFactory, SessionFactory
from workshops.models import Attendance, WorkshopSession
from workshops.selectors import figures
from workshops.services import close_session, issue_certificates

PHONE, EMAIL = "06 39 98 12 34", "zenobie.quatrelivres@exemple.example"


@pytest.fixture(autouse=True)
def own_storage(settings):
    """What other tests stored is not looked into."""
    settings.STORAGES = {**settings.STORAGES}


def zenobie(by):
    """A person whose name nobody else in the world bears."""
    return create_beneficiary(
        by=by,
        first_name="Zénobie",
        last_name="Quatrelivres",
        usual_name="Vandenplas",
        notice_channel="oral_paper",
        birth_year=1958,
        gender="feminin",
        phone=PHONE,
        email=EMAIL,
        address="3 impasse des Tilleuls",
    )


def with_a_full_life(person, by):
    """Everything the product may know of a person; returns (session, offer)."""
    org = by.organisation
    row = {"organisation": org, "beneficiary": person}
    note = Note.objects.create(
        **row, level="team", kind="contact", body="Zénobie préfère le mardi.", author=by
    )
    Note.objects.create(
        **row, level="restricted", kind="meeting", body="Suite.", author=by, amends=note
    )
    paper = Paper(
        **row,
        kind="consent",
        title="Accord de Zénobie",
        content_type="image/png",
        size=9,
        sha256="0" * 64,
        path=f"papers/{org.pk}/ab/abcdef",
        added_by=by,
    )
    paper.save()
    default_storage.save(paper.path, ContentFile(b"Zenobie Quatrelivres"))
    consent = Consent.objects.create(
        **row,
        purpose="transmission",
        receiver="Simplon",
        state="given",
        notice_version="2026-1",
        manner="witnessed",
        by=by,
        evidence=paper,
    )
    grid = AssessmentGrid.objects.create(
        organisation=org, code="base", version="9", title="Grille", content={}, sha256="0" * 64
    )
    assessment = Assessment.objects.create(
        **row, grid=grid, kind="initial", channel="face_to_face", by=by
    )
    Referral.objects.create(
        **row,
        assessment=assessment,
        consent=consent,
        need="acces-aux-droits",
        status="withdrawn",
        message="Mme Quatrelivres attend votre appel.",
        created_by=by,
    )
    RightsRequest.objects.create(
        **row,
        subject_pseudonym=person.pseudonym,
        kind="access",
        received_on=date(2026, 1, 5),
        identity_check="known",
        due_on=date(2026, 2, 5),
        words="Zénobie Quatrelivres demande sa copie.",
        received_by=by,
        outcome="granted",
        closed_at=timezone.now(),
    )
    household = Household.objects.create(organisation=org)
    HouseholdMember.objects.create(
        organisation=org, household=household, beneficiary=person, role="adult"
    )
    session = SessionFactory(organisation=org, held=True)
    RegistrationFactory(organisation=org, session=session, beneficiary=person)
    close_session(session=session, by=by)
    issue_certificates(session=session, by=by)
    offer = OfferFactory(organisation=org, free=True)
    device = DeviceFactory(organisation=org, ready=True)
    allocation = allocate(device=device, beneficiary=person, offer=offer, by=by)
    hand_over(allocation=allocation, family_paid_amount=0, by=by)
    return session, offer


def left_around(person, by):
    """What pages and jobs leave: a search's results, a task, a mail, a cached line."""
    store = SessionStore()
    store["beneficiaries_found"] = [str(person.pk)]
    store["organisation_id"] = by.organisation_id
    store.save()
    enqueue(
        "unknown.task",
        idem_key=f"thing:{person.pk}",
        organisation_id=by.organisation_id,
        payload={"beneficiary": str(person.pk)},
    )
    Mail.objects.create(to=EMAIL, subject="Votre rendez-vous", text="À mardi.")
    return store.session_key


def every_stored_value():
    """Every value of every table, as text, read by a role that sees everything; and every file."""
    with traces.maintenance_connection() as reader, reader.cursor() as cursor:
        for table in traces.columns(cursor):
            cursor.execute(
                psycopg.sql.SQL("SELECT t::text FROM {} t").format(psycopg.sql.Identifier(table))
            )
            for (text,) in cursor.fetchall():
                yield table, text
                if table == "cache":
                    yield table, str(base64.b64decode(text.split(",")[1].strip('"')))
        cursor.execute("SELECT session_data FROM django_session")
        for (data,) in cursor.fetchall():
            yield "django_session", json.dumps(SessionStore().decode(data), default=str)
    for path in traces._files(""):
        with default_storage.open(path) as file:
            yield path, path + repr(file.read())


def traces_of(words):
    found = set()
    for place, text in every_stored_value():
        lowered = text.lower()
        found |= {(place, word) for word in words if word.lower() in lowered}
    return found


@pytest.mark.django_db(transaction=True)
def test_a_purge_leaves_no_trace_of_her_anywhere():
    org = OrganisationFactory()
    by = MembershipFactory(organisation=org)
    with organisation(org):
        person = zenobie(by)
        neighbour = BeneficiaryFactory(organisation=org, file_number="A-9998")
        _session, _offer = with_a_full_life(person, by)
        key = left_around(person, by)
        words = [
            str(person.pk),
            person.pk.hex,
            "Quatrelivres",
            "Zénobie",
            "Vandenplas",
            "quatrelivres",
            "+33639981234",
            PHONE,
            EMAIL,
            person.phone_index.hex(),
            person.email_index.hex(),
            bytes(person.journal_key).hex(),
        ]
        pseudonym, number = person.pseudonym, person.file_number
    cache.set("last", {"beneficiary": "autre"})
    run_pending_jobs()
    assert {place for place, _ in traces_of(words)} > {
        "beneficiaries_beneficiary",
        "documents_document",
        "jobs_mail",
        "django_session",
    }
    paths = set(traces._files(""))

    with organisation(org):
        erase_beneficiary(beneficiary=person, by=by, reason="asked")

    assert traces_of(words) == set()
    # A pseudonym without its key, and the documents' numbers, are all that is known of anyone.
    assert {place for place, _ in traces_of([pseudonym])} <= traces.KEYLESS
    assert traces_of([f'"{number}"', f"({number},", f",{number},"]) == set()
    assert len(paths - set(traces._files(""))) == 3
    assert "beneficiaries_found" not in SessionStore(session_key=key).load()
    with organisation(org):
        assert Beneficiary.objects.get() == neighbour
        run = PurgeRun.objects.get()
        assert not run.failed, run.checks
        assert run.document.kind == "purge_certificate"
        assert "Quatrelivres" not in run.document.facts
        assert all(not report.problem for report in verify_active_organisation())
    run_pending_jobs()
    with organisation(org):
        assert PurgeRun.objects.get().document.sha256


@pytest.mark.django_db(transaction=True)
def test_a_trace_that_stays_makes_the_purge_fail_loudly():
    org = OrganisationFactory()
    by = MembershipFactory(organisation=org)
    with organisation(org):
        person = zenobie(by)
        BeneficiaryFactory(
            organisation=org, file_number="A-9997", referred_by="Zénobie Quatrelivres"
        )
    with organisation(org):
        erase_beneficiary(beneficiary=person, by=by, reason="asked")
    with organisation(org):
        run = PurgeRun.objects.get()
    assert run.failed
    assert run.document is None
    assert "beneficiaries_beneficiary.referred_by" in str(run.checks)
    assert "Quatrelivres" not in str(run.checks)


def test_figures_do_not_move_by_one(inside, member_of):
    by = member_of(inside)
    person, other = zenobie(by), BeneficiaryFactory(organisation=inside, file_number="A-9996")
    session, offer = with_a_full_life(person, by)
    second = SessionFactory(organisation=inside, held=True)
    for each in (person, other):
        RegistrationFactory(organisation=inside, session=second, beneficiary=each)
    close_session(session=second, by=by)
    month = timezone.localdate().replace(day=1)
    start, end = month - timedelta(days=40), month + timedelta(days=40)

    def all_figures():
        return figures(inside, start, end), delivery_figures(offer, start, end)

    before = all_figures()
    assert before[0].people == 2
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    assert all_figures() == before
    assert WorkshopSession.objects.get(pk=session.pk).anonymous_count == 1
    assert Allocation.objects.get().beneficiary is None
    opened = StatisticCell.objects.get(measure="files_opened")
    assert opened.count == 1
    assert opened.dimensions["gender"] == "feminin"


@pytest.mark.parametrize(
    ("start", "end", "people"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 2),
        (date(2026, 3, 1), date(2026, 3, 31), 1),
        (date(2026, 2, 1), date(2026, 3, 31), 2),
        (date(2026, 4, 1), date(2026, 12, 31), 0),
    ],
)
def test_forgotten_people_are_counted_once_whatever_the_period(inside, start, end, people):
    from beneficiaries.retention.cells import add_cells

    january, february, march = (date(2026, month, 1) for month in (1, 2, 3))
    add_cells(inside.pk, cells_of_months([january, january, march]))
    add_cells(inside.pk, cells_of_months([february]))
    assert forgotten_people_seen(inside, start, end) == people


def test_a_document_loses_its_content_and_stays_verifiable(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    with_a_full_life(person, by)
    documents = list(Document.objects.order_by("number"))
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    for old in documents:
        new = Document.objects.get(pk=old.pk)
        assert (new.number, new.kind, new.issued_at, new.facts_sha256) == (
            old.number,
            old.kind,
            old.issued_at,
            old.facts_sha256,
        )
        assert (new.facts, new.subtitle, new.subject_id) == ("{}", "", NOBODY)
        assert find_document(old.verification_code).is_destroyed
    assert not Document.objects.visible_to(by).filter(destroyed_at__isnull=False).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"facts": "{}"},
        {"facts": "{}", "subtitle": "", "subject_id": NOBODY},
        {"destroyed_at": timezone.now()},
        {
            "facts": "{}",
            "subtitle": "",
            "subject_id": NOBODY,
            "destroyed_at": timezone.now(),
            "number": "ATP-2026-9999",
        },
    ],
)
def test_nothing_else_of_an_issued_document_ever_changes(inside, member_of, change):
    by = member_of(inside)
    with_a_full_life(zenobie(by), by)
    document = Document.objects.order_by("number").first()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_a_destroyed_document_does_not_come_back(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    with_a_full_life(person, by)
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    for change in (
        {"destroyed_at": None},
        {"facts": '{"a":1}'},
        {"sha256": "1" * 64, "stored_at": timezone.now()},
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Document.objects.filter(destroyed_at__isnull=False).update(**change)


def test_the_public_page_says_that_the_content_is_destroyed(inside, member_of, client):
    by = member_of(inside)
    person = zenobie(by)
    with_a_full_life(person, by)
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    document = Document.objects.order_by("number").first()
    page = client.get(f"/v/{document.verification_code}").content.decode()
    assert "Document émis, contenu détruit" in page
    assert document.number in page


def test_the_act_is_journalled_under_a_pseudonym(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    pseudonym = person.pseudonym
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    from inclusion.journal.recording import chain_pending_entries

    chain_pending_entries(inside.pk)
    entry = Entry.objects.get(action="beneficiary.erased")
    assert (entry.subject_id, entry.actor) == (pseudonym, by)
    assert str(person.pk) not in entry.facts


def test_a_request_remains_as_a_date_and_an_outcome(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    with_a_full_life(person, by)
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    request = RightsRequest.objects.get()
    assert (request.beneficiary, request.words, request.outcome) == (None, "", "granted")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            lambda person, by: Referral.objects.create(
                organisation=by.organisation,
                beneficiary=person,
                need="acces-aux-droits",
                status="accepted",
                created_by=by,
            ),
            "orientation est en cours",
        ),
        (
            lambda person, by: Beneficiary.objects.filter(pk=person.pk).update(
                limited_at=timezone.now()
            ),
            "gelé",
        ),
        (
            lambda person, by: RegistrationFactory(
                organisation=by.organisation,
                session=SessionFactory(organisation=by.organisation),
                beneficiary=person,
            ),
            "inscrite à l’atelier",
        ),
    ],
)
def test_what_keeps_a_file_is_said_and_nothing_goes(inside, member_of, given, words):
    by = member_of(inside)
    person = zenobie(by)
    given(person, by)
    with pytest.raises(Refused, match=words):
        erase_beneficiary(beneficiary=person, by=by, reason="asked")
    assert Beneficiary.objects.filter(pk=person.pk).exists()


def test_a_share_received_is_an_accounting_piece_for_ten_years(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    offer = OfferFactory(organisation=inside)
    device = DeviceFactory(organisation=inside, ready=True)
    allocation = allocate(device=device, beneficiary=person, offer=offer, by=by)
    from equipment.selectors import family_amount

    paid = family_amount(offer)
    assert paid
    hand_over(allocation=allocation, family_paid_amount=paid, by=by)
    with pytest.raises(Refused, match="pièce comptable conservée jusqu’au"):
        erase_beneficiary(beneficiary=person, by=by, reason="asked")
    Allocation.objects.update(handed_over_at=timezone.now() - timedelta(days=366 * 11))
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    assert not Beneficiary.objects.filter(pk=person.pk).exists()


def test_another_associations_file_does_not_exist(association, other_association, member_of):
    with organisation(other_association):
        person = BeneficiaryFactory(organisation=other_association)
    with organisation(association), pytest.raises(Refused, match="n’existe plus"):
        erase_beneficiary(beneficiary=person, by=member_of(association), reason="asked")


def test_asked_twice_it_is_refused(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    with pytest.raises(Refused, match="n’existe plus"):
        erase_beneficiary(beneficiary=person, by=by, reason="asked")


def test_after_a_restored_backup_the_ledger_forgets_her_again(inside, member_of):
    by = member_of(inside)
    back, other = zenobie(by), BeneficiaryFactory(organisation=inside, file_number="A-9995")
    ErasureLedger.objects.create(organisation=inside, fingerprint=fingerprint(back.pk))
    assert replay() == 1
    assert list(Beneficiary.objects.all()) == [other]
    assert ErasureLedger.objects.count() == 1


def test_a_ledger_kept_outside_the_backup_is_replayed_too(inside, member_of):
    back = zenobie(member_of(inside))
    assert replay([fingerprint(back.pk)]) == 1
    assert ErasureLedger.objects.count() == 1


def test_a_homonyms_name_is_not_taken_for_a_trace(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    BeneficiaryFactory(
        organisation=inside,
        file_number="A-9994",
        first_name="Zénobie",
        last_name="Quatrelivres",
    )
    needles = traces.Needles.of([person])
    assert needles.shared == ["nom"]
    assert needles.names == []
    assert needles.phones


def test_jobs_are_emptied_not_lost(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    left_around(person, by)
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    job = Job.objects.get(kind="unknown.task")
    assert (job.payload, job.state) == ({}, "done")
    assert not Mail.objects.filter(to=EMAIL).exists()


def test_attendance_of_the_forgotten_is_a_class_not_a_row(inside, member_of):
    by = member_of(inside)
    person = zenobie(by)
    with_a_full_life(person, by)
    erase_beneficiary(beneficiary=person, by=by, reason="asked")
    assert not Attendance.objects.exists()
    cell = StatisticCell.objects.get(measure="participations")
    assert cell.dimensions["gender"] == "feminin"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM beneficiaries_searchtoken")
        assert cursor.fetchone() == (0,)

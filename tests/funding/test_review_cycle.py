"""The whole review: complements, amounts set aside, two signatures, versions, the end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from funding.models import (
    ComplementRequest,
    Discharge,
    FunderProfile,
    Grant,
    Instalment,
    Payment,
    RejectedAmount,
    ReportMessage,
    ReportSubmission,
    SharedGrant,
    SubmissionRead,
)
from funding.plain_words import decision_in_words
from funding.review_lines import find_line
from funding.selectors.reports import frozen, thread_of
from funding.selectors.reviews import accepted_total, asked_before
from funding.services import (
    accept_again,
    answer_complement,
    answer_question,
    approve_at_once,
    approve_submission,
    ask_question,
    cancel_complement,
    close_grant,
    close_question,
    mark_ready,
    open_report,
    open_review,
    receive_repayment,
    record_repayment,
    reject_submission,
    reopen_review,
    request_complement,
    resolve_complement,
    set_aside,
    submit_report,
    withdraw_submission,
)
from funding.services.closing import repayment_due_on
from funding.services.complement_reminders import (
    is_day_to_remind,
    is_day_to_tell_officers,
    remind,
)
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.core.papers import draw
from tests.core.together import together
from tests.factories import MembershipFactory, OrganisationFactory
from tests.funding.factories import END, START, a_report, a_submission, clermont_grant


@pytest.fixture(autouse=True)
def papers(monkeypatch):
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)


@pytest.fixture
def submission(association, manager, metropole):
    with organisation(association):
        return a_submission(manager, metropole, handed_over=92)


@pytest.fixture
def in_review(submission, metropole, officer):
    with organisation(metropole):
        return open_review(submission=submission, by=officer)


@pytest.fixture
def approved(in_review, metropole, officer):
    with organisation(metropole):
        return approve_submission(submission=in_review, by=officer)


@pytest.fixture
def second_officer(metropole, member_of):
    return member_of(metropole, "OFFICER", title="Directrice des finances")


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def ask_complement(submission, by, **values):
    return request_complement(
        submission=submission,
        by=by,
        **{
            "reason": "incomplete",
            "body": "Il manque les comptes approuvés.",
            "due_on": tomorrow(),
            **values,
        },
    )


def line_of(submission, code):
    return find_line(submission, frozen(submission), code)


# Complements


def test_a_complement_holds_the_approval_until_it_has_come(in_review, metropole, officer):
    with organisation(metropole):
        asked = ask_complement(in_review, officer)
        with pytest.raises(Refused, match="dès que le complément demandé est reçu"):
            approve_submission(submission=in_review, by=officer)
        with pytest.raises(IntegrityError, match="complement is still awaited"):
            with transaction.atomic():
                ReportSubmission.objects.filter(pk=in_review.pk).update(
                    state="approved", decided_at=timezone.now(), decided_by_label="X"
                )
        resolve_complement(complement=asked, by=officer)
        assert approve_submission(submission=in_review, by=officer).state == "approved"


def test_a_complement_may_be_let_go_and_ends_once(in_review, metropole, officer):
    with organisation(metropole):
        asked = ask_complement(in_review, officer)
        cancel_complement(complement=asked, by=officer)
        with pytest.raises(Refused, match="déjà terminée"):
            resolve_complement(complement=asked, by=officer)
        with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
            ComplementRequest.objects.filter(pk=asked.pk).update(outcome="")


def test_a_complement_says_what_and_leaves_time(in_review, metropole, officer):
    with organisation(metropole):
        for values, said in (
            ({"body": " "}, "ce que vous attendez"),
            ({"due_on": timezone.localdate()}, "au moins un jour"),
            ({"reason": "autre"}, "motif"),
            ({"body": "Le n° 1 84 12 76 451 089 46 manque."}, "sécurité sociale"),
        ):
            with pytest.raises(Refused, match=said):
                ask_complement(in_review, officer, **values)
        ask_complement(in_review, officer)
        with pytest.raises(Refused, match="déjà demandé"):
            ask_complement(in_review, officer)


def test_a_complement_never_expires_in_silence(in_review, association, metropole, officer):
    with organisation(metropole):
        asked = ask_complement(in_review, officer)
    day = asked.due_on
    reminded = [n for n in range(-5, 30) if is_day_to_remind(day, day + timedelta(days=n))]
    assert reminded == [-3, 0, 7, 14, 21, 28]
    run_pending_jobs()
    Mail.objects.all().delete()
    with organisation(association):
        assert remind(day + timedelta(days=7)) == 1
        assert remind(day + timedelta(days=9)) == 0
    assert "complément" in Mail.objects.first().text


def test_the_officers_are_told_of_a_late_complement_as_well(
    in_review, association, metropole, officer, manager
):
    with organisation(metropole):
        asked = ask_complement(in_review, officer)
    day = asked.due_on
    told = [n for n in range(-5, 20) if is_day_to_tell_officers(day, day + timedelta(days=n))]
    assert told == [1, 8, 15]
    run_pending_jobs()
    Mail.objects.all().delete()
    with organisation(association):
        assert remind(day + timedelta(days=1)) == 1
    [late] = Mail.objects.all()
    assert (late.to, late.subject) == (
        officer.user.email,
        f"Complément en retard\u00a0: {in_review.number}",
    )
    Mail.objects.all().delete()
    with organisation(association):
        answer_complement(complement=asked, body="Les comptes sont votés le 12.", by=manager)
        # Once answered, it waits for the officer, and for nobody else.
        assert [remind(day + timedelta(days=n)) for n in (0, 7, 8)] == [0, 0, 1]
    assert [mail.subject.split("\u00a0")[0] for mail in Mail.objects.order_by("pk")] == [
        "Réponse à votre demande de complément",
        "Complément à relire",
    ]


def test_a_complement_is_answered_where_it_is_asked(
    in_review, association, metropole, officer, treasurer, client_for
):
    with organisation(metropole):
        asked = ask_complement(in_review, officer, reason="complement")
    ours = client_for(treasurer)
    page = reverse("funding:report_detail", args=[in_review.report_id])
    assert "Répondez sous sa demande" in ours.get(page).content.decode()
    answer = reverse("funding:complement_answer", args=[asked.pk])
    empty = ours.post(answer, {"body": " "})
    assert empty.status_code == 422 and "Complément 1" in empty.content.decode()
    assert ours.post(answer, {"body": "Le relevé est celui de mai."}).status_code == 302
    assert "suffit" in ours.get(page).content.decode()
    desk = client_for(officer)
    review = reverse("officer:review", args=[in_review.pk])
    read = desk.get(review).content.decode()
    assert "Le relevé est celui de mai." in read and "lire le complément 1" in read
    assert "Lire un complément reçu" in desk.get("/").content.decode()
    # The answer holds nothing open: the officer says whether it is enough.
    with organisation(metropole):
        with pytest.raises(Refused, match="dès que le complément"):
            approve_submission(submission=in_review, by=officer)
        resolve_complement(complement=asked, by=officer)
        approve_submission(submission=in_review, by=officer)
    assert desk.post(answer, {"body": "x"}).status_code == 403
    assert "déjà décidé" in ours.post(answer, {"body": "x"}).content.decode()


def test_a_complement_is_not_answered_once_ended_nor_twice_alike(
    in_review, association, metropole, officer, manager
):
    with organisation(metropole):
        asked = ask_complement(in_review, officer)
        other = ask_complement(in_review, officer, body="Et le relevé de mai.")
        thread = ask_question(submission=in_review, body="Pourquoi ?", by=officer)
    with organisation(association):
        answer_complement(complement=asked, body="Les voici.", by=manager)
        with pytest.raises(Refused, match="déjà envoyée"):
            answer_complement(complement=asked, body="Les voici.", by=manager)
    with organisation(metropole):
        resolve_complement(complement=asked, by=officer)
    with organisation(association):
        with pytest.raises(Refused, match="déjà terminée"):
            answer_complement(complement=asked, body="Encore.", by=manager)
        row = {
            "organisation": association, "to_organisation": metropole, "submission": in_review,
            "kind": "answer", "body": "X", "author_label": "X",
        }  # fmt: skip
        with pytest.raises(IntegrityError, match="a complement that waits"), transaction.atomic():
            ReportMessage.objects.create(complement=asked, **row)
        with pytest.raises(IntegrityError, match="answers_a_question"), transaction.atomic():
            ReportMessage.objects.create(complement=other, question=thread, **row)


@pytest.mark.django_db(transaction=True)
def test_an_answer_sent_twice_at_once_is_one_answer():
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    officer = MembershipFactory(organisation=metropole, role="OFFICER")
    with organisation(association):
        submission = a_submission(manager, metropole)
    with organisation(metropole):
        open_review(submission=submission, by=officer)
        asked = ask_complement(submission, officer)

    def answer(_):
        with organisation(association):
            return answer_complement(complement=asked, body="Les voici.", by=manager).kind

    outcomes = together(2, answer)
    assert sorted(map(str, outcomes)) == ["Cette réponse est déjà envoyée.", "answer"]


def test_a_complement_lets_the_association_send_the_next_version(
    in_review, association, metropole, officer, manager, client_for
):
    period = {"kind": "final", "period_start": START, "period_end": END}
    with organisation(association):
        grant = in_review.report.grant
        with pytest.raises(Refused, match="déjà déposé"):
            open_report(grant=grant, by=manager, **period)
    with organisation(metropole):
        ask_complement(in_review, officer)
    with organisation(association):
        again = open_report(grant=grant, by=manager, **period)
        mark_ready(report=again, by=manager)
        second = submit_report(report=again, by=manager)
        second.refresh_from_db()
        former = ReportSubmission.objects.get(pk=in_review.pk)
        assert (former.state, second.version) == ("replaced", 2)
        assert second.previous_sha256 == former.snapshot_sha256
    with organisation(metropole), pytest.raises(Refused, match="plus récente remplace"):
        approve_submission(submission=in_review, by=officer)
    desk = client_for(officer)
    page = desk.get(reverse("officer:review", args=[second.pk])).content.decode()
    assert "Ce que cette version doit apporter" in page and "comptes approuvés" in page
    old = desk.get(reverse("officer:review", args=[in_review.pk])).content.decode()
    assert "Nouvelle version" in old and "doit apporter" not in old


def test_a_version_does_not_leave_once_the_former_is_approved(
    in_review, association, metropole, officer, manager
):
    with organisation(metropole):
        asked = ask_complement(in_review, officer)
    with organisation(association):
        again = open_report(
            grant=in_review.report.grant, by=manager, kind="final", period_start=START,
            period_end=END,
        )  # fmt: skip
        mark_ready(report=again, by=manager)
    with organisation(metropole):
        cancel_complement(complement=asked, by=officer)
        approve_submission(submission=in_review, by=officer)
    with organisation(association), pytest.raises(Refused, match="a décidé de la version"):
        submit_report(report=again, by=manager)


# Withdrawing


def test_a_report_is_withdrawn_before_its_review_only(
    submission, association, metropole, officer, manager, treasurer
):
    with organisation(association):
        with pytest.raises(Refused, match="Votre rôle"):
            withdraw_submission(submission=submission, by=treasurer)
        withdraw_submission(submission=submission, by=manager)
        again = open_report(
            grant=submission.report.grant, by=manager, kind="final", period_start=START,
            period_end=END,
        )  # fmt: skip
        mark_ready(report=again, by=manager)
        second = submit_report(report=again, by=manager)
    with organisation(metropole):
        with pytest.raises(Refused, match="a retiré ce compte rendu"):
            open_review(submission=submission, by=officer)
        open_review(submission=second, by=officer)
    with organisation(association), pytest.raises(Refused, match="L’examen est ouvert"):
        withdraw_submission(submission=second, by=manager)


def test_the_association_decides_of_nothing_by_sql_either(in_review, association):
    mine = ReportSubmission.objects.filter(pk=in_review.pk)
    now = timezone.now()
    with organisation(association):
        for change in (
            {"state": "approved", "decided_at": now, "decided_by_label": "X"},
            {"state": "withdrawn"},
            {"state": "replaced"},
            {"accepted_amount": 15000},
        ):
            with pytest.raises(IntegrityError, match="does not decide"), transaction.atomic():
                mine.update(**change)


# Amounts set aside


def test_what_is_set_aside_lowers_the_total_and_never_the_figure(in_review, metropole, officer):
    before = in_review.snapshot
    with organisation(metropole):
        set_aside(
            submission=in_review,
            line=line_of(in_review, "R-0007"),
            amount=Decimal("150.00"),
            reason="Appareil remis hors période.",
            by=officer,
        )
        again = set_aside(
            submission=in_review,
            line=line_of(in_review, "charges.60.1"),
            amount=Decimal("50.50"),
            reason="Frais de port.",
            by=officer,
        )
        assert accepted_total(in_review) == Decimal("13599.50")
        accept_again(rejection=again, by=officer)
        done = approve_submission(submission=in_review, by=officer)
        assert (done.accepted_amount, done.snapshot) == (Decimal("13650.00"), before)
        assert frozen(done)["entitled"] == "13800.00"
        said = " ".join(decision_in_words(done, list(done.rejections.standing())))
        assert "accepte 13\u202f650,00\u00a0€" in said and "écarte 150,00\u00a0€" in said


@pytest.mark.parametrize(
    ("code", "amount", "said"),
    [
        ("R-0007", "150.01", "de 0,01 à 150,00"),
        ("R-0007", "0.00", "de 0,01 à"),
        ("charges.60.1", "13800.01", "Il ne reste que 13"),
    ],
)
def test_no_more_is_set_aside_than_there_is(in_review, metropole, officer, code, amount, said):
    with organisation(metropole), pytest.raises(Refused, match=said):
        set_aside(
            submission=in_review,
            line=line_of(in_review, code),
            amount=Decimal(amount),
            reason="Trop.",
            by=officer,
        )


def test_the_database_counts_what_is_set_aside_by_itself(in_review, metropole, officer):
    row = {
        "organisation": metropole, "to_organisation_id": in_review.organisation_id,
        "submission": in_review, "line_label": "60 Achats", "line_amount": 23000,
        "reason": "Trop.", "rejected_by_label": "X",
    }  # fmt: skip
    with organisation(metropole):
        RejectedAmount.objects.create(line_code="a", amount=13000, **row)
        for code, amount, rule in (
            ("b", 801, "more is set aside"),
            ("a", 1, "rejectedamount_once_a_line"),
            ("c", 23001, "rejectedamount_within_its_line|more is set aside"),
        ):
            with pytest.raises(IntegrityError, match=rule), transaction.atomic():
                RejectedAmount.objects.create(line_code=code, amount=amount, **row)
        with pytest.raises(IntegrityError, match="what is asked less"), transaction.atomic():
            ReportSubmission.objects.filter(pk=in_review.pk).update(
                state="approved", decided_at=timezone.now(), decided_by_label="X",
                decided_by=officer.pk, accepted_amount=13800,
            )  # fmt: skip


# Two signatures


@pytest.fixture
def two_sign(metropole):
    with organisation(metropole):
        return FunderProfile.objects.create(
            organisation=metropole, report_line="EPCI", second_signature_above=Decimal(10000)
        )


def test_above_the_amount_two_different_people_sign(
    in_review, metropole, officer, second_officer, two_sign
):
    with organisation(metropole):
        first = approve_submission(submission=in_review, by=officer)
        assert (first.state, first.signed_amount) == ("in_review", Decimal("13800.00"))
        with pytest.raises(Refused, match="Vous avez signé"):
            approve_submission(submission=in_review, by=officer)
        done = approve_submission(submission=in_review, by=second_officer)
    assert done.state == "approved"
    assert (done.signed_by, done.decided_by) == (officer.pk, second_officer.pk)


def test_a_signature_falls_when_its_amount_changes(
    in_review, metropole, officer, second_officer, two_sign
):
    with organisation(metropole):
        approve_submission(submission=in_review, by=officer)
        set_aside(
            submission=in_review, line=line_of(in_review, "R-0001"), amount=Decimal(150),
            reason="Hors période.", by=second_officer,
        )  # fmt: skip
        again = approve_submission(submission=in_review, by=second_officer)
        assert (again.state, again.signed_by) == ("in_review", second_officer.pk)


def test_below_the_amount_one_is_enough(in_review, metropole, officer, two_sign):
    with organisation(metropole):
        FunderProfile.objects.update(second_signature_above=Decimal("13800.00"))
        assert approve_submission(submission=in_review, by=officer).state == "approved"


def test_the_database_wants_two_people_and_officers_too(
    in_review, metropole, officer, second_officer, two_sign, member_of
):
    manager = member_of(metropole, "MANAGER")
    mine = ReportSubmission.objects.filter(pk=in_review.pk)
    now = timezone.now()
    decided = {
        "state": "approved", "decided_at": now, "decided_by_label": "X",
        "accepted_amount": Decimal("13800.00"),
    }  # fmt: skip
    signed = {"signed_at": now, "signed_by_label": "X", "signed_amount": Decimal("13800.00")}
    with organisation(metropole):
        for change, rule in (
            ({"decided_by": officer.pk}, "two different officers"),
            ({"decided_by": officer.pk, "signed_by": officer.pk, **signed}, "two different"),
            ({"decided_by": manager.pk, "signed_by": officer.pk, **signed}, "an officer"),
            ({"decided_by": officer.pk, "signed_by": manager.pk, **signed}, "two different"),
        ):
            with pytest.raises(IntegrityError, match=rule), transaction.atomic():
                mine.update(**{**decided, **change})


# Answers carried


def test_an_answer_is_carried_to_the_next_report(
    in_review, association, metropole, officer, manager
):
    with organisation(metropole):
        question = ask_question(
            submission=in_review, body="Pourquoi huit de moins ?", by=officer,
            line_code="charges.60.1", line_label="60 Achats",
        )  # fmt: skip
    with organisation(association):
        answer_question(question=question, body="Huit absentes.", by=manager)
    with organisation(metropole):
        close_question(question=question, by=officer)
        assert [each.is_closed for each in thread_of(in_review)] == [True]
        approve_submission(submission=in_review, by=officer)
    with organisation(association):
        interim = a_report(manager, in_review.report.grant, kind="interim")
        mark_ready(report=interim, by=manager)
        later = submit_report(report=interim, by=manager)
    with organisation(metropole):
        [carried] = asked_before(later)
        assert (carried.question, carried.answer) == ("Pourquoi huit de moins ?", "Huit absentes.")
        assert asked_before(in_review) == []


# The end


def test_an_approval_is_taken_back_with_a_reason(approved, metropole, officer):
    with organisation(metropole):
        with pytest.raises(Refused, match="Écrivez pourquoi"):
            reopen_review(submission=approved, reason=" ", by=officer)
        with pytest.raises(IntegrityError, match="taken back with a reason"), transaction.atomic():
            ReportSubmission.objects.filter(pk=approved.pk).update(state="in_review")
        again = reopen_review(submission=approved, reason="Une pièce est fausse.", by=officer)
        assert (again.state, again.accepted_amount, again.decided_by) == ("in_review", None, None)
        reject_submission(submission=again, reason="Une pièce est fausse.", by=officer)


def test_ninety_two_of_a_hundred_gives_twelve_hundred_back(
    approved, association, metropole, officer, manager, member_of
):
    with organisation(metropole):
        discharge = close_grant(submission=approved, by=officer)
        assert discharge.to_repay == Decimal("1200.00")
        assert discharge.repayment_due_on == repayment_due_on(timezone.localdate())
    run_pending_jobs()
    with organisation(metropole):
        paper = Document.objects.get(kind="discharge")
        assert paper.number.startswith("QUI-")
    with organisation(association):
        assert Discharge.objects.get().file.number == paper.number
        assert Grant.objects.get().state == "reporting"
        with pytest.raises(Refused, match="date d’après la clôture"):
            record_repayment(discharge=discharge, value_on=START, reference="", by=manager)
        payment = record_repayment(
            discharge=discharge, value_on=timezone.localdate(), reference="VIR 12", by=manager
        )
        assert payment.amount == Decimal("-1200.00")
        with pytest.raises(Refused, match="déjà enregistré"):
            record_repayment(
                discharge=discharge, value_on=timezone.localdate(), reference="VIR 13", by=manager
            )
        assert Payment.objects.count() >= 1
    with organisation(metropole):
        assert SharedGrant.objects.get().repaid_amount == Decimal("1200.00")
        receive_repayment(discharge=discharge, by=officer)
        with pytest.raises(Refused, match="déjà encaissé"):
            receive_repayment(discharge=discharge, by=officer)
    run_pending_jobs()
    with organisation(association):
        assert Grant.objects.get().state == "closed"
        with pytest.raises(Refused, match="déjà encaissé"):
            record_repayment(
                discharge=discharge, value_on=timezone.localdate(), reference="", by=manager
            )
    with organisation(metropole):
        assert SharedGrant.objects.get().state == "closed"
        with pytest.raises(IntegrityError, match="received once"), transaction.atomic():
            Discharge.objects.update(received_by_label="Y")


def test_a_grant_is_closed_on_a_final_report_that_is_paid_and_alone(
    approved, association, metropole, officer, manager
):
    with organisation(association):
        interim = a_report(manager, approved.report.grant, kind="interim")
        mark_ready(report=interim, by=manager)
        other = submit_report(report=interim, by=manager)
    with organisation(metropole):
        with pytest.raises(Refused, match="attend sa décision"):
            close_grant(submission=approved, by=officer)
        open_review(submission=other, by=officer)
        approve_submission(submission=other, by=officer)
        with pytest.raises(Refused, match="sur son compte rendu final"):
            close_grant(submission=other, by=officer)
    with organisation(association):
        SharedGrant.objects.update(paid_amount=Decimal(10000))
    with organisation(metropole):
        with pytest.raises(Refused, match="Il reste 3\u202f800,00\u00a0€ à verser"):
            close_grant(submission=approved, by=officer)
        with pytest.raises(IntegrityError, match="closed by its discharge"), transaction.atomic():
            ReportSubmission.objects.filter(pk=approved.pk).update(state="closed")


def test_an_approval_makes_the_next_instalment_callable(
    submission, association, metropole, officer
):
    with organisation(association):
        for rank, condition in ((1, "interim"), (2, "final"), (3, "final")):
            Instalment.objects.create(
                organisation=association, grant=submission.report.grant, rank=rank,
                planned_amount=100, condition=condition,
            )  # fmt: skip
    with organisation(metropole):
        open_review(submission=submission, by=officer)
        approve_submission(submission=submission, by=officer)
    run_pending_jobs()
    with organisation(association):
        states = list(Instalment.objects.order_by("rank").values_list("state", flat=True))
    assert states == ["planned", "callable", "planned"]


def test_interim_reports_without_a_finding_are_approved_in_one_gesture(
    association, metropole, officer, manager, member_of
):
    with organisation(association):
        grant = clermont_grant(manager, metropole, handed_over=100)
        report = a_report(manager, grant, kind="interim")
        mark_ready(report=report, by=manager)
        clean = submit_report(report=report, by=manager)
        clean.refresh_from_db()
        final = a_report(manager, grant)
        mark_ready(report=final, by=manager)
        other = submit_report(report=final, by=manager)
    with organisation(metropole):
        counts = (clean.blocking_count, clean.warning_count)
        done = approve_at_once(keys=[clean.pk, other.pk], by=officer)
        assert [each.pk for each in done] == ([clean.pk] if counts == (0, 0) else [])
        assert counts == (0, 0)
        with pytest.raises(Refused, match="Cochez"):
            approve_at_once(keys=[], by=officer)
        with pytest.raises(Refused, match="agents du financeur"):
            approve_at_once(keys=[other.pk], by=member_of(metropole, "MANAGER"))


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_sign_at_once_are_one_signature_then_one_decision():
    association = OrganisationFactory()
    metropole = OrganisationFactory(name="Clermont Auvergne Métropole", kind="metropole")
    manager = MembershipFactory(organisation=association, role="MANAGER")
    officers = [MembershipFactory(organisation=metropole, role="OFFICER") for _ in range(4)]
    with organisation(association):
        submission = a_submission(manager, metropole)
    with organisation(metropole):
        FunderProfile.objects.create(
            organisation=metropole, report_line="EPCI", second_signature_above=Decimal(1)
        )
        open_review(submission=submission, by=officers[0])

    def sign(position):
        with organisation(metropole):
            return approve_submission(submission=submission, by=officers[position]).state

    outcomes = together(4, sign)
    refused = [str(each) for each in outcomes if isinstance(each, Refused)]
    assert sorted(each for each in outcomes if isinstance(each, str)) == ["approved", "in_review"]
    assert refused == ["Ce compte rendu est déjà décidé."] * 2


def test_nothing_of_the_log_is_seen_by_the_funder(submission, association, metropole, officer):
    with organisation(association):
        SubmissionRead.objects.create(
            organisation=association, submission=submission, what="report", reader_label="X",
            reader_organisation="Y", read_at=timezone.now(),
        )  # fmt: skip
    with organisation(metropole):
        assert SubmissionRead.objects.count() == 0

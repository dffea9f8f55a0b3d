"""Mails: recorded with the act, sent once, and honest when it cannot be known."""

import smtplib

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from inclusion.exceptions import Refused
from inclusion.jobs.mail import queue_mail
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.running import run_job, run_pending_jobs


def write(**fields):
    values = {"to": "claire@exemple.example", "subject": "Votre code", "text": "123456"}
    return queue_mail(**{**values, **fields})


def again():
    """As if the wait after a failure were over."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET not_before = clock_timestamp()")


@pytest.fixture
def server(monkeypatch):
    """server(open=error) or server(send=error): a mail server that has trouble."""

    def trouble(**errors):
        for step, method in (("open", "open"), ("send", "send_messages")):
            if step in errors:

                def breaks(self, *args, error=errors[step]):
                    raise error

                monkeypatch.setattr(EmailBackend, method, breaks)

    return trouble


def test_a_mail_is_sent_once(db):
    mail = write(html="<p>123456</p>")
    job = Job.objects.get()
    assert run_job(job.pk)
    assert not run_job(job.pk)
    (sent,) = outgoing.outbox
    assert sent.to == ["claire@exemple.example"]
    assert sent.extra_headers["Message-ID"] == f"<{mail.pk}@testserver>"
    assert sent.alternatives[0][0] == "<p>123456</p>"
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at is not None) == ("sent", True)


def test_a_rolled_back_act_sends_nothing(db):
    with pytest.raises(Refused), transaction.atomic():
        write()
        raise Refused("Non.")
    assert not Mail.objects.exists()
    assert not Job.objects.exists()


def test_outside_the_demo_the_text_goes_once_it_is_sent(db, settings):
    settings.DEMO = False
    mail = write(html="<p>123456</p>")
    run_pending_jobs()
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


@pytest.mark.parametrize(
    "error",
    [
        {"open": ConnectionRefusedError()},
        {"open": smtplib.SMTPAuthenticationError(535, b"no")},
        {"send": smtplib.SMTPRecipientsRefused({})},
        {"send": smtplib.SMTPDataError(451, b"later")},
    ],
)
def test_a_server_that_refuses_is_asked_again_later(error, db, server, monkeypatch):
    mail = write()
    job = Job.objects.get()
    with monkeypatch.context():
        server(**error)
        assert not run_job(job.pk)
    mail.refresh_from_db()
    job.refresh_from_db()
    assert (mail.state, job.state) == ("waiting", "pending")
    assert job.last_error == type(*error.values()).__name__
    monkeypatch.undo()
    again()
    assert run_job(job.pk)
    assert len(outgoing.outbox) == 1


@pytest.mark.parametrize("error", [TimeoutError(), smtplib.SMTPServerDisconnected()])
def test_a_dialogue_cut_in_the_middle_leaves_the_mail_uncertain(error, db, server, monkeypatch):
    mail = write()
    server(send=error)
    job = Job.objects.get()
    assert not run_job(job.pk)
    monkeypatch.undo()
    again()
    assert run_job(job.pk)
    mail.refresh_from_db()
    job.refresh_from_db()
    assert (mail.state, job.state) == ("unknown", "done")
    assert outgoing.outbox == []


def test_a_mail_found_half_sent_is_left_alone(db):
    """Its worker was killed inside the dialogue: nobody knows, so nobody sends it twice."""
    mail = write()
    Mail.objects.update(state="sending")
    run_pending_jobs()
    mail.refresh_from_db()
    assert mail.state == "unknown"
    assert outgoing.outbox == []


def test_a_mail_is_in_a_known_state(db):
    write()
    with pytest.raises(IntegrityError, match="mail_state_known"), transaction.atomic():
        Mail.objects.update(state="perdu")

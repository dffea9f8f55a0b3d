"""Mails through the outbox: recorded with the act, sent once, and honest when it cannot be known.

SMTP cannot be exactly-once: a crash inside the dialogue leaves the mail « incertain » instead of
sending it twice. The Message-ID derives from the mail's id, so that readers merge repeats.
"""

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from inclusion.jobs import outbox
from inclusion.jobs.handlers import platform_task
from inclusion.jobs.models import Mail, MailState


def queue_mail(*, to, subject, text, html=""):
    """Record a mail and its job in the current transaction; returns the mail."""
    mail = Mail.objects.create(to=to, subject=subject.strip()[:200], text=text, html=html)
    outbox.enqueue("mail.send", idem_key=f"mail:{mail.pk}", payload={"mail": str(mail.pk)})
    return mail


@platform_task("mail.send", label="Envoi d’un courriel")
def send_mail(job):
    """Send one mail; found half-sent, it is marked uncertain and left alone."""
    with outbox.holding(job):
        mail = Mail.objects.select_for_update().get(pk=job.payload["mail"])
        if mail.state != MailState.WAITING:
            if mail.state == MailState.SENDING:
                Mail.objects.filter(pk=mail.pk).update(state=MailState.UNKNOWN)
            outbox.finish(job)
            return
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENDING)
    try:
        _deliver(mail)
    except NotDelivered as failure:
        with outbox.holding(job):
            Mail.objects.filter(pk=mail.pk).update(state=MailState.WAITING)
        raise failure.__cause__ from None
    with outbox.holding(job):
        changes = {"state": MailState.SENT, "sent_at": timezone.now()}
        if not settings.DEMO:
            changes |= {"text": "", "html": ""}
        Mail.objects.filter(pk=mail.pk).update(**changes)
        outbox.finish(job)


class NotDelivered(Exception):
    """The server was not reached, or refused: the mail has not left and may be tried again."""


def _deliver(mail):
    """Hand the mail to the server; anything but NotDelivered leaves its fate unknown."""
    host = settings.PUBLIC_URL.split("//", 1)[-1].split("/")[0].split(":")[0]
    server = get_connection()
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.pk}@{host}>"},
        connection=server,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        server.open()
    except OSError as error:
        raise NotDelivered(type(error).__name__) from error
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        raise NotDelivered(type(error).__name__) from error
    finally:
        # A goodbye that fails says nothing about the mail.
        with suppress(OSError):
            server.close()

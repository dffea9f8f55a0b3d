"""How allauth behaves here: accounts by invitation only, mails through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter

from inclusion.jobs.mail import queue_mail


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are opened by accepting an invitation, nowhere else."""
        return False

    def send_mail(self, template_prefix, email, context):
        """Record the mail in the request's transaction; the dispatcher sends it."""
        message = self.render_mail(template_prefix, email, context)
        html = next((body for body, kind in getattr(message, "alternatives", []) if kind), "")
        queue_mail(to=email, subject=message.subject, text=message.body, html=html)

"""Signing out leaves nothing on the device; what waits to be sent is told first."""

from allauth.account.views import LogoutView
from django.shortcuts import redirect
from django.urls import reverse

from inclusion.permissions import access, public

# Kept by the page itself: how many records wait on this device.
COOKIE = "hors_ligne"
# The pages kept for offline, the queue and the rolls; the cookies go with the session.
EVERYTHING = '"cache", "storage"'


def waiting_count(request):
    """How many records of this device are not sent; what is no number is none."""
    said = request.COOKIES.get(COOKIE, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 5 else 0


class SignOutView(LogoutView):
    """allauth's own, which says what would be lost."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(waiting_count=waiting_count(self.request), **kwargs)


@access(public)
def sign_out(request):
    """Ask once more while something waits; then nothing of the site stays on the device."""
    is_leaving = request.method == "POST" and request.user.is_authenticated
    if is_leaving and waiting_count(request) and "tout-de-meme" not in request.POST:
        return redirect(reverse("account_logout"))
    response = SignOutView.as_view()(request)
    if is_leaving:
        response["Clear-Site-Data"] = EVERYTHING
        response.delete_cookie(COOKIE)
    return response

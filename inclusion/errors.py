"""Errors in French that help: pages, or JSON for a script.

None of them touches the session, the user or the database.
"""

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static

log = logging.getLogger("inclusion.errors")
RETRY_SECONDS = 30


# What a script is told: it shows the sentence, and follows no page.
TO_A_SCRIPT = {
    400: ("unreadable", "Cet envoi est illisible\u00a0: rien n’a été enregistré."),
    403: ("forbidden", "Votre compte ne permet pas cela."),
    "403_csrf": ("csrf", "Le jeton de sécurité n’est plus valable\u00a0: demandez-en un autre."),
    404: ("missing", "Cette adresse n’existe pas."),
    413: ("too_large", "Cet envoi est trop gros\u00a0: envoyez-le en plusieurs fois."),
    500: ("failed", "Une erreur est survenue de notre côté\u00a0: rien n’a été enregistré."),
    503: ("away", "Le service ne répond pas\u00a0: réessayez dans un moment."),
}


def for_a_script(request):
    """Whether a script asks: it gets JSON, never a page nor a redirection."""
    return request.path.startswith("/api/")


def answer_to_a_script(code, message, status, **more):
    """The one shape of a refusal under /api/."""
    response = JsonResponse({"error": code, "message": message, **more}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _page(name, request, *, status=None, reference=""):
    if for_a_script(request):
        more = {"reference": reference} if reference else {}
        return answer_to_a_script(*TO_A_SCRIPT[name], status or name, **more)
    try:
        css = static("css/theme.css")
    except ValueError:
        css = "/static/css/theme.css"
    html = render_to_string(f"{name}.html", {"static_css_url": css, "reference": reference})
    return HttpResponse(html, status=status or name)


def bad_request(request, exception=None):
    """400, or 413 when Django refused the size."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(400, request)


def too_large(request, exception=None):
    return _page(413, request)


def permission_denied(request, exception=None):
    return _page(403, request)


def not_found(request, exception=None):
    return _page(404, request)


def csrf_failure(request, reason=""):
    return _page("403_csrf", request, status=403)


def server_error(request):
    """500 with a reference to quote; 503 with Retry-After when the database is away or too busy."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("database away: %s", type(error).__name__)
        response = _page(503, request)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    reference = secrets.token_hex(4).upper()
    log.error("error page %s: %s", reference, type(error).__name__, exc_info=True)
    return _page(500, request, reference=reference)

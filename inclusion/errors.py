"""Error pages in French that help. None of them touches the session, the user or the database."""

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static

log = logging.getLogger("inclusion.errors")
RETRY_SECONDS = 30


def _page(name, *, status=None, reference=""):
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
    return _page(400)


def too_large(request, exception=None):
    return _page(413)


def permission_denied(request, exception=None):
    return _page(403)


def not_found(request, exception=None):
    return _page(404)


def csrf_failure(request, reason=""):
    return _page("403_csrf", status=403)


def server_error(request):
    """500 with a reference to quote; 503 with Retry-After when the database is away or too busy."""
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("database away: %s", type(error).__name__)
        response = _page(503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    reference = secrets.token_hex(4).upper()
    log.error("error page %s: %s", reference, type(error).__name__, exc_info=True)
    return _page(500, reference=reference)

"""What is refused at the door, and the headers every answer carries."""

import re
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError
from django.utils.cache import patch_vary_headers

from inclusion.errors import bad_request, for_a_script, too_large

# NUL, the mark of a lost character, and the bytes that Django escapes again as they are no UTF-8.
UNREADABLE_PATH = re.compile("\0|\ufffd|%[89A-F][0-9A-F]")
PERMISSIONS_POLICY = ", ".join(
    [
        "camera=(self)",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        *(
            f"{name}=()"
            for name in (
                "accelerometer",
                "autoplay",
                "display-capture",
                "encrypted-media",
                "fullscreen",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
                "xr-spatial-tracking",
            )
        ),
    ]
)


class HeadersMiddleware:
    """Headers Django does not set by itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if hasattr(request, "session"):
            # Not a static file: the address answers a page or its fragment.
            patch_vary_headers(response, ["HX-Request"])
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Personal pages must not come back from the history after signing out. The cookie
            # tells enough: asking who it is would need the database, which may be away.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class InputHygieneMiddleware:
    """NUL bytes and anything but UTF-8 are answered 400, bodies over the limit 413, at once."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (
            not UNREADABLE_PATH.search(request.path)
            and _is_clean(request.META.get("QUERY_STRING", ""))
            and _are_clean(request.COOKIES)
        ):
            return bad_request(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not re.fullmatch(r"[0-9]{1,18}", length):
            return bad_request(request)
        if int(length) > settings.REQUEST_MAX_BYTES:
            return too_large(request)
        if for_a_script(request) and int(length) > settings.API_MAX_BYTES:
            _let_go(request)
            return too_large(request)
        if request.method == "POST" and _is_form(request):
            try:
                values = [v for key in request.POST for v in (key, *request.POST.getlist(key))]
            except RequestDataTooBig:
                return too_large(request)
            except UnreadablePostError:
                return bad_request(request)
            if any("\0" in value or "\ufffd" in value for value in values):
                return bad_request(request)
        return self.get_response(request)


def _let_go(request):
    """Read the body and keep nothing of it.

    A connection closed on unread bytes is an error of the network for a script, which would then
    never read the refusal.
    """
    try:
        while request.read(65_536):
            pass
    except UnreadablePostError:
        return


def _is_form(request):
    return request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}


def _are_clean(cookies):
    return not any("\0" in value for pair in cookies.items() for value in pair)


def _is_clean(query):
    raw = unquote_to_bytes(query.replace("+", " "))
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False

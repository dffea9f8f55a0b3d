"""What is refused at the door, and the headers every answer carries."""

from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError

from inclusion.errors import bad_request, too_large

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
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            # Personal pages must not come back from the history after signing out.
            response.headers.setdefault("Cache-Control", "no-store")
            vary = response.headers.get("Vary", "")
            if "HX-Request" not in vary:
                response.headers["Vary"] = f"{vary}, HX-Request" if vary else "HX-Request"
        return response


class InputHygieneMiddleware:
    """NUL bytes and broken UTF-8 are answered 400, bodies over the limit 413, before any view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _is_clean(request.META.get("QUERY_STRING", "")) or "\0" in request.path:
            return bad_request(request)
        if "\ufffd" in request.path:
            return bad_request(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit():
            return bad_request(request)
        if int(length) > settings.REQUEST_MAX_BYTES:
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


def _is_form(request):
    return request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}


def _is_clean(query):
    raw = unquote_to_bytes(query.replace("+", " "))
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False

"""Limits counted in PostgreSQL, one row per bucket, on a connection of its own in autocommit.

They hold whatever happens to the request's transaction, to Valkey, and to the number of workers.
"""

import hashlib

from django.conf import settings
from django.db import connections
from django.shortcuts import render

# Route name → (tries, seconds): POSTs of one address to the ways in. One address may be a whole
# association behind its box; by account, allauth is stricter.
SIGN_IN_LIMITS = {
    "account_login": (30, 300),
    "account_request_login_code": (30, 300),
    "account_confirm_login_code": (60, 300),
    "account_reset_password": (10, 300),
    "mfa_authenticate": (20, 300),
    "mfa_login_webauthn": (20, 300),
}


def within_limit(scope, key, *, tries, seconds):
    """Count one try of `key` and say whether it stays within `tries` per `seconds`."""
    bucket = hashlib.sha256(f"{settings.SECRET_KEY}|{scope}|{key}".encode()).hexdigest()
    with connections["limits"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisations_throttlebucket (bucket, window_start, count)"
            " VALUES (%(bucket)s, clock_timestamp(), 1) ON CONFLICT (bucket) DO UPDATE SET"
            " count = CASE WHEN organisations_throttlebucket.window_start"
            "   < clock_timestamp() - make_interval(secs => %(seconds)s)"
            "   THEN 1 ELSE organisations_throttlebucket.count + 1 END,"
            " window_start = CASE WHEN organisations_throttlebucket.window_start"
            "   < clock_timestamp() - make_interval(secs => %(seconds)s)"
            "   THEN clock_timestamp() ELSE organisations_throttlebucket.window_start END"
            " RETURNING count",
            {"bucket": bucket, "seconds": seconds},
        )
        return cursor.fetchone()[0] <= tries


def forget_old_buckets():
    """Delete the buckets whose window is long past."""
    with connections["limits"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM organisations_throttlebucket"
            " WHERE window_start < clock_timestamp() - interval '1 day'"
        )


def client_address(request):
    """The client's address, trusting only our own proxies' X-Forwarded-For entries."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(hops) >= trusted and hops[-trusted]:
            return hops[-trusted]
    return request.META.get("REMOTE_ADDR", "")


def too_many(request, seconds):
    """The 429 page, with the delay after which trying again makes sense."""
    response = render(request, "429.html", {"minutes": max(1, seconds // 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


class ThrottleMiddleware:
    """Slows whoever hammers a way in, by address; allauth slows by account besides."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        limit = SIGN_IN_LIMITS.get(match.url_name) if not match.app_name else None
        if request.method == "POST" and limit:
            tries, seconds = limit
            key = client_address(request)
            if not within_limit(match.url_name, key, tries=tries, seconds=seconds):
                return too_many(request, seconds)
        return None

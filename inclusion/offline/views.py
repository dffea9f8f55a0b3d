"""The two doors of a phone's queue, what it takes along, and what makes its page stay."""

import json

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from inclusion.errors import bad_request, too_large
from inclusion.offline.kinds import ROSTER_PARTS
from inclusion.offline.permissions import can_work_offline
from inclusion.offline.reading import TooMany, Unreadable, read_items
from inclusion.offline.services import receive
from inclusion.offline.worker import worker_settings
from inclusion.permissions import access, public


@require_GET
@access(can_work_offline)
def csrf(request):
    """A fresh token before each sending: the one of a page kept on the phone is stale."""
    return _private({"token": get_token(request), "member": str(request.member.pk)})


@require_POST
@access(can_work_offline)
def sync(request):
    """One answer an item; never a redirection, which a script would take for an answer."""
    try:
        items, sent_at = read_items(request.body)
    except TooMany:
        return too_large(request)
    except Unreadable:
        return bad_request(request)
    answers = receive(items=items, by=request.member, sent_at=sent_at)
    return _private({"items": answers})


@require_GET
@access(can_work_offline)
def roster(request):
    """What this member takes along: nothing but what her next records need."""
    carried = {
        "member": str(request.member.pk),
        "organisation": request.member.organisation.name,
    }
    for part in ROSTER_PARTS:
        carried |= part(request.member)
    return _private(carried)


def _private(value):
    response = JsonResponse(value)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@access(public)
def service_worker(request):
    """The script that keeps one page: asked again at each visit, valid for the whole site."""
    script = render_to_string("offline/sw.js", {"settings": json.dumps(worker_settings())})
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@require_GET
@access(public)
@never_cache
def manifest(request):
    """What a phone needs to put the page on its home screen."""
    icons = [
        {"src": static(f"img/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png"} | more
        for name, size, more in (
            ("icon-192", 192, {}),
            ("icon-512", 512, {}),
            ("icon-maskable-512", 512, {"purpose": "maskable"}),
        )
    ]
    return JsonResponse(
        {
            "id": "/ateliers/hors-ligne/",
            "name": f"{settings.PRODUCT_NAME}, hors ligne",
            "short_name": "Hors ligne",
            "lang": "fr",
            "start_url": "/ateliers/hors-ligne/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0f4c4a",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )

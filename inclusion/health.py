"""Health probes: alive without any database, ready with everything work needs."""

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from inclusion.permissions import access, public

DISPATCHER_SILENCE = timedelta(seconds=60)
FREE_BYTES = 200_000_000


class ProbesMiddleware:
    """Answers the probes before anything else: no host check, no session, no transaction."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/sante/vivant":
            return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")
        if request.path == "/sante/pret":
            # Asked further in, it would be the page « base absente » instead of saying what fails.
            return ready(request)
        return self.get_response(request)


@require_GET
@never_cache
@access(public)
def ready(request):
    """200 when this node can serve; the broker being away only degrades (work waits, safe)."""
    checks = {"base": _database(), "migrations": "", "envois": "", "disque": _disk()}
    if not checks["base"]:
        checks["migrations"] = _migrations()
        checks["envois"] = _dispatcher()
    failed = {name: problem for name, problem in checks.items() if problem}
    degraded = {"file": problem} if (problem := _broker()) else {}
    state = "indisponible" if failed else "dégradé" if degraded else "prêt"
    return JsonResponse(
        {"etat": state, "problemes": {**failed, **degraded}},
        status=503 if failed else 200,
        json_dumps_params={"ensure_ascii": False},
    )


def _database():
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "la base ne répond pas"
    return ""


def _migrations():
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migration(s) à appliquer" if waiting else ""


def _dispatcher():
    from inclusion.jobs.models import Heartbeat

    beat = Heartbeat.objects.filter(name="dispatch").first()
    if beat is None or timezone.now() - beat.at > DISPATCHER_SILENCE:
        return "le répartiteur de tâches (dispatch) ne donne plus signe de vie"
    return ""


def _disk():
    root = Path(settings.STORAGE_ROOT)
    while not root.exists():
        root = root.parent
    free = shutil.disk_usage(root).free
    return "" if free > FREE_BYTES else "moins de 200 Mo libres"


def _broker():
    import redis

    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        )
        client.ping()
        client.close()
    except redis.RedisError:
        return "la file de messages ne répond pas : le travail de fond attend"
    return ""

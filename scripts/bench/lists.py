"""The device list at a million devices: first and last page, and the number of queries.

The pages are asked through the whole stack (middleware, view, template) by the test client;
wall milliseconds, medians of interleaved rounds in one run.
"""

from statistics import median
from time import perf_counter

from scripts.bench._database import bench_database, print_figures

DEVICES = 1_000_000
ROUNDS = 15


def fill(organisation_id, devices):
    """Insert the devices in the organisation's context, as the application would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "INSERT INTO equipment_device (id, organisation_id, asset_tag, type, manufacturer,"
            " model, serial, processor, condition_grade, accessories, origin, donor_name, shelf,"
            " status, status_since, received_at)"
            " SELECT gen_random_uuid(), %s, 'BEN-' || lpad(n::text, 9, '0'), 'laptop', 'HP',"
            " 'ProBook 440', '', '', '', '', 'private_gift', '', '', 'quarantine',"
            " now() - n * interval '1 minute', now() - n * interval '1 minute'"
            " FROM generate_series(1, %s) AS n",
            [organisation_id, devices],
        )


def main():
    with bench_database():
        from django.db import connection
        from django.http import HttpRequest
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from django.urls import reverse

        from inclusion.lists import _url
        from inclusion.organisations.database import as_owner, organisation
        from tests.factories import MembershipFactory

        member = MembershipFactory(role="TECHNICIAN")
        with organisation(member.organisation):
            fill(member.organisation_id, DEVICES)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = Client()
        client.force_login(
            member.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        address = reverse("equipment:device_list")
        with organisation(member.organisation):
            from equipment.models import Device

            # The page lists the longest waiting first: its last page starts 50 before the newest.
            last_start = Device.objects.order_by("-status_since", "-pk")[50:51].get()

        request = HttpRequest()
        last = address + _url(request, "apres", last_start, ("status_since", "pk"))
        first_times, last_times, offset_times = [], [], []
        assert client.get(address).status_code == client.get(last).status_code == 200
        for _ in range(ROUNDS):
            first_times.append(timed(lambda: client.get(address)))
            last_times.append(timed(lambda: client.get(last)))
        with organisation(member.organisation):
            for _ in range(3):
                oldest_first = Device.objects.order_by("status_since", "pk")
                offset_times.append(timed(lambda: list(oldest_first[DEVICES - 50 : DEVICES])))  # noqa: B023
        with CaptureQueriesContext(connection) as captured:
            client.get(last)
        first_ms, last_ms = median(first_times), median(last_times)
        print_figures(
            "Liste d’un million d’appareils",
            [
                ("première page (ms)", f"{first_ms:.1f}"),
                ("dernière page (ms)", f"{last_ms:.1f}"),
                ("dernière / première (but : ≤ 2)", f"{last_ms / first_ms:.2f}"),
                (
                    "la même dernière page par OFFSET, requête seule (ms)",
                    f"{median(offset_times):.1f}",
                ),
                ("requêtes de la dernière page, transaction comprise", len(captured)),
            ],
        )


def timed(function):
    started = perf_counter()
    function()
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()

"""A pool of a million devices: the scan, the list, the board, and one device wanted twenty times.

Pages are asked through the whole stack (middleware, view, template) by the test client, as the
application role; wall milliseconds of interleaved rounds in one run. A fifth of the pool is in
quarantine with a medium each, most of the rest has left. The time that a plain loop of Python
takes says how fast the machine is at that moment.
"""

from threading import Barrier, Thread
from time import perf_counter

from scripts.bench._database import bench_database, pace, print_figures

DEVICES = 1_000_000
ROUNDS = 20
AT_ONCE = 20
# Of a hundred devices: what holds data waits for its proof, screens stand for all that moved on.
SHARES = (
    *(("quarantine", 20), ("erased", 5), ("under_repair", 2), ("tested", 2), ("ready", 5)),
    *(("reserved", 2), ("allocated", 1), ("waste", 3), ("lost", 1)),
    *(("handed_over", 45), ("removed", 14)),
)


def fill(organisation_id, prefix, venues):
    """Insert the devices and the media of the quarantine, as the application role."""
    from django.db import connection

    statuses = [status for status, share in SHARES for _ in range(share)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "INSERT INTO equipment_device (id, organisation_id, asset_tag, type, manufacturer,"
            " model, serial, processor, condition_grade, accessories, origin, donor_name, shelf,"
            " venue_id, status, status_since, received_at, came_in_at)"
            " SELECT gen_random_uuid(), %(org)s,"
            " %(prefix)s || '-' || lpad(n::text, 7, '0') || '-0',"
            " CASE WHEN s = 'quarantine' THEN 'laptop' ELSE 'screen' END, 'HP', 'ProBook 440', '',"
            " '', '', '', 'private_gift', '', '', (%(venues)s::uuid[])[1 + n %% %(places)s], s,"
            " at, at, at"
            " FROM (SELECT n, (%(statuses)s::text[])[1 + (n * 37) %% 100] AS s,"
            "   now() - n * interval '1 minute' AS at FROM generate_series(1, %(devices)s) AS n) x",
            {
                "org": organisation_id,
                "prefix": prefix,
                "venues": venues,
                "places": len(venues),
                "statuses": statuses,
                "devices": DEVICES,
            },
        )
        cursor.execute(
            "INSERT INTO equipment_medium (id, organisation_id, device_id, fate, kind, model,"
            " serial, capacity_gb, condemned_reason, added_at, exposed_at)"
            " SELECT gen_random_uuid(), organisation_id, id, 'in_device', 'nvme', '',"
            " 'S' || asset_tag, 256, '', received_at, received_at"
            " FROM equipment_device WHERE organisation_id = %s AND status = 'quarantine'",
            [organisation_id],
        )


def reservations_at_once(member, devices=3):
    """How many of twenty people at once got each of these devices."""
    from django.db import connection

    from equipment.models import Allocation
    from equipment.services import allocate
    from inclusion.exceptions import Refused
    from inclusion.organisations.database import organisation
    from tests.beneficiaries.factories import BeneficiaryFactory
    from tests.equipment.factories import DeviceFactory, OfferFactory

    org, got = member.organisation, []
    for _ in range(devices):
        with organisation(org):
            device = DeviceFactory(organisation=org, ready=True)
            offer = OfferFactory(organisation=org, free=True)
            persons = [BeneficiaryFactory(organisation=org) for _ in range(AT_ONCE)]
        start, won = Barrier(AT_ONCE), []

        def reserve(person, device=device, offer=offer, start=start, won=won):
            try:
                start.wait()
                with organisation(org):
                    allocate(device=device, beneficiary=person, offer=offer, by=member)
                won.append(person)
            except Refused:
                pass
            finally:
                connection.close()

        threads = [Thread(target=reserve, args=[person]) for person in persons]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with organisation(org):
            kept = Allocation.objects.filter(device=device, ended_at__isnull=True).count()
        got.append((len(won), kept))
    return got


def main():
    with bench_database():
        from django.db import connection
        from django.test import Client
        from django.urls import reverse

        from equipment.models import Device
        from inclusion.organisations.database import as_owner, organisation
        from inclusion.places.models import Venue
        from tests.factories import MembershipFactory

        member = MembershipFactory(role="MANAGER")
        org = member.organisation
        with organisation(org):
            venues = [
                Venue.objects.create(organisation=org, name=f"Atelier {rank}").pk
                for rank in range(1, 6)
            ]
            fill(org.pk, org.prefix, venues)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        client = Client()
        client.force_login(
            member.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        list_url, scan_url = reverse("equipment:device_list"), reverse("equipment:scan")

        def scan(rank):
            tag = f"{org.prefix}-{1 + rank * 24_007 % DEVICES:07d}-0"
            found = client.get(scan_url, {"etiquette": tag}, follow=True)
            assert found.status_code == 200, found.status_code
            assert tag in found.content.decode()

        def listed(query):
            return lambda rank: client.get(list_url + query)

        pages = {
            "scan, puis page de l’appareil (but : p95 < 300)": scan,
            "liste, première page (but : p95 < 300)": listed(""),
            "liste, en quarantaine": listed("?etat=quarantine"),
            "liste, dans un lieu": listed(f"?lieu={venues[0]}"),
            "liste, en quarantaine depuis 90 jours et plus": listed(
                "?etat=quarantine&attente=plus"
            ),
            "liste, support sans preuve": listed("?etat=quarantine&motif=preuve"),
            "liste, un motif que rien n’a": listed("?etat=quarantine&motif=refus"),
            "tableau du parc (but : < 500)": lambda rank: client.get(
                reverse("equipment:pool_board")
            ),
        }
        times = {label: [] for label in pages}
        for rank in range(ROUNDS):
            for label, page in pages.items():
                times[label].append(timed(page, rank))
        with organisation(org):
            counts = [timed(lambda _: _counted_without_help(connection), 0) for _ in range(5)]
            assert Device.objects.count() == DEVICES
        print_figures(
            "Un million d’appareils (millisecondes : p50, p95, la plus longue)",
            [
                *((label, figures(found)) for label, found in times.items()),
                ("les mêmes comptes par GROUP BY, requête seule", figures(counts)),
                ("dix millions d’additions de Python", f"{pace():.0f}"),
            ],
        )
        print_figures(
            f"Un appareil, {AT_ONCE} réservations à la fois",
            [
                ("réussies et gardées, pour chacun de 3 appareils", reservations_at_once(member)),
            ],
        )


def _counted_without_help(connection):
    """What the board would ask if nothing counted as devices move."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, equipment_local_day(status_since), count(*) FROM equipment_device"
            " GROUP BY 1, 2"
        )
        cursor.fetchall()


def figures(found):
    found = sorted(found)
    p95 = found[min(round(0.95 * len(found)), len(found) - 1)]
    return f"{found[len(found) // 2]:7.1f} {p95:7.1f} {found[-1]:7.1f}"


def timed(function, rank):
    started = perf_counter()
    function(rank)
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()

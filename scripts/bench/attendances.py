"""A million attendances in one year of one association: what the page of figures costs.

Rows are inserted in bulk past the triggers, then counted through the very functions that
acts use, in chunks: the time of that is printed too. Pages are asked through the whole stack
(middleware, view, template) by the test client, as the application role; wall milliseconds of
interleaved rounds in one run. The same figures by GROUP BY, and an act with and without counting,
are taken in the same run, with the time of a plain loop of Python.
"""

import sys
from datetime import date, datetime
from time import perf_counter

from scripts.bench._database import bench_database, pace, print_figures
from scripts.bench.pool import figures, timed

ATTENDANCES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
A_SESSION = 10
PEOPLE = max(ATTENDANCES // 10, A_SESSION)
WORKSHOPS, VENUES = 40, 12
YEAR = 2025
ROUNDS = 20
CHUNK = 500
NEW_ACTS = 15


def fill(org, member, venues):
    """A year of closed sessions of ten people each, every person about ten times."""
    from workshops.models import Topic

    sessions = ATTENDANCES // A_SESSION
    said = {
        "org": org.pk,
        "member": member.pk,
        "venues": venues,
        "topics": list(Topic.values),
        "people": PEOPLE,
        "sessions": sessions,
        "workshops": WORKSHOPS,
        "each": A_SESSION,
        "first": f"{YEAR}-01-01 08:00",
    }
    statements = [
        "INSERT INTO beneficiaries_beneficiary (id, organisation_id, file_number, last_name,"
        " usual_name, first_name, sort_name, birth_year, gender, situation, city, postcode,"
        " insee_code, qpv_code, qpv_vintage, qpv_method, languages, needs, declined,"
        " preferred_contact, contact_hours, phone, phone_index, email, email_index, address,"
        " origin, referred_by, status, is_light, version, journal_key)"
        " SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, %(org)s,"
        " 'B-' || n, 'Martin', '', 'Paul', 'martin paul', 1940 + n %% 70,"
        " (ARRAY['feminin','masculin'])[1 + n %% 2],"
        " (ARRAY['retraite','sans_emploi','en_emploi'])[1 + n %% 3], '', '', '', '', '',"
        " 'unknown', '{}', '{}', '{}', '', '', '', '', '', '', '', 'spontanee', '', 'active',"
        " false, 1, '\\x00' FROM generate_series(1, %(people)s) AS n",
        "INSERT INTO workshops_workshop (id, organisation_id, title, level, topic, procedures,"
        " taxonomy_version, content, audience, objectives, links, is_free)"
        " SELECT ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, %(org)s,"
        " 'Atelier ' || n, 'debutant', (%(topics)s::text[])[1 + n %% 19],"
        " CASE WHEN n %% 19 = 18 THEN ARRAY['logement', 'justice'] ELSE '{}' END, '2026-06', '',"
        " '', '', '[]', true FROM generate_series(1, %(workshops)s) AS n",
        "INSERT INTO workshops_workshopsession (id, organisation_id, workshop_id, kind, modality,"
        " venue_id, place_name, place_city, remote_link, starts_at, ends_at, capacity,"
        " seats_taken, status, cancel_reason, closed_at, closed_by_id, anonymous_count,"
        " anonymous_under_12, anonymous_from_12, anonymous_from_18, anonymous_from_25,"
        " anonymous_from_40, anonymous_from_60, anonymous_from_70, anonymous_women,"
        " anonymous_men, anonymous_retired, anonymous_job_seekers, anonymous_employed,"
        " anonymous_at_school)"
        " SELECT ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, %(org)s,"
        " ('00000000-0000-4000-9000-' || lpad(to_hex(1 + n %% %(workshops)s), 12, '0'))::uuid,"
        " 'collectif', 'lieu_activite', (%(venues)s::uuid[])[1 + n %% cardinality(%(venues)s)],"
        " '', '', '', at, at + interval '2 hours', %(each)s, 0, 'closed', '',"
        " at + interval '3 hours', %(member)s, n %% 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"
        " FROM (SELECT n, %(first)s::timestamptz"
        "   + n * interval '364 days' / %(sessions)s AS at"
        "   FROM generate_series(1, %(sessions)s) AS n) x",
        "INSERT INTO workshops_attendance (id, organisation_id, session_id, beneficiary_id,"
        " walk_in_name, status, age_band, gender, situation, is_priority_neighbourhood,"
        " recorded_at, recorded_by_id)"
        " SELECT gen_random_uuid(), %(org)s,"
        " ('00000000-0000-4000-a000-' || lpad(to_hex(s), 12, '0'))::uuid,"
        " ('00000000-0000-4000-8000-' || lpad(to_hex(1 + (s * 7919 + k * (%(people)s / %(each)s))"
        " %% %(people)s), 12, '0'))::uuid, '', 'seen',"
        " (ARRAY['dix_huit_vingt_quatre','vingt_cinq_trente_neuf','quarante_cinquante_neuf',"
        "'soixante_dix_plus'])[1 + k %% 4], (ARRAY['feminin','masculin'])[1 + k %% 2],"
        " (ARRAY['retraite','sans_emploi','en_emploi'])[1 + k %% 3], k %% 5 = 0,"
        " '2024-01-01', %(member)s"
        " FROM generate_series(1, %(sessions)s) AS s, generate_series(1, %(each)s) AS k",
    ]
    with unchecked() as superuser:
        for statement in statements:
            superuser.execute(statement, said)


def unchecked():
    """The embedded server's superuser, past triggers and policies: checking a million rows that
    are right would take ten times what writing them takes."""
    import psycopg
    from django.db import connection

    from inclusion.demo.postgresql import SUPERUSER
    from inclusion.demo.servers import EmbeddedServers

    embedded = EmbeddedServers("test").postgresql
    address = embedded.url(SUPERUSER, connection.settings_dict["NAME"])
    return psycopg.connect(address, options="-c session_replication_role=replica")


def count(org):
    """Everything through the functions that acts use, a chunk a transaction."""
    from django.db import connection

    from inclusion.organisations.database import organisation

    print(f"  écrites, {ATTENDANCES} présences", flush=True)
    started = perf_counter()
    for what, table, column in (
        ("sessions", "workshops_workshopsession", "id"),
        ("people", "beneficiaries_beneficiary", "id"),
    ):
        with organisation(org), connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {table} ORDER BY {column}")
            keys = [row[0] for row in cursor.fetchall()]
        for start in range(0, len(keys), CHUNK):
            few = keys[start : start + CHUNK]
            with organisation(org), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                arguments = [few, None] if what == "sessions" else [None, few]
                cursor.execute("SELECT workshops_count(%s::uuid[], %s::uuid[])", arguments)
        print(f"  {what}\u00a0: {perf_counter() - started:.0f} s", flush=True)
    return perf_counter() - started


def naive(connection):
    """The distinct persons of each topic, and the participations of each, from the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "SELECT w.topic, count(*), count(DISTINCT a.beneficiary_id)"
            " FROM workshops_attendance a"
            " JOIN workshops_workshopsession s ON s.id = a.session_id AND s.status = 'closed'"
            " JOIN workshops_workshop w ON w.id = s.workshop_id"
            " WHERE a.status = 'seen' AND s.starts_at >= %s AND s.starts_at < %s GROUP BY 1",
            [f"{YEAR}-01-01", f"{YEAR + 1}-01-01"],
        )
        return {topic: (rows, people) for topic, rows, people in cursor.fetchall()}


def an_act(org, member, workshop, venue, people, rank):
    """Close a session of twelve; milliseconds."""
    from django.utils import timezone

    from inclusion.organisations.database import organisation
    from workshops.models import Registration, WorkshopSession
    from workshops.services import close_session

    starts_at = timezone.make_aware(datetime(YEAR, 12, 31, 9 + rank % 8))
    with organisation(org):
        session = WorkshopSession.objects.create(
            organisation=org,
            workshop_id=workshop,
            venue_id=venue,
            starts_at=starts_at,
            ends_at=starts_at.replace(minute=59),
            capacity=12,
            seats_taken=12,
        )
        Registration.objects.bulk_create(
            Registration(organisation=org, session=session, beneficiary_id=key) for key in people
        )
    started = perf_counter()
    with organisation(org):
        close_session(session=session, by=member, anonymous_count=2)
    return (perf_counter() - started) * 1000


def main():
    with bench_database():
        from django.db import connection
        from django.test import Client
        from django.urls import reverse

        from beneficiaries.models import Beneficiary
        from inclusion.organisations.database import as_owner, organisation
        from inclusion.places.models import Venue
        from tests.factories import MembershipFactory
        from workshops.models import FigureLine, Workshop
        from workshops.periods import Period
        from workshops.selectors.activity import TooMany, activity
        from workshops.services.counting import add_up

        member = MembershipFactory(role="MANAGER")
        org = member.organisation
        with organisation(org):
            venues = [
                Venue.objects.create(organisation=org, name=f"Salle {rank}").pk
                for rank in range(1, VENUES + 1)
            ]
        fill(org, member, venues)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        counted_in = count(org)
        with organisation(org):
            lines = FigureLine.objects.count()
            add_up()
            kept = FigureLine.objects.count()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        client = Client()
        client.force_login(
            member.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

        def page(query):
            def ask(rank):
                found = client.get(reverse("workshops:activity") + query)
                assert found.status_code == 200, found.status_code

            return ask

        pages = {
            "année (but : p95 < 300)": page(f"?periode={YEAR}"),
            "trimestre": page(f"?periode={YEAR}-T2"),
            "mois": page(f"?periode={YEAR}-05"),
            "séances de l’année, première page": lambda rank: client.get(
                reverse("workshops:figure_sessions") + f"?periode={YEAR}"
            ),
        }
        times = {label: [] for label in pages}
        page(f"?periode={YEAR}")(0)
        for rank in range(ROUNDS):
            for label, ask in pages.items():
                times[label].append(timed(ask, rank))

        def selected(period):
            with organisation(org):
                connection.cursor().execute("SET LOCAL statement_timeout = 0")
                try:
                    activity(org, period)
                except TooMany:
                    print(f"  {period.label}\u00a0: refusée, trop de présences à relire")

        free = {
            "chiffres seuls, année": Period.year(YEAR),
            "chiffres seuls, du 5 janvier au 24 décembre": Period(
                date(YEAR, 1, 5), date(YEAR, 12, 24)
            ),
            "chiffres seuls, du 25 février au 5 novembre": Period(
                date(YEAR, 2, 25), date(YEAR, 11, 5)
            ),
            "chiffres seuls, du 10 au 17 mars": Period(date(YEAR, 3, 10), date(YEAR, 3, 17)),
        }
        frees = {
            label: [timed(lambda _, p=period: selected(p), 0) for _ in range(3)]
            for label, period in free.items()
        }
        with organisation(org):
            by_hand = [timed(lambda _: naive(connection), 0) for _ in range(2)]
            found = {
                topic: (count.named, count.people)
                for topic, count in activity(org, Period.year(YEAR))["topic"].items()
            }
            assert found == naive(connection), "the counts are not those of the rows"
            people = list(Beneficiary.objects.order_by("pk").values_list("pk", flat=True)[:2000])
            workshop = Workshop.objects.order_by("pk").values_list("pk", flat=True)[0]
        acts = {"avec les comptes": [], "sans": []}
        for rank in range(NEW_ACTS):
            few = people[rank * 12 : rank * 12 + 12]
            acts["avec les comptes"].append(an_act(org, member, workshop, venues[0], few, rank))
        with as_owner(), connection.cursor() as cursor:
            for table in ("attendance", "workshopsession", "facilitator"):
                cursor.execute(f"ALTER TABLE workshops_{table} DISABLE TRIGGER USER")
        for rank in range(NEW_ACTS):
            few = people[1000 + rank * 12 : 1012 + rank * 12]
            acts["sans"].append(an_act(org, member, workshop, venues[0], few, rank))
        print_figures(
            f"{ATTENDANCES} présences en un an (millisecondes : p50, p95, la plus longue)",
            [
                *((label, figures(found)) for label, found in times.items()),
                *((label, figures(found)) for label, found in frees.items()),
                ("une seule thématique par GROUP BY, requête seule", figures(by_hand)),
                *(
                    (f"clore une séance de 12, {label}", figures(found))
                    for label, found in acts.items()
                ),
                ("tout recompter (secondes)", f"{counted_in:.0f}"),
                ("lignes de compte, puis additionnées", f"{lines} {kept}"),
                ("dix millions d’additions de Python", f"{pace():.0f}"),
            ],
        )


if __name__ == "__main__":
    main()

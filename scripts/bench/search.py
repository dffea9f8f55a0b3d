"""Finding a person among 200 000 in 40 organisations, under row-level security.

Names are made here: first and last names combined, so that the right person is known. Each query
is a distortion of a person's name; « found » means that she is among the first ten. Times are
milliseconds: in the database (every query of the search), and of the whole selector.
"""

import random
from functools import cache
from pathlib import Path
from time import perf_counter

from scripts.bench._database import bench_database, print_figures

PEOPLE = 200_000
ORGANISATIONS = 40
# As in real life, one is far larger than the others.
LARGEST = 50_000
QUERIES = 300

# Three lines of pieces: beginnings and ends of last names, and first names. No real person's.
BEGINNINGS, ENDS, FIRST = (
    line.split() for line in (Path(__file__).parent / "names.txt").read_text().splitlines()
)


def names(draw, count):
    """(first name, last name, birth year): enough combinations that few persons share one."""
    for _ in range(count):
        last = draw.choice(BEGINNINGS) + draw.choice(ENDS)
        if draw.random() < 0.12:
            last += "-" + draw.choice(BEGINNINGS) + draw.choice(ENDS)
        elif draw.random() < 0.04:
            last = "Le " + last
        first = draw.choice(FIRST)
        if draw.random() < 0.08:
            first += "-" + draw.choice(FIRST)
        yield first, last, draw.randint(1935, 2010)


def fill(organisation, people):
    """Files and tokens as the application writes them, many at a time."""
    from django.db import connection

    from beneficiaries.models import Beneficiary
    from beneficiaries.search import tokens_of, write_tokens

    files = [
        Beneficiary(
            organisation=organisation,
            file_number=f"A-{rank:06d}",
            first_name=first,
            last_name=last,
            birth_year=year,
            sort_name=f"{last} {first}".lower(),
        )
        for rank, (first, last, year) in enumerate(people)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    Beneficiary.objects.bulk_create(files, batch_size=2000)
    once = cache(tokens_of)
    pairs = [
        (file.pk, token) for file in files for token in once(file.first_name) | once(file.last_name)
    ]
    for start in range(0, len(pairs), 50_000):
        write_tokens(organisation.pk, pairs[start : start + 50_000])
    return files


def resemble(source, targets):
    """Give the other organisations the same people: only their keys differ."""
    from django.db import connection

    from inclusion.organisations.database import organisation

    with organisation(source), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE people AS SELECT * FROM beneficiaries_beneficiary;"
            "CREATE TEMP TABLE tokens AS SELECT * FROM beneficiaries_searchtoken"
        )
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            " WHERE attrelid = 'people'::regclass AND attnum > 0"
            " AND attname NOT IN ('id', 'organisation_id')"
        )
        columns = cursor.fetchone()[0]
    for target in targets:
        with organisation(target), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(
                f"INSERT INTO beneficiaries_beneficiary (id, organisation_id, {columns})"
                f" SELECT md5(id::text || %s)::uuid, %s, {columns} FROM people",
                [str(target.pk), target.pk],
            )
            cursor.execute(
                "INSERT INTO beneficiaries_searchtoken (id, organisation_id, beneficiary_id, token)"
                " SELECT md5(id::text || %s)::uuid, %s,"
                " md5(beneficiary_id::text || %s)::uuid, token FROM tokens",
                [str(target.pk), target.pk, str(target.pk)],
            )


def distortions(draw):
    """name → function that makes a query of a person."""
    from inclusion.text import fold

    def slip(word):
        place = draw.randrange(1, len(word))
        letter = draw.choice("abcdefghijklmnoprstuv")
        kind = draw.randrange(4)
        if kind == 0:
            return word[:place] + word[place + 1 :]
        if kind == 1:
            return word[:place] + letter + word[place:]
        if kind == 2 and place < len(word) - 1:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        return word[:place] + letter + word[place + 1 :]

    def one_slip(person):
        words = fold(f"{person.first_name} {person.last_name}").split()
        long = [rank for rank, word in enumerate(words) if len(word) >= 4]
        rank = draw.choice(long)
        words[rank] = slip(words[rank])
        return " ".join(words)

    def heard(person):
        name = fold(f"{person.first_name} {person.last_name}")
        for written, said in (("eau", "o"), ("ault", "o"), ("ph", "f"), ("qu", "k"), ("y", "i")):
            name = name.replace(written, said)
        return name

    return {
        "tel quel": lambda p: f"{p.first_name} {p.last_name}",
        "nom puis prénom": lambda p: f"{p.last_name} {p.first_name}",
        "sans accent ni majuscule": lambda p: fold(f"{p.first_name} {p.last_name}"),
        "moitié du nom double": lambda p: f"{p.first_name} {p.last_name.split('-')[0]}",
        "initiale du prénom": lambda p: f"{p.last_name} {p.first_name[0]} {p.birth_year}",
        "comme on l’entend": heard,
        "une faute de frappe": one_slip,
    }


class Spent:
    """Adds up the time of the queries that pass through it."""

    milliseconds = 0

    def __call__(self, execute, *arguments):
        started = perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.milliseconds += (perf_counter() - started) * 1000


def main():
    draw = random.Random(2026)
    with bench_database():
        from django.db import connection

        from beneficiaries.selectors.files import find_beneficiaries
        from inclusion.organisations.database import as_owner, organisation
        from tests.factories import MembershipFactory

        member = MembershipFactory(role="MEDIATOR")
        small = MembershipFactory(role="MEDIATOR")
        others = [MembershipFactory(role="MEDIATOR") for _ in range(ORGANISATIONS - 2)]
        each = (PEOPLE - LARGEST) // (ORGANISATIONS - 1)
        with as_owner(), connection.cursor() as cursor:
            # Checked row by row, four million keys would take longer than all the rest.
            cursor.execute(
                "ALTER TABLE beneficiaries_searchtoken DROP CONSTRAINT searchtoken_beneficiary"
            )
        files = {}
        for who, count in ((member, LARGEST), (small, each)):
            with organisation(who.organisation):
                files[who.pk] = fill(who.organisation, names(draw, count))
        resemble(small.organisation, [other.organisation for other in others])
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute(
                "SELECT pg_size_pretty(pg_total_relation_size(%s))", ["beneficiaries_searchtoken"]
            )
            size = cursor.fetchone()[0]
        figures = [("taille des jetons, index compris", size)]
        for label, who in (("grande (50 000)", member), ("ordinaire (3 846)", small)):
            times, in_database = [], []
            for name, distort in distortions(draw).items():
                right = 0
                with organisation(who.organisation):
                    for person in draw.sample(files[who.pk], QUERIES):
                        query = distort(person)
                        spent = Spent()
                        started = perf_counter()
                        with connection.execute_wrapper(spent):
                            found = find_beneficiaries(who, query, limit=10)
                        times.append((perf_counter() - started) * 1000)
                        in_database.append(spent.milliseconds)
                        # Two persons of one name are one answer as good as the other.
                        right += any(
                            (f.first_name, f.last_name) == (person.first_name, person.last_name)
                            for f in found
                        )
                figures.append((f"{label}, {name} : trouvée (%)", f"{right / QUERIES * 100:.1f}"))
            for what, values in (("base", in_database), ("en tout", times)):
                values.sort()
                figures += [
                    (f"{label}, {what}, médiane (ms)", f"{values[len(values) // 2]:.1f}"),
                    (
                        f"{label}, {what}, 95e centile (ms)",
                        f"{values[len(values) * 95 // 100]:.1f}",
                    ),
                ]
        print_figures(
            "Chercher une personne parmi 200 000 (but : 95e centile < 30 ms en base)", figures
        )


if __name__ == "__main__":
    main()

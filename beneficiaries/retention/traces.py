"""Looking everywhere for what may be left of a person, with a role row security does not bind.

The search does not know the models: it reads the catalogue, and looks into every column of every
table that can hold text, a key or bytes. A file is found by what it is for: each stored file must
belong to a document or a paper that is still there.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath

import psycopg
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from psycopg import sql

from inclusion.encryption.blind import shown_phone

# By design, the journal and the register of requests know a pseudonym; its key is destroyed.
KEYLESS = {"journal_entry", "beneficiaries_rightsrequest"}
# Accounts of the team are no one's file: a colleague may bear the same name.
ACCOUNTS = {
    "organisations_user",
    "organisations_invitation",
    "organisations_organisation",
    "account_emailaddress",
    "account_emailconfirmation",
    "django_admin_log",
    "django_migrations",
    "django_content_type",
    "auth_permission",
}
# What signed sessions and the cache hold is encoded: opened here, row by row.
ENCODED = {"django_session", "cache"}
TEXTUAL = {"text", "varchar", "bpchar", "json", "jsonb", "_text", "_varchar"}


class NoMaintenanceRole(RuntimeError):
    """Without a role that sees everything, nothing can be proven."""


@dataclass
class Needles:
    """What would betray that she is still there; held in memory, for the time of the search."""

    organisation_id: int
    keys: list
    pseudonyms: list
    file_numbers: list
    names: list
    phones: list
    emails: list
    indexes: list
    # Where her papers were kept.
    papers: list = field(default_factory=list)
    # What others legitimately share: a homonym's name, a family's telephone. Said, not counted.
    shared: list = field(default_factory=list)

    @classmethod
    def of(cls, files):
        """Everything that identifies the person of these files; read before they go."""
        keys = [file.pk for file in files]
        others = type(files[0]).objects.exclude(pk__in=keys)
        needles = cls(files[0].organisation_id, keys, [], [], [], [], [], [])
        for file in files:
            needles.pseudonyms.append(file.pseudonym)
            needles.papers += file.papers.values_list("path", flat=True)
            needles.file_numbers.append(file.file_number)
            if others.filter(sort_name=file.sort_name).exists():
                needles.shared.append("nom")
            else:
                for last_name in filter(None, (file.last_name, file.usual_name)):
                    needles.names += [
                        f"{file.first_name} {last_name}",
                        f"{last_name} {file.first_name}",
                    ]
                needles.names.append(file.sort_name)
            needles._add(others, "phone", file.phone_index, file.phone, "téléphone")
            needles._add(others, "email", file.email_index, file.email, "courriel")
        return needles

    def _add(self, others, name, index, value, word):
        if not index:
            return
        if others.filter(**{f"{name}_index": index}).exists():
            self.shared.append(word)
            return
        self.indexes.append(bytes(index))
        if name == "phone":
            self.phones += [value, shown_phone(value), shown_phone(value).replace(" ", "")]
        else:
            self.emails.append(value)

    @classmethod
    def together(cls, needles):
        """Those of several persons of one organisation, for one search."""
        joined = cls(needles[0].organisation_id, [], [], [], [], [], [], [])
        for each in needles:
            for name in ("keys", "pseudonyms", "file_numbers", "names", "phones", "emails"):
                getattr(joined, name).extend(getattr(each, name))
            joined.indexes += each.indexes
            joined.papers += each.papers
            joined.shared += each.shared
        return joined

    @property
    def identifiers(self):
        """What is hers alone in the whole installation: keys and pseudonyms."""
        return [str(key) for key in self.keys] + [key.hex for key in self.keys] + self.pseudonyms

    @property
    def words(self):
        return [*self.identifiers, *self.names, *self.phones, *self.emails]

    def in_text(self, text):
        lowered = text.lower()
        return any(word.lower() in lowered for word in [*self.words, *self.file_numbers])


@dataclass(frozen=True)
class Trace:
    """Where something of her is left: what kind of thing, never the thing itself."""

    place: str
    what: str
    count: int


def maintenance_connection():
    """A connection of the maintenance role (BYPASSRLS, read only) to the database in use."""
    role = settings.DATABASE_MAINTENANCE
    if not role:
        raise NoMaintenanceRole("DATABASE_MAINTENANCE_URL is not set")
    options = {
        key: value
        for key, value in role.get("OPTIONS", {}).items()
        if key in ("host", "port", "sslmode", "sslrootcert")
    }
    given = {"host": role.get("HOST"), "port": role.get("PORT"), "password": role.get("PASSWORD")}
    return psycopg.connect(
        user=role["USER"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
        connect_timeout=5,
        options="-c default_transaction_read_only=on -c statement_timeout=120s",
        **{key: value for key, value in {**given, **options}.items() if value},
    )


def columns(cursor):
    """{table: [(column, type)]} of every table of the application, from the catalogue."""
    cursor.execute(
        "SELECT c.relname, a.attname, t.typname FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace = 'public'::regnamespace"
        " ORDER BY c.relname, a.attnum"
    )
    tables = {}
    for table, column, kind in cursor.fetchall():
        tables.setdefault(table, []).append((column, kind))
    return tables


def search_database(needles):
    """(Traces, tables searched, columns searched): one pass over each table."""
    traces, column_count = [], 0
    with maintenance_connection() as reader, reader.cursor() as cursor:
        tables = columns(cursor)
        for table, cols in tables.items():
            if table in ENCODED:
                continue
            found, searched = _search_table(cursor, table, cols, needles)
            traces += found
            column_count += searched
        traces += _search_sessions(cursor, needles) + _search_cache(cursor, needles)
    return traces, len(tables), column_count


def _search_table(cursor, table, cols, needles):
    """Each kind of needle as one expression, all columns in one statement."""
    own = _own_rows(table, cols)
    checks = []
    for column, kind in cols:
        name = sql.Identifier(column)
        if kind in ("uuid", "_uuid"):
            same = "{} = ANY(%(uuids)s::uuid[])" if kind == "uuid" else "{} && %(uuids)s::uuid[]"
            test = sql.SQL(same).format(name)
            checks.append((column, "identifiant", test, False))
        elif kind in TEXTUAL:
            text = sql.SQL("{}::text").format(name)
            identifiers = "keys" if table in KEYLESS else "identifiers"
            checks.append(
                (
                    column,
                    "identifiant",
                    sql.SQL(f"{{}} ILIKE ANY(%({identifiers})s)").format(text),
                    False,
                )
            )
            if table not in ACCOUNTS:
                checks += [
                    (column, "nom", sql.SQL("{} ILIKE ANY(%(names)s)").format(text), True),
                    (
                        column,
                        "coordonnées",
                        sql.SQL("{} ILIKE ANY(%(contacts)s)").format(text),
                        True,
                    ),
                    (column, "numéro de dossier", sql.SQL("{} ~ %(numbers)s").format(text), True),
                ]
        elif kind == "bytea":
            for word in ("indexes", "raw"):
                test = sql.SQL("{} LIKE ANY(%({})s::bytea[])").format(name, sql.SQL(word))
                checks.append((column, "identifiant", test, False))
    if not checks:
        return [], 0
    selected = sql.SQL(", ").join(
        sql.SQL("count(*) FILTER (WHERE {}{})").format(
            test, sql.SQL(" AND {}").format(own) if scoped and own is not None else sql.SQL("")
        )
        for _, _, test, scoped in checks
    )
    cursor.execute(
        sql.SQL("SELECT {} FROM {}").format(selected, sql.Identifier(table)), _parameters(needles)
    )
    counts = cursor.fetchone()
    traces = [
        Trace(f"{table}.{column}", what, count)
        for (column, what, _, _), count in zip(checks, counts, strict=True)
        if count
    ]
    return traces, len({column for column, *_ in checks})


def _own_rows(table, cols):
    """Names are looked for where they may be hers: another association's homonym is not her."""
    names = {column for column, _ in cols}
    sides = [side for side in ("organisation_id", "to_organisation_id") if side in names]
    if not sides:
        return None
    tests = [
        sql.SQL("coalesce({} = %(organisation)s, true)").format(sql.Identifier(side))
        for side in sides
    ]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests))


def _parameters(needles):
    def within(words):
        return [f"%{_escaped(word)}%" for word in words if word]

    numbers = "|".join(needles.file_numbers)
    return {
        "organisation": needles.organisation_id,
        "keys": within([str(key) for key in needles.keys] + [key.hex for key in needles.keys]),
        "uuids": needles.keys,
        "identifiers": within(needles.identifiers),
        "names": within(needles.names),
        "contacts": within([*needles.phones, *needles.emails]),
        "numbers": f"(^|[^0-9A-Za-z-])({numbers})([^0-9A-Za-z]|$)",
        "indexes": [_pattern(index) for index in needles.indexes],
        "raw": [_pattern(key.bytes) for key in needles.keys]
        + [
            _pattern(word.encode())
            for word in [*needles.identifiers, *needles.names, *needles.emails]
        ],
    }


def _pattern(octets):
    """These very bytes, anywhere: three of them mean something to LIKE."""
    for special in (b"\\", b"%", b"_"):
        octets = octets.replace(special, b"\\" + special)
    return b"%" + octets + b"%"


def _escaped(word):
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _search_sessions(cursor, needles):
    cursor.execute("SELECT session_data FROM django_session WHERE expire_date > now()")
    store = SessionStore()
    named = sum(needles.in_text(json.dumps(store.decode(data), default=str)) for (data,) in cursor)
    return [Trace("django_session", "session ouverte", named)] if named else []


def _search_cache(cursor, needles):
    cursor.execute("SELECT cache_key, value FROM cache")
    words = [word.encode().lower() for word in needles.words]
    named = 0
    for key, value in cursor:
        held = key.encode().lower() + base64.b64decode(value).lower()
        named += any(word in held for word in words)
    return [Trace("cache", "cache", named)] if named else []


def search_files(needles):
    """(Traces, files seen): files that nothing alive accounts for, or that bear her mark."""
    traces = []
    seen = 0
    with maintenance_connection() as reader, reader.cursor() as cursor:
        cursor.execute(
            "SELECT sha256 FROM documents_document WHERE organisation_id = %s"
            " AND sha256 <> '' AND destroyed_at IS NULL",
            [needles.organisation_id],
        )
        documents = {digest for (digest,) in cursor.fetchall()}
        cursor.execute(
            "SELECT sha256 FROM documents_document WHERE organisation_id = %s"
            " AND destroyed_at IS NOT NULL",
            [needles.organisation_id],
        )
        destroyed = {digest for (digest,) in cursor.fetchall()} - {""}
    for path in _files(""):
        seen += 1
        name = PurePath(path).stem
        if needles.in_text(path):
            traces.append(Trace("stockage", "nom de fichier", 1))
        if path in needles.papers:
            traces.append(Trace("stockage", "pièce", 1))
        if path.startswith(f"documents/{needles.organisation_id}/") and (
            name in destroyed or (name not in documents and _is_settled(path))
        ):
            traces.append(Trace("stockage", "document", 1))
    return traces, seen


def _is_settled(path):
    """Not a file being drawn right now, whose row is about to name it."""
    return default_storage.get_modified_time(path) < timezone.now() - timedelta(hours=1)


def _files(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}".lstrip("/")
    for name in folders:
        yield from _files(f"{folder}/{name}".lstrip("/"))


def verify_absence(needles_list):
    """What the search found after an erasure: the lines of the certificate, and whether it failed.

    Each line is {"label", "detail", "found"}; nothing in it says whom was looked for.
    """
    needles = Needles.together(needles_list)
    traces, tables, column_count = search_database(needles)
    in_files, files = search_files(needles)
    traces += in_files
    in_database = [trace for trace in traces if trace.place != "stockage"]
    in_storage = [trace for trace in traces if trace.place == "stockage"]
    lines = [
        {
            "label": "Base de données",
            "detail": f"{tables} tables, {column_count} colonnes de texte, de clés et d’octets",
            "found": sum(trace.count for trace in in_database),
        },
        {
            "label": "Fichiers",
            "detail": f"{files} fichiers, chacun rattaché à un document ou une pièce",
            "found": len(in_storage),
        },
    ]
    if needles.shared:
        lines.append(
            {
                "label": "Homonymes et lignes partagées",
                "detail": "un nom ou un téléphone est aussi celui d’un autre dossier\u00a0:"
                " il n’a pas été cherché",
                "found": 0,
            }
        )
    places = sorted({f"{trace.place} ({trace.what})" for trace in traces})
    return lines, places

"""Bring in files published elsewhere: each line accepted, accepted with its repairs, or refused.

What a file leaves empty stays empty and is told: it stops the publication, not the import.
"""

from collections import Counter

from django.db import transaction

from funding.models import PublicationLine
from funding.opendata import repairs, schema
from funding.opendata.lines import FIELDS, cells_of_line, identity_of
from inclusion.journal.recording import record
from inclusion.organisations.models import Organisation
from inclusion.tables.kinds import CREATE, DUPLICATE, REFUSED, UNCHANGED, UPDATE, Issue, RowPlan
from inclusion.tables.reading import Unreadable
from inclusion.text import counted, fold

LENGTHS = {
    "nomAttribuant": 200,
    "referenceDecision": 120,
    "nomBeneficiaire": 200,
    "objet": 2000,
    "conditionsVersement": 256,
    "idRAE": 5,
    "dispositifAide": 80,
}
# Without these nobody would know what was given, to whom, by whom or when.
NEEDED = ("nomAttribuant", "idAttribuant", "dateConvention", "nomBeneficiaire", "objet", "montant")
THOUSANDS = ("k€", "keur", "millier", "m€", "million")
EMPTY = {
    "paid_from": None,
    "paid_to": None,
    "is_notified_to_europe": None,
    "share": None,
}
WRITTEN = (*FIELDS.values(), "paid_from", "paid_to")


def check_headers(headers, ignored):
    """Refuse what would have to be guessed: thousands of euros, two columns for one."""
    for header in headers:
        bare = header.lower().replace(" ", "")
        if any(mark in bare for mark in THOUSANDS):
            raise Unreadable(
                f"La colonne «\u00a0{header[:60]}\u00a0» est en milliers ou en millions\u00a0:"
                " écrivez les montants en euros, les centimes ne se devinent pas."
            )
    keys = {fold(column.name) for column in schema.FIELDS} | {
        fold(word) for column in schema.FIELDS for word in column.synonyms
    }
    for header in ignored:
        if fold(header) in keys:
            raise Unreadable(
                f"Deux colonnes disent la même chose, dont «\u00a0{header[:60]}\u00a0»\u00a0:"
                " gardez la bonne."
            )


class Line:
    """One line being read: its values, what was repaired, what is said about it."""

    def __init__(self, row, columns):
        self.number, self.cells = row.number, row.cells
        self.values, self.issues, self.repairs = dict(EMPTY), [], []
        for field in FIELDS.values():
            self.values.setdefault(field, "")
        for column in columns:
            self._read(column, self.cells.get(column, "").strip())
        self._whole(columns)

    def say(self, column, value, message, is_error=False):
        self.issues.append(Issue(self.number, column, value, message, is_error))

    def _read(self, column, raw):
        if not raw:
            return
        try:
            read = repairs.reader_of(column)(raw)
        except repairs.Unclear as unclear:
            self.say(column, raw, unclear.message, True)
            return
        if len(read.text) > LENGTHS.get(column, 10_000):
            self.say(column, raw, f"Ce texte dépasse {LENGTHS[column]} caractères.", True)
            return
        if column == "datesPeriodeVersement":
            self.values["paid_from"], self.values["paid_to"] = read.value
        else:
            self.values[FIELDS[column]] = read.value
        if read.repair:
            self.repairs.append({"column": column, "before": raw, "after": read.text})
            self.say(column, raw, f"Réparé\u00a0: {read.text[:120]} ({read.repair.rstrip('.')}).")

    def _whole(self, columns):
        faulty = {issue.column for issue in self.issues if issue.is_error}
        empty = [name for name in schema.NAMES if not self.cells.get(name, "").strip()]
        for name in NEEDED:
            if name in empty:
                self.say(
                    name, "", "Cette case est vide\u00a0: la ligne n’a pas de sens sans elle.", True
                )
        if {"idBeneficiaire", "rnaBeneficiaire"} <= set(empty):
            self.say("idBeneficiaire", "", "Ce bénéficiaire n’a ni SIRET ni numéro RNA.", True)
        for field in schema.FIELDS:
            if field.is_required and field.name not in NEEDED and field.name in empty:
                self.say(field.name, "", "Vide\u00a0: à compléter avant de publier cette ligne.")
        if len(self.values["object"]) > schema.OBJECT_LENGTH and "objet" not in faulty:
            self.say(
                "objet",
                self.values["object"],
                f"Plus de {schema.OBJECT_LENGTH} caractères\u00a0: il sortira coupé sur un mot.",
            )

    @property
    def is_refused(self):
        return any(issue.is_error for issue in self.issues)

    @property
    def title(self):
        return f"{self.cells.get('nomBeneficiaire', '')}, {self.cells.get('objet', '')}"[:120]


def plan_lines(rows, columns, organisation_id):
    """(plans, notes): what these lines would do to what the organisation publishes."""
    lines = [Line(row, columns) for row in rows]
    good = [line for line in lines if not line.is_refused]
    for line in good:
        line.values["identity"] = identity_of(line.values)
    known = {
        each.identity: each
        for each in PublicationLine.objects.filter(
            organisation=organisation_id,
            identity__in={line.values["identity"] for line in good},
        )
    }
    seen = {}
    plans = [_planned(line, known, seen) for line in lines]
    return plans, _neighbours(good, organisation_id)


def _planned(line, known, seen):
    plan = RowPlan(line.number, REFUSED, line.title, line.values, issues=line.issues)
    if line.is_refused:
        return plan
    identity = line.values["identity"]
    first = seen.setdefault(identity, line)
    if first is not line:
        if _facts(first.values) == _facts(line.values):
            plan.action = DUPLICATE
            line.say("", line.title, f"Cette ligne répète la ligne {first.number}.", True)
        else:
            line.say(
                "objet",
                line.values["object"],
                f"Même jour, même décision, même bénéficiaire et même objet que la ligne"
                f" {first.number}, et d’autres valeurs\u00a0: précisez l’objet ou la référence.",
                True,
            )
        return plan
    line.values["repairs"] = line.repairs
    before = known.get(identity)
    if before is None:
        plan.action = CREATE
        return plan
    plan.key = str(before.pk)
    plan.changed = [name for name in WRITTEN if getattr(before, name) != line.values[name]]
    plan.action = UPDATE if plan.changed else UNCHANGED
    return plan


def _facts(values):
    return {name: values[name] for name in WRITTEN}


def _neighbours(lines, organisation_id):
    """A word for the lines of another funder: kept for reading, never published by this one."""
    own = Organisation.objects.only("siret").get(pk=organisation_id).siret
    counts, first = Counter(), {}
    for line in lines:
        siret = line.values["funder_siret"]
        if siret != own:
            counts[siret] += 1
            first.setdefault(siret, line)
    return [
        Issue(
            first[siret].number,
            "idAttribuant",
            siret,
            f"{counted(count, 'ligne', 'lignes')} de {first[siret].values['funder_name']}, qui"
            " n’est pas votre structure\u00a0: gardées pour lecture, jamais publiées par vous.",
        )
        for siret, count in counts.items()
    ]


# ---- Writing, and taking back ----


def apply_lines(plans, organisation_id, by):
    """Write these plans; returns what is needed to take them back."""
    new = [
        PublicationLine(organisation_id=organisation_id, created_by=by, **plan.values)
        for plan in plans
        if plan.action == CREATE
    ]
    PublicationLine.objects.bulk_create(new, batch_size=500)
    changes = [{"key": str(row.pk), "state": state_of(row)} for row in new]
    old = {plan.key: plan for plan in plans if plan.action == UPDATE}
    rows = PublicationLine.objects.filter(organisation=organisation_id, pk__in=old)
    for row in rows.locked().order_by("pk"):
        before = state_of(row)
        for name in (*WRITTEN, "repairs"):
            setattr(row, name, old[str(row.pk)].values[name])
        row.save()
        record("publication_line.changed", row, by=by, fields=sorted(old[str(row.pk)].changed))
        changes.append({"key": str(row.pk), "state": state_of(row), "before": before})
    return changes


def undo_lines(changes, organisation_id):
    """(how many were taken back, titles of those kept because they changed since)."""
    by_key = {change["key"]: change for change in changes}
    count, kept = 0, []
    rows = PublicationLine.objects.filter(organisation=organisation_id, pk__in=by_key)
    with transaction.atomic():
        gone = []
        for row in rows.locked().order_by("pk"):
            change = by_key[str(row.pk)]
            if state_of(row) != change["state"]:
                kept.append(str(row))
                continue
            count += 1
            if "before" in change:
                _restore(row, change["before"])
            else:
                gone.append(row.pk)
        PublicationLine.objects.filter(organisation=organisation_id, pk__in=gone).delete()
    return count, kept


def state_of(row):
    """The line in the schema's words: whatever differs was changed by somebody."""
    return cells_of_line(row) | {"repairs": row.repairs}


def _restore(row, before):
    for column, field in FIELDS.items():
        raw = before[column]
        value = repairs.reader_of(column)(raw).value if raw else EMPTY.get(field, "")
        setattr(row, field, value)
    days = before["datesPeriodeVersement"]
    row.paid_from, row.paid_to = repairs.period(days).value if days else (None, None)
    row.repairs = before["repairs"]
    row.save()

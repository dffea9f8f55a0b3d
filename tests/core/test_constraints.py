"""Every rule of the database has its French sentence."""

import re

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BaseConstraint, CheckConstraint, UniqueConstraint

from inclusion.organisations.constraints import SchemaConstraint

OURS = {"organisations", "places", "journal", "jobs", "documents", "offline"} | {
    "beneficiaries",
    "equipment",
    "workshops",
    "funding",
}
# Keys that only composite foreign keys point to: an id is unique already.
NEVER_VIOLATED = {"membership_tenant"}
# Names that Django gives by itself to `unique=True` and to positive integers, and primary keys.
BY_DJANGO = re.compile(r"_(key|uniq|pkey|check\d*)$|_[0-9a-f]{8}_uniq$")


def our_models():
    return [m for m in apps.get_models() if m._meta.app_label in OURS]


def test_every_named_constraint_says_why_in_french():
    silent = []
    for model in our_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, SchemaConstraint) or constraint.name in NEVER_VIOLATED:
                continue
            message = str(constraint.violation_error_message)
            is_french = message != str(BaseConstraint.default_violation_error_message)
            if not is_french or not message.endswith(".") or "'" in message:
                silent.append(f"{model._meta.label}: {constraint.name}: {message}")
    assert silent == []


def test_the_database_holds_no_rule_that_the_models_do_not_name(db):
    known = {c.name for model in apps.get_models() for c in model._meta.constraints}
    tables = [model._meta.db_table for model in our_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.relname, c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
            " WHERE c.contype IN ('c', 'u', 'x') AND r.relname = ANY(%s)",
            [tables],
        )
        found = cursor.fetchall()
    assert len(found) > 100
    unknown = [pair for pair in found if pair[1] not in known and not BY_DJANGO.search(pair[1])]
    assert unknown == []


def test_every_rule_of_the_models_is_in_the_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class")
        present = {name for (name,) in cursor.fetchall()}
    declared = {c.name for model in our_models() for c in model._meta.constraints}
    assert declared - present == set()


def test_uniqueness_between_tenant_rows_starts_with_the_organisation():
    stray = []
    for model in our_models():
        names = {field.name for field in model._meta.get_fields()}
        if (
            not {"organisation"} <= names
            or model._meta.label_lower.split(".")[0] == "organisations"
        ):
            continue
        for constraint in model._meta.constraints:
            fields = getattr(constraint, "fields", ())
            if isinstance(constraint, UniqueConstraint) and fields and fields[0] != "organisation":
                stray.append(f"{model._meta.label}: {constraint.name}")
    assert stray == []


def test_a_check_is_said_by_forms_in_the_same_words(db):
    from tests.factories import OrganisationFactory

    organisation = OrganisationFactory.build(rna="w12")
    try:
        organisation.validate_constraints()
    except ValidationError as error:
        assert error.messages == ["Un numéro RNA s’écrit W suivi de 9 caractères."]
    else:
        raise AssertionError("the constraint did not bite")
    assert any(isinstance(c, CheckConstraint) for c in organisation._meta.constraints)

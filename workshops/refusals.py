"""A constraint of the database that bites says the same French sentence as the act."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from inclusion.exceptions import Refused


@contextmanager
def refusing(*models):
    """Turn the violation of a named constraint of these models into its sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = error.__cause__.diag.constraint_name
        for constraint in (each for model in models for each in model._meta.constraints):
            if constraint.name == name:
                raise Refused(str(constraint.violation_error_message)) from error
        raise

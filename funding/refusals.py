"""A rule held by the database says no in French, before the page has said yes."""

from functools import wraps

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from inclusion.exceptions import Refused

# The rules that triggers hold; those of Meta.constraints carry their own sentence.
SENTENCES = {
    "cofundingplan_stays": (
        "Ce plan sert à une subvention ou à une explication\u00a0: il ne change plus."
        " Écrivez-en une nouvelle version."
    ),
    "financialreport_stays": "Un compte rendu déposé ne change plus.",
    "reportsubmission_to_its_funder": (
        "Seul un compte rendu déposé part, et vers le financeur de sa subvention."
    ),
    "reportsubmission_path": "La décision se prend une seule fois, après l’ouverture de l’examen.",
    "reportsubmission_no_open_question": "Une question est encore ouverte.",
    "submissionfile_sides": "Le fichier va de la structure à son financeur.",
    "financialreport_parts_stay": (
        "Ce compte rendu n’est plus un brouillon\u00a0: ses pièces et ses valeurs ne changent plus."
    ),
    "submissionevidence_frozen": "Les pièces d’un compte rendu partent avec lui, jamais après.",
    "reportmessage_sides": "Ce message ne va pas d’un côté à l’autre de ce compte rendu.",
}


def act(function):
    """Run an act in one transaction, deferred checks included; a violated rule is a refusal."""

    @wraps(function)
    def run(**arguments):
        try:
            with transaction.atomic():
                result = function(**arguments)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return result
        except IntegrityError as error:
            sentence = sentence_for(error)
            if sentence is None:
                raise
            raise Refused(sentence) from error

    return run


def sentence_for(error):
    """The French sentence of the named rule that was violated, or None."""
    name = error.__cause__.diag.constraint_name
    if name in SENTENCES:
        return SENTENCES[name]
    for model in apps.get_app_config("funding").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and "violation_error_message" in vars(constraint):
                return str(constraint.violation_error_message)
    return None

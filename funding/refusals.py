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
    "grant_path": "Cet acte n’est pas possible dans l’état où est cette subvention.",
    "grantshare_whole": "Les parts d’une subvention font 100\u00a0% ensemble.",
    "fundingpayment_stays": (
        "Un versement enregistré ne change plus\u00a0: corrigez-le par l’écriture inverse."
    ),
    "grant_paid_by_its_payments": "Le montant versé est la somme des versements.",
    "paymentmatch_one_grant": "Un versement règle les tranches de sa propre subvention.",
    "paymentmatch_cancelled": "Une tranche annulée ne se règle pas.",
    "paymentmatch_within_payment": "Ce versement est déjà rapproché\u00a0: il n’en reste pas tant.",
    "paymentmatch_within_instalment": "Il ne reste pas tant à régler de cette tranche.",
    "instalment_settled": "Cette tranche a des versements rapprochés\u00a0: elle s’y accorde.",
    "grantagreement_stays": "Une convention signée ne change plus\u00a0: signez un avenant.",
    "grant_changes_by_amendment": (
        "La convention est signée\u00a0: le montant, les dates et les unités changent par avenant."
    ),
    "financialreport_stays": "Un compte rendu déposé ne change plus.",
    "reportsubmission_to_its_funder": (
        "Seul un compte rendu déposé part, et vers le financeur de sa subvention."
    ),
    "reportsubmission_path": "La décision se prend une seule fois, après l’ouverture de l’examen.",
    "reportsubmission_no_open_question": "Une question est encore ouverte.",
    "submissionfile_sides": "Le fichier va de la structure à son financeur.",
    "publication_stays": "Ce qui est publié ne change plus\u00a0: publiez une nouvelle version.",
    "reportsubmission_one_at_a_time": (
        "La version précédente de ce compte rendu est encore chez le financeur."
    ),
    "reportsubmission_no_complement": "Un complément est encore attendu.",
    "reportsubmission_adds_up": "Le montant retenu est le demandé moins l’écarté.",
    "reportsubmission_signed_by_an_officer": "Seul un agent du financeur signe une décision.",
    "reportsubmission_two_signatures": (
        "Au-delà du seuil du financeur, deux personnes différentes signent."
    ),
    "reportsubmission_reopened_why": "Écrivez pourquoi vous revenez sur votre décision.",
    "reportsubmission_discharged": "Une subvention se solde par son quitus.",
    "review_sides": "Le financeur n’écrit que sur ce qu’il a reçu.",
    "review_is_open": "L’examen de ce compte rendu n’est pas ouvert.",
    "complementrequest_ends_once": "Cette demande est déjà terminée.",
    "rejectedamount_cancelled_once": "Ce montant est déjà repris.",
    "rejectedamount_within_the_claim": "Plus que ce qui est demandé serait écarté.",
    "discharge_of_an_approved_report": "Un quitus suit un compte rendu final approuvé.",
    "discharge_received_once": "Ce remboursement est déjà encaissé.",
    "sharedcopy_of_a_submission": "Une copie va à un cofinanceur, telle qu’elle a été figée.",
    "sharedgrant_with_its_funder": "Une subvention se montre à son financeur.",
    "expenseallocation_sealed": (
        "Cette imputation figure dans un compte rendu déposé\u00a0: elle ne change plus."
    ),
    "expenseallocation_report_of_grant": (
        "Une imputation figure dans un compte rendu de sa propre subvention."
    ),
    "expenseallocation_open_grant": (
        "Cette subvention n’est pas, ou plus, en cours\u00a0: rien ne s’y impute."
    ),
    "expenseallocation_open_report": (
        "Le compte rendu final de cette subvention est déposé\u00a0: ses imputations ne changent"
        " plus."
    ),
    "expenseallocation_recounted": (
        "Les imputations de cette dépense viennent de changer\u00a0: recommencez."
    ),
    "expenseallocation_granted": ("La subvention serait chargée au-delà de son montant accordé."),
    "expenseallocation_rate": (
        "La subvention serait chargée au-delà de son taux maximal des dépenses éligibles."
    ),
    "expense_sealed": (
        "Cette dépense figure dans un compte rendu déposé\u00a0: elle ne change plus."
    ),
    "restrictedfunds_follow": (
        "L’ouverture d’un exercice est la clôture du précédent, et un exercice suivi d’un autre"
        " ne change plus."
    ),
    "financialreport_parts_stay": (
        "Ce compte rendu n’est plus un brouillon\u00a0: ses pièces et ses valeurs ne changent plus."
    ),
    "submissionevidence_frozen": "Les pièces d’un compte rendu partent avec lui, jamais après.",
    "reportmessage_of_a_complement": "Cette demande est déjà terminée.",
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

"""What the acts share: one transaction, the database's refusals in French, a device to itself."""

from functools import wraps

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from equipment.models import NO_PROOF, Device, DeviceStatus, landing
from inclusion.exceptions import Refused

# What the triggers of the migrations refuse, by the name they raise.
TRIGGER_SENTENCES = {
    "device_erasure_proven": NO_PROOF,
    "erasure_is_final": "Une preuve enregistrée ne change plus\u00a0: enregistrez-en une autre.",
    "evidence_is_final": "Un relevé gardé ne change plus.",
    "payment_is_final": "Un règlement enregistré ne change plus.",
    "signature_is_final": "Une signature gardée ne change plus.",
    "device_goes_one_way": "Cet appareil est déjà dans un lot, ou promis à quelqu’un.",
    "lot_leaves_whole": "Un lot part avec tous ses appareils, chacun effacé et prêt.",
    "lot_stays": "Un lot parti ne change plus.",
    "delivery_stays": "Ce lot est déjà confirmé\u00a0: ce qui est dit ne change plus.",
    "agreed_lines_stay": "La convention est acceptée\u00a0: ses quantités ne changent plus.",
    "slip_is_final": "Un bordereau signé ne change plus.",
    "eligibility_stays": "Une habilitation enregistrée ne change plus\u00a0: terminez-la, puis"
    " enregistrez-en une autre.",
    "receipt_is_allowed": "Aucune habilitation ne permet ce reçu à la date du don.",
    "receipt_stays": "Un reçu émis ne change plus\u00a0: annulez-le.",
    "bench_is_final": "Ce qui est inscrit ne change plus\u00a0: ajoutez une ligne.",
    "medium_destroyed": "Ce support est détruit.",
    "counted_stays": "Ce qui a été compté ou déplacé ne change plus.",
    "printedlabel_stays": "Cette étiquette est déjà utilisée ou annulée.",
    "printedlabel_is_its_device": "Cette étiquette n’est pas celle de cet appareil.",
    "servicecase_is_final": "Ce dossier est clos\u00a0: il ne change plus.",
    "waste_is_final": "Ce qui est parti aux déchets ne change plus.",
    "device_removed_by_shipment": "Un appareil s’évacue avec un bordereau.",
    "stockitem_by_moves": "Une quantité change par un mouvement de stock.",
    "medium_stays": "Ce support a déjà une preuve\u00a0: sa fiche ne change plus.",
}


def act(function):
    """Run the act in one transaction; a named constraint that bites becomes its French sentence."""

    @wraps(function)
    def acting(**arguments):
        try:
            with transaction.atomic():
                return function(**arguments)
        except IntegrityError as error:
            sentence = sentence_of(error)
            if sentence is None:
                raise
            raise Refused(sentence) from error

    return acting


def sentence_of(error):
    """The French sentence of the constraint that refused, None for one of another app."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name in TRIGGER_SENTENCES:
        return TRIGGER_SENTENCES[name]
    for model in apps.get_app_config("equipment").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return None


def locked_device(device, by):
    """The device as it is now, locked until the act ends."""
    return Device.objects.visible_to(by).locked().get(pk=device.pk)


def move(device, status, by_act, *fields, at=None):
    """Move a locked device to `status` by an act of the table, and save the other fields too."""
    device.move_to(status, by_act)
    device.status_since = at or timezone.now()
    device.save(update_fields=["status", "status_since", *fields])


def back_to_quarantine(device):
    """Set the statuses of a device whose data are unproven again; saving is the caller's act.

    What holds no data has nothing to prove and stays cleared.
    """
    device.status = landing(DeviceStatus.QUARANTINE, holds_data=device.holds_data)
    device.status_since = timezone.now()
    device.erased_at = None
    device.ready_at = None

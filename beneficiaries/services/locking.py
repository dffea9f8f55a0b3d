"""One lock for what happens to a person: her row."""

from beneficiaries.models import Beneficiary, BeneficiaryStatus
from inclusion.exceptions import Refused


def lock_file(beneficiary, by):
    """The file, locked and read again, whatever its state."""
    try:
        return Beneficiary.objects.visible_to(by).locked().get(pk=beneficiary.pk)
    except Beneficiary.DoesNotExist:
        raise Refused("Ce dossier n’existe plus.") from None


def lock_person(beneficiary, by):
    """The file of someone followed here: what is done to it, and about it, goes one by one."""
    beneficiary = lock_file(beneficiary, by)
    if beneficiary.status == BeneficiaryStatus.MERGED:
        raise Refused("Ce dossier a été joint à un autre\u00a0: ouvrez celui-là.")
    return beneficiary

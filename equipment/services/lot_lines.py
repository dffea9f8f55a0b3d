"""A device leaves its lot: for whoever takes it back, or declares it lost."""

from django.utils import timezone

from equipment.models import Lot, LotLine, LotStatus


def lock_lot_of(device):
    """Lock the lot that holds a device, before the device: the order of every act on lots."""
    held = LotLine.objects.filter(device=device, ended_at__isnull=True).values("lot_id")
    list(Lot.objects.filter(pk__in=held).locked().values_list("pk"))


def leave_lot(device):
    """End what holds a locked device in a lot; a lot still here has its papers to make again."""
    line = (
        LotLine.objects.filter(device=device, ended_at__isnull=True).select_related("lot").first()
    )
    if line is None:
        return
    if not line.lot.is_open:
        line.ended_at = timezone.now()
        line.save(update_fields=["ended_at"])
        return
    line.delete()
    if line.lot.status == LotStatus.PREPARED:
        # The others keep their papers' status until someone reopens or sends the lot.
        line.lot.agreement = None
        line.lot.save(update_fields=["agreement"])

"""Papers of the bench."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from equipment.permissions import can_run_pool
from equipment.services import issue_erasure_certificate
from equipment.views.devices import visible_device
from inclusion.exceptions import Refused
from inclusion.permissions import access


@require_POST
@access(can_run_pool)
def device_certify(request, pk):
    """The certificate of erasure; the page that follows its drawing."""
    device = visible_device(request, pk)
    try:
        document = issue_erasure_certificate(device=device, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:device_detail", pk=pk)
    return redirect("documents:progress", pk=document.job_id)

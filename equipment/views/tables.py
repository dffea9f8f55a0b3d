"""The pool as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from equipment.permissions import can_run_pool
from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from inclusion.tables.writing import CONTENT_TYPES


@require_GET
@access(can_run_pool)
def device_export(request):
    """Every device, in the columns that the import reads."""
    file_format = request.GET.get("format", "xlsx")
    export = export_of("devices")
    try:
        content = file_of(export, export.produce(request.member.organisation), file_format)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("equipment:device_list")
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="appareils.{file_format}"'
    return response

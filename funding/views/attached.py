"""The papers joined to a report, for both sides: the bytes of the fingerprint that crossed."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from funding.models import ReportSubmission
from funding.permissions import can_read_received
from funding.proofs import content_type_of, proof_path
from funding.selectors.reports import frozen
from funding.services.reading_log import tell_of_reading
from inclusion.journal.recording import record
from inclusion.permissions import access


def attached_file(organisation_id, digest, name):
    """The stored bytes, under a name that says nothing of anybody; a missing file is a 404."""
    path = proof_path(organisation_id, digest)
    if not default_storage.exists(path):
        raise Http404("Cette pièce est introuvable.")
    with default_storage.open(path) as file:
        response = HttpResponse(file.read(), content_type=content_type_of(name))
    response["Content-Disposition"] = f'inline; filename="piece-{digest[:8]}"'
    return response


@require_GET
@never_cache
@access(can_read_received)
def received(request, pk):
    """A paper of a report received, if the frozen manifest names its fingerprint."""
    submission = get_object_or_404(ReportSubmission.objects.received_by(request.member), pk=pk)
    digest = request.GET.get("empreinte", "")
    named = (
        file
        for file in frozen(submission)["manifest"]
        if file["kind"] == "attachment" and file["sha256"] == digest
    )
    file = next(named, None)
    if file is None:
        return redirect("officer:review", pk=submission.pk)
    record("submission.paper_read", submission, by=request.member, chain="reads", sha256=digest)
    tell_of_reading(submission, "paper", request.member)
    return attached_file(submission.organisation_id, digest, file["name"])

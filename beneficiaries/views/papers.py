"""Pages of the papers kept with a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beneficiaries.forms.notes import PaperForm
from beneficiaries.models import Paper, PaperKind
from beneficiaries.paper_files import EXTENSIONS
from beneficiaries.permissions import can_open_files, can_write_files
from beneficiaries.selectors.papers import Unreadable, open_paper, papers_of
from beneficiaries.services.papers import add_paper, destroy_paper
from beneficiaries.views.files import file_of, trail_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record, record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling

# What a downloaded paper is called: neither her name nor its title.
FILE_NAMES = {
    PaperKind.TEMPORARY: "piece",
    PaperKind.CONSENT: "accord",
    PaperKind.REQUEST: "courrier",
}


@require_GET
@access(can_open_files)
def paper_list(request, pk):
    """The papers of a person; the page is one read."""
    beneficiary = file_of(request, pk)
    record_read(beneficiary, by=request.member, what="papers")
    context = {
        "beneficiary": beneficiary,
        "papers": list(papers_of(beneficiary, request.member)),
        "today": timezone.localdate(),
        "trail": trail_of(beneficiary, ("Pièces", "")),
    }
    return render(request, "beneficiaries/paper_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def paper_add(request, pk):
    """Seal a photo or a PDF into the file."""
    beneficiary = file_of(request, pk)
    if request.method == "POST":
        form = PaperForm(request.POST, request.FILES)
    else:
        form = PaperForm(initial={"kind": PaperKind.TEMPORARY})
    if form.is_bound and form.is_valid():
        try:
            add_paper(beneficiary=beneficiary, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, "La pièce est chiffrée et rangée dans le dossier.")
            return redirect("beneficiaries:paper_list", pk=pk)
    context = {
        "beneficiary": beneficiary,
        "form": form,
        "trail": trail_of(beneficiary, ("Nouvelle pièce", "")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "beneficiaries/paper_add.html", context, status=status)


def _paper(request, pk):
    papers = Paper.objects.filter(organisation=request.member.organisation_id)
    return get_object_or_404(papers.select_related("beneficiary", "added_by__user"), pk=pk)


@require_GET
@never_cache
@access(can_open_files)
def paper_download(request, pk):
    """The paper itself, as a file to keep nowhere; the reading is recorded."""
    paper = _paper(request, pk)
    try:
        content = open_paper(paper)
    except Unreadable:
        messages.error(request, "Le fichier de cette pièce ne s’ouvre plus.")
        return redirect("beneficiaries:paper_list", pk=paper.beneficiary_id)
    record("read.paper", paper.beneficiary, by=request.member, chain="reads", paper=str(paper.pk))
    response = HttpResponse(content, content_type=paper.content_type)
    name = (
        f"{paper.beneficiary.file_number}-{FILE_NAMES[paper.kind]}.{EXTENSIONS[paper.content_type]}"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def paper_destroy(request, pk):
    """Destroy a paper before its day."""
    paper = _paper(request, pk)
    if request.method == "GET":
        context = {
            "paper": paper,
            "beneficiary": paper.beneficiary,
            "trail": trail_of(paper.beneficiary, ("Détruire une pièce", "")),
        }
        return render(request, "beneficiaries/paper_destroy.html", context)
    with telling(request, "La pièce est détruite."):
        destroy_paper(paper=paper, by=request.member)
    return redirect("beneficiaries:paper_list", pk=paper.beneficiary_id)

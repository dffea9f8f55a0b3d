"""« Mes documents », progress of background work, downloads, and the public verification page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inclusion.documents.drawing import read_stored
from inclusion.documents.filters import DocumentFilter
from inclusion.documents.forms import CodeForm, FileForm
from inclusion.documents.issuing import draw_again
from inclusion.documents.kinds import kind_of
from inclusion.documents.mentions import all_models
from inclusion.documents.models import Document
from inclusion.documents.permissions import can_read_documents, can_review_models
from inclusion.documents.verification import (
    code_inside,
    find_document,
    fingerprint_of,
    printed_form,
)
from inclusion.jobs.handlers import handler_for
from inclusion.jobs.models import Job
from inclusion.jobs.outbox import retry
from inclusion.jobs.polling import polling
from inclusion.journal.recording import record
from inclusion.lists import keyset_page
from inclusion.permissions import access, everyone, public
from inclusion.text import NO_BREAK
from inclusion.throttling import client_address, too_many, within_limit


@require_GET
@access(can_read_documents)
def document_list(request):
    """The documents this member may read, latest first, and the work still under way."""
    documents = Document.objects.visible_to(request.member).select_related("job", "issued_by__user")
    filtered = DocumentFilter(request.GET, queryset=documents, request=request)
    page = keyset_page(filtered, request, order=("issued_at", "pk"), descending=True)
    jobs = Job.objects.visible_to(request.member).exclude(state="done").order_by("-created_at")[:10]
    template = (
        "documents/partials/_document_results.html"
        if request.htmx
        else "documents/document_list.html"
    )
    return render(request, template, {"page": page, "filter": filtered, "jobs": jobs})


@require_GET
@access(can_review_models)
def document_models(request):
    """Every model of document, what it must say, and what a lawyer has not read yet."""
    models = all_models()
    context = {
        "models": models,
        "to_review": sum(model.to_review for model in models),
    }
    return render(request, "documents/document_models.html", context)


@require_GET
@never_cache
@access(can_read_documents)
def document_download(request, pk):
    """The stored file, byte for byte; the download is recorded."""
    document = get_object_or_404(Document.objects.visible_to(request.member), pk=pk)
    if not document.is_stored:
        if Job.objects.visible_to(request.member).filter(pk=document.job_id).exists():
            return redirect("documents:progress", pk=document.job_id)
        # A colleague asked for it: her progress page is not mine.
        messages.info(request, "Ce document est en cours de production : il sera bientôt là.")
        return redirect("documents:list")
    try:
        content = read_stored(document.organisation_id, document.sha256)
    except FileNotFoundError:
        raise Http404("Le fichier de ce document est introuvable.") from None
    record("document.read", document, by=request.member, chain="reads")
    if tell := kind_of(document.kind).after_read:
        tell(document, request.member)
    response = HttpResponse(content, content_type="application/pdf")
    disposition = "attachment" if "telecharger" in request.GET else "inline"
    response["Content-Disposition"] = f'{disposition}; filename="{document.file_name}"'
    return response


@require_GET
@never_cache
@access(everyone)
def job_progress(request, pk):
    """How far a job of mine is; the page asks again by itself until it is over."""
    job = get_object_or_404(Job.objects.visible_to(request.member), pk=pk)
    own_page = handler_for(job.kind).page
    if own_page:
        return redirect(own_page(job))
    documents = Document.objects.visible_to(request.member).filter(job=job).order_by("number")
    shown = list(documents[:200])
    context = {
        "job": job,
        "title": _produced(job, shown),
        "documents": shown,
        **polling(request),
    }
    template = "documents/partials/_progress.html" if request.htmx else "documents/progress.html"
    return render(request, template, context)


def _produced(job, documents):
    """« 11 attestations de participation », or what the job is called when it makes none."""
    titles = {document.title for document in documents}
    if len(titles) != 1:
        return job.label
    title, count = titles.pop(), max(job.progress_total or 0, len(documents))
    if count == 1:
        return title
    noun, _, rest = title.partition(" ")
    return f"{count}{NO_BREAK}{noun.lower()}s {rest}".rstrip()


@require_POST
@access(everyone)
def job_retry(request, pk):
    """Ask again for work that failed."""
    job = get_object_or_404(Job.objects.visible_to(request.member), pk=pk)
    retry(job)
    return redirect("documents:progress", pk=job.pk)


@require_POST
@access(can_read_documents)
def document_retry(request, pk):
    """Draw one document again, alone: the rest of its batch is done."""
    document = get_object_or_404(Document.objects.visible_to(request.member), pk=pk)
    if document.is_stored:
        return redirect("documents:download", pk=pk)
    return redirect("documents:progress", pk=draw_again(document, by=request.member).pk)


VERIFY_TRIES, VERIFY_SECONDS = 60, 300


def _allowed(request):
    return within_limit(
        "verify", client_address(request), tries=VERIFY_TRIES, seconds=VERIFY_SECONDS
    )


@require_http_methods(["GET", "POST"])
@never_cache
@access(public)
def verify_home(request):
    """Type a code, or give a PDF: its code is read from the file itself."""
    if not _allowed(request):
        return too_many(request, VERIFY_SECONDS)
    code_form, file_form = CodeForm(), FileForm()
    if request.method == "GET" and "code" in request.GET:
        code_form = CodeForm(request.GET)
        if code_form.is_valid():
            code = printed_form(code_form.cleaned_data["code"])
            if code:
                return redirect("verify", code=code)
            code_form.add_error("code", "Ce code n’a pas la bonne forme : douze caractères.")
    if request.method == "POST":
        file_form = FileForm(request.POST, request.FILES)
        if file_form.is_valid():
            file = file_form.cleaned_data["file"]
            code = code_inside(file)
            if code:
                return _verdict(request, code, file)
            file_form.add_error(
                "file",
                "Ce fichier ne porte pas de code de vérification : tapez celui du document papier.",
            )
    return render(
        request,
        "documents/verify_home.html",
        {"code_form": code_form, "file_form": file_form},
        status=422 if code_form.errors or file_form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@access(public)
def verify(request, code):
    """A code alone proves that a document was issued; a file proves that it was not altered."""
    if not _allowed(request):
        return too_many(request, VERIFY_SECONDS)
    file_form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and file_form.is_valid():
        return _verdict(request, code, file_form.cleaned_data["file"])
    document = find_document(code)
    status = 404 if document is None else 422 if file_form.errors else 200
    return render(
        request,
        "documents/verify.html",
        {
            "verdict": "issued" if document else "unknown",
            "document": document,
            "code": printed_form(code) or code[:20],
            "file_form": file_form,
        },
        status=status,
    )


def _verdict(request, code, file):
    document = find_document(code)
    fingerprint = fingerprint_of(file)
    if document is None:
        verdict = "unknown"
    elif fingerprint == document.sha256:
        verdict = "authentic"
    else:
        verdict = "altered"
    return render(
        request,
        "documents/verify.html",
        {
            "verdict": verdict,
            "document": document,
            "code": printed_form(code) or code[:20],
            "fingerprint": fingerprint,
            "file_form": FileForm(),
        },
    )

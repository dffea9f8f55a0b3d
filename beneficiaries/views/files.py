"""Pages of the personal files: find, open, create, correct, inform, close."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.filters.files import BeneficiaryFilter
from beneficiaries.forms.files import CorrectionForm, NewBeneficiaryForm
from beneficiaries.limits import SEARCH_SECONDS, may_search
from beneficiaries.models import NOTICE_VERSION, Beneficiary
from beneficiaries.permissions import can_open_files, can_write_files
from beneficiaries.search import QUERY_LENGTH
from beneficiaries.selectors.files import (
    FOUND_AT_MOST,
    corrections_since,
    find_beneficiaries,
)
from beneficiaries.selectors.page import page_files, person_page
from beneficiaries.selectors.readings import search_digest
from beneficiaries.services import (
    Changed,
    close_beneficiary,
    create_beneficiary,
    reopen_beneficiary,
    update_beneficiary,
)
from beneficiaries.services.readings import record_list, record_search
from beneficiaries.views.look_alikes import look_alikes_shown, unconfirmed_look_alikes
from inclusion.exceptions import Refused
from inclusion.ids import uuid7
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.throttling import too_many
from inclusion.ui.telling import telling

# Where the session keeps the keys a search found.
FOUND = "beneficiaries_found"


@require_GET
@access(can_open_files)
def beneficiary_list(request):
    """Everyone the organisation accompanies, by name; or those the last search found."""
    files = Beneficiary.objects.visible_to(request.member).in_use()
    files = files.select_related("referent__user")
    if "trouvees" in request.GET:
        found = _found_last(request, files.with_notice())
        context = {"searched": True, "people": found, "is_full": len(found) == FOUND_AT_MOST}
    else:
        filtered = BeneficiaryFilter(request.GET, queryset=files.with_notice(), request=request)
        page = keyset_page(filtered, request, order=("sort_name", "pk"))
        context = {"page": page, "people": page.rows, "filter": filtered}
    record_list(request.member, [person.pk for person in context["people"]])
    template = (
        "beneficiaries/partials/_beneficiary_results.html"
        if request.htmx
        else "beneficiaries/beneficiary_list.html"
    )
    return render(request, template, context)


@require_POST
@access(can_open_files)
def beneficiary_search(request):
    """Find people by what is typed. Only whom it found is kept, for the page that shows them:

    a name is neither in an address, nor in a log, nor in the session.
    """
    query = request.POST.get("q", "").strip()[:QUERY_LENGTH]
    if not query:
        return redirect("beneficiaries:beneficiary_list")
    if not may_search(request.member):
        return too_many(request, SEARCH_SECONDS)
    found = find_beneficiaries(request.member, query)
    record_search(request.member, search_digest(query), len(found))
    request.session[FOUND] = [str(person.pk) for person in found]
    return redirect(reverse("beneficiaries:beneficiary_list") + "?trouvees=1")


def _found_last(request, files):
    """The files of the last search, in the order it gave them."""
    wanted = request.session.get(FOUND, [])
    by_key = {str(person.pk): person for person in files.filter(pk__in=wanted)}
    return [by_key[key] for key in wanted if key in by_key]


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def beneficiary_create(request):
    """A new file, once nobody who looks like her is already there."""
    if request.method == "GET":
        initial = {"referent": request.member.pk, "key": uuid7()}
        return _new_page(request, NewBeneficiaryForm(member=request.member, initial=initial))
    form = NewBeneficiaryForm(request.POST, member=request.member)
    if opened := _already_opened(request, form):
        messages.info(request, f"Le dossier {opened.file_number} vient d’être ouvert.")
        return redirect("beneficiaries:beneficiary_detail", pk=opened.pk)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    if lookalikes := unconfirmed_look_alikes(request, form.cleaned_data):
        return _new_page(request, form, lookalikes, status=422)
    try:
        beneficiary = create_beneficiary(by=request.member, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _new_page(request, form, status=422)
    messages.success(
        request, f"Dossier {beneficiary.file_number} ouvert. La notice d’information y est notée."
    )
    return redirect("beneficiaries:beneficiary_detail", pk=beneficiary.pk)


def _already_opened(request, form):
    """The file that this very page opened a moment ago: the same form sent twice opens one."""
    form.is_valid()
    key = form.cleaned_data.get("key")
    return key and Beneficiary.objects.visible_to(request.member).filter(pk=key).first()


def _new_page(request, form, lookalikes=(), status=200):
    return render(
        request,
        "beneficiaries/beneficiary_create.html",
        {
            "form": form,
            **look_alikes_shown(lookalikes),
            "trail": [
                ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
                ("Nouveau", ""),
            ],
            "notice_version": NOTICE_VERSION,
        },
        status=status,
    )


def file_of(request, pk):
    """The file of that key as its pages read it; 404 when it is not the member's to see."""
    files = Beneficiary.objects.visible_to(request.member).with_notice()
    return get_object_or_404(files.select_related("referent__user", "created_by__user"), pk=pk)


@require_GET
@access(can_open_files)
def beneficiary_detail(request, pk):
    """The file and the person's path; opening it is recorded.

    A file that was joined to another opens that one: both numbers still lead to her.
    """
    beneficiary = get_object_or_404(page_files(request.member), pk=pk)
    if beneficiary.merged_into_id:
        return redirect("beneficiaries:beneficiary_detail", pk=beneficiary.merged_into_id)
    record_read(beneficiary, by=request.member, what="file")
    context = person_page(beneficiary, request.member) | {"trail": trail_of(beneficiary)}
    return render(request, "beneficiaries/beneficiary_detail.html", context)


def trail_of(beneficiary, *page):
    """The breadcrumb of a file and of the pages under it."""
    file_url = reverse("beneficiaries:beneficiary_detail", args=[beneficiary.pk])
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        (beneficiary.file_number, file_url),
        *page,
    ]


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def beneficiary_update(request, pk):
    """Correct the file; showing what it says is a read like another."""
    beneficiary = file_of(request, pk)
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, instance=beneficiary, member=request.member)
    corrections = []
    if form.is_valid():
        try:
            update_beneficiary(beneficiary=beneficiary, by=request.member, **form.cleaned_data)
        except Changed as changed:
            corrections = corrections_since(changed.beneficiary, form.cleaned_data["version"])
            form = _once_more(request, changed.beneficiary)
        except Refused as refusal:
            messages.info(request, refusal.message)
        else:
            messages.success(request, "Le dossier est à jour.")
        if not corrections:
            return redirect("beneficiaries:beneficiary_detail", pk=pk)
    record_read(beneficiary, by=request.member, what="file")
    return render(
        request,
        "beneficiaries/beneficiary_update.html",
        {
            "beneficiary": beneficiary,
            "form": form,
            "corrections": corrections,
            "trail": trail_of(beneficiary, ("Modifier", "")),
        },
        status=409 if corrections else 422 if form.errors else 200,
    )


def _once_more(request, beneficiary):
    """The form as she filled it, now over the file as it stands."""
    data = request.POST.copy()
    data["version"] = beneficiary.version
    return CorrectionForm(data, instance=beneficiary, member=request.member)


@require_POST
@access(can_write_files)
def beneficiary_close(request, pk):
    """Close the file."""
    return _act(request, pk, close_beneficiary, "Le dossier est clos. Il reste lisible.")


@require_POST
@access(can_write_files)
def beneficiary_reopen(request, pk):
    """Open a closed file again."""
    return _act(request, pk, reopen_beneficiary, "Le dossier est rouvert.")


def _act(request, pk, act, sentence):
    beneficiary = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    with telling(request, sentence):
        act(beneficiary=beneficiary, by=request.member)
    return redirect("beneficiaries:beneficiary_detail", pk=pk)

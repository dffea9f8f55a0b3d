"""The information notice: read together, printed, given, and given again when it changes."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from beneficiaries.duties.notice_texts import language_choices, language_label, version_in_use
from beneficiaries.forms.rights import NoticeDeliveryForm
from beneficiaries.models import Beneficiary
from beneficiaries.permissions import can_open_files, can_write_files
from beneficiaries.selectors.rights import to_inform_again
from beneficiaries.services import deliver_notice
from beneficiaries.services.notices import DEFAULT_LANGUAGE
from inclusion.lists import keyset_page
from inclusion.permissions import access, everyone
from inclusion.ui.telling import telling


@require_GET
@access(everyone)
def notice(request):
    """The notice in use, in the language asked for, to read together or to print."""
    version = version_in_use()
    language = request.GET.get("langue", DEFAULT_LANGUAGE)
    if language not in version.texts:
        language = DEFAULT_LANGUAGE
    text = version.texts[language].filled(request.member.organisation)
    return render(
        request,
        "beneficiaries/notice.html",
        {
            "organisation": request.member.organisation,
            "version": version,
            "text": text,
            # Of the text before the organisation's name is filled in: what deliveries keep.
            "sha256": version.texts[language].sha256,
            "languages": [
                {"code": code, "label": label, "is_current": code == language}
                for code, label in language_choices(version)
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def notice_deliver(request, pk):
    """Note that the person was told: how, in which language, with an interpreter or not."""
    files = Beneficiary.objects.visible_to(request.member)
    beneficiary = get_object_or_404(files, pk=pk)
    form = NoticeDeliveryForm(
        request.POST if request.method == "POST" else None,
        initial={"language": language_of(beneficiary)},
    )
    if form.is_valid():
        with telling(request, "La remise de la notice est inscrite au dossier."):
            deliver_notice(beneficiary=beneficiary, by=request.member, **form.cleaned_data)
        return redirect("beneficiaries:beneficiary_detail", pk=pk)
    last = beneficiary.notice_deliveries.told().order_by("-delivered_at").first()
    return render(
        request,
        "beneficiaries/notice_deliver.html",
        {
            "beneficiary": beneficiary,
            "form": form,
            "version": version_in_use(),
            "last": last,
            "last_language": language_label(last.language) if last else "",
            "trail": trail_of(beneficiary, ("Notice d’information", "")),
        },
        status=422 if form.errors else 200,
    )


@require_GET
@access(can_open_files)
def notice_again(request):
    """Persons told an earlier version of the notice: those to tell again, by name."""
    page = keyset_page(to_inform_again(request.member), request, order=("sort_name", "pk"))
    return render(
        request,
        "beneficiaries/notice_again.html",
        {
            "page": page,
            "version": version_in_use(),
            "trail": [
                ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
                ("À informer de nouveau", ""),
            ],
        },
    )


def language_of(beneficiary):
    """The notice's language that suits the person: one she speaks, in easy words if need be."""
    texts = version_in_use().texts
    for code in beneficiary.languages:
        if code in texts:
            return "fr-falc" if code == "fr" and "reading" in beneficiary.needs else code
    return "fr-falc" if "reading" in beneficiary.needs else DEFAULT_LANGUAGE


def trail_of(beneficiary, *page):
    """The breadcrumb of the pages under a file."""
    file_url = reverse("beneficiaries:beneficiary_detail", args=[beneficiary.pk])
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        (beneficiary.file_number, file_url),
        *page,
    ]

"""A funder's own pages: how it wants to be told, and the programmes it funds through."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from funding.forms.funders import GranteeProgramForm, ProfileForm, ProgramForm
from funding.models import FunderProfile, FundingProgram
from funding.permissions import can_do_funding, speaks_for_a_funder
from funding.rules import rules_of
from funding.services.funders import write_profile, write_program
from funding.views.acting import act_page
from funding.views.projects import HOME_TRAIL
from inclusion.exceptions import Refused
from inclusion.permissions import access


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def profile(request):
    """How this funder wants to be told."""
    written = FunderProfile.objects.filter(organisation=request.member.organisation_id).first()
    rules = rules_of(request.member.organisation)
    initial = (
        ProfileForm.initial_of(written)
        if written
        else {
            "report_line": rules.report_line,
            "is_public": rules.is_public,
            "report_template": rules.report_template,
            "variance_percent": rules.variance_percent,
            "variance_amount": rules.variance_amount,
            "is_published": True,
        }
    )
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            write_profile(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le profil est enregistré.")
            return redirect("officer:profile")
    return render(
        request,
        "officer/profile.html",
        {
            "form": form,
            "is_written": written is not None,
            "programs": _own(request.member),
            "trail": [("Comptes rendus", reverse("officer:list")), ("Profil du financeur", "")],
        },
        status=422 if form.errors else 200,
    )


def _own(member):
    return FundingProgram.objects.filter(
        organisation=member.organisation_id, funder=member.organisation_id
    ).order_by("-starts_on", "label")


@require_GET
@access(speaks_for_a_funder)
def program_list(request):
    """The programmes of this funder, latest first."""
    return render(
        request,
        "officer/programs.html",
        {
            "programs": _own(request.member),
            "trail": [("Comptes rendus", reverse("officer:list")), ("Dispositifs", "")],
        },
    )


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def program_create(request):
    """A new programme."""
    return _program_page(request, None)


@require_http_methods(["GET", "POST"])
@access(speaks_for_a_funder)
def program_edit(request, pk):
    """Change a programme."""
    return _program_page(request, get_object_or_404(_own(request.member), pk=pk))


def _program_page(request, program):
    back = reverse("officer:program_list")
    initial = ProgramForm.initial_of(program) if program else {"counts_in_kind": True}
    title = program.label if program else "Nouveau dispositif"
    return act_page(
        request,
        ProgramForm(request.POST or None, initial=initial),
        lambda form: write_program(by=request.member, program=program, **form.cleaned_data),
        title=title,
        lead="Ce que le dispositif paie, jusqu’où, et entre quels jours. Les structures le"
        " choisissent dans leur demande.",
        act="Enregistrer le dispositif",
        done="Le dispositif est enregistré.",
        back=back,
        trail=[("Dispositifs", back), (title, "")],
    )


@require_http_methods(["GET", "POST"])
@access(can_do_funding)
def program_note(request):
    """A grantee writes the rules of a funder that does not write its own here."""
    return act_page(
        request,
        GranteeProgramForm(
            request.POST or None, member=request.member, initial={"counts_in_kind": True}
        ),
        lambda form: write_program(by=request.member, **form.cleaned_data),
        title="Noter un dispositif",
        lead="Pour un financeur qui n’écrit pas les siens ici. Vous seuls le verrez.",
        act="Noter le dispositif",
        done="Le dispositif est noté\u00a0: choisissez-le dans la subvention.",
        back=reverse("funding:home"),
        trail=[HOME_TRAIL, ("Dispositif", "")],
    )

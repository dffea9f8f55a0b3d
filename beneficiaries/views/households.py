"""The page of a person's households."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaries.forms.households import HouseholdForm, JoinForm, NewHouseholdForm
from beneficiaries.models import HouseholdMember
from beneficiaries.permissions import can_write_files
from beneficiaries.selectors.households import households_panel, with_devices
from beneficiaries.services.households import (
    count_household,
    join_household,
    leave_household,
    open_household,
    set_confidential,
)
from beneficiaries.views.files import file_of, trail_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def household(request, pk):
    """Who the person lives with: her household as it is known, or the form that opens one."""
    beneficiary = file_of(request, pk)
    homes = with_devices(households_panel(beneficiary, request.member)["homes"])
    data = request.POST if request.method == "POST" else None
    wants_join = data is not None and "file_number" in data
    forms = {"new": None, "count": None, "join": None}
    if homes:
        home = homes[0].link.household
        forms["count"] = HouseholdForm(
            None if wants_join else data, initial=vars(home), prefix=None
        )
        forms["join"] = JoinForm(data if wants_join else None, member=request.member)
    else:
        forms["new"] = NewHouseholdForm(data)
    form = forms["join"] if wants_join and homes else forms["count"] or forms["new"]
    if form.is_bound and form.is_valid():
        try:
            _write(request.member, beneficiary, homes, form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le foyer est à jour.")
            return redirect("beneficiaries:household", pk=pk)
    record_read(beneficiary, by=request.member, what="household")
    context = {
        "beneficiary": beneficiary,
        "homes": homes,
        "bound": form,
        "forms": forms,
        "trail": trail_of(beneficiary, ("Foyer", "")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "beneficiaries/household.html", context, status=status)


def _write(member, beneficiary, homes, form):
    values = dict(form.cleaned_data)
    if not homes:
        open_household(beneficiary=beneficiary, by=member, **values)
    elif "file_number" in values:
        other = values.pop("file_number")
        join_household(household=homes[0].link.household, beneficiary=other, by=member, **values)
    else:
        count_household(household=homes[0].link.household, by=member, **values)


@require_POST
@access(can_write_files)
def household_member_leave(request, pk):
    """A person no longer lives there."""
    return _act(request, pk, leave_household, "La personne ne fait plus partie du foyer.")


@require_POST
@access(can_write_files)
def household_member_hide(request, pk):
    """Make a link confidential."""
    return _act(
        request,
        pk,
        lambda **names: set_confidential(is_confidential=True, **names),
        "Le lien est confidentiel : les autres membres du foyer ne la voient plus.",
    )


@require_POST
@access(can_write_files)
def household_member_show(request, pk):
    """End the confidentiality of a link."""
    return _act(
        request,
        pk,
        lambda **names: set_confidential(is_confidential=False, **names),
        "Le lien n’est plus confidentiel.",
    )


def _act(request, pk, act, sentence):
    links = HouseholdMember.objects.filter(organisation=request.member.organisation_id)
    link = get_object_or_404(links, pk=pk)
    beneficiary = link.beneficiary_id
    with telling(request, sentence):
        act(link=link, by=request.member)
    return redirect("beneficiaries:household", pk=request.POST.get("retour") or beneficiary)

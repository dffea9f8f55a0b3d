"""The form that explains a blocking finding, of a plan or of a grant without one."""

from django.contrib import messages

from funding.forms.plans import ExplanationForm
from inclusion.exceptions import Refused


def explained(request, judged, act):
    """Write the explanation posted, by `act`: None once it is, else the form with what stops it.

    `judged` are the findings it may be about.
    """
    code = request.POST.get("code", "")
    found = next((each for each in judged if each.finding.code == code), None)
    form = ExplanationForm(request.POST, request.FILES, finding=found.finding if found else None)
    if form.is_valid():
        try:
            act(by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "L’explication est enregistrée. Le constat reste affiché.")
            return None
    return form

"""What a person agrees to: asked one question at a time, withdrawn as simply as given."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from beneficiaries.forms.rights import ConsentForm, WithdrawForm
from beneficiaries.models import Beneficiary, Consent, ConsentPurpose
from beneficiaries.permissions import can_open_files, can_write_files
from beneficiaries.selectors.rights import PURPOSE_ICONS, consent_line, current_consents, is_valid
from beneficiaries.services import give_consent, refuse_consent, withdraw_consent
from beneficiaries.views.notices import trail_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.permissions import access
from inclusion.ui.telling import telling

# Said to the person before she answers: what it is, what she risks by saying no.
QUESTIONS = {
    ConsentPurpose.TRANSMISSION: "«\u00a0Je peux envoyer votre demande à cette structure. Nous"
    " choisissons ensemble ce qu’elle reçoit. Si vous dites non, je vous donne l’adresse et vous"
    " y allez comme vous voulez.\u00a0»",
    ConsentPurpose.SMS: "«\u00a0Je peux vous rappeler vos rendez-vous par SMS. Si vous dites non,"
    " je vous appelle ou je vous les écris.\u00a0»",
    ConsentPurpose.PHOTO: "«\u00a0Nous prenons parfois des photos. Si vous dites non, vous n’y"
    " serez pas, et l’atelier se passe pareil.\u00a0»",
    ConsentPurpose.TESTIMONY: "«\u00a0Votre histoire peut aider à faire connaître notre travail."
    " Si vous dites non, personne ne vous en reparlera.\u00a0»",
}


def _file(request, pk):
    return get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)


@require_GET
@access(can_open_files)
def consents(request, pk):
    """What she answers today for each purpose, and every answer she gave."""
    beneficiary = _file(request, pk)
    record_read(beneficiary, by=request.member, what="consents")
    current = current_consents(beneficiary)
    answered = {consent.purpose for consent in current}
    history = (
        Consent.objects.visible_to(request.member)
        .filter(beneficiary=beneficiary)
        .select_related("by__user", "evidence")
        .order_by("-at", "-pk")
    )
    return render(
        request,
        "beneficiaries/consents.html",
        {
            "beneficiary": beneficiary,
            "lines": [consent_line(each) for each in current],
            "unasked": [
                {"purpose": purpose.value, "label": purpose.label, "icon": PURPOSE_ICONS[purpose]}
                for purpose in ConsentPurpose
                if purpose not in answered
            ],
            "history": [consent_line(each) for each in history],
            "can_withdraw": any(is_valid(each) for each in current),
            "trail": trail_of(beneficiary, ("Accords", "")),
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def consent_answer(request, pk):
    """Ask her one question, note what she answers."""
    beneficiary = _file(request, pk)
    asked = request.GET.get("pour", "")
    initial = {"purpose": asked, "receiver": request.GET.get("structure", "")[:120]}
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(data, beneficiary=beneficiary, initial=initial)
    if form.is_valid():
        try:
            _answer(beneficiary, request.member, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La réponse de la personne est inscrite.")
            return redirect("beneficiaries:consents", pk=pk)
    return render(
        request,
        "beneficiaries/consent_answer.html",
        {
            "beneficiary": beneficiary,
            "form": form,
            "question": QUESTIONS.get(asked, ""),
            "questions": [
                (purpose.label, QUESTIONS[purpose], PURPOSE_ICONS[purpose])
                for purpose in ConsentPurpose
            ],
            "trail": trail_of(
                beneficiary,
                ("Accords", reverse("beneficiaries:consents", args=[pk])),
                ("Demander", ""),
            ),
        },
        status=422 if form.errors else 200,
    )


def _answer(beneficiary, member, values):
    asked = {name: values[name] for name in ("purpose", "receiver", "manner")}
    if values["answer"] == "no":
        return refuse_consent(beneficiary=beneficiary, by=member, **asked)
    return give_consent(
        beneficiary=beneficiary,
        by=member,
        valid_until=values["valid_until"],
        evidence=values.get("evidence"),
        **asked,
    )


@require_http_methods(["GET", "POST"])
@access(can_write_files)
def consent_withdraw(request, pk):
    """End one agreement; what waited on it ends at once."""
    beneficiary = _file(request, pk)
    running = [each for each in current_consents(beneficiary) if is_valid(each)]
    data = request.POST if request.method == "POST" else None
    form = WithdrawForm(data, consents=running, initial={"consent": request.GET.get("accord", "")})
    if form.is_valid():
        chosen = form.chosen
        with telling(request, "L’accord est retiré\u00a0: plus rien ne part."):
            withdraw_consent(
                beneficiary=beneficiary,
                by=request.member,
                purpose=chosen.purpose,
                receiver=chosen.receiver,
                manner=form.cleaned_data["manner"],
            )
        return redirect("beneficiaries:consents", pk=pk)
    return render(
        request,
        "beneficiaries/consent_withdraw.html",
        {
            "beneficiary": beneficiary,
            "form": form,
            "running": running,
            "trail": trail_of(
                beneficiary,
                ("Accords", reverse("beneficiaries:consents", args=[pk])),
                ("Retirer", ""),
            ),
        },
        status=422 if form.errors else 200,
    )

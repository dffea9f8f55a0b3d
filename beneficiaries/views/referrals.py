"""Pages of a referral on the sender's side: show doors, choose, transmit, follow."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beneficiaries.filters.referrals import ReferralFilter
from beneficiaries.forms.referrals import (
    AppointmentForm,
    AttendanceForm,
    ChoiceForm,
    NeedForm,
    OffersForm,
    PersonRefusalForm,
    ResultForm,
    SendForm,
)
from beneficiaries.models import OfferKind, ReferralMode, ReferralNeed, ReferralStatus
from beneficiaries.permissions import can_refer
from beneficiaries.referral.sharing import available_values
from beneficiaries.referral.targets import (
    is_group_advised_against,
    need_of,
    suggested_targets,
)
from beneficiaries.selectors.referrals import (
    agreed_word,
    badge_of,
    panel_line,
    referrals_of,
    referrals_to_follow,
    status_word,
)
from beneficiaries.services.referral_sending import (
    DIGITS,
    receivers_for,
    send_again,
    send_referral,
    transmission_consent,
)
from beneficiaries.services.referrals import (
    choose_door,
    close_referral,
    give_new_sheet,
    note_refusal,
    propose_referral,
    record_attendance,
    set_appointment,
    withdraw_referral,
)
from beneficiaries.views.files import file_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record_read
from inclusion.lists import keyset_page
from inclusion.permissions import access
from inclusion.registry import registry
from inclusion.ui.telling import telling

BY_LINK = "courriel"
# What a person who is not there any more is asked: nothing. What she is: whether she came.
TO_APPOINT = {
    ReferralStatus.SENT,
    ReferralStatus.RECEIVED,
    ReferralStatus.UNANSWERED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.APPOINTMENT,
    ReferralStatus.ABSENT,
}
TO_ATTEND = {
    ReferralStatus.SENT,
    ReferralStatus.RECEIVED,
    ReferralStatus.UNANSWERED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.APPOINTMENT,
}
TO_CLOSE = TO_ATTEND | {ReferralStatus.ATTENDED, ReferralStatus.ABSENT}


@require_GET
@access(can_refer)
def referral_list(request):
    """The association's referrals, the latest first, by what became of them."""
    filtered = ReferralFilter(request.GET, queryset=referrals_of(request.member), request=request)
    page = keyset_page(filtered, request, order=("created_at", "pk"), descending=True)
    lines = [
        {"referral": row, "badge": badge_of(row), "word": status_word(row)} for row in page.rows
    ]
    template = (
        "beneficiaries/partials/_referral_results.html"
        if request.htmx
        else "beneficiaries/referral_list.html"
    )
    context = {"page": page, "lines": lines, "filter": filtered}
    if not request.htmx:
        context["todo"] = referrals_to_follow(request.member)
    return render(request, template, context)


def referral_of(request, pk):
    found = referrals_of(request.member).select_related(
        "beneficiary__referent", "assessment", "to_organisation", "organisation"
    )
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_refer)
def referral_create(request, pk):
    """Doors for one need, near her: one to three are shown to the person."""
    beneficiary = file_of(request, pk)
    record_read(beneficiary, by=request.member, what="referral")
    given = request.POST if request.method == "POST" else request.GET
    assessment = _assessment(beneficiary, given.get("diagnostic", ""))
    need = given.get("besoin") or (need_of(assessment) if assessment else "")
    near = given.get("commune", beneficiary.city or beneficiary.postcode)
    need_form = NeedForm({"besoin": need, "commune": near})
    is_known = need in ReferralNeed.values and need_form.is_valid()
    alone = bool(assessment) and is_group_advised_against(assessment)
    targets = []
    if is_known:
        commune = need_form.cleaned_data["commune"]
        targets = suggested_targets(beneficiary, request.member, need, commune=commune, alone=alone)
    form = OffersForm(request.POST if request.method == "POST" else None, targets=targets)
    if is_known and form.is_valid():
        try:
            referral = propose_referral(
                beneficiary=beneficiary,
                by=request.member,
                need=need,
                targets=form.cleaned_data["chosen"],
                assessment=assessment,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("beneficiaries:referral_detail", pk=referral.pk)
    is_wrong = request.method == "POST"
    context = {
        "beneficiary": beneficiary,
        "assessment": assessment,
        "alone": alone,
        "need": need if is_known else "",
        "need_form": need_form if given.get("besoin") or assessment else _unasked(near),
        "commune": near,
        "form": form,
        "targets": _with_ticks(form, targets),
        "trail": _trail_of(beneficiary, ("Orienter", "")),
    }
    return render(
        request, "beneficiaries/referral_create.html", context, status=422 if is_wrong else 200
    )


def _unasked(near):
    return NeedForm(initial={"commune": near})


def _assessment(beneficiary, key):
    """The completed assessment that the address names, when it is hers."""
    try:
        return beneficiary.assessments.completed().filter(pk=key).first() if key else None
    except (ValidationError, ValueError):
        return None


def _with_ticks(form, targets):
    """Each door with whether it is ticked: the three best to begin with."""
    if form.is_bound:
        ticked = set(form.data.getlist("targets"))
    else:
        ticked = {f"{target.kind}:{target.id}" for target in targets[:3]}
    return [
        {
            "key": f"{target.kind}:{target.id}",
            "target": target,
            "is_ticked": f"{target.kind}:{target.id}" in ticked,
            "address": ", ".join(target.facts.get("address_lines", [])),
        }
        for target in targets
    ]


def _trail_of(beneficiary, *page):
    file_url = reverse("beneficiaries:beneficiary_detail", args=[beneficiary.pk])
    return [
        ("Bénéficiaires", reverse("beneficiaries:beneficiary_list")),
        (beneficiary.file_number, file_url),
        *page,
    ]


@require_GET
@access(can_refer)
def referral_detail(request, pk):
    """One referral: where it is, and the one thing to do next."""
    referral = referral_of(request, pk)
    return _detail(request, referral)


def _detail(request, referral, *, status=200, **forms):
    record_read(referral.beneficiary, by=request.member, what="referral")
    offers = list(referral.offers.order_by("rank"))
    chosen = next((offer for offer in offers if offer.is_chosen), None)
    current = referral.status
    context = {
        "referral": referral,
        "beneficiary": referral.beneficiary,
        "line": panel_line(referral),
        "offers": offers,
        "chosen": chosen,
        "place": _place_at(chosen, referral),
        "needs_choice": current == ReferralStatus.PROPOSED,
        "needs_sending": current == ReferralStatus.PROPOSED
        and chosen is not None
        and referral.is_transmission,
        "choice_form": forms.get("choice_form") or _choice_form(None, offers, chosen, referral),
        "refusal_form": forms.get("refusal_form") or PersonRefusalForm(auto_id="refus_%s"),
        "appointment_form": forms.get("appointment_form")
        or (AppointmentForm(auto_id="rdv_%s") if current in TO_APPOINT else None),
        "attendance_form": forms.get("attendance_form")
        or (AttendanceForm(auto_id="venue_%s") if current in TO_ATTEND else None),
        "asks_attendance": current == ReferralStatus.APPOINTMENT
        or (current == ReferralStatus.SENT and not referral.is_transmission),
        "result_form": forms.get("result_form")
        or (ResultForm(auto_id="suite_%s") if current in TO_CLOSE else None),
        "shows_code": referral.goes_by_link
        and current in {ReferralStatus.SENT, ReferralStatus.RECEIVED, ReferralStatus.UNANSWERED},
        "steps": _steps(referral),
        "trail": _trail_of(referral.beneficiary, ("Orientation", "")),
    }
    return render(request, "beneficiaries/referral_detail.html", context, status=status)


def _place_at(chosen, referral):
    """What the door she chose says of her place there, while she has the address only."""
    place_of = registry.referral_places.get(chosen.kind) if chosen else None
    if place_of is None or referral.status != ReferralStatus.SENT:
        return ""
    return place_of(chosen, referral.beneficiary)


def _choice_form(data, offers, chosen, referral):
    initial = {"offer": str(chosen.pk), "mode": referral.mode} if chosen else None
    return ChoiceForm(data, offers=offers, initial=initial)


def _steps(referral):
    return [
        {
            "badge": f"referral.{step.status}",
            "word": agreed_word(referral.beneficiary, step.status),
            "at": step.at,
            "who": "la structure"
            if step.is_receiver
            else str(step.by)
            if step.by
            else "délai écoulé",
        }
        for step in referral.steps.select_related("by__user").order_by("-at", "-pk")
    ]


@require_POST
@access(can_refer)
def referral_choose(request, pk):
    """The door she chose."""
    referral = referral_of(request, pk)
    form = ChoiceForm(request.POST, offers=referral.offers.order_by("rank"))
    if not form.is_valid():
        return _detail(request, referral, status=422, choice_form=form)
    values = form.cleaned_data
    try:
        referral = choose_door(
            referral=referral,
            by=request.member,
            offer=values["offer"],
            mode=values["mode"],
            appointment_at=values["appointment_at"],
            ask_for=values["ask_for"],
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _detail(request, referral, status=422, choice_form=form)
    if values["mode"] == "transmission":
        return redirect("beneficiaries:referral_send", pk=pk)
    messages.success(request, _said_of(values, referral))
    return redirect("beneficiaries:referral_detail", pk=pk)


def _said_of(values, referral):
    """What follows from her choice: at our own doors, a seat or a place in the line."""
    sheet = "La fiche de la personne est prête à imprimer."
    if values["mode"] != ReferralMode.APPOINTMENT or values["offer"].kind == OfferKind.PLACE:
        return f"C’est noté. {sheet}"
    if referral.status == ReferralStatus.APPOINTMENT:
        return f"Sa place est prise. {sheet}"
    return f"C’est complet\u00a0: elle est en liste d’attente, et sera prévenue. {sheet}"


@require_POST
@access(can_refer)
def referral_refuse(request, pk):
    """She wants none of them."""
    form = PersonRefusalForm(request.POST, auto_id="refus_%s")
    return _act(
        request,
        pk,
        form,
        "refusal_form",
        lambda referral: note_refusal(
            referral=referral, by=request.member, words=form.cleaned_data["words"]
        ),
        "Son refus est noté. Elle peut revenir quand elle veut.",
    )


@require_POST
@access(can_refer)
def referral_appoint(request, pk):
    """The day of her appointment, learnt by telephone."""
    form = AppointmentForm(request.POST, auto_id="rdv_%s")
    return _act(
        request,
        pk,
        form,
        "appointment_form",
        lambda referral: set_appointment(
            referral=referral,
            by=request.member,
            appointment_at=form.cleaned_data["appointment_at"],
        ),
        "Le rendez-vous est noté. Une nouvelle fiche est prête pour la personne.",
    )


@require_POST
@access(can_refer)
def referral_attend(request, pk):
    """Did she come?"""
    form = AttendanceForm(request.POST, auto_id="venue_%s")
    return _act(
        request,
        pk,
        form,
        "attendance_form",
        lambda referral: record_attendance(
            referral=referral, by=request.member, attended=form.cleaned_data["came"]
        ),
        "C’est noté.",
    )


@require_POST
@access(can_refer)
def referral_close(request, pk):
    """What it changed."""
    form = ResultForm(request.POST, auto_id="suite_%s")
    return _act(
        request,
        pk,
        form,
        "result_form",
        lambda referral: close_referral(
            referral=referral, by=request.member, result=form.cleaned_data["result"]
        ),
        "L’orientation est close.",
    )


def _act(request, pk, form, name, act, sentence):
    """Check the form, do the act, say so; a refusal stands on the page it came from."""
    referral = referral_of(request, pk)
    if not form.is_valid():
        return _detail(request, referral, status=422, **{name: form})
    with telling(request, sentence):
        act(referral)
    return redirect("beneficiaries:referral_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_refer)
def referral_send(request, pk):
    """What leaves, to whom, and her consent: read together before anything is sent."""
    referral = referral_of(request, pk)
    offer = referral.offers.filter(is_chosen=True).first()
    if referral.status != ReferralStatus.PROPOSED or offer is None or not referral.is_transmission:
        messages.info(request, "Cette orientation n’est plus à envoyer.")
        return redirect("beneficiaries:referral_detail", pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    receivers = list(receivers_for(request.member))
    receiver = _receiver(given.get("structure", ""), receivers, offer)
    receiver_name = receiver.name if receiver else offer.title
    consent = transmission_consent(referral.beneficiary, receiver_name)
    form = SendForm(
        request.POST if request.method == "POST" else None,
        values=available_values(referral),
        by_link=receiver is None,
        has_consent=consent is not None,
        birth_year_known=referral.beneficiary.birth_year is not None,
        initial={"to_email": offer.facts.get("email", "")},
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            send_referral(
                referral=referral,
                by=request.member,
                fields=values["fields_shared"],
                to_organisation=receiver,
                to_email=values.get("to_email", ""),
                message=values["message"],
                code=values.get("code") or DIGITS,
                manner=values.get("manner", ""),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "C’est envoyé. La fiche de la personne est prête à imprimer.")
            return redirect("beneficiaries:referral_detail", pk=pk)
    record_read(referral.beneficiary, by=request.member, what="referral")
    context = {
        "referral": referral,
        "beneficiary": referral.beneficiary,
        "offer": offer,
        "form": form,
        "receiver": receiver,
        "receiver_name": receiver_name,
        "receiver_key": receiver.slug if receiver else BY_LINK,
        "receivers": receivers,
        "consent": consent,
        "trail": _trail_of(
            referral.beneficiary,
            ("Orientation", reverse("beneficiaries:referral_detail", args=[pk])),
            ("Transmettre", ""),
        ),
    }
    return render(
        request,
        "beneficiaries/referral_send.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def _receiver(asked, receivers, offer):
    """The organisation of the platform that receives, or None for a link by e-mail."""
    if asked == BY_LINK:
        return None
    by_slug = {receiver.slug: receiver for receiver in receivers}
    if asked in by_slug:
        return by_slug[asked]
    key = offer.facts.get("organisation_id")
    return next((receiver for receiver in receivers if receiver.pk == key), None)


@require_POST
@access(can_refer)
def referral_remind(request, pk):
    """A new link to the structure."""
    return _plain_act(request, pk, send_again, "Un nouveau lien est parti. L’ancien n’ouvre plus.")


@require_POST
@access(can_refer)
def referral_sheet(request, pk):
    """One more sheet for the person."""
    return _plain_act(request, pk, give_new_sheet, "Une nouvelle fiche est prête.")


def _plain_act(request, pk, act, sentence):
    with telling(request, sentence):
        act(referral=referral_of(request, pk), by=request.member)
    return redirect("beneficiaries:referral_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_refer)
def referral_withdraw(request, pk):
    """Take it back, once what will happen was read."""
    referral = referral_of(request, pk)
    if request.method == "POST":
        return _plain_act(
            request,
            pk,
            withdraw_referral,
            "L’orientation est retirée. La structure ne peut plus rien lire.",
        )
    return render(
        request,
        "beneficiaries/referral_withdraw.html",
        {
            "referral": referral,
            "beneficiary": referral.beneficiary,
            "trail": _trail_of(
                referral.beneficiary,
                ("Orientation", reverse("beneficiaries:referral_detail", args=[pk])),
                ("Retirer", ""),
            ),
        },
    )

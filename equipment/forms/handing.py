"""What is typed at the counter: payment, signature, loan, and the mentions of receipts."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipment.forms.allocations import AllocateForm
from equipment.forms.fields import TextField
from equipment.models import PaymentMethod, SignatureManner, StockItem, VatRegime
from inclusion.text import clean, parse_amount
from inclusion.ui.forms import AmountInput, ChoiceCards, DateInput, FileDrop

LATEST = date(2100, 1, 1)


class ZeroAmountField(forms.CharField):
    """Euros as typed in French; nothing typed is nothing asked."""

    widget = AmountInput

    def clean(self, value):
        value = super().clean(value)
        if value in self.empty_values:
            return parse_amount("0")
        try:
            amount = parse_amount(value)
        except ValueError:
            raise ValidationError("Écrivez un montant, par exemple 30,00.") from None
        if not 0 <= amount <= 10_000:
            raise ValidationError("Un montant va de 0 à 10\u202f000\u00a0€.")
        return amount


class ChooseForm(AllocateForm):
    """A device chosen for a person: another than the first proposed needs its reason."""

    device = forms.UUIDField(
        error_messages={
            "required": "Choisissez l’appareil.",
            "invalid": "Choisissez l’appareil dans la liste.",
        }
    )
    reason = TextField(
        label="Pourquoi cet appareil",
        max_length=300,
        required=False,
        help_text="Demandé quand ce n’est pas le premier proposé. Parlez de l’appareil, pas de la"
        " personne.",
    )

    def __init__(self, *args, first, **kwargs):
        super().__init__(*args, **kwargs)
        self.first = first
        del self.fields["beneficiary"]

    def clean(self):
        values = super().clean()
        chosen = values.get("device")
        if chosen and chosen != self.first and not values.get("reason"):
            self.add_error("reason", "Dites pourquoi cet appareil plutôt que le premier proposé.")
        return values


class SignatureForm(forms.Form):
    """How she signs: on the screen, or on the printed paper, photographed now or later."""

    accessories = TextField(
        label="Remis avec",
        max_length=600,
        required=False,
        help_text="Séparés par des virgules\u00a0: comptez-les ensemble.",
    )
    manner = forms.ChoiceField(
        label="Signature",
        choices=SignatureManner.choices,
        widget=ChoiceCards,
        required=False,
        initial=SignatureManner.PAPER,
    )
    signature = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-signature-value": ""}), required=False, strip=True
    )
    signed_paper = forms.FileField(
        label="Photo de l’attestation signée",
        required=False,
        widget=FileDrop(attrs={"accept": "image/*,application/pdf", "capture": "environment"}),
        help_text="Maintenant, ou plus tard depuis la page de la remise.",
        error_messages={"empty": "Ce fichier est vide."},
    )
    hides_optional = True

    def clean_manner(self):
        return self.cleaned_data["manner"] or SignatureManner.PAPER

    def clean_accessories(self):
        return [
            part for each in self.cleaned_data["accessories"].split(",") if (part := clean(each))
        ]

    def signature_values(self):
        names = ("accessories", "manner", "signature", "signed_paper")
        return {name: self.cleaned_data.get(name) for name in names}


class CounterForm(SignatureForm):
    """The hand-over at the counter: what leaves together, what is paid, the signature."""

    together = forms.MultipleChoiceField(
        label="Part en même temps", required=False, widget=forms.CheckboxSelectMultiple
    )
    payment_method = forms.ChoiceField(
        label="Comment la personne paie",
        choices=PaymentMethod.choices,
        widget=ChoiceCards,
        required=False,
        initial=PaymentMethod.CASH,
    )
    connection = forms.ModelChoiceField(
        label="Connexion remise avec",
        queryset=StockItem.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Elle sort du stock et s’inscrit au parcours de la personne.",
    )
    is_family_share_received = forms.BooleanField(required=False)
    waiver_reason = TextField(label="Pourquoi elle est dispensée", max_length=200, required=False)

    def __init__(self, *args, owes, others, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.owes = owes
        connections = StockItem.objects.visible_to(member).connections()
        if connections.exists():
            self.fields["connection"].queryset = connections.order_by("name", "pk")
        else:
            del self.fields["connection"]
        self.fields["together"].choices = [(str(each.pk), str(each)) for each in others]
        if not others:
            del self.fields["together"]
        if not owes:
            for name in ("payment_method", "is_family_share_received", "waiver_reason"):
                del self.fields[name]

    def clean(self):
        values = super().clean()
        if not self.owes:
            return values
        values["payment_method"] = values.get("payment_method") or PaymentMethod.CASH
        if values["payment_method"] == PaymentMethod.WAIVED:
            if not values.get("waiver_reason"):
                self.add_error("waiver_reason", "Dites pourquoi elle est dispensée de payer.")
        elif not values.get("is_family_share_received"):
            self.add_error("is_family_share_received", "Cochez quand la participation est reçue.")
        return values


class LoanForm(SignatureForm):
    """Until when, against which deposit."""

    due_on = forms.DateField(label="À rendre le", widget=DateInput)
    deposit_amount = ZeroAmountField(
        label="Caution (€)", required=False, help_text="Rendue avec l’appareil. Vide\u00a0: aucune."
    )
    field_order = ["due_on", "deposit_amount", "accessories", "manner", "signature"]

    def clean_due_on(self):
        return _still_to_come(self.cleaned_data["due_on"])


class ProlongForm(forms.Form):
    due_on = forms.DateField(label="Nouvelle date de retour", widget=DateInput)

    def clean_due_on(self):
        return _still_to_come(self.cleaned_data["due_on"])


def _still_to_come(day):
    if not timezone.localdate() < day < LATEST:
        raise ValidationError("La date de retour est à venir.")
    return day


class LoanReturnForm(forms.Form):
    """The device is back: its accessories one by one, the deposit, a word."""

    back = forms.MultipleChoiceField(
        label="Revenus avec", required=False, widget=forms.CheckboxSelectMultiple
    )
    returned_amount = ZeroAmountField(label="Caution rendue (€)", required=False)
    words = TextField(label="État au retour", max_length=300, required=False)
    person_erased = forms.BooleanField(
        label="La personne dit avoir effacé ses données", required=False
    )
    hides_optional = True

    def __init__(self, *args, loan, **kwargs):
        super().__init__(*args, **kwargs)
        names = [each["name"] for each in loan.accessories]
        self.fields["back"].choices = [(name, name) for name in names]
        if not names:
            del self.fields["back"]
        if not loan.deposit_amount:
            del self.fields["returned_amount"]


class SignedPaperForm(forms.Form):
    signed_paper = forms.FileField(
        label="Photo de l’attestation signée",
        widget=FileDrop(attrs={"accept": "image/*,application/pdf", "capture": "environment"}),
        error_messages={
            "required": "Choisissez la photo de l’attestation signée.",
            "empty": "Ce fichier est vide.",
        },
    )


class SaleTermsForm(forms.Form):
    """What every receipt says besides the sale."""

    mediator_name = TextField(label="Médiateur de la consommation", max_length=120, required=False)
    mediator_contact = TextField(
        label="Comment le saisir",
        max_length=200,
        required=False,
        help_text="Son adresse postale et celle de son site.",
    )
    vat_regime = forms.ChoiceField(
        label="TVA",
        choices=[("", "Ne rien imprimer"), *VatRegime.choices],
        required=False,
        help_text="Mention à faire relire par votre comptable.",
    )
    hides_optional = True

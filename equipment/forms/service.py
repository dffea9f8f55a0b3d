"""What is typed of a failing device: its symptom, what was tried, how it ends."""

from django import forms
from django.core.exceptions import ValidationError

from equipment.forms.fields import CHOOSE, TextField, WholeNumberField
from equipment.forms.handing import SignatureForm
from equipment.models import Outcome, ServiceStatus, StockItem, Symptom
from inclusion.ui.forms import ChoiceCards

DONE = [("repaired", "Réparé"), ("not_repaired", "Non réparé")]


class ServiceOpenForm(forms.Form):
    symptom = forms.ChoiceField(label="Ce qui ne va pas", choices=[CHOOSE, *Symptom.choices])
    words = TextField(
        label="Précision",
        max_length=500,
        required=False,
        help_text="Ce que l’appareil fait ou ne fait plus. Ne parlez pas de la personne.",
    )


class ServiceStatusForm(forms.Form):
    status = forms.ChoiceField(
        label="Le dossier",
        choices=[
            (ServiceStatus.OPEN.value, "Peut avancer"),
            (ServiceStatus.WAITING_PART.value, "Attend une pièce"),
            (ServiceStatus.WAITING_PERSON.value, "Attend la personne"),
        ],
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Dites ce que le dossier attend."},
    )
    words = TextField(label="Ce qu’on attend", max_length=200, required=False)


class ServiceWorkForm(forms.Form):
    diagnosis = TextField(label="Diagnostic", max_length=500)
    work = TextField(label="Travail fait", max_length=500, required=False)
    outcome = forms.ChoiceField(
        label="Issue",
        choices=DONE,
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Dites si l’appareil est réparé."},
    )
    minutes = WholeNumberField(label="Minutes passées", min_value=0, max_value=600)
    part = forms.ModelChoiceField(
        label="Pièce posée", queryset=StockItem.objects.none(), required=False, empty_label="Aucune"
    )
    part_quantity = WholeNumberField(
        label="Combien", min_value=1, max_value=100, required=False, initial=1
    )
    field_order = ["diagnosis", "work", "part", "part_quantity", "minutes", "outcome"]

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        parts = StockItem.objects.visible_to(member).parts()
        self.fields["part"].queryset = parts.order_by("name", "pk")

    def values(self):
        data = dict(self.cleaned_data)
        part, quantity = data.pop("part"), data.pop("part_quantity") or 1
        data["outcome"] = Outcome(data["outcome"])
        return data | {"parts": [(part, "", quantity, 0)] if part else []}


class ServiceCloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Issue",
        choices=[("solved", "Réparé"), ("refused", "Refusé")],
        widget=ChoiceCards(
            in_row=True,
            consequences={
                "solved": "L’appareil retourne à la personne, en état de marche.",
                "refused": "L’appareil lui est rendu tel quel, avec la raison.",
            },
        ),
        error_messages={"required": "Dites comment finit le dossier."},
    )
    words = TextField(label="Ce qui a été fait, ou pourquoi c’est refusé", max_length=500)


class ReturnForm(forms.Form):
    """What came back with the device, and what the person says of her data."""

    back = forms.MultipleChoiceField(
        label="Revenus avec", required=False, widget=forms.CheckboxSelectMultiple
    )
    words = TextField(label="État au retour", max_length=300, required=False)
    person_erased = forms.BooleanField(
        label="La personne dit avoir effacé ses données",
        required=False,
        help_text="Elles restent à effacer ici, preuve à l’appui.",
    )
    hides_optional = True

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        # A name given twice is one line all the same.
        self.fields["back"].choices = [(name, name) for name in dict.fromkeys(names)]
        if not names:
            del self.fields["back"]


class SwapForm(SignatureForm):
    """The device that leaves in exchange, what came back with the other, one signature."""

    device = forms.UUIDField(
        error_messages={
            "required": "Choisissez l’appareil donné en échange.",
            "invalid": "Choisissez l’appareil dans la liste.",
        }
    )
    back = forms.MultipleChoiceField(
        label="Revenus avec l’appareil en panne",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = TextField(label="Pourquoi l’échange", max_length=300)
    person_erased = forms.BooleanField(
        label="La personne dit avoir effacé ses données", required=False
    )

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = list(dict.fromkeys(names))
        self.fields["back"].choices = [(name, name) for name in self.names]
        if not names:
            del self.fields["back"]

    def missing(self):
        back = set(self.cleaned_data.get("back") or ())
        return [name for name in self.names if name not in back]


class GiveItemForm(forms.Form):
    item = forms.ModelChoiceField(
        label="Article",
        queryset=StockItem.objects.none(),
        empty_label="Choisir…",
        error_messages={"required": "Choisissez l’article remis."},
    )
    quantity = WholeNumberField(label="Combien", min_value=1, max_value=20, initial=1)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        items = StockItem.objects.visible_to(member).filter(quantity__gt=0).exclude(kind="part")
        self.fields["item"].queryset = items.order_by("-kind", "name", "pk")
        self.fields["item"].label_from_instance = lambda item: (
            f"{item} ({item.get_kind_display().lower()}, reste {item.quantity})"
        )

    def clean(self):
        values = super().clean()
        item, quantity = values.get("item"), values.get("quantity")
        if item and quantity and quantity > item.quantity:
            raise ValidationError(f"Il n’en reste que {item.quantity} en stock.")
        return values

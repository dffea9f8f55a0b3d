"""What is typed of the stock."""

from django import forms

from equipment.forms.fields import CHOOSE, AmountField, TextField, WholeNumberField
from equipment.models import ENTRY_REASONS, EXIT_REASONS, StockKind
from equipment.services.stock import MAX_MOVE
from inclusion.money import ZERO


class StockItemForm(forms.Form):
    """Something held in number."""

    name = TextField(label="Nom", max_length=80, help_text="Par exemple Clavier AZERTY USB.")
    threshold = WholeNumberField(
        label="Seuil d’alerte",
        min_value=0,
        max_value=MAX_MOVE,
        help_text="À ce nombre ou moins, l’accueil le rappelle. 0\u00a0: jamais.",
    )
    reference = TextField(label="Référence", max_length=60, required=False)
    shelf = TextField(
        label="Emplacement", max_length=40, required=False, help_text="Par exemple Tiroir 2."
    )
    unit_amount = AmountField(
        label="Prix d’achat (€)",
        required=False,
        help_text="D’une pièce\u00a0: chaque réparation l’inscrit.",
    )

    def clean_unit_amount(self):
        return self.cleaned_data["unit_amount"] or ZERO


class NewStockItemForm(StockItemForm):
    kind = forms.ChoiceField(label="Type", choices=[CHOOSE, *StockKind.choices])
    field_order = ["kind", "name", "threshold", "reference", "shelf", "unit_amount"]


class MoveStockForm(forms.Form):
    """So many in or out, and why."""

    quantity = WholeNumberField(label="Quantité", min_value=1, max_value=MAX_MOVE)
    reason = forms.ChoiceField(label="Motif")
    words = TextField(label="Précision", max_length=120, required=False)
    reasons = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [
            CHOOSE,
            *((reason.value, reason.label) for reason in self.reasons),
        ]


class StockEntryForm(MoveStockForm):
    reasons = ENTRY_REASONS


class StockExitForm(MoveStockForm):
    reasons = EXIT_REASONS

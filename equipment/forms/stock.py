"""What is typed of the stock."""

from django import forms

from equipment.forms.fields import CHOOSE, TextField, WholeNumberField
from equipment.models import ENTRY_REASONS, EXIT_REASONS, StockKind
from equipment.services.stock import MAX_MOVE


class StockItemForm(forms.Form):
    """Something held in number."""

    name = TextField(label="Nom", max_length=80, help_text="Par exemple Clavier AZERTY USB.")
    threshold = WholeNumberField(
        label="Seuil d’alerte",
        min_value=0,
        max_value=MAX_MOVE,
        help_text="À ce nombre ou moins, l’accueil le rappelle. 0\u00a0: jamais.",
    )


class NewStockItemForm(StockItemForm):
    kind = forms.ChoiceField(label="Type", choices=[CHOOSE, *StockKind.choices])
    field_order = ["kind", "name", "threshold"]


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

"""What is typed at the bench: a checklist, a repair and its parts, parts of the shelf."""

from django import forms

from equipment.checklists import Answer, checklist_for
from equipment.forms.fields import AmountField, TextField, WholeNumberField
from equipment.models import Appearance, Barrier, Function, Outcome, StockItem
from inclusion.money import ZERO
from inclusion.ui.forms import ChoiceCards

PART_LINES = 3
MINUTES = {"min_value": 0, "max_value": 1440}


class TestForm(forms.Form):
    """The one page of the bench: the checklist, the grades, what goes with the device."""

    __test__ = False

    condition_grade = forms.ChoiceField(
        label="Note d’aspect",
        choices=Appearance.choices,
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Donnez une note d’aspect."},
    )
    function = forms.ChoiceField(
        label="Note de fonctionnement",
        choices=Function.choices,
        widget=ChoiceCards(in_row=True),
        error_messages={"required": "Donnez une note de fonctionnement."},
    )
    battery_percent = WholeNumberField(
        label="Batterie (% de la capacité d’origine)".replace(" %", "\u00a0%"),
        required=False,
        min_value=0,
        max_value=100,
        help_text="A dès 80, B dès 60, C dès 40, D en dessous.",
    )
    minutes = WholeNumberField(label="Minutes passées", initial=15, **MINUTES)
    accessories = TextField(
        label="Accessoires remis avec",
        max_length=200,
        required=False,
        help_text="Séparés par des virgules, par exemple chargeur, souris, housse.",
    )
    note = TextField(
        label="À dire à la personne",
        max_length=300,
        required=False,
        help_text="Une réserve que la fiche produit répétera.",
    )

    def __init__(self, *args, device, **kwargs):
        super().__init__(*args, **kwargs)
        self.checklist = checklist_for(device.type)
        if not device.has_battery:
            del self.fields["battery_percent"]
        else:
            self.fields["battery_percent"].required = True
        for line in self.checklist.lines:
            self.fields[self._name(line)] = forms.ChoiceField(
                label=line.title,
                required=line.is_mandatory,
                choices=[(answer.value, answer.label) for answer in line.answers],
                widget=forms.RadioSelect,
                error_messages={"required": "Répondez."},
            )

    @staticmethod
    def _name(line):
        return f"controle-{line.key}"

    @property
    def lines(self):
        """Each line of the checklist with its field, as the page shows them."""
        return [(line, self[self._name(line)]) for line in self.checklist.lines]

    @property
    def asked(self):
        """The fields that are not lines of the checklist."""
        return [self[name] for name in self.fields if not name.startswith("controle-")]

    @property
    def grades(self):
        return [field for field in self.asked if field.name in {"condition_grade", "function"}]

    @property
    def others(self):
        return [field for field in self.asked if field.name not in {"condition_grade", "function"}]

    def with_the_rest_working(self):
        """The same form, « Conforme » where nothing was answered; nothing is judged yet."""
        data = self.data.copy()
        for line in self.checklist.lines:
            data.setdefault(self._name(line), Answer.OK.value)
        return data

    @property
    def tried(self):
        """The arguments of `record_test`."""
        values = self.cleaned_data
        return {
            "answers": {
                line.key: values.get(self._name(line), "") for line in self.checklist.lines
            },
            "appearance": values["condition_grade"],
            "function": values["function"],
            "battery_percent": values.get("battery_percent"),
            "minutes": values["minutes"],
            "note": values["note"],
        }


class StartRepairForm(forms.Form):
    diagnosis = TextField(
        label="Ce qui ne va pas",
        max_length=500,
        help_text="Par exemple\u00a0: charnière gauche cassée, ne charge plus.",
    )


class EndRepairForm(forms.Form):
    """How a repair ended, and up to three parts it took."""

    outcome = forms.ChoiceField(
        label="L’appareil est",
        choices=[(value.value, value.label) for value in (Outcome.REPAIRED, Outcome.NOT_REPAIRED)],
        widget=ChoiceCards(
            in_row=True,
            consequences={
                Outcome.REPAIRED.value: "Il repasse ses contrôles.",
                Outcome.NOT_REPAIRED.value: "Pour pièces ou déchet, à vous d’en décider.",
            },
        ),
        error_messages={"required": "Dites si l’appareil est réparé."},
    )
    work = TextField(label="Travail fait", max_length=500, required=False)
    barrier = forms.ChoiceField(label="Obstacle", choices=Barrier.choices, required=False)
    minutes = WholeNumberField(label="Minutes passées", **MINUTES)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        stock = StockItem.objects.visible_to(member).parts()
        for rank in range(1, PART_LINES + 1):
            self.fields[f"stock_{rank}"] = forms.ModelChoiceField(
                label=f"Pièce {rank}, du stock",
                queryset=stock.order_by("name", "pk"),
                required=False,
                empty_label="Aucune",
            )
            self.fields[f"name_{rank}"] = TextField(
                label="ou une autre", max_length=160, required=False
            )
            self.fields[f"quantity_{rank}"] = WholeNumberField(
                label="Quantité", min_value=1, max_value=999, required=False
            )
            self.fields[f"amount_{rank}"] = AmountField(label="Prix unitaire (€)", required=False)

    @property
    def part_rows(self):
        names = ("stock", "name", "quantity", "amount")
        return [[self[f"{name}_{rank}"] for name in names] for rank in range(1, PART_LINES + 1)]

    def clean_barrier(self):
        return self.cleaned_data["barrier"] or Barrier.NONE.value

    def clean(self):
        values = super().clean()
        parts = []
        for rank in range(1, PART_LINES + 1):
            stock, name = values.get(f"stock_{rank}"), values.get(f"name_{rank}")
            quantity = values.get(f"quantity_{rank}") or 1
            if stock and name:
                self.add_error(f"name_{rank}", "Choisissez au stock, ou écrivez, pas les deux.")
            elif stock or name:
                parts.append((stock, name, quantity, values.get(f"amount_{rank}") or ZERO))
            elif values.get(f"quantity_{rank}") or values.get(f"amount_{rank}"):
                self.add_error(f"name_{rank}", "Dites de quelle pièce il s’agit.")
        values["parts"] = parts
        return values

    @property
    def ended(self):
        """The arguments of `end_repair`."""
        names = ("outcome", "work", "barrier", "minutes", "parts")
        return {name: self.cleaned_data[name] for name in names}

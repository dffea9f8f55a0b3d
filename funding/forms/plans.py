"""Projects, co-funding plans, and why a contradiction is accepted."""

from django import forms
from django.core.validators import FileExtensionValidator

from funding.models import PlanMode, Resolution, SourceKind
from inclusion.organisations.models import Organisation
from inclusion.text import clean
from inclusion.ui.formats import euros
from inclusion.ui.forms import ChoiceCards, FileDrop

from .fields import AmountField, DayField, RateField, UnitsField, text_area


class ProjectForm(forms.Form):
    title = forms.CharField(label="Titre de l’action", max_length=160)
    description = forms.CharField(
        label="Ce que dit le texte",
        help_text="Écrivez chaque décompte comme une addition, sur sa ligne\u00a0:"
        " «\u00a0121 appareils = 62 ordinateurs + 39 tablettes + 20 smartphones\u00a0»."
        " Il sera recompté.",
        max_length=4000,
        required=False,
        widget=text_area(6, 4000),
    )
    starts_on = DayField(label="Début")
    ends_on = DayField(label="Fin")
    promised_units = UnitsField(
        label="Unités promises",
        help_text="L’objectif annoncé, quel que soit le financeur.",
        required=False,
    )
    unit_label = forms.CharField(
        label="Quelle unité", help_text="Au pluriel\u00a0: ordinateurs, appareils…", max_length=40
    )

    def clean_title(self):
        return clean(self.cleaned_data["title"])

    def clean_description(self):
        return clean(self.cleaned_data["description"].replace("\r\n", "\n"))

    def clean_unit_label(self):
        return clean(self.cleaned_data["unit_label"]).lower()

    def clean(self):
        values = super().clean()
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin du projet doit suivre son début.")
        return values

    @staticmethod
    def initial_of(project):
        return {name: getattr(project, name) for name in ProjectForm.base_fields}


class PlanForm(forms.Form):
    """The plan's own figures, as the text states them; what it does not say stays empty."""

    hides_optional = True

    source = forms.CharField(
        label="D’où viennent ces chiffres",
        help_text="Convention, délibération, article\u00a0: ce que vous recopiez.",
        max_length=200,
        required=False,
    )
    mode = forms.ChoiceField(
        label="Le texte donne",
        choices=PlanMode.choices,
        initial=PlanMode.AMOUNTS,
        required=False,
        help_text="Un taux se calcule sur le total annoncé, un montant par unité sur les unités.",
    )
    declared_total = AmountField(label="Total annoncé (€)", required=False)
    planned_units = UnitsField(label="Unités financées", required=False)
    unit_amount = AmountField(label="Coût par unité annoncé (€)", required=False)

    def clean_mode(self):
        return self.cleaned_data["mode"] or PlanMode.AMOUNTS

    def clean(self):
        values = super().clean()
        needed = {
            PlanMode.RATES: (
                "declared_total",
                "Un taux se calcule sur un total\u00a0: écrivez-le.",
            ),
            PlanMode.PER_UNIT: ("planned_units", "Écrivez combien d’unités sont financées."),
        }
        name, sentence = needed.get(values.get("mode"), ("", ""))
        if name and not values.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return values

    @staticmethod
    def initial_of(plan):
        return {name: getattr(plan, name) for name in PlanForm.base_fields} if plan else {}


class PlanLineForm(forms.Form):
    hides_optional = True
    payer_name = forms.CharField(label="Payeur", max_length=120)
    payer = forms.ModelChoiceField(
        label="Structure inscrite",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    # The first choice is the initial one: a row left alone has then not changed.
    source_kind = forms.ChoiceField(
        label="Nature", choices=SourceKind.choices, initial=SourceKind.GRANT
    )
    stated_rate = RateField(label="Taux annoncé (%)", required=False)
    stated_amount = AmountField(label="Montant annoncé (€)", required=False)
    unit_amount = AmountField(label="Par unité (€)", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = Organisation.objects.order_by("name")

    def clean_payer_name(self):
        return clean(self.cleaned_data["payer_name"])

    @staticmethod
    def initial_of(line):
        return {name: getattr(line, name) for name in PlanLineForm.base_fields}


class BasePlanLineFormSet(forms.BaseFormSet):
    def clean(self):
        if not any(self.errors) and not self.lines:
            raise forms.ValidationError("Un plan a au moins un payeur.")

    @property
    def lines(self):
        """The lines kept, in order."""
        return [
            {k: v for k, v in form.cleaned_data.items() if k != "DELETE"}
            for form in self.forms
            if form.cleaned_data.get("payer_name") and not form.cleaned_data.get("DELETE")
        ]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer cette ligne"


def plan_lines(data=None, *, plan=None):
    """The formset of a plan's lines: those it has, and two more to fill in."""
    factory = forms.formset_factory(
        PlanLineForm,
        formset=BasePlanLineFormSet,
        extra=2 if plan else 3,
        max_num=30,
        absolute_max=40,
        can_delete=True,
    )
    initial = [PlanLineForm.initial_of(line) for line in plan.lines.all()] if plan else None
    return factory(data, initial=initial, prefix="lignes")


class ExplanationForm(forms.Form):
    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    resolution = forms.ChoiceField(
        label="Votre choix",
        choices=Resolution.choices,
        initial=Resolution.KEEP_AMOUNTS,
        widget=ChoiceCards(),
    )
    justification = forms.CharField(
        label="Justification",
        help_text="Lue par les financeurs, imprimée dans le compte rendu.",
        max_length=1000,
        widget=text_area(4, 1000),
    )
    proof = forms.FileField(
        label="Pièce",
        help_text="PDF, PNG ou JPEG, 5 Mo au plus. Exigée si vous joignez une preuve.",
        required=False,
        widget=FileDrop(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        validators=[FileExtensionValidator(["pdf", "png", "jpg", "jpeg"])],
    )

    def __init__(self, *args, finding=None, **kwargs):
        super().__init__(*args, **kwargs)
        if finding is not None:
            self.fields["code"].initial = finding.code
            widget = self.fields["resolution"].widget
            widget.consequences = consequences(finding)
            if finding.code != "stated_rates":
                self.fields["resolution"].choices = [
                    choice for choice in Resolution.choices if choice[0] != Resolution.KEEP_RATES
                ]

    def clean_justification(self):
        return clean(self.cleaned_data["justification"])

    def clean(self):
        values = super().clean()
        asks_proof = values.get("resolution") == Resolution.ATTACH_PROOF
        if asks_proof and not values.get("proof") and "proof" not in self.errors:
            self.add_error("proof", "Joignez la pièce qui prouve les chiffres.")
        return values


def consequences(finding):
    """What follows from each choice, with the finding's own figures."""
    if finding.code != "stated_rates":
        return {
            Resolution.KEEP_AMOUNTS: "Le compte rendu garde les montants saisis et dit l’écart.",
            Resolution.ATTACH_PROOF: "Avenant ou notification du financeur.",
        }
    rows = finding.figures["rows"]
    computed = " et ".join(f"{row['computed'].replace('.', ',')}\u00a0%" for row in rows)
    at_rate = " et ".join(euros(row["at_rate"]) for row in rows)
    return {
        Resolution.KEEP_AMOUNTS: f"Le compte rendu dit {computed}.",
        Resolution.KEEP_RATES: f"Un avenant portera les montants à {at_rate}.",
        Resolution.ATTACH_PROOF: "Avenant ou notification du financeur.",
    }

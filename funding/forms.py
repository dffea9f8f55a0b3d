"""What people type about funding, and its wording."""

import datetime
from decimal import Decimal

from django import forms
from django.core.validators import FileExtensionValidator

from equipment.models import Offer
from funding.models import CoFundingPlan, Realisation, ReportKind, Resolution, SourceKind
from inclusion.organisations.models import Organisation
from inclusion.text import clean, parse_amount
from inclusion.ui.formats import euros, number
from inclusion.ui.forms import AmountInput, ChoiceCards, DateInput, FileDrop

FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
MAX_AMOUNT = Decimal("999999999.99")
MAX_UNITS = 1_000_000


class AmountField(forms.Field):
    """Euros as people write them: « 28 921,50 »."""

    widget = AmountInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            amount = parse_amount(str(value))
        except ValueError:
            raise forms.ValidationError("Écrivez un montant, par exemple 1 250,00") from None
        if not 0 <= amount <= MAX_AMOUNT:
            raise forms.ValidationError("Écrivez un montant positif, d’un milliard au plus.")
        return amount

    def prepare_value(self, value):
        return number(value, 2) if isinstance(value, Decimal) else value


class RateField(AmountField):
    """A rate in percent, up to four decimals: « 66,6674 »."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        text = str(value).replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        text = text.removesuffix("%").replace(",", ".")
        whole, _, decimals = text.partition(".")
        if not whole.isdecimal() or (decimals and not decimals.isdecimal()) or len(text) > 9:
            raise forms.ValidationError("Écrivez un taux, par exemple 66,67")
        rate = Decimal(text.rstrip("."))
        if rate > 100 or len(decimals) > 4:
            raise forms.ValidationError("Un taux va de 0 à 100, avec quatre décimales au plus.")
        return rate

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return f"{value.normalize():f}".replace(".", ",")
        return value


class UnitsField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=MAX_UNITS, **kwargs)
        self.widget.attrs.update({"class": "short", "inputmode": "numeric"})


class DayField(forms.DateField):
    widget = DateInput

    def validate(self, value):
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError("Vérifiez l’année de cette date.")


def text_area(rows, maximum):
    return forms.Textarea(attrs={"rows": rows, "maxlength": maximum})


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
    declared_total = AmountField(label="Total annoncé (€)", required=False)
    planned_units = UnitsField(label="Unités financées", required=False)
    unit_amount = AmountField(label="Coût par unité annoncé (€)", required=False)

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


class GrantForm(forms.Form):
    hides_optional = True
    funder = forms.ModelChoiceField(
        label="Financeur", queryset=Organisation.objects.none(), empty_label="Choisissez"
    )
    convention_number = forms.CharField(
        label="Numéro de convention, s’il existe", max_length=40, required=False
    )
    decided_on = DayField(label="Date de décision")
    granted_amount = AmountField(label="Montant accordé (€)")
    eligible_from = DayField(label="Action financée du")
    eligible_to = DayField(label="Au")
    plan = forms.ModelChoiceField(
        label="Plan de cofinancement",
        queryset=CoFundingPlan.objects.none(),
        required=False,
        empty_label="Sans plan",
    )
    unit_amount = AmountField(label="Montant par unité (€)", required=False)
    funded_units = UnitsField(label="Unités financées", required=False)
    offer = forms.ModelChoiceField(
        label="Offre dont les remises comptent",
        queryset=Offer.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    paid_amount = AmountField(label="Déjà versé (€)", required=False)
    paid_on = DayField(label="Versé le", required=False)

    def __init__(self, *args, member, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = Organisation.objects.exclude(
            pk=member.organisation_id
        ).order_by("name")
        self.fields["plan"].queryset = project.plans.order_by("-version")
        self.fields["offer"].queryset = Offer.objects.filter(
            organisation=member.organisation_id
        ).order_by("name")

    def clean_convention_number(self):
        return clean(self.cleaned_data["convention_number"])

    def clean_granted_amount(self):
        amount = self.cleaned_data["granted_amount"]
        if not amount:
            raise forms.ValidationError("Une subvention accordée est supérieure à zéro.")
        return amount

    def clean_paid_amount(self):
        return self.cleaned_data["paid_amount"] or Decimal("0.00")

    def clean(self):
        values = super().clean()
        first, last = values.get("eligible_from"), values.get("eligible_to")
        if first and last and last < first:
            self.add_error("eligible_to", "La fin de la période doit suivre son début.")
        if values.get("paid_amount") and not values.get("paid_on") and "paid_on" not in self.errors:
            self.add_error("paid_on", "Un versement a sa date.")
        return values

    @staticmethod
    def initial_of(grant):
        return {name: getattr(grant, name) for name in GrantForm.base_fields}

    @staticmethod
    def initial_for(project, plan):
        return {
            "eligible_from": project.starts_on,
            "eligible_to": project.ends_on,
            "plan": plan,
        }


class OpenReportForm(forms.Form):
    kind = forms.ChoiceField(
        label="Type",
        choices=ReportKind.choices,
        initial=ReportKind.FINAL,
        widget=ChoiceCards(
            consequences={
                ReportKind.INTERIM: "Dit où en est l’action\u202f; ne calcule pas de solde.",
                ReportKind.FINAL: "Calcule le droit acquis et, s’il y a lieu, ce qui est à rendre.",
            }
        ),
    )
    period_start = DayField(label="Période du")
    period_end = DayField(label="Au")

    def clean(self):
        values = super().clean()
        start, end = values.get("period_start"), values.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", "La fin de la période doit suivre son début.")
        return values


class ReportForm(forms.Form):
    """The words of a report; one text for each finding that asks for one."""

    hides_optional = True

    realisation = forms.ChoiceField(
        label="L’action est", choices=Realisation.choices, widget=ChoiceCards(in_row=True)
    )
    narrative = forms.CharField(
        label="Mise en œuvre",
        help_text="Exigée pour déposer. Comment, où, quand, avec qui\u202f;"
        " aucun nom de bénéficiaire.",
        max_length=6000,
        required=False,
        widget=text_area(8, 6000),
    )
    difficulties = forms.CharField(
        label="Difficultés rencontrées",
        help_text="Exigées si l’action n’est pas entièrement réalisée.",
        max_length=4000,
        required=False,
        widget=text_area(4, 4000),
    )

    def __init__(self, *args, findings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = [
            (f"raison-{position}", finding)
            for position, finding in enumerate(findings)
            if finding.needs_explanation and not finding.code.startswith("plan.")
        ]
        for name, finding in self.asked:
            self.fields[name] = forms.CharField(
                label=finding.title,
                help_text=finding.sentence,
                max_length=1000,
                required=False,
                widget=text_area(2, 1000),
                initial=finding.explanation["text"] if finding.explanation else "",
            )

    @property
    def reason_fields(self):
        return [self[name] for name, _ in self.asked]

    @property
    def reasons(self):
        return {finding.code: self.cleaned_data[name] for name, finding in self.asked}


class AnswerForm(forms.Form):
    body = forms.CharField(label="Votre réponse", max_length=3000, widget=text_area(4, 3000))


class QuestionForm(forms.Form):
    hides_optional = True
    line = forms.ChoiceField(label="À propos de", required=False)
    body = forms.CharField(label="Votre question", max_length=3000, widget=text_area(3, 3000))

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "L’ensemble du compte rendu"), *lines]

    @property
    def line_label(self):
        code = self.cleaned_data["line"]
        return dict(self.fields["line"].choices)[code] if code else ""


class RejectionForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        help_text="L’association lit cette phrase et peut déposer une version corrigée.",
        max_length=2000,
        widget=text_area(5, 2000),
    )

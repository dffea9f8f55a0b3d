"""The words of a report: its figures are never typed."""

from django import forms

from funding.indicators import DEFINITIONS
from funding.models import Realisation, ReportKind
from inclusion.ui.forms import ChoiceCards, FileDrop

from .fields import AmountField, DayField, text_area


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


class SectionsForm(forms.Form):
    """Texts that the template of the report asks for, one field a section."""

    hides_optional = True

    def __init__(self, *args, sections=(), written=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = {f"partie-{section.code}": section for section in sections}
        for name, section in self.asked.items():
            self.fields[name] = forms.CharField(
                label=section.label,
                help_text=f"{section.help} Exigé pour déposer."
                if section.is_required
                else section.help,
                max_length=section.max_length,
                required=False,
                widget=text_area(section.rows, section.max_length),
                initial=(written or {}).get(section.code, ""),
            )

    @property
    def section_fields(self):
        return [self[name] for name in self.asked]

    @property
    def sections(self):
        return {
            section.code: plain_lines(self.cleaned_data[name])
            for name, section in self.asked.items()
        }


class WordsForm(SectionsForm):
    """What was done, in words: never a figure."""

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

    @property
    def texts(self):
        values = self.cleaned_data
        return {
            "realisation": values["realisation"],
            "narrative": plain_lines(values["narrative"]),
            "difficulties": plain_lines(values["difficulties"]),
        }


class ReasonsForm(forms.Form):
    """One text for each finding that asks for one."""

    hides_optional = True

    def __init__(self, *args, findings=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = [
            (f"raison-{position}", finding)
            for position, finding in enumerate(findings)
            if finding.needs_explanation and not finding.is_settled_apart
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


class AttachmentForm(forms.Form):
    """One paper to join."""

    kind = forms.ChoiceField(label="Pièce")
    file = forms.FileField(
        label="Fichier", help_text="PDF, PNG ou JPEG, 5\u00a0Mo au plus.", widget=FileDrop
    )

    def __init__(self, *args, attachments=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.code, each.label) for each in attachments]


class RetainedValueForm(forms.Form):
    """A value printed in place of the computed one, and why."""

    value = AmountField(label="Valeur retenue")
    reason = forms.CharField(
        label="Motif",
        help_text="Imprimé avec la valeur, à côté de la valeur calculée.",
        max_length=500,
        widget=text_area(2, 500),
    )


class TargetsForm(forms.Form):
    """What the agreement aims at, indicator by indicator; empty when it says nothing."""

    hides_optional = True

    def __init__(self, *args, targets=None, **kwargs):
        super().__init__(*args, **kwargs)
        for code, definition in DEFINITIONS.items():
            if code == "funded_units":
                continue
            self.fields[code] = AmountField(
                label=f"{definition.label[:1].upper()}{definition.label[1:]}",
                help_text=f"{definition.sentence[:1].upper()}{definition.sentence[1:]},"
                f" en {definition.unit}.",
                required=False,
                initial=(targets or {}).get(code),
            )

    def clean(self):
        values = super().clean()
        for code, value in values.items():
            definition = DEFINITIONS[code]
            if value is None:
                continue
            if value == 0:
                self.add_error(code, "Un objectif est supérieur à zéro.")
            elif definition.is_ratio and value > 100:
                self.add_error(code, "Une part va de 0 à 100\u00a0%.")
            elif not definition.places and value != int(value):
                self.add_error(code, "Écrivez un nombre entier.")
        return values


def plain_lines(text):
    return text.replace("\r\n", "\n")


class AnswerForm(forms.Form):
    body = forms.CharField(label="Votre réponse", max_length=3000, widget=text_area(4, 3000))

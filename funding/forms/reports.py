"""The words of a report: its figures are never typed."""

from django import forms

from funding.models import Realisation, ReportKind
from inclusion.ui.forms import ChoiceCards

from .fields import DayField, text_area


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

"""What workshops import and export: activities, figures, contributions volontaires en nature."""

from datetime import date

from django.utils import timezone

from inclusion.tables.kinds import (
    Produced,
    TableExport,
    TableKind,
    register_export,
    register_table,
)
from inclusion.tables.writing import FORMATS, Sheet
from workshops.coop.applying import apply_activities, undo_activities
from workshops.coop.columns import COLUMNS
from workshops.coop.exporting import activities_sheet
from workshops.coop.planning import plan_activities
from workshops.figure_table import figures_sheet
from workshops.models import HourlyRate
from workshops.periods import Period
from workshops.permissions import can_manage_workshops, can_run_volunteers, can_see_figures
from workshops.selectors.hours import member_hours

HOURS_EXPORT = "volunteer-hours"
HEADERS = (
    "Année",
    "Personne",
    "Statut",
    "Préparation (h)",
    "Animation (h)",
    "Trajet (h)",
    "Total (h)",
    "Valorisation (€)",
)
RATE_HEADERS = ("À partir du", "Taux horaire (€)", "Référence")


COOP = "coop-activities"
FIGURES = "workshop-figures"


def register():
    register_table(
        TableKind(
            code=COOP,
            label="Activités de la Coop de la médiation numérique",
            noun="séance",
            nouns="séances",
            namespace="workshops",
            rule=can_manage_workshops,
            columns=COLUMNS,
            plan=plan_activities,
            apply=apply_activities,
            undo=undo_activities,
            list_route="workshops:activity",
            is_whole=True,
        )
    )
    register_export(
        TableExport(
            code=COOP,
            label="Participations, dans les colonnes de la Coop",
            formats=FORMATS,
            rule=can_manage_workshops,
            produce=activities_sheet,
        )
    )
    register_export(
        TableExport(
            code=FIGURES,
            label="Chiffres des ateliers de l’année, petits effectifs masqués",
            formats=FORMATS,
            rule=can_see_figures,
            produce=lambda organisation: figures_sheet(
                organisation, Period.year(timezone.localdate().year)
            ),
        )
    )
    register_export(
        TableExport(
            code=HOURS_EXPORT,
            label="Contributions volontaires en nature, heures de bénévolat",
            formats=("csv", "xlsx", "ods"),
            rule=can_run_volunteers,
            produce=produce_hours,
        )
    )


def produce_hours(organisation, year=None):
    """One line a person and a status, and the rates they were counted at."""
    year = year or timezone.localdate().year
    lines = member_hours(organisation, date(year, 1, 1), date(year, 12, 31))
    rows = [
        [
            year,
            line.name,
            line.status,
            *(_hours(each) for each in (line.preparation, line.facilitation, line.travel)),
            _hours(line.minutes),
            "" if line.amount is None else str(line.amount).replace(".", ","),
        ]
        for line in lines
    ]
    rates = [
        [rate.from_day.isoformat(), str(rate.amount).replace(".", ","), rate.basis]
        for rate in HourlyRate.objects.filter(organisation=organisation).order_by("from_day")
    ]
    sheets = [Sheet("Contributions", HEADERS, rows), Sheet("Taux", RATE_HEADERS, rates)]
    return Produced(sheets=sheets, document=None, count=len(rows))


def _hours(minutes):
    """Hours with two decimals and a comma, as a spreadsheet in French reads them."""
    return f"{minutes / 60:.2f}".replace(".", ",")

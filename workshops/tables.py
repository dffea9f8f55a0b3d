"""What workshops export: the contributions volontaires en nature of a year."""

from datetime import date

from django.utils import timezone

from inclusion.tables.kinds import Produced, TableExport, register_export
from inclusion.tables.writing import Sheet
from workshops.models import HourlyRate
from workshops.permissions import can_run_volunteers
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


def register():
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

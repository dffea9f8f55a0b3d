"""Filters of the funding lists."""

import django_filters as filters
from django.db.models import F, Q
from django.utils import timezone

from funding.cerfa_lines import line_choices
from funding.models import (
    Expense,
    ExpenseState,
    FinancialReport,
    GrantState,
    Project,
    PublicationLine,
    ReportState,
    ReportSubmission,
    SharedGrant,
    SubmissionState,
)
from inclusion.lists import ListFilter
from inclusion.ui.forms import DateInput


class ProjectFilter(ListFilter):
    when = filters.ChoiceFilter(
        label="Période",
        empty_label="Toutes",
        method="in_period",
        choices=[("current", "En cours"), ("past", "Terminés"), ("coming", "À venir")],
    )

    class Meta:
        model = Project
        fields = ["when"]

    def in_period(self, queryset, name, value):
        today = timezone.localdate()
        return {
            "current": queryset.filter(starts_on__lte=today, ends_on__gte=today),
            "past": queryset.filter(ends_on__lt=today),
            "coming": queryset.filter(starts_on__gt=today),
        }[value]


class ReportFilter(ListFilter):
    state = filters.ChoiceFilter(label="État", empty_label="Tous", choices=ReportState.choices)

    class Meta:
        model = FinancialReport
        fields = ["state"]


def projects_of(request):
    return Project.objects.visible_to(request.member).order_by("-starts_on", "title")


class ExpenseFilter(ListFilter):
    project = filters.ModelChoiceFilter(label="Projet", empty_label="Tous", queryset=projects_of)
    state = filters.ChoiceFilter(label="État", empty_label="Tous", choices=ExpenseState.choices)
    charged = filters.ChoiceFilter(
        label="Imputation",
        empty_label="Toutes",
        method="by_charge",
        choices=[("none", "Rien d’imputé"), ("part", "En partie"), ("whole", "Entièrement")],
    )
    line = filters.ChoiceFilter(
        label="Ligne", empty_label="Toutes", field_name="line_code", choices=line_choices
    )
    proof = filters.ChoiceFilter(
        label="Pièce",
        empty_label="Toutes",
        method="by_proof",
        choices=[("without", "Sans pièce"), ("with", "Avec sa pièce")],
    )
    since = filters.DateFilter(
        label="Depuis le", field_name="invoiced_on", lookup_expr="gte", widget=DateInput
    )
    until = filters.DateFilter(
        label="Jusqu’au", field_name="invoiced_on", lookup_expr="lte", widget=DateInput
    )

    class Meta:
        model = Expense
        fields = ["project", "state", "charged", "line", "proof", "since", "until"]

    def by_charge(self, queryset, name, value):
        queryset = queryset.exclude(state=ExpenseState.CANCELLED)
        if value == "none":
            return queryset.filter(allocated_amount=0)
        if value == "whole":
            return queryset.filter(~Q(allocated_amount=0), allocated_amount=F("eligible_amount"))
        return queryset.exclude(Q(allocated_amount=0) | Q(allocated_amount=F("eligible_amount")))

    def by_proof(self, queryset, name, value):
        return (
            queryset.filter(proof_sha256="")
            if value == "without"
            else queryset.exclude(proof_sha256="")
        )


class SubmissionFilter(ListFilter):
    state = filters.ChoiceFilter(label="État", empty_label="Tous", choices=SubmissionState.choices)
    findings = filters.ChoiceFilter(
        label="Constats",
        empty_label="Tous",
        method="with_findings",
        choices=[("block", "Avec un constat bloquant"), ("none", "Sans constat")],
    )

    class Meta:
        model = ReportSubmission
        fields = ["state", "findings"]

    def with_findings(self, queryset, name, value):
        if value == "block":
            return queryset.filter(blocking_count__gt=0)
        return queryset.filter(blocking_count=0, warning_count=0)


class SharedGrantFilter(ListFilter):
    state = filters.ChoiceFilter(
        label="État",
        empty_label="Tous",
        choices=[
            (state.value, state.label)
            for state in GrantState
            if state in (*SharedGrant.RUNNING_STATES, GrantState.CLOSED, GrantState.TERMINATED)
        ],
    )
    lateness = filters.ChoiceFilter(
        label="Compte rendu",
        empty_label="Tous",
        method="by_lateness",
        choices=[("late", "En retard"), ("waiting", "Attendu"), ("there", "Déposé")],
    )
    program = filters.ChoiceFilter(
        label="Dispositif", empty_label="Tous", field_name="program_code"
    )
    year = filters.ChoiceFilter(label="Année", empty_label="Toutes")

    class Meta:
        model = SharedGrant
        fields = ["state", "lateness", "program", "year"]

    def __init__(self, *args, queryset=None, **kwargs):
        super().__init__(*args, queryset=queryset, **kwargs)
        rows = set(queryset.order_by().values_list("program_code", "program_label").distinct())
        self.filters["program"].extra["choices"] = sorted(
            (code, label or code) for code, label in rows if code
        )
        years = queryset.order_by().values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [
            (str(year), str(year)) for year in sorted(years, reverse=True)
        ]

    def by_lateness(self, queryset, name, value):
        running = queryset.filter(is_reported=False, state__in=SharedGrant.RUNNING_STATES)
        today = timezone.localdate()
        return {
            "late": running.filter(report_due_on__lt=today),
            "waiting": running.filter(report_due_on__gte=today),
            "there": queryset.filter(is_reported=True),
        }[value]


class PublicationLineFilter(ListFilter):
    owner = filters.ChoiceFilter(
        label="Attribuant",
        empty_label="Tous",
        method="of_owner",
        choices=[("own", "Ma structure"), ("others", "D’autres financeurs")],
    )
    state = filters.ChoiceFilter(
        label="Lecture",
        empty_label="Toutes",
        method="in_state",
        choices=[("repaired", "Avec une réparation"), ("incomplete", "À compléter")],
    )

    class Meta:
        model = PublicationLine
        fields = ["owner", "state"]

    def of_owner(self, queryset, name, value):
        own = self.request.member.organisation.siret
        if value == "own":
            return queryset.filter(funder_siret=own)
        return queryset.exclude(funder_siret=own)

    def in_state(self, queryset, name, value):
        return queryset.repaired() if value == "repaired" else queryset.incomplete()

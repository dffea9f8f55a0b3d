"""The budget of an action, what was given to it, and what is left at the end of an exercise."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funding.budget_checks import check_budget
from funding.forms.budgets import (
    BudgetForm,
    ContributionForm,
    ExerciseForm,
    PayerFormSet,
    PeriodForm,
    budget_initial,
    budget_lines,
    unread_amounts,
)
from funding.models import BudgetLine, Grant, InKindContribution, Project, RestrictedFunds
from funding.permissions import can_do_funding, can_keep_expenses
from funding.selectors.budget import budget_chart, budget_of, draft_of, made_of
from funding.selectors.expenses import in_kind_of, project_budget
from funding.selectors.in_kind import in_kind_book, plan_on
from funding.selectors.plans import latest_plan
from funding.selectors.restricted import proposals
from funding.services import (
    close_restricted_funds,
    correct_contribution,
    record_contribution,
    remove_contribution,
    reopen_restricted_funds,
    value_hours,
    write_budget,
)
from funding.views.expenses import LIST_TRAIL
from funding.views.projects import HOME_TRAIL, form_page
from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.ui.telling import telling


def _project(request, pk):
    return get_object_or_404(Project.objects.visible_to(request.member), pk=pk)


def _trail(project, *pages):
    url = reverse("funding:project_detail", args=[project.pk])
    return [HOME_TRAIL, (project.title, url), *pages]


@require_GET
@access(can_do_funding)
def budget_detail(request, pk):
    """Charges and produits side by side, and what was really spent."""
    project = _project(request, pk)
    budget = budget_of(project, project.starts_on, project.ends_on)
    grants = project.grants.awarded().select_related("funder").order_by("decided_on", "pk")
    return render(
        request,
        "funding/budget_detail.html",
        {
            "project": project,
            "budget": budget,
            "chart": budget_chart(budget),
            "sentences": [
                (grant, budget.sentence(grant.granted_amount), *budget.shares(grant.granted_amount))
                for grant in grants
            ],
            "may_write": can_keep_expenses(request.member),
            "trail": _trail(project, ("Budget", "")),
        },
    )


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def budget_edit(request, pk):
    """Write the budget; the first time, the plan's payers are already there."""
    project = _project(request, pk)
    lines = list(project_budget(project))
    plan = latest_plan(project)
    is_draft = not lines and plan is not None
    if is_draft:
        lines = draft_of(plan)
    amounts, payers = budget_initial(lines)
    form = BudgetForm(request.POST or None, initial=amounts)
    rows = PayerFormSet(request.POST or None, initial=payers, prefix="payers")
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            write_budget(project=project, lines=budget_lines(form, rows), by=request.member)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Le budget est enregistré.")
            return redirect("funding:budget_detail", pk=project.pk)
    has_errors = bool(form.errors or (rows.is_bound and not rows.is_valid()))
    back = reverse("funding:budget_detail", args=[project.pk])
    return render(
        request,
        "funding/budget_form.html",
        {
            "project": project,
            "form": form,
            "sides": list(form.sides()),
            "payers": rows,
            "is_draft": is_draft and request.method == "GET",
            **(_totals(form, rows) if rows.is_bound else _totals_of(lines)),
            "back": back,
            "trail": _trail(project, ("Budget", back), ("Écrire", "")),
        },
        status=422 if has_errors else 200,
    )


def _totals(form, rows):
    """What the budget being typed says of itself."""
    form.is_valid()
    rows.is_valid()
    return {**_totals_of(budget_lines(form, rows)), "unread": unread_amounts(form, rows)}


def _totals_of(lines):
    rows = [BudgetLine(**line) if isinstance(line, dict) else line for line in lines]
    return {"findings": list(check_budget(made_of(rows)))}


@require_POST
@access(can_keep_expenses)
def budget_check(request, pk):
    """The totals of the budget being typed; nothing is written."""
    _project(request, pk)
    form, rows = BudgetForm(request.POST), PayerFormSet(request.POST, prefix="payers")
    return render(request, "funding/partials/_live_budget.html", _totals(form, rows))


@require_GET
@access(can_do_funding)
def contribution_list(request, pk):
    """What was given to an action, and how it is posted, twice."""
    return _contributions(request, _project(request, pk))


def _contributions(request, project, form=None):
    contributions = list(in_kind_of(project, project.starts_on, project.ends_on))
    plan = plan_on(project.starts_on)
    book = in_kind_book(contributions)
    accounts = in_kind_book(contributions, plan.code)
    return render(
        request,
        "funding/contribution_list.html",
        {
            "project": project,
            "contributions": contributions,
            "book": book,
            "postings": _side_by_side(book),
            "plan": plan,
            "plan_postings": _side_by_side(accounts),
            "hours_form": form
            or PeriodForm(initial={"starts_on": project.starts_on, "ends_on": project.ends_on}),
            "may_write": can_keep_expenses(request.member),
            "trail": _trail(project, ("Contributions volontaires", "")),
        },
        status=422 if form is not None else 200,
    )


def _side_by_side(book):
    """Employments and resources on the same rows, the shorter side left blank at the end."""
    length = max(len(book.charges), len(book.produits))
    blank = [None] * length
    charges, produits = [*book.charges, *blank][:length], [*book.produits, *blank][:length]
    return list(zip(charges, produits, strict=True))


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def contribution_create(request, pk):
    """Write down what was given; without a value it is « non valorisée »."""
    project = _project(request, pk)
    initial = {"starts_on": project.starts_on, "ends_on": project.ends_on}
    form = ContributionForm(request.POST or None, request.FILES or None, initial=initial)
    back = reverse("funding:contribution_list", args=[project.pk])
    if request.method == "POST" and form.is_valid():
        try:
            record_contribution(project=project, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La contribution est enregistrée.")
            return redirect(back)
    return form_page(
        request,
        form,
        title="Nouvelle contribution",
        lead="Un don, un prêt, une compétence. Sans valeur connue, elle reste «\u00a0non"
        " valorisée\u00a0»\u00a0: elle est citée dans l’annexe, jamais comptée pour zéro.",
        act="Enregistrer la contribution",
        trail=_trail(project, ("Contributions volontaires", back), ("Nouvelle", "")),
        back=back,
    )


def _contribution(request, pk):
    rows = InKindContribution.objects.visible_to(request.member).select_related("project")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@access(can_keep_expenses)
def contribution_edit(request, pk):
    """Correct a contribution."""
    contribution = _contribution(request, pk)
    back = reverse("funding:contribution_list", args=[contribution.project_id])
    form = ContributionForm(
        request.POST or None,
        request.FILES or None,
        initial=ContributionForm.initial_of(contribution),
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_contribution(contribution=contribution, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "La contribution est corrigée.")
            return redirect(back)
    return form_page(
        request,
        form,
        title="Corriger la contribution",
        lead="",
        act="Enregistrer",
        trail=_trail(contribution.project, ("Contributions volontaires", back), ("Corriger", "")),
        back=back,
    )


@require_POST
@access(can_keep_expenses)
def contribution_remove(request, pk):
    """Take a contribution out of the action."""
    contribution = _contribution(request, pk)
    with telling(request, "La contribution est retirée."):
        remove_contribution(contribution=contribution, by=request.member)
    return redirect("funding:contribution_list", pk=contribution.project_id)


@require_POST
@access(can_keep_expenses)
def contribution_hours(request, pk):
    """Give the action the volunteers' hours of a period, as the workshops counted them."""
    project = _project(request, pk)
    form = PeriodForm(request.POST)
    if form.is_valid():
        try:
            value_hours(project=project, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Les heures confirmées sont comptées et valorisées.")
            return redirect("funding:contribution_list", pk=project.pk)
    return _contributions(request, project, form)


@require_GET
@access(can_do_funding)
def restricted_list(request):
    """What each grant leaves to the action at the end of an exercise, and what is written down."""
    form = ExerciseForm(request.GET if "exercise" in request.GET else None)
    ends_on = ExerciseForm.usual()
    if form.is_bound and form.is_valid():
        ends_on = form.cleaned_data["exercise"]
    elif not form.is_bound:
        form = ExerciseForm(initial={"exercise": ends_on})
    found = proposals(request.member, ends_on) if not form.errors else []
    written = (
        RestrictedFunds.objects.visible_to(request.member)
        .select_related("grant__funder", "grant__project", "grant__offer")
        .order_by("-exercise_ends_on", "grant__decided_on", "pk")[:100]
    )
    return render(
        request,
        "funding/restricted_list.html",
        {
            "form": form,
            "ends_on": ends_on,
            "waiting": [each for each in found if not each.is_written],
            "sentences": [each.sentence for each in found],
            "written": written,
            "may_write": can_keep_expenses(request.member),
            "trail": [HOME_TRAIL, LIST_TRAIL, ("Fonds dédiés", "")],
        },
        status=422 if form.errors else 200,
    )


@require_POST
@access(can_keep_expenses)
def restricted_close(request, pk):
    """Write down what is proposed for one grant."""
    grant = get_object_or_404(Grant.objects.visible_to(request.member), pk=pk)
    form = ExerciseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez la fin de l’exercice.")
        return redirect("funding:restricted_list")
    ends_on = form.cleaned_data["exercise"]
    with telling(request, "Les fonds dédiés de l’exercice sont arrêtés."):
        close_restricted_funds(grant=grant, exercise_ends_on=ends_on, by=request.member)
    return redirect(f"{reverse('funding:restricted_list')}?exercise={ends_on.isoformat()}")


@require_POST
@access(can_keep_expenses)
def restricted_reopen(request, pk):
    """Take back the latest exercise of a grant."""
    row = get_object_or_404(RestrictedFunds.objects.visible_to(request.member), pk=pk)
    ends_on = row.exercise_ends_on
    with telling(request, "L’exercice est rouvert pour cette subvention."):
        reopen_restricted_funds(row=row, by=request.member)
    return redirect(f"{reverse('funding:restricted_list')}?exercise={ends_on.isoformat()}")

from django.urls import include, path

from funding.views import budgets
from inclusion.tables.pages import table_pages

urlpatterns = [
    path("budgets/", include((table_pages("budgets"), "budgets"))),
    path("projets/<uuid:pk>/budget/", budgets.budget_detail, name="budget_detail"),
    path("projets/<uuid:pk>/budget/ecrire/", budgets.budget_edit, name="budget_edit"),
    path("projets/<uuid:pk>/budget/verifier/", budgets.budget_check, name="budget_check"),
    path("projets/<uuid:pk>/contributions/", budgets.contribution_list, name="contribution_list"),
    path(
        "projets/<uuid:pk>/contributions/nouvelle/",
        budgets.contribution_create,
        name="contribution_create",
    ),
    path(
        "projets/<uuid:pk>/contributions/heures/",
        budgets.contribution_hours,
        name="contribution_hours",
    ),
    path("contributions/<uuid:pk>/corriger/", budgets.contribution_edit, name="contribution_edit"),
    path(
        "contributions/<uuid:pk>/retirer/",
        budgets.contribution_remove,
        name="contribution_remove",
    ),
    path("fonds-dedies/", budgets.restricted_list, name="restricted_list"),
    path("subventions/<uuid:pk>/fonds-dedies/", budgets.restricted_close, name="restricted_close"),
    path("fonds-dedies/<uuid:pk>/rouvrir/", budgets.restricted_reopen, name="restricted_reopen"),
]

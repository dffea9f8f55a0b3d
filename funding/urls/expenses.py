from django.urls import include, path

from funding.views import charges, expenses
from inclusion.tables.pages import table_pages

urlpatterns = [
    path("depenses/", expenses.expense_list, name="expense_list"),
    path("depenses/exporter/", expenses.expense_export, name="expense_export"),
    path("depenses/nouvelle/", expenses.expense_create, name="expense_create"),
    path("depenses/", include((table_pages("expenses"), "expenses"))),
    path("depenses/<uuid:pk>/", expenses.expense_detail, name="expense_detail"),
    path("depenses/<uuid:pk>/corriger/", expenses.expense_edit, name="expense_edit"),
    path("depenses/<uuid:pk>/verifier/", expenses.expense_check, name="expense_check"),
    path("depenses/<uuid:pk>/annuler/", expenses.expense_cancel, name="expense_cancel"),
    path("depenses/<uuid:pk>/avoir/", expenses.expense_credit, name="expense_credit"),
    path("depenses/<uuid:pk>/piece/", expenses.expense_proof, name="expense_proof"),
    path("depenses/<uuid:pk>/imputer/", charges.expense_charge, name="expense_charge"),
    path("depenses/<uuid:pk>/repartir/", charges.expense_spread, name="expense_spread"),
    path("subventions/<uuid:pk>/depenses/", charges.grant_charges, name="grant_charges"),
    path("imputations/<uuid:pk>/retirer/", charges.charge_remove, name="charge_remove"),
    path("imputations/<uuid:pk>/deplacer/", charges.charge_move, name="charge_move"),
]

from django.urls import path

from funding.views import grants, plans, projects, reports

app_name = "funding"
urlpatterns = [
    path("", projects.home, name="home"),
    path("projets/nouveau/", projects.project_create, name="project_create"),
    path("projets/<uuid:pk>/", projects.project_detail, name="project_detail"),
    path("projets/<uuid:pk>/modifier/", projects.project_edit, name="project_edit"),
    path("projets/<uuid:pk>/plan/", plans.plan_create, name="plan_create"),
    path("projets/<uuid:pk>/plan/verifier/", plans.plan_check, name="plan_check"),
    path("projets/<uuid:pk>/subvention/", grants.grant_create, name="grant_create"),
    path("plans/<uuid:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/modifier/", plans.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/expliquer/", plans.finding_explain, name="finding_explain"),
    path("explications/<uuid:pk>/piece/", plans.proof, name="proof"),
    path("subventions/<uuid:pk>/", grants.grant_detail, name="grant_detail"),
    path("subventions/<uuid:pk>/modifier/", grants.grant_edit, name="grant_edit"),
    path("subventions/<uuid:pk>/compte-rendu/", grants.report_open, name="report_open"),
    path("comptes-rendus/", reports.report_list, name="report_list"),
    path("comptes-rendus/<uuid:pk>/", reports.report_detail, name="report_detail"),
    path("comptes-rendus/<uuid:pk>/ecrire/", reports.report_write, name="report_write"),
    path("comptes-rendus/<uuid:pk>/pieces/", reports.report_records, name="report_records"),
    path("comptes-rendus/<uuid:pk>/pret/", reports.report_ready, name="report_ready"),
    path("comptes-rendus/<uuid:pk>/reprendre/", reports.report_take_back, name="report_take_back"),
    path("comptes-rendus/<uuid:pk>/deposer/", reports.report_submit, name="report_submit"),
    path("questions/<uuid:pk>/repondre/", reports.question_answer, name="question_answer"),
]

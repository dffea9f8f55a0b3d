from django.urls import path

from funding.views import plans, projects

urlpatterns = [
    path("projets/nouveau/", projects.project_create, name="project_create"),
    path("projets/<uuid:pk>/", projects.project_detail, name="project_detail"),
    path("projets/<uuid:pk>/modifier/", projects.project_edit, name="project_edit"),
    path("projets/<uuid:pk>/plan/", plans.plan_create, name="plan_create"),
    path("projets/<uuid:pk>/plan/verifier/", plans.plan_check, name="plan_check"),
    path("plans/<uuid:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/modifier/", plans.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/expliquer/", plans.finding_explain, name="finding_explain"),
    path("explications/<uuid:pk>/piece/", plans.proof, name="proof"),
]

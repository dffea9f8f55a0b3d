from django.urls import path

from funding.views import grants, reports

urlpatterns = [
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

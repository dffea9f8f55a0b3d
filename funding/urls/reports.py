from django.urls import path

from funding.views import grants, report_parts, report_previews, report_writing, reports

urlpatterns = [
    path("subventions/<uuid:pk>/compte-rendu/", grants.report_open, name="report_open"),
    path("subventions/<uuid:pk>/objectifs/", report_parts.grant_targets, name="grant_targets"),
    path("comptes-rendus/", reports.report_list, name="report_list"),
    path("comptes-rendus/<uuid:pk>/", reports.report_detail, name="report_detail"),
    path("comptes-rendus/<uuid:pk>/chiffres/", report_writing.figures, name="report_figures"),
    path("comptes-rendus/<uuid:pk>/ecrire/", report_writing.words, name="report_write"),
    path("comptes-rendus/<uuid:pk>/ecarts/", report_writing.reasons, name="report_reasons"),
    path("comptes-rendus/<uuid:pk>/annexe/", report_writing.annex, name="report_annex"),
    path("comptes-rendus/<uuid:pk>/verifier/", report_writing.check, name="report_check"),
    path("comptes-rendus/<uuid:pk>/apercu/", report_writing.preview, name="report_preview"),
    path(
        "comptes-rendus/<uuid:pk>/apercu/demander/",
        report_previews.preview_ask,
        name="report_preview_ask",
    ),
    path(
        "comptes-rendus/<uuid:pk>/apercu/avancement/",
        report_previews.preview_progress,
        name="report_preview_progress",
    ),
    path(
        "comptes-rendus/<uuid:pk>/apercu/pdf/",
        report_previews.preview_pdf,
        name="report_preview_pdf",
    ),
    path("comptes-rendus/<uuid:pk>/joindre/", report_parts.paper_attach, name="report_attach"),
    path("pieces-jointes/<uuid:pk>/", report_parts.paper, name="attachment"),
    path("pieces-jointes/<uuid:pk>/retirer/", report_parts.paper_detach, name="attachment_detach"),
    path("comptes-rendus/<uuid:pk>/valeur/", report_parts.value_retain, name="report_value"),
    path("comptes-rendus/<uuid:pk>/depuis/", report_parts.drift, name="report_drift"),
    path("comptes-rendus/<uuid:pk>/pieces/", reports.report_records, name="report_records"),
    path("comptes-rendus/<uuid:pk>/pret/", reports.report_ready, name="report_ready"),
    path("comptes-rendus/<uuid:pk>/reprendre/", reports.report_take_back, name="report_take_back"),
    path("comptes-rendus/<uuid:pk>/deposer/", reports.report_submit, name="report_submit"),
    path("questions/<uuid:pk>/repondre/", reports.question_answer, name="question_answer"),
    path("complements/<uuid:pk>/repondre/", reports.complement_answer, name="complement_answer"),
]

from django.urls import path

from funding.views import crossing

urlpatterns = [
    path(
        "comptes-rendus/<uuid:pk>/vu-par-le-financeur/",
        crossing.as_funder,
        name="report_as_funder",
    ),
    path("comptes-rendus/<uuid:pk>/lectures/", crossing.reads, name="report_reads"),
    path("depots/<uuid:pk>/retirer/", crossing.withdraw, name="report_withdraw"),
    path("quitus/<uuid:pk>/rembourse/", crossing.repay, name="discharge_repay"),
    path("quitus/<uuid:pk>/pdf/", crossing.discharge_pdf, name="discharge_pdf"),
    path("projets/<uuid:pk>/examen-partage/", crossing.shared_review, name="shared_review"),
]

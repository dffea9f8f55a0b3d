from django.urls import include, path

from funding.views import attached, officer, officer_acts, portfolio

app_name = "officer"
urlpatterns = [
    path("", portfolio.portfolio, name="portfolio"),
    path("subventions/<uuid:pk>/", portfolio.grant, name="grant"),
    path("subventions/<uuid:pk>/examen-partage/", portfolio.shared_review, name="shared_review"),
    path("copies/<uuid:pk>/", officer.copy, name="copy"),
    path("comptes-rendus/", officer.submission_list, name="list"),
    path("comptes-rendus/approuver/", officer_acts.approve_many, name="approve_many"),
    path("donnees-ouvertes/", include("funding.urls.opendata")),
    path("", include("funding.urls.funder_profile")),
    path("<uuid:pk>/", officer.review, name="review"),
    path("<uuid:pk>/pieces-jointes/", attached.received, name="attachment"),
    path("<uuid:pk>/pieces/", officer.records, name="records"),
    path("<uuid:pk>/pdf/", officer.pdf, name="pdf"),
    path("<uuid:pk>/examen/", officer_acts.review_open, name="review_open"),
    path("<uuid:pk>/question/", officer_acts.question_ask, name="question_ask"),
    path("<uuid:pk>/complement/", officer_acts.complement, name="complement"),
    path("<uuid:pk>/ecarter/", officer_acts.set_line_aside, name="set_aside"),
    path("<uuid:pk>/approuver/", officer_acts.approve, name="approve"),
    path("<uuid:pk>/refuser/", officer_acts.reject, name="reject"),
    path("<uuid:pk>/reprendre/", officer_acts.reopen, name="reopen"),
    path("<uuid:pk>/solder/", officer_acts.close, name="close"),
    path("questions/<uuid:pk>/clore/", officer_acts.question_close, name="question_close"),
    path("complements/<uuid:pk>/recu/", officer_acts.complement_resolve, name="complement_resolve"),
    path(
        "complements/<uuid:pk>/annuler/", officer_acts.complement_cancel, name="complement_cancel"
    ),
    path("ecarts/<uuid:pk>/reprendre/", officer_acts.line_accept_again, name="accept_again"),
    path("quitus/<uuid:pk>/pdf/", officer.discharge_pdf, name="discharge_pdf"),
    path("quitus/<uuid:pk>/encaisse/", officer_acts.repayment_receive, name="repayment_receive"),
]

from django.urls import path

from funding.views import attached, officer

app_name = "officer"
urlpatterns = [
    path("", officer.submission_list, name="list"),
    path("<uuid:pk>/", officer.review, name="review"),
    path("<uuid:pk>/pieces-jointes/", attached.received, name="attachment"),
    path("<uuid:pk>/pieces/", officer.records, name="records"),
    path("<uuid:pk>/pdf/", officer.pdf, name="pdf"),
    path("<uuid:pk>/examen/", officer.review_open, name="review_open"),
    path("<uuid:pk>/question/", officer.question_ask, name="question_ask"),
    path("<uuid:pk>/approuver/", officer.approve, name="approve"),
    path("<uuid:pk>/refuser/", officer.reject, name="reject"),
    path("questions/<uuid:pk>/clore/", officer.question_close, name="question_close"),
]

"""Where a structure without an account answers: /o/<secret>/."""

from django.urls import path

from beneficiaries.views import referral_link as views

urlpatterns = [
    path("<str:token>/", views.referral_link, name="referral_link"),
    path("<str:token>/reponse/", views.referral_link_answer, name="referral_link_answer"),
]

"""Where anyone gives, and follows what became of it: /don/."""

from django.urls import path

from equipment.views import gifts as views

urlpatterns = [
    path("", views.give, name="give"),
    path("merci/", views.donate_sent, name="donate_sent"),
    path("vers/<slug:slug>/", views.donate, name="donate"),
    path("<str:token>/", views.gift, name="gift"),
    path("<str:token>/suite/", views.gift_act, name="gift_act"),
    path("<str:token>/document/", views.gift_paper, name="gift_paper"),
]

from django.urls import path

from beneficiaries.views import files as views
from beneficiaries.views import households

app_name = "beneficiaries"

urlpatterns = [
    path("", views.beneficiary_list, name="beneficiary_list"),
    path("recherche/", views.beneficiary_search, name="beneficiary_search"),
    path("nouveau/", views.beneficiary_create, name="beneficiary_create"),
    path("notice/", views.notice, name="notice"),
    path("<uuid:pk>/", views.beneficiary_detail, name="beneficiary_detail"),
    path("<uuid:pk>/modifier/", views.beneficiary_update, name="beneficiary_update"),
    path("<uuid:pk>/notice/", views.notice_deliver, name="notice_deliver"),
    path("<uuid:pk>/foyer/", households.household, name="household"),
    path(
        "foyer/membre/<uuid:pk>/sortie/",
        households.household_member_leave,
        name="household_member_leave",
    ),
    path(
        "foyer/membre/<uuid:pk>/confidentiel/",
        households.household_member_hide,
        name="household_member_hide",
    ),
    path(
        "foyer/membre/<uuid:pk>/visible/",
        households.household_member_show,
        name="household_member_show",
    ),
    path("<uuid:pk>/cloture/", views.beneficiary_close, name="beneficiary_close"),
    path("<uuid:pk>/reouverture/", views.beneficiary_reopen, name="beneficiary_reopen"),
]

from django.urls import include, path

from funding.views import projects

app_name = "funding"
urlpatterns = [
    path("", projects.home, name="home"),
    path("", include("funding.urls.plans")),
    path("", include("funding.urls.grants")),
    path("", include("funding.urls.reports")),
    path("", include("funding.urls.crossing")),
    path("", include("funding.urls.expenses")),
    path("", include("funding.urls.budgets")),
]

from django.urls import path

from inclusion.demo import views

app_name = "demo"
urlpatterns = [
    path("courrier/", views.mailbox, name="mailbox"),
    path("courrier/<uuid:pk>/", views.mail, name="mail"),
    path("composants/", views.components, name="components"),
]

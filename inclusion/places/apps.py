from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "inclusion.places"
    verbose_name = "Lieux"

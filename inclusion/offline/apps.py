from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "inclusion.offline"
    label = "offline"
    verbose_name = "Hors ligne"

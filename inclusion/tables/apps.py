from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "inclusion.tables"
    verbose_name = "Tableaux"

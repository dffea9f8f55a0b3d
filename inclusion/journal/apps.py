from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "inclusion.journal"
    verbose_name = "Journal"

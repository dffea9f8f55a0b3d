from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "inclusion.jobs"
    verbose_name = "Tâches"

    def ready(self):
        from inclusion.jobs import housekeeping, mail  # noqa: F401  (they register their handlers)

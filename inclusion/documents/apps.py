from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "inclusion.documents"
    verbose_name = "Documents"

    def ready(self):
        from inclusion.documents import drawing  # noqa: F401  (it registers its handler)
        from inclusion.documents.permissions import can_review_models
        from inclusion.permissions import everyone
        from inclusion.registry import NavigationItem, registry

        registry.settings.append(
            (
                can_review_models,
                "Modèles de documents",
                "Ce que chaque document doit porter, et ce qui reste à faire relire",
                "documents:models",
            )
        )
        registry.navigation.append(
            NavigationItem(
                "Mes documents",
                "Documents",
                "documents:list",
                "file-earmark-text",
                everyone,
                ("documents:",),
                group=2,
                rank=90,
            )
        )

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "inclusion.documents"
    verbose_name = "Documents"

    def ready(self):
        from inclusion.documents import drawing  # noqa: F401  (it registers its handler)
        from inclusion.permissions import everyone
        from inclusion.registry import NavigationItem, registry

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

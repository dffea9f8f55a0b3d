from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "inclusion.ui"
    verbose_name = "Interface"

    def ready(self):
        from inclusion.permissions import everyone
        from inclusion.registry import NavigationItem, registry

        registry.navigation.append(
            NavigationItem("Accueil", "Accueil", "home", "house", everyone, ("home",), rank=0)
        )

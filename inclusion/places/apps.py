from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "inclusion.places"
    verbose_name = "Lieux"

    def ready(self):
        from inclusion.places import demo, home, tables
        from inclusion.places.permissions import can_write_places
        from inclusion.registry import NavigationItem, registry

        tables.register()
        registry.navigation.append(
            NavigationItem(
                "Annuaire",
                "Annuaire",
                "places:own_list",
                "geo-alt",
                can_write_places,
                ("places:",),
                group=2,
                rank=10,
            )
        )
        registry.todo.append(home.places_to_confirm)
        registry.demo.append((20, demo.build))

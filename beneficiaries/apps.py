from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = "Bénéficiaires"

    def ready(self):
        from beneficiaries import demo, home
        from beneficiaries.permissions import can_open_files, can_write_files
        from inclusion.registry import NavigationItem, registry

        registry.navigation.append(
            NavigationItem(
                "Bénéficiaires",
                "Personnes",
                "beneficiaries:beneficiary_list",
                "people",
                can_open_files,
                ("beneficiaries:",),
                group=1,
                rank=10,
            )
        )
        registry.todo.append(home.notices_to_give)
        registry.home_panels.append(home.my_people)
        registry.home_search.append(home.people_search)
        registry.home_acts.append(
            (
                can_write_files,
                "Accueillir une personne",
                "beneficiaries:beneficiary_create",
                "person-plus",
            )
        )
        registry.demo.append((10, demo.build))

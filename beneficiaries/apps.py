from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = "Bénéficiaires"

    def ready(self):
        from beneficiaries import demo, home, home_rights
        from beneficiaries.permissions import can_open_files, can_write_files
        from beneficiaries.retention import sources as retention_sources
        from beneficiaries.selectors import assessments, referrals
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
        retention_sources.register()
        home_rights.register()
        registry.todo.append(home.notices_to_give)
        registry.todo.append(assessments.todo)
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
        referrals.register()
        registry.demo.append((10, demo.build))
        registry.demo.append((20, demo.make_findable))
        registry.demo.append((40, demo.follow_up))

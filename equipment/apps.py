from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "equipment"
    verbose_name = "Matériel"

    def ready(self):
        from equipment import (
            after_home,
            demo,
            donation_home,
            home,
            lot_home,
            offline,
            permissions,
            person,
            selectors,
            tables,
            timeline,
            waste_export,
        )
        from equipment.documents import register_kinds
        from equipment.papers import after as after_papers
        from equipment.papers import handing as counter_papers
        from equipment.papers import waste as waste_papers
        from equipment.papers.mentions import describe_models
        from equipment.services import (  # noqa: F401 — registers their jobs
            counting,
            expiry,
            forgetting,
        )
        from inclusion.offline.kinds import ROSTER_PARTS
        from inclusion.organisations.models import Role
        from inclusion.permissions import Rule
        from inclusion.registry import NavigationItem, registry

        register_kinds()
        counter_papers.register_kinds()
        describe_models()
        forgetting.register_rules()
        after_papers.register_kinds()
        waste_papers.register_kinds()
        waste_export.register()
        tables.register()
        offline.register()
        ROSTER_PARTS.append(offline.carried_venues)
        # The technician works from the pool; the others pass by it.
        pool_of_others = Rule(
            *(permissions.can_see_pool.roles - {Role.TECHNICIAN}), name="see_pool"
        )
        pool = ("Matériel", "Matériel", "equipment:device_list", "laptop")
        sections = (
            *("equipment:device", "equipment:medium", "equipment:proof", "equipment:scan"),
            *("equipment:part", "equipment:retirement", "equipment:breach", "equipment:pool"),
            *("equipment:roll", "equipment:printer", "equipment:label", "equipment:audit"),
        )
        registry.navigation += [
            NavigationItem(*pool, home.is_technician, sections, rank=5),
            NavigationItem(*pool, pool_of_others, sections, rank=20),
            NavigationItem(
                "Relevés",
                "Relevés",
                "equipment:evidence_list",
                "file-earmark-text",
                permissions.can_run_pool,
                ("equipment:evidence", "equipment:identity"),
                rank=22,
                under="Matériel",
            ),
            NavigationItem(
                "Stocks",
                "Stocks",
                "equipment:stock_list",
                "boxes",
                permissions.can_take_stock,
                ("equipment:stock",),
                rank=23,
                under="Matériel",
            ),
            NavigationItem(
                "SAV",
                "SAV",
                "equipment:service_list",
                "tools",
                permissions.can_see_service,
                ("equipment:service",),
                rank=27,
                under="Matériel",
            ),
            NavigationItem(
                "Déchets",
                "Déchets",
                "equipment:waste_list",
                "recycle",
                permissions.can_see_waste,
                ("equipment:waste",),
                rank=28,
                under="Matériel",
            ),
            NavigationItem(
                "Remises",
                "Remises",
                "equipment:allocation_list",
                "bag-check",
                permissions.can_allocate,
                (
                    "equipment:allocation",
                    "equipment:hand_over",
                    "equipment:loan",
                    "equipment:waiting",
                    "equipment:person",
                ),
                rank=25,
                under="Matériel",
            ),
            NavigationItem(
                "Offres",
                "Offres",
                "equipment:offer_list",
                "gift",
                permissions.can_see_offers,
                ("equipment:offer", "equipment:sale_terms"),
                rank=24,
                under="Matériel",
            ),
            NavigationItem(
                "Dons",
                "Dons",
                "equipment:donation_list",
                "inbox",
                permissions.can_see_donations,
                donation_home.SECTIONS,
                rank=21,
                under="Matériel",
            ),
        ]
        received = ("equipment:delivery_list", "box-seam")
        registry.navigation += [
            NavigationItem(
                "Lots",
                "Lots",
                "equipment:lot_list",
                "box-seam",
                permissions.can_see_lots,
                ("equipment:lot", "equipment:delivery"),
                rank=26,
                under="Matériel",
            ),
            # A mediator confirms what arrives, and confides nothing.
            NavigationItem(
                "Lots reçus",
                "Lots",
                *received,
                Rule(Role.MEDIATOR, name="receive_lots_only"),
                ("equipment:delivery",),
                rank=26,
                under="Matériel",
            ),
        ]
        registry.todo.append(donation_home.gifts_to_answer)
        registry.todo += [lot_home.lots_to_confirm, lot_home.lots_to_explain]
        registry.todo += [
            home.pool_to_clear,
            home.hand_overs_to_prepare,
            home.blocked_devices,
            home.files_to_match,
            home.breaches_to_close,
            home.retirements_to_confirm,
            home.media_to_destroy,
            home.low_stock,
            home.reservations_that_end,
            home.late_loans,
            home.signatures_to_keep,
            after_home.cases_to_solve,
            after_home.hazardous_to_declare,
        ]
        registry.home_panels.append(home.pool_panel)
        registry.home_panels.append(home.evidence_panel)
        registry.home_search.append(home.scan_field)
        registry.home_acts.append(
            (home.is_technician, "Réceptionner", "equipment:device_receive", "plus-lg")
        )
        registry.timeline.append(timeline.pool_events)
        person.register()
        registry.settings.append(
            (
                permissions.can_issue_receipts,
                "Reçus fiscaux",
                "Ce qui vous permet d’en émettre, les reçus émis, le total de l’année",
                "equipment:receipt_list",
            )
        )
        registry.devices_received.append(selectors.devices_received)
        # What the persons' files say of them is settled before anyone reads it.
        registry.demo.append((15, demo.settle_neighbourhoods))
        registry.demo.append((20, demo.build))

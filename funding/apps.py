from django.apps import AppConfig

REVIEW_PAGES = (
    "officer:list", "officer:review", "officer:records", "officer:complement",
    "officer:set_aside", "officer:approve", "officer:reject", "officer:reopen", "officer:close",
)  # fmt: skip


class FundingConfig(AppConfig):
    name = "funding"

    def ready(self):
        from funding import demo, home, home_deadlines, home_reviews, tables
        from funding.discharges import hand_over_discharge
        from funding.kinds import DISCHARGE, FINANCIAL_REPORT
        from funding.opendata import tables as open_data_tables
        from funding.permissions import (
            can_review,
            is_manager,
            is_treasurer,
            manages_a_funder,
            speaks_for_a_funder,
        )
        from funding.services import (  # noqa: F401 — registers its jobs
            complement_reminders,
            reading_log,
            reconciliation,
            reminders,
        )
        from funding.services.previewing import throw_previews_away
        from funding.services.reporting import hand_over_file
        from funding.sheets import session_funders
        from inclusion.documents.kinds import DocumentKind, register_kind
        from inclusion.organisations.models import Role
        from inclusion.registry import NavigationItem, registry

        tables.register()
        open_data_tables.register()
        registry.session_funders.append(session_funders)
        register_kind(
            DocumentKind(
                code=FINANCIAL_REPORT,
                label="Compte rendu financier de subvention",
                prefix="CRF",
                template="financial_report",
                roles=frozenset({Role.MANAGER, Role.TREASURER}),
                after_stored=hand_over_file,
            )
        )
        register_kind(
            DocumentKind(
                code=DISCHARGE,
                label="Quitus",
                prefix="QUI",
                template="discharge",
                roles=frozenset({Role.MANAGER, Role.OFFICER}),
                after_stored=hand_over_discharge,
                after_read=reading_log.tell_of_reading_document,
            )
        )
        # Money is the treasurer's first business, and one of the manager's.
        for rule, rank in ((is_treasurer, 10), (is_manager, 40)):
            registry.navigation += [
                NavigationItem(
                    label="Financements",
                    short_label="Finances",
                    route="funding:home",
                    icon="cash-stack",
                    rule=rule,
                    sections=(
                        "funding:home",
                        "funding:project",
                        "funding:plan",
                        "funding:grant",
                        "funding:instalment",
                        "funding:payment",
                        "funding:program",
                        "funding:budget",
                        "funding:contribution",
                    ),
                    rank=rank,
                ),
                NavigationItem(
                    label="Dépenses",
                    short_label="Dépenses",
                    route="funding:expense_list",
                    icon="receipt",
                    rule=rule,
                    sections=("funding:expense", "funding:expenses:", "funding:restricted"),
                    rank=rank,
                    under="Financements",
                ),
                NavigationItem(
                    label="Comptes rendus",
                    short_label="Rendus",
                    route="funding:report_list",
                    icon="file-earmark-check",
                    rule=rule,
                    sections=("funding:report",),
                    rank=rank + 1,
                    under="Financements",
                ),
                NavigationItem(
                    label="Échéances",
                    short_label="Échéances",
                    route="funding:deadlines",
                    icon="calendar-event",
                    rule=rule,
                    sections=("funding:deadline",),
                    rank=rank + 2,
                    under="Financements",
                ),
                NavigationItem(
                    label="Trésorerie",
                    short_label="Trésorerie",
                    route="funding:forecast",
                    icon="graph-up-arrow",
                    rule=rule,
                    sections=("funding:forecast", "funding:cash", "funding:commitment"),
                    rank=rank + 3,
                    under="Financements",
                ),
            ]
        registry.navigation += [
            NavigationItem(
                label="Portefeuille",
                short_label="Portefeuille",
                route="officer:portfolio",
                icon="cash-stack",
                rule=can_review,
                sections=("officer:portfolio", "officer:grant", "officer:copy"),
                rank=41,
            ),
            NavigationItem(
                label="Comptes rendus",
                short_label="Rendus",
                route="officer:list",
                icon="inbox",
                rule=can_review,
                sections=REVIEW_PAGES,
                rank=42,
            ),
            NavigationItem(
                label="Subventions accordées",
                short_label="Accordées",
                route="officer:portfolio",
                icon="cash-stack",
                rule=manages_a_funder,
                sections=("officer:portfolio", "officer:grant", "officer:copy"),
                rank=41,
            ),
            NavigationItem(
                label="Comptes rendus reçus",
                short_label="Reçus",
                route="officer:list",
                icon="inbox",
                rule=manages_a_funder,
                sections=REVIEW_PAGES,
                rank=42,
            ),
            NavigationItem(
                label="Données ouvertes",
                short_label="Données",
                route="officer:open_data",
                icon="globe",
                rule=speaks_for_a_funder,
                sections=("officer:open_data", "officer:import"),
                rank=44,
            ),
        ]
        registry.navigation.append(
            NavigationItem(
                label="Profil du financeur",
                short_label="Profil",
                route="officer:profile",
                icon="bank",
                rule=speaks_for_a_funder,
                sections=("officer:profile", "officer:program"),
                rank=43,
            )
        )
        registry.todo.append(home.todo)
        registry.todo.append(home_reviews.todo)
        registry.todo.append(home_deadlines.todo)
        registry.home_panels.append(home.panels)
        registry.home_acts += [
            (can_review, "Comptes rendus reçus", "officer:list", "inbox"),
        ]
        registry.tidying.append(throw_previews_away)
        registry.demo.append((40, demo.build))

from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"

    def ready(self):
        from funding import demo, home, tables
        from funding.kinds import FINANCIAL_REPORT
        from funding.permissions import can_review, is_manager, is_treasurer, manages_a_funder
        from funding.services import reconciliation  # noqa: F401 — registers its job
        from funding.services.reporting import hand_over_file
        from funding.sheets import session_funders
        from inclusion.documents.kinds import DocumentKind, register_kind
        from inclusion.organisations.models import Role
        from inclusion.registry import NavigationItem, registry

        tables.register()
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
        # Money is the treasurer's first business, and one of the manager's.
        for rule, rank in ((is_treasurer, 10), (is_manager, 40)):
            registry.navigation += [
                NavigationItem(
                    label="Financements",
                    short_label="Finances",
                    route="funding:home",
                    icon="cash-stack",
                    rule=rule,
                    sections=("funding:home", "funding:project", "funding:plan", "funding:grant"),
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
            ]
        registry.navigation += [
            NavigationItem(
                label="Comptes rendus",
                short_label="Rendus",
                route="officer:list",
                icon="inbox",
                rule=can_review,
                sections=("officer:",),
                rank=42,
            ),
            NavigationItem(
                label="Comptes rendus reçus",
                short_label="Reçus",
                route="officer:list",
                icon="inbox",
                rule=manages_a_funder,
                sections=("officer:",),
                rank=42,
            ),
        ]
        registry.todo.append(home.todo)
        registry.home_panels.append(home.panels)
        registry.home_acts += [
            (can_review, "Comptes rendus reçus", "officer:list", "inbox"),
        ]
        registry.demo.append((40, demo.build))

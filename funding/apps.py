from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"

    def ready(self):
        from funding import demo, home
        from funding.kinds import FINANCIAL_REPORT
        from funding.permissions import (
            can_review,
            is_manager,
            is_treasurer,
            keeps_a_funder_profile,
            manages_a_funder,
        )
        from funding.services import reminders  # noqa: F401 (its job must be known)
        from funding.services.reporting import hand_over_file
        from funding.sheets import session_funders
        from inclusion.documents.kinds import DocumentKind, register_kind
        from inclusion.organisations.models import Role
        from inclusion.registry import NavigationItem, registry

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
                    sections=(
                        "funding:home",
                        "funding:project",
                        "funding:plan",
                        "funding:grant",
                        "funding:instalment",
                        "funding:payment",
                        "funding:program",
                    ),
                    rank=rank,
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
        registry.navigation.append(
            NavigationItem(
                label="Profil du financeur",
                short_label="Profil",
                route="officer:profile",
                icon="bank",
                rule=keeps_a_funder_profile,
                sections=("officer:profile", "officer:program"),
                rank=43,
            )
        )
        registry.todo.append(home.todo)
        registry.home_panels.append(home.panels)
        registry.home_acts += [
            (can_review, "Comptes rendus reçus", "officer:list", "inbox"),
        ]
        registry.demo.append((40, demo.build))

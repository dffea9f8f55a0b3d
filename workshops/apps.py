from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self):
        from beneficiaries.models import OfferKind
        from equipment.services.acting import TRIGGER_SENTENCES
        from inclusion.documents.kinds import DocumentKind, register_kind
        from inclusion.offline.kinds import ROSTER_PARTS
        from inclusion.organisations.models import Role
        from inclusion.registry import NavigationItem, registry
        from workshops import demo, home, offline, person, planning_home, tables
        from workshops.documents import ATTENDANCE_CERTIFICATE
        from workshops.papers import courses, programme, sheets
        from workshops.permissions import can_see_my_sessions, can_see_programme
        from workshops.referral_targets import upcoming_sessions
        from workshops.services import (
            counting,  # noqa: F401 — its job is registered
            nudges,  # noqa: F401 — its job is registered
            reminders,  # noqa: F401 — registers its job
        )
        from workshops.services.referral_seats import keep_seat, place_of

        register_kind(
            DocumentKind(
                code=ATTENDANCE_CERTIFICATE,
                label="Attestation de participation",
                prefix="ATP",
                template="attendance_certificate",
                roles=frozenset({Role.MANAGER, Role.MEDIATOR}),
            )
        )
        sheets.register_kinds()
        courses.register_kinds()
        registry.navigation += [
            NavigationItem(
                label="Ateliers",
                short_label="Ateliers",
                route="workshops:week",
                icon="calendar3",
                rule=can_see_programme,
                sections=("workshops:",),
                rank=30,
            ),
            NavigationItem(
                label="Mes ateliers",
                short_label="Ateliers",
                route="workshops:my_sessions",
                icon="calendar3",
                rule=can_see_my_sessions,
                sections=("workshops:",),
                rank=30,
            ),
        ]
        TRIGGER_SENTENCES["device_in_a_kit"] = (
            "Cet appareil est sorti avec une séance\u00a0: contrôlez d’abord son retour."
        )
        programme.register_kinds()
        offline.register()
        ROSTER_PARTS.append(offline.carried_sessions)
        tables.register()
        registry.todo += [home.todo, planning_home.todo]
        registry.agenda.append(home.agenda)
        registry.timeline.append(home.timeline)
        person.register()
        registry.referral_targets.append(upcoming_sessions)
        registry.referral_seats[OfferKind.WORKSHOP] = keep_seat
        registry.referral_places[OfferKind.WORKSHOP] = place_of
        registry.demo.append((20, demo.build))
        registry.demo.append((30, demo.take_kits_along))

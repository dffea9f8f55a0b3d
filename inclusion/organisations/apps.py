from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

_checked = set()


def _check_role_once(sender, connection, **kwargs):
    """The first connection of a production process proves that its role is a modest one."""
    if connection.alias in _checked or settings.DEMO:
        return
    from inclusion.organisations.database import is_owner_session, refuse_powerful_role
    from inclusion.organisations.officer import refuse_powerful_officer

    refuse = {"default": refuse_powerful_role, "officer": refuse_powerful_officer}
    if connection.alias not in refuse or is_owner_session():
        return  # migrate, which says so
    try:
        refuse[connection.alias]()
    except Exception:
        # Left open, the connection would serve the next request unchecked.
        connection.close()
        raise
    _checked.add(connection.alias)


class OrganisationsConfig(AppConfig):
    name = "inclusion.organisations"
    verbose_name = "Structures et comptes"

    def ready(self):
        connection_created.connect(_check_role_once, dispatch_uid="check_role_once")
        from inclusion.organisations.permissions import can_manage_members
        from inclusion.registry import NavigationItem, registry

        registry.navigation.append(
            NavigationItem(
                "Membres",
                "Membres",
                "organisations:members",
                "person-vcard",
                can_manage_members,
                ("organisations:",),
                group=2,
                rank=95,
            )
        )

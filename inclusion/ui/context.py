"""What the page's frame shows: the organisation, the navigation, the person."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from inclusion.registry import registry
from inclusion.ui.navigation import navigation_of

TABS = 4


@dataclass
class Shell:
    """The frame of a signed-in page."""

    user_name: str
    role_label: str = ""
    organisation_name: str = ""
    organisation_kind: str = ""
    logo_url: str = ""
    navigation: list = field(default_factory=list)
    tabs: list = field(default_factory=list)
    other_memberships: list = field(default_factory=list)
    account_url: str = ""
    help_url: str = ""
    search_url: str = ""
    demo: bool = False


def shell(request):
    """Context processor: `shell`, None when nobody is signed in."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    member = getattr(request, "member", None)
    frame = Shell(
        user_name=str(user),
        account_url=reverse("account"),
        help_url=reverse("help"),
        demo=settings.DEMO,
    )
    if member is None:
        frame.organisation_name = settings.PRODUCT_NAME
        frame.role_label = "Administration" if user.is_superuser else ""
        return frame
    org = member.organisation
    frame.role_label = member.title or member.get_role_display()
    frame.organisation_name = org.name
    frame.organisation_kind = org.get_kind_display()
    if org.logo:
        frame.logo_url = reverse("organisations:logo", args=[org.pk])
    match = request.resolver_match
    frame.navigation = navigation_of(member, match.view_name if match else "")
    frame.tabs = [entry for group in frame.navigation for entry in group][:TABS]
    search = next((found for find in registry.home_search if (found := find(member))), None)
    frame.search_url = search.page if search else ""
    frame.other_memberships = [
        {
            "organisation_name": other.organisation.name,
            "role_label": other.get_role_display(),
            "pk": other.pk,
        }
        for other in request.memberships
        if other.pk != member.pk
    ]
    return frame

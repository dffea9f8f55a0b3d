"""Media out of their devices: the list, and what is done with each."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from equipment.forms import DestroyMediumForm, PutMediumForm, RemoveMediumForm
from equipment.models import Medium
from equipment.permissions import can_run_pool
from equipment.selectors import loose_media, proven_among
from equipment.services import destroy_medium, put_medium, remove_medium
from equipment.views.acting import act_page
from equipment.views.media import visible_medium
from equipment.views.trails import pool_trail
from inclusion.lists import keyset_page
from inclusion.permissions import access


@require_GET
@access(can_run_pool)
def medium_list(request):
    """Spares, and what waits for its certificate of destruction."""
    page = keyset_page(loose_media(request.member), request, order=("added_at", "pk"))
    proven = proven_among(page.rows)
    for medium in page.rows:
        medium.is_proven = medium.pk in proven
    context = {"page": page, "trail": pool_trail(("Supports retirés", ""))}
    return render(request, "equipment/medium_list.html", context)


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def medium_remove(request, pk):
    """Take a medium out of its device."""
    medium = visible_medium(request, pk)
    device = medium.device or medium.taken_from
    others = Medium.objects.filter(device=medium.device_id).exclude(pk=medium.pk)
    is_last = medium.device_id is not None and not others.exists()
    form = RemoveMediumForm(request.POST or None, request.FILES or None, is_last=is_last)
    return act_page(
        request,
        device,
        form,
        lambda: remove_medium(
            medium=medium,
            by=request.member,
            fate=form.cleaned_data["fate"],
            photo=form.cleaned_data.get("photo"),
        ),
        title="Retirer un support",
        button="Retirer le support",
        icon="device-ssd",
        done=f"{medium} retiré.",
        medium=medium,
        consequences=[
            "Le support quitte l’appareil et rejoint la liste des supports retirés.",
            "Ses preuves d’effacement le suivent.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def medium_put(request, pk):
    """Put a spare in another device."""
    medium = visible_medium(request, pk)
    device = medium.device or medium.taken_from
    form = PutMediumForm(request.POST or None, member=request.member)
    return act_page(
        request,
        device,
        form,
        lambda: put_medium(medium=medium, device=form.cleaned_data["label"], by=request.member),
        title="Poser dans un appareil",
        button="Poser le support",
        icon="device-ssd",
        done=f"{medium} posé.",
        medium=medium,
        after=reverse("equipment:medium_list"),
        consequences=[
            "Le support rejoint cet appareil.",
            "Sans preuve d’effacement, il remet l’appareil en quarantaine.",
        ],
    )


@require_http_methods(["GET", "POST"])
@access(can_run_pool)
def medium_destroy(request, pk):
    """Write down the certificate of a destruction."""
    medium = visible_medium(request, pk)
    device = medium.device or medium.taken_from
    form = DestroyMediumForm(request.POST or None, initial={"destroyed_on": timezone.localdate()})
    return act_page(
        request,
        device,
        form,
        lambda: destroy_medium(medium=medium, by=request.member, **form.cleaned_data),
        title="Inscrire une destruction",
        button="Inscrire la destruction, sans retour",
        icon="recycle",
        done=f"{medium} détruit.",
        medium=medium,
        is_danger=True,
        after=reverse("equipment:medium_list"),
        consequences=[
            "Le support ne pourra plus être posé nulle part.",
            "Le numéro du certificat reste avec lui.",
        ],
    )

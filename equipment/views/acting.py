"""The page of one act: what will happen, what it asks, and its one button."""

from django.contrib import messages
from django.shortcuts import redirect, render

from equipment.views.trails import device_trail
from inclusion.exceptions import Refused


def act_page(request, device, form, act, *, title, button, icon, done, consequences, **more):
    """Show the form, do the act on POST; a refusal is said in the page, nothing typed is lost.

    `more` may hold `is_danger`, `medium`, and `after`, the address to go to instead of the device.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            if more.get("after"):
                return redirect(more["after"])
            return redirect("equipment:device_detail", pk=device.pk)
    context = {
        "form": form,
        "device": device,
        "heading": title,
        "button": button,
        "button_icon": icon,
        "consequences": consequences,
        "trail": device_trail(device, (title, "")),
        **more,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "equipment/act.html", context, status=status)

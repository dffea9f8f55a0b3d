"""Pages that are one act: its form, its refusal said in place, its redirect once done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from funding.models import Grant
from funding.views.projects import HOME_TRAIL, form_page
from inclusion.exceptions import Refused


def grant_or_404(request, pk):
    return get_object_or_404(
        Grant.objects.visible_to(request.member).select_related(
            "funder", "project", "plan", "offer", "program"
        ),
        pk=pk,
    )


def grant_url(grant, anchor=""):
    return reverse("funding:grant_detail", args=[grant.pk]) + (f"#{anchor}" if anchor else "")


def grant_trail(grant, page):
    return [HOME_TRAIL, (f"Subvention de {grant.funder}", grant_url(grant)), (page, "")]


def act_page(request, form, run, *, title, act, done, back, trail, lead="", **extra):
    """Show the form; on a valid POST do the act, and say in the form why it was refused."""
    if request.method == "POST" and form.is_valid():
        try:
            run(form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect(back)
    return form_page(
        request, form, title=title, lead=lead, act=act, trail=trail, back=back, **extra
    )


def act_at_once(request, run, *, done, back):
    """An act with nothing to type: done or refused, then back where it was asked."""
    try:
        run()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(back)

"""Pages that exist in the demo only."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from inclusion.jobs.models import Mail
from inclusion.permissions import access, public
from inclusion.ui.gallery import gallery_context


def demo_only(view):
    """404 anywhere but in the demo."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@access(public)
@demo_only
def mailbox(request):
    """« Courrier de démonstration »: the mails the demo would have sent, latest first."""
    return render(
        request, "demo/mailbox.html", {"mails": Mail.objects.order_by("-created_at", "-pk")[:50]}
    )


@require_GET
@access(public)
@demo_only
def mail(request, pk):
    """One mail, as text."""
    return render(request, "demo/mail.html", {"mail": get_object_or_404(Mail, pk=pk)})


@require_GET
@access(public)
@demo_only
def components(request):
    """The gallery of components, for whoever works on the pages."""
    return render(request, "composants.html", gallery_context())

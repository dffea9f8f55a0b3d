"""What a view says of an act that has no form of its own: done, or why not."""

from contextlib import contextmanager

from django.contrib import messages

from inclusion.exceptions import Refused


@contextmanager
def telling(request, done):
    """Say `done` when the block's act succeeds, its own words when it refuses; the view goes on."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)

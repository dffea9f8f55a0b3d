"""The web application, for gunicorn."""

import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.dev")


class Request(WSGIRequest):
    """A request in UTF-8, whatever charset the client names.

    Django would decode the address with that charset too, and `charset=hex` breaks it before any
    middleware could answer.
    """

    @property
    def encoding(self):
        return self._encoding

    @encoding.setter
    def encoding(self, value):
        """The client has no say in it."""


application = get_wsgi_application()
application.request_class = Request

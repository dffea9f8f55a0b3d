"""The six digits of a telephone: a little late is accepted, twice never."""

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from django.core.cache import cache


def seconds_accepted():
    """How long one code may be accepted: its own step and those tolerated around it."""
    return app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)


class _OnlyOnce:
    """RFC 6238 § 5.2: a code accepted once is refused for as long as it would be accepted.

    The library forgets it after one step, which is shorter than what the tolerance accepts.
    """

    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"second-factor-used:{self.user.pk}:{''.join(code.split())}"
            if not cache.add(used, "y", timeout=seconds_accepted()):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_OnlyOnce, forms.AuthenticateForm):
    pass


class ReauthenticateForm(_OnlyOnce, forms.ReauthenticateForm):
    pass

"""Exact search over what is encrypted, without ever writing it in clear.

Unkeyed, the fingerprints of all French mobile numbers are computed in two minutes: each
organisation has its own key, apart from the one that encrypts.
"""

import hashlib
import hmac

import phonenumbers

from inclusion.encryption.keys import index_key


def blind_index(kind, value):
    """32 bytes that stand for a normalised value in the active organisation; b"" for none."""
    if not value:
        return b""
    return hmac.new(index_key(), f"{kind}:{value}".encode(), hashlib.sha256).digest()


def normalised_phone(text):
    """« 06 12 34 56 78 » → « +33612345678 » (E.164, France when no country is said).

    Raises ValueError when it is not a possible number; "" for nothing.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise ValueError("phone") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(e164):
    """« 06 12 34 56 78 » for a French number, international otherwise; "" for none."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164, "FR")
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == 33
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)


def normalised_email(text):
    """Lower case, no spaces around; the address itself is checked by the form."""
    return text.strip().lower()

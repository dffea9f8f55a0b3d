"""The keys in use: the installation's master keys, and those of the active organisation.

A key made in a transaction is remembered with that transaction's commit hooks: dropped with a
savepoint that is rolled back, shared by the process only once it is really kept.
"""

import base64
import binascii
import os
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from inclusion.encryption.models import KeyPurpose, OrganisationKey
from inclusion.encryption.sealing import CannotOpen, key_number, seal, unseal
from inclusion.organisations.database import active_organisation_id

# How long a process may still open what a destroyed key sealed.
REMEMBERED_SECONDS = 300
KEY_BYTES = 32

_remembered = {}


@dataclass
class _Keys:
    """The keys of one organisation; as a commit hook, it lets the process remember them."""

    organisation_id: int
    by_name: dict  # (purpose, number) → 32 bytes

    def __call__(self):
        _remembered[self.organisation_id] = (time.monotonic() + REMEMBERED_SECONDS, self)

    def newest(self, purpose):
        return max(number for name, number in self.by_name if name == purpose)


def data_key(number=None):
    """(number, key) that seals the active organisation's values; its newest unless told."""
    keys = _keys_of(active_organisation_id())
    number = number or keys.newest(KeyPurpose.DATA)
    try:
        return number, keys.by_name[KeyPurpose.DATA, number]
    except KeyError:
        raise CannotOpen(f"data key {number} is gone") from None


def index_key():
    """The key of the active organisation's blind indexes."""
    return _keys_of(active_organisation_id()).by_name[KeyPurpose.INDEX, 1]


def crossing_key(sender_id, receiver_id, number=None):
    """(number, key) of what goes from one organisation to another, made from a master key."""
    masters = master_keys()
    number = number or max(masters)
    if number not in masters:
        raise CannotOpen(f"master key {number} is not configured")
    derive = HKDF(SHA256(), KEY_BYTES, None, f"crossing|{sender_id}|{receiver_id}".encode())
    return number, derive.derive(masters[number])


def forget_remembered_keys():
    """Read the keys again at the next need: after a rotation, between tests."""
    _remembered.clear()


def _keys_of(organisation_id):
    until, keys = _remembered.get(organisation_id, (0, None))
    if time.monotonic() < until:
        return keys
    for _, hook, *_ in connection.run_on_commit:
        if isinstance(hook, _Keys) and hook.organisation_id == organisation_id:
            return hook
    keys = _Keys(organisation_id, _read(organisation_id) or _make(organisation_id))
    transaction.on_commit(keys)
    return keys


def _read(organisation_id):
    rows = OrganisationKey.objects.filter(organisation=organisation_id)
    return {(row.purpose, row.number): unwrap(bytes(row.wrapped), row) for row in rows}


def _make(organisation_id):
    """The first keys of an organisation; two first needs at once agree on one pair."""
    rows = [
        OrganisationKey(organisation_id=organisation_id, purpose=purpose)
        for purpose in KeyPurpose.values
    ]
    for row in rows:
        row.wrapped = wrap(os.urandom(KEY_BYTES), row)
    OrganisationKey.objects.bulk_create(rows, ignore_conflicts=True)
    return _read(organisation_id)


def wrap(key, row):
    """An organisation's key under the newest master key, bound to its owner and its use."""
    masters = master_keys()
    number = max(masters)
    return seal(key, key=masters[number], number=number, place=_place(row))


def unwrap(wrapped, row):
    """The organisation's key; raises CannotOpen when its master key is not configured."""
    master = master_keys().get(key_number(wrapped))
    if master is None:
        raise CannotOpen(f"master key {key_number(wrapped)} is not configured")
    return unseal(wrapped, key=master, place=_place(row))


def _place(row):
    return f"encryption_organisationkey|{row.organisation_id}|{row.purpose}|{row.number}"


def master_keys():
    """{number: 32 bytes} from ENCRYPTION_KEYS, « 1:base64,2:base64 »; the highest one wraps."""
    keys = {}
    for part in settings.ENCRYPTION_KEYS.split(","):
        number, _, text = part.strip().partition(":")
        try:
            keys[int(number)] = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            raise ImproperlyConfigured("ENCRYPTION_KEYS s’écrit « 1:clé en base64 ».") from None
    if not all(1 <= number <= 255 and len(key) == KEY_BYTES for number, key in keys.items()):
        raise ImproperlyConfigured("Chaque clé d’ENCRYPTION_KEYS compte 32 octets, numérotée.")
    return keys

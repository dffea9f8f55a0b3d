"""`rewrap_keys`: every organisation's keys under the newest master key, so the old one may go."""

from django.core.management.base import BaseCommand

from inclusion.encryption.keys import forget_remembered_keys, master_keys, unwrap, wrap
from inclusion.encryption.models import OrganisationKey
from inclusion.encryption.sealing import key_number
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation


class Command(BaseCommand):
    help = "Réenveloppe les clés des structures avec la clé maîtresse la plus récente."

    def handle(self, *args, **options):
        newest, moved = max(master_keys()), 0
        for each in Organisation.objects.order_by("pk"):
            with organisation(each):
                for row in OrganisationKey.objects.select_for_update():
                    if key_number(bytes(row.wrapped)) != newest:
                        row.wrapped = wrap(unwrap(bytes(row.wrapped), row), row)
                        row.save(update_fields=["wrapped"])
                        moved += 1
        forget_remembered_keys()
        self.stdout.write(f"{moved} clé(s) réenveloppée(s) avec la clé maîtresse n° {newest}.")

"""Write again what each funder knows of its grants: for the grants recorded before it was."""

from django.core.management.base import BaseCommand

from funding.models import Grant
from funding.services.sharing import share_grant
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Organisation


class Command(BaseCommand):
    help = "Réécrit ce que chaque financeur sait de ses subventions. Sans risque, à relancer."

    def handle(self, *args, **options):
        count = 0
        for org in Organisation.objects.order_by("pk"):
            with organisation(org):
                for grant in Grant.objects.filter(organisation=org).awarded().order_by("pk"):
                    share_grant(grant)
                    count += 1
        self.stdout.write(f"Subventions montrées à leur financeur : {count}.")

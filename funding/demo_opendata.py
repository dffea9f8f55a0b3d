"""What the métropole publishes in the demo world: the two grants of the article, as decided."""

from decimal import Decimal

from equipment.demo.pool import on_the_day
from funding.models import GrantNature
from funding.opendata.schema import BY_INSTALMENTS, ONCE
from funding.services import enter_line

METROPOLE = "clermont-metropole"
WHOLE = Decimal(1)


def build_opendata(world):
    """15 000 € to Secours populaire 63 in two instalments, 10 000 € to the CCAS at once."""
    officer = world.members["agent"]
    with world.inside(METROPOLE), on_the_day(world.at(-160, 10)):
        for slug, amount, object_text, terms, days in (
            (
                "secours-populaire-63",
                "15000.00",
                "Équipement de 100 familles en ordinateurs, à 150 € par remise",
                BY_INSTALMENTS,
                (-175, -150, -85),
            ),
            (
                "ccas-cournon",
                "10000.00",
                "Inclusion numérique à Cournon",
                ONCE,
                (-215, -190, None),
            ),
        ):
            grantee = world.organisations[slug]
            signed, first, last = (None if day is None else world.on(day) for day in days)
            enter_line(
                values={
                    "grantee_name": grantee.name,
                    "grantee_siret": grantee.siret,
                    "grantee_rna": grantee.rna,
                    "object": object_text,
                    "agreed_on": signed,
                    "decision_reference": f"{signed.year}-118" if terms == BY_INSTALMENTS else "",
                    "amount": Decimal(amount),
                    "share": WHOLE,
                    "nature": GrantNature.CASH,
                    "terms": terms,
                    "paid_from": first,
                    "paid_to": last,
                    "is_notified_to_europe": False,
                    "program_code": "",
                    "business_aid_code": "",
                },
                by=officer,
            )

"""The outgoing-waste file of the national register, its columns as its own import reads them.

Headers, their order and the words of the cells are those of the import of outgoing waste; a header
out of place refuses the whole file there. One line a shipment and a code: the register weighs by
the kilogram, one mouse would weigh nothing. The headers are those of the register's public source;
its versions differ on one column and one apostrophe: compare with the current model before a first
import there.
"""

from equipment.models import YEARS_KEPT, WasteShipment
from equipment.permissions import can_see_waste
from equipment.selectors.waste import register_lines
from inclusion.tables.kinds import Issue, Produced, TableExport, register_export
from inclusion.tables.writing import Sheet

CARRIERS = 5
OF_CARRIERS = tuple(
    header.format(rank)
    for rank in range(1, CARRIERS + 1)
    for header in (
        "Mode de transport du transporteur n°{}",
        "Type de transporteur n°{}",
        "Numéro d'identification du transporteur n°{}",
        "Raison sociale du transporteur n°{}",
        "Libellé de l'adresse du transporteur n°{}",
        "Code postal du transporteur n°{}",
        "Commune du transporteur n°{}",
        "Code pays du transporteur n°{}",
        "Exemption de récépissé du transporteur n°{}",
        "Numéro de récépissé du transporteur n°{}",
    )
)
HEADERS = (
    "Motif",
    "Identifiant unique",
    "SIRET du déclarant",
    "SIRET de l'expéditeur ou du détenteur",
    "Référence du chantier ou du lieu de collecte de l'expéditeur ou du détenteur",
    "Libellé de l'adresse du chantier ou du lieu de collecte de l'expéditeur ou du détenteur",
    "Code postal du chantier ou du lieu de collecte de l'expéditeur ou du détenteur",
    "Commune du chantier ou du lieu de collecte de l'expéditeur ou du détenteur",
    "Code pays du chantier ou du lieu de collecte de l'expéditeur ou du détenteur",
    "Dénomination du déchet",
    "Code déchet",
    "Code déchet Bâle",
    "POP",
    "Dangereux",
    "Date d'expédition",
    "Poids en tonnes",
    "Type de poids",
    "Volume en M3",
    "Type de producteur initial",
    "Numéro d'identification du producteur initial",
    "Raison sociale du producteur initial",
    "Libellé de l'adresse du producteur initial",
    "Code postal du producteur initial",
    "Commune du producteur initial",
    "Code pays du producteur initial",
    "Code(s) INSEE de(s) commune(s)",
    "Type de destinataire",
    "Numéro d'identification du destinataire",
    "Raison sociale du destinataire",
    "Libellé de l'adresse du destinataire",
    "Code postal du destinataire",
    "Commune du destinataire",
    "Code pays du destinataire",
    "Libellé de l'adresse de dépôt du destinataire",
    "Code postal du lieu de dépôt du destinataire",
    "Commune du lieu de dépôt du destinataire",
    "Code pays du lieu de dépôt du destinataire",
    "Numéro de notification ou de déclaration GISTRID",
    "Numéro de mouvement",
    "Code de traitement prévu",
    "Mode de traitement prévu",
    "SIRET de l'éco-organisme",
    "Raison sociale de l'éco-organisme",
    "SIRET du courtier",
    "Raison sociale du courtier",
    "Numéro de récépissé du courtier",
    "SIRET du négociant",
    "Raison sociale du négociant",
    "Numéro de récépissé du négociant",
    "Approvisionnement direct (pipeline, convoyeur)",
    *OF_CARRIERS,
)
NO_SIRET = (
    "Le SIRET de votre structure manque\u00a0: sans lui le registre national refuse la ligne."
)


def produce_waste_register(organisation, start=None, end=None):
    """The lines between two days, or all; none without the association's own SIRET."""
    lines = register_lines(organisation.pk, start, end)
    if not organisation.siret:
        refused = [
            Issue(number, "SIRET du déclarant", "", NO_SIRET, is_error=True)
            for number, _ in enumerate(lines, 2)
        ]
        return Produced([Sheet("dechets-sortants", HEADERS, [])], [], 0, refused)
    rows = [row_of(line, organisation) for line in lines]
    document = [dict(zip(HEADERS, row, strict=True)) for row in rows]
    return Produced([Sheet("dechets-sortants", HEADERS, rows)], document, len(rows))


def row_of(line, organisation):
    """One line in the order of HEADERS; what the register does not need stays empty."""
    shipment = line.shipment
    cells = {
        "Identifiant unique": line.identifier,
        "SIRET du déclarant": organisation.siret,
        "SIRET de l'expéditeur ou du détenteur": organisation.siret,
        "Dénomination du déchet": line.description.replace("\u00a0", " "),
        "Code déchet": line.code,
        "POP": _yes(line.is_pop),
        "Dangereux": _yes(line.is_hazardous),
        "Date d'expédition": shipment.shipped_on.isoformat(),
        "Poids en tonnes": f"{line.tonnes:f}",
        "Type de poids": "ESTIME" if line.is_estimated else "REEL",
        **_actor("producteur initial", organisation.siret, organisation.name, organisation),
        **_actor(
            "destinataire", shipment.destination_siret, shipment.destination_name, _To(shipment)
        ),
        "Code de traitement prévu": shipment.treatment,
        "Mode de traitement prévu": shipment.treatment_mode,
        "SIRET de l'éco-organisme": shipment.eco_organisation_siret,
        "Raison sociale de l'éco-organisme": shipment.eco_organisation_name,
        "Approvisionnement direct (pipeline, convoyeur)": "NON",
        "Mode de transport du transporteur n°1": "ROUTE",
        **_actor("transporteur n°1", shipment.carrier_siret, shipment.carrier_name, _By(shipment)),
        "Exemption de récépissé du transporteur n°1": _yes(shipment.carrier_is_exempt),
        "Numéro de récépissé du transporteur n°1": shipment.carrier_receipt,
    }
    return [cells.get(header, "") for header in HEADERS]


class _Address:
    """The address of one party to a shipment, under the names of an organisation's."""

    prefix = ""

    def __init__(self, shipment):
        self.address = getattr(shipment, f"{self.prefix}_address")
        self.postcode = getattr(shipment, f"{self.prefix}_postcode")
        self.city = getattr(shipment, f"{self.prefix}_city")


class _To(_Address):
    prefix = "destination"


class _By(_Address):
    prefix = "carrier"


def _actor(role, siret, name, place):
    return {
        f"Type de {role}": "ETABLISSEMENT_FR",
        f"Numéro d'identification du {role}": siret,
        f"Raison sociale du {role}": name[:150],
        f"Libellé de l'adresse du {role}": place.address[:150],
        f"Code postal du {role}": place.postcode,
        f"Commune du {role}": place.city[:45],
        f"Code pays du {role}": "FR",
    }


def _yes(value):
    return "OUI" if value else "NON"


def register():
    register_export(
        TableExport(
            code="waste-register",
            label=f"Registre des déchets sortants ({YEARS_KEPT} ans au moins)",
            formats=("csv", "xlsx", "ods", "json"),
            rule=can_see_waste,
            produce=produce_waste_register,
        )
    )


def last_shipment(member):
    """The latest departure: its parties are proposed again."""
    return WasteShipment.objects.visible_to(member).order_by("-shipped_on", "-pk").first()

"""The figures a report may state: each is a named, versioned query, and none can be typed."""

from dataclasses import dataclass

from django.db.models import TextChoices

# Fewer people than this are not shown to those outside (domain rule on small counts).
SMALL_COUNT = 11


class IndicatorKind(TextChoices):
    COUNT = "count", "Nombre"
    SUM = "sum", "Somme"
    DISTINCT = "distinct", "Personnes différentes"
    RATIO = "ratio", "Part"


@dataclass(frozen=True)
class Definition:
    """One indicator: what it counts, in which unit, by which query; `floor` is of people."""

    code: str
    label: str
    unit: str
    kind: IndicatorKind
    query: str
    sentence: str
    numerator: str = ""
    denominator: str = ""
    floor: int = 0
    # The kind of evidence its figure opens onto.
    records: str = ""

    @property
    def is_ratio(self):
        return self.kind == IndicatorKind.RATIO

    @property
    def places(self):
        """Digits after the comma; a count has none."""
        return 0 if self.kind in (IndicatorKind.COUNT, IndicatorKind.DISTINCT) else 2


COUNT, SUM = IndicatorKind.COUNT, IndicatorKind.SUM
DISTINCT, RATIO = IndicatorKind.DISTINCT, IndicatorKind.RATIO

DEFINITIONS = {
    definition.code: definition
    for definition in (
        Definition(
            "devices_handed_over", "appareils remis", "appareils", COUNT, "hand_overs/1",
            "remise signée, effacement prouvé", records="hand_over",
        ),
        Definition(
            "devices_reconditioned", "appareils reconditionnés remis", "appareils", COUNT,
            "second_lives/1", "appareils déjà utilisés, comptés une fois", records="hand_over",
        ),
        Definition(
            "funded_units", "unités payées par cette subvention", "unités", COUNT,
            "funded_units/1", "remises, sans dépasser les unités financées", records="hand_over",
        ),
        Definition(
            "share_in_qpv", "remises en quartier prioritaire", "%", RATIO, "hand_overs.qpv/1",
            "adresse rapprochée au jour de la remise",
            numerator="remises en quartier prioritaire",
            denominator="remises dont l’adresse est rapprochée",
            floor=SMALL_COUNT, records="hand_over",
        ),
        Definition(
            "co2_avoided", "émissions évitées, au moins", "kg CO2e", SUM, "impact/1",
            "seconde vie des appareils remis, selon les facteurs publiés", records="hand_over",
        ),
        Definition(
            "workshops_held", "séances d’atelier tenues", "séances", COUNT, "activity/1",
            "closes, avec au moins une personne présente", records="session",
        ),
        Definition(
            "workshop_attendances", "participations aux séances", "participations", COUNT,
            "activity/1", "une personne à une séance\u00a0; anonymes comprises", records="session",
        ),
        Definition(
            "distinct_people_accompanied", "personnes accompagnées en atelier", "personnes",
            DISTINCT, "activity.people/1",
            "avec un dossier, comptées une seule fois sur la période",
            floor=SMALL_COUNT, records="session",
        ),
        Definition(
            "share_new_people", "personnes venues pour la première fois", "%", RATIO,
            "activity.people/1", "jamais venues avant la période",
            numerator="personnes venues pour la première fois",
            denominator="personnes accompagnées en atelier",
            floor=SMALL_COUNT, records="session",
        ),
        Definition(
            "hours_of_support", "heures d’atelier tenues", "heures", SUM, "activity.hours/1",
            "durée des séances tenues, quel que soit le nombre de participants",
            records="session",
        ),
    )
}  # fmt: skip


def evidence_indicators(kind):
    """The codes of the indicators that a record of this kind counts for."""
    return [code for code, definition in DEFINITIONS.items() if definition.records == kind]

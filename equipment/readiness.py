"""What a device still lacks before it may leave: the check list, worded for its page and its list.

Pure: facts in, sentences out. `selectors.with_readiness` brings the facts of many devices at once.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from equipment.models import DeviceStatus, MediumKind, OriginRegime
from inclusion.money import ZERO
from inclusion.text import counted
from inclusion.ui.formats import NBSP, day, number, percent

WEAK_BATTERY_PERCENT = 40

# « Preuve d’effacement du SSD »
OF_THE_MEDIUM = {
    MediumKind.HDD: "du disque",
    MediumKind.SSD_SATA: "du SSD",
    MediumKind.NVME: "du SSD",
    MediumKind.EMMC: "de la mémoire",
    MediumKind.SD: "de la carte SD",
    MediumKind.USB: "de la clé USB",
    MediumKind.UNKNOWN: "du support",
}
# Only tests that were passed lead there.
TRIED = {
    DeviceStatus.TESTED,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.ALLOCATED,
}
# What a list says of devices that wait for nothing from the check list.
SAID = {
    DeviceStatus.ALLOCATED: "La remise",
    DeviceStatus.HANDED_OVER: "Sorti",
    DeviceStatus.ON_LOAN: "Sorti, à rendre",
    DeviceStatus.IN_SERVICE: "La fin du dossier de panne",
    DeviceStatus.FOR_PARTS: "Ses dernières pièces à retirer",
    DeviceStatus.WASTE: "Sorti",
    DeviceStatus.REMOVED: "Sorti",
    DeviceStatus.LOST: "À retrouver",
    DeviceStatus.UNDER_REPAIR: "La fin de sa réparation",
}
FRENCH_COUNTS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six")


@dataclass(frozen=True)
class MediumState:
    """One medium, and what its proofs say since the device last came in."""

    pk: object
    kind: str
    label: str
    is_proven: bool
    last_level: str = ""
    required_level: str = ""


@dataclass(frozen=True)
class Check:
    """One condition to leave, in the words of `components/check_list.html`."""

    title: str
    about: str
    is_met: bool
    is_warning: bool = False
    url: str = ""
    act: str = ""
    # How a list says that this is missing.
    short: str = ""

    @property
    def is_missing(self):
        return not self.is_met and not self.is_warning


@dataclass(frozen=True)
class Readiness:
    """The check list of a device, and one line that sums it up."""

    checks: tuple[Check, ...]
    summary: str
    # The first medium that still waits for a proof.
    first_unproven: object = None

    @property
    def missing(self):
        return [check for check in self.checks if check.is_missing]

    @property
    def is_complete(self):
        return not self.missing

    @property
    def missing_titles(self):
        return [check.title[:1].lower() + check.title[1:] for check in self.missing]

    @property
    def headline(self):
        """« Il manque 2 choses sur 5 »."""
        if self.is_complete:
            return "Il ne manque rien"
        things = counted(len(self.missing), "chose")
        return f"Il manque {things} sur {len(self.checks)}"

    def in_order(self, *, with_links):
        """What is missing first; the links only for who may follow them."""
        ordered = sorted(self.checks, key=lambda check: check.is_met)
        return ordered if with_links else [replace(check, url="") for check in ordered]


def readiness_of(device, media, family_owes=None, run=None, demand=None):
    """The check list of a device, from its media, its last run and what the family has to give.

    `demand` is the medium that is proven less than its donor demands, and the sentence about it.
    """
    checks = tuple(_checks(device, media, run, demand))
    unproven = next((medium.pk for medium in media if not medium.is_proven), None)
    return Readiness(checks, _summary(device, checks, family_owes), unproven)


def _checks(device, media, run, demand):
    if device.holds_data:
        yield _erasure(device, media)
        if demand is not None:
            yield _demand(*demand)
        yield _storage(device, media)
    yield _test(device, run)
    yield _grade(device)
    if device.has_battery:
        yield _battery(device)
    yield _entry(device)


def _erasure(device, media):
    title = "Effacement prouvé de chaque support"
    unproven = [medium for medium in media if not medium.is_proven]
    if media and not unproven:
        about = f"{counted(len(media), 'support effacé', 'supports effacés')}, preuve à l’appui"
        return Check(title, about, True)
    if not media and device.erased_at:
        return Check(title, "Aucun support, donc rien à effacer", True)
    if not media:
        return Check(title, "Aucun support n’est encore inscrit.", False)
    first = unproven[0]
    return Check(
        title,
        " ".join(_why(medium) for medium in unproven),
        False,
        url=reverse("equipment:proof_add", args=[first.pk]),
        act="Ajouter une preuve",
        short=_short_of(media, unproven),
    )


def _demand(medium, sentence):
    return Check(
        "Effacement au niveau exigé par le donateur",
        sentence,
        False,
        url=reverse("equipment:proof_add", args=[medium]),
        act="Ajouter une preuve",
        short="Niveau exigé par le donateur",
    )


def _why(medium):
    if not medium.last_level:
        return f"{medium.label}{NBSP}: aucune preuve."
    if medium.last_level == "CLEAR" and medium.required_level == "PURGE":
        return (
            f"{medium.label} n’a qu’une réécriture (niveau CLEAR)."
            " Une remise à une personne exige PURGE."
        )
    return f"{medium.label}{NBSP}: preuve refusée."


def _short_of(media, unproven):
    if len(media) > 1:
        proven = len(media) - len(unproven)
        disks = FRENCH_COUNTS[min(len(media), 6)].capitalize()
        if proven:
            proofs = "une seule preuve" if proven == 1 else f"{FRENCH_COUNTS[proven]} preuves"
            return f"{disks} disques, {proofs}"
        return f"{disks} disques, aucune preuve"
    return f"Preuve d’effacement {OF_THE_MEDIUM[MediumKind(unproven[0].kind)]}"


def _storage(device, media):
    if device.has_hidden_storage(medium.kind for medium in media):
        return Check(
            "Stockage connu",
            "Un relevé n’a pas pu voir tout le stockage\u00a0: un SSD NVMe ou une mémoire soudée"
            " peut s’y cacher. Lisez un autre relevé (smartctl, GLPI), ou inscrivez ce support.",
            False,
            url=reverse("equipment:medium_add", args=[device.pk]),
            act="Ajouter un support",
            short="Stockage mal vu",
        )
    if not media and device.erased_at:
        # The database lets none out of quarantine otherwise.
        return Check("Stockage connu", "Aucun support, attestation à l’appui", True)
    if media:
        return Check(
            "Stockage connu", counted(len(media), "support inscrit", "supports inscrits"), True
        )
    return Check(
        "Stockage connu",
        "Ouvrez l’appareil ou lisez son inventaire, puis inscrivez chaque support.",
        False,
        url=reverse("equipment:medium_add", args=[device.pk]),
        act="Ajouter un support",
        short="Stockage jamais vu",
    )


def _test(device, run):
    title = "Contrôles de fonctionnement"
    if run is None and device.status in TRIED:
        return Check(title, "Réussis", True)
    if run is None:
        return Check(
            title,
            "Ils se font à la dernière étape, en déclarant l’appareil prêt.",
            False,
            short="Contrôles et note d’aspect",
        )
    when = day(run.tested_at)
    if not run.is_passed:
        return Check(
            title,
            f"Non réussis le {when}.",
            False,
            url=reverse("equipment:device_bench", args=[device.pk]),
            act="Voir les défauts",
            short="Contrôles non réussis",
        )
    return Check(title, f"Réussis le {when}, fonctionnement {run.function}", True)


def _grade(device):
    if device.condition_grade:
        return Check("Note d’aspect", device.get_condition_grade_display(), True)
    return Check(
        "Note d’aspect",
        "Elle se donne à la dernière étape, en déclarant l’appareil prêt.",
        False,
        short="Note d’aspect",
    )


def _battery(device):
    level = device.battery_percent
    if level is None:
        return Check(
            "Batterie",
            "Sa capacité restante n’est pas mesurée.",
            False,
            short="Batterie à mesurer",
        )
    about = f"{percent(level)} de la capacité d’origine"
    if level < WEAK_BATTERY_PERCENT:
        return Check("Batterie", f"{about}{NBSP}: à dire à la personne", False, is_warning=True)
    return Check("Batterie", about, True)


def _entry(device):
    origin = OriginRegime(device.origin).label.lower()
    donor = f", {origin}" + (f" ({device.donor_name})" if device.donor_name else "")
    return Check(
        "Étiquette et entrée au parc",
        f"{device.asset_tag}, reçu le {day(device.received_at)}{donor}",
        True,
    )


def _summary(device, checks, family_owes):
    if device.status in {DeviceStatus.RESERVED, DeviceStatus.ALLOCATED}:
        owed = family_owes or ZERO
        return f"Participation de {_short_euros(owed)} à recevoir" if owed else "La remise"
    if device.status == DeviceStatus.READY:
        return f"Rien{NBSP}: peut sortir"
    if device.status in SAID:
        return SAID[device.status]
    missing = [check for check in checks if check.is_missing and check.short]
    return missing[0].short if missing else "À déclarer prêt"


def _short_euros(amount):
    """« 50 € »: in a narrow cell, cents are said only when there are some."""
    amount = Decimal(amount)
    return f"{number(amount)}{NBSP}€"

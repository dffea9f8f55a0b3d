"""The words of the pool: what devices are, where they stand, where they come from."""

from django.db import models


class DeviceType(models.TextChoices):
    COMPUTER = "computer", "Ordinateur"
    DESKTOP = "desktop", "Ordinateur fixe"
    LAPTOP = "laptop", "Ordinateur portable"
    ALL_IN_ONE = "all_in_one", "Tout-en-un"
    MINI_PC = "mini_pc", "Mini-PC"
    SERVER = "server", "Serveur"
    TABLET = "tablet", "Tablette"
    SMARTPHONE = "smartphone", "Smartphone"
    SCREEN = "screen", "Écran"
    PRINTER = "printer", "Imprimante"
    MULTIFUNCTION = "multifunction", "Multifonction"
    ROUTER = "router", "Box ou routeur"
    KEYBOARD = "keyboard", "Clavier"
    MOUSE = "mouse", "Souris"
    CHARGER = "charger", "Chargeur"
    SIM = "sim", "Carte SIM"
    OTHER = "other", "Autre"


# These may hold someone's data: nothing leaves before each of their media is proven erased.
DATA_BEARING_TYPES = [
    "computer",
    "desktop",
    "laptop",
    "all_in_one",
    "mini_pc",
    "server",
    "tablet",
    "smartphone",
    "multifunction",
    "router",
    "other",
]


# Without a charge nobody can use them: their battery is measured before they are called ready.
BATTERY_TYPES = ["laptop", "tablet", "smartphone"]

# How a list names a type: the long word would push the model out of sight.
SHORT_TYPES = {"desktop": "Fixe", "laptop": "Portable", "router": "Box"}


class DeviceStatus(models.TextChoices):
    """Where a device stands; `life_cycle` says what may follow what."""

    QUARANTINE = "quarantine", "En quarantaine"
    ERASED = "erased", "Données effacées"
    UNDER_REPAIR = "under_repair", "En réparation"
    TESTED = "tested", "Testé"
    READY = "ready", "Prêt à remettre"
    RESERVED = "reserved", "Réservé"
    ALLOCATED = "allocated", "Attribué"
    HANDED_OVER = "handed_over", "Remis"
    ON_LOAN = "on_loan", "Prêté"
    IN_SERVICE = "in_service", "En service après-vente"
    FOR_PARTS = "for_parts", "Pour pièces"
    WASTE = "waste", "Déchet DEEE"
    REMOVED = "removed", "Évacué"
    LOST = "lost", "Perdu ou volé"


# Nothing proves yet that its data are gone, or nobody knows where it is.
UNPROVEN = ["quarantine", "lost"]
# Still on the bench: something is missing before it may leave.
HELD_BACK = ["quarantine", "erased", "under_repair", "tested"]
# With someone else, or no more.
AWAY = ["handed_over", "on_loan", "in_service", "waste", "removed", "lost"]
# What the check constraint and the trigger of migration 0002 both say.
NO_PROOF = "Un appareil ne peut pas sortir sans effacement prouvé de ses données."


class Grade(models.TextChoices):
    A = "A", "A · très bon état"
    B = "B", "B · bon état, traces légères"
    C = "C", "C · traces visibles"
    D = "D", "D · abîmé mais utilisable"


class OriginRegime(models.TextChoices):
    PRIVATE_GIFT = "private_gift", "Don privé"
    PUBLIC_GIFT = "public_gift", "Don public"
    PURCHASE = "purchase", "Achat neuf"
    MADE_AVAILABLE = "made_available", "Mise à disposition"

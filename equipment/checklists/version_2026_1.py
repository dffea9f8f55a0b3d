"""The checklists of 2026, first version. Never edited: a change is a new module."""

from equipment.checklists.kinds import Checklist, Line

VERSION = "2026-1"

STARTS = Line("starts", "Démarre et s’éteint normalement", "Deux démarrages à froid.")
CASE = Line("case", "Coque complète et sans danger", "Ni éclat coupant, ni vis manquante.")
SYSTEM = Line(
    "system",
    "Système installé, à jour et avec licence",
    "Linux, ou Windows avec une licence valable pour cet appareil.",
)
ACCOUNTS = Line("accounts", "Aucun compte ni mot de passe d’avant", "BIOS, disque et session.")
STORAGE = Line("storage", "Stockage en bonne santé", "Relevé SMART sans secteur en attente.")
MEMORY = Line("memory", "Mémoire sans erreur", "Un passage complet du test.")
WIFI = Line("wifi", "Wi-Fi", "Une page s’ouvre à trois mètres de la borne.", may_not_apply=True)
NETWORK = Line("network", "Prise réseau", may_not_apply=True)
USB = Line("usb", "Prises USB", "Une clé est lue dans chacune.")
SOUND = Line("sound", "Son et prise casque", may_not_apply=True)
PICTURE = Line("picture", "Affichage", "Ni tache ni ligne sur fond blanc, noir et gris.")
CHARGE = Line("charge", "Se charge avec le chargeur remis", "La charge monte pendant l’essai.")
HEAT = Line("heat", "Ventilation et température", "Un quart d’heure de charge sans coupure.")
DUST = Line("clean", "Nettoyé, dépoussiéré, sans étiquette d’avant")
CAMERA = Line("camera", "Caméra", is_mandatory=False, may_not_apply=True)
MICROPHONE = Line("microphone", "Micro", is_mandatory=False, may_not_apply=True)
BLUETOOTH = Line("bluetooth", "Bluetooth", is_mandatory=False, may_not_apply=True)
READER = Line("reader", "Lecteur de cartes ou de disques", is_mandatory=False, may_not_apply=True)
TOUCH = Line("touch", "Écran tactile", "Un trait continu d’un bord à l’autre.")
LOCK = Line("lock", "Verrou d’activation retiré", "Compte Google, Apple ou du fabricant.")
BUTTONS = Line("buttons", "Touches, volume et marche")
POWER = Line("power", "S’allume et tient une demi-heure")
CABLE = Line("cable", "Câble d’alimentation sans défaut")
CABLES = Line("cables", "Câbles remis avec, essayés", may_not_apply=True)

CHECKLISTS = (
    Checklist(
        "laptop",
        VERSION,
        "Ordinateur portable",
        ("laptop",),
        (
            CASE,
            Line("hinges", "Charnières", "L’écran tient ouvert à tout angle."),
            STARTS,
            PICTURE,
            Line("keyboard", "Clavier", "Chaque touche, accents compris."),
            Line("pointer", "Pavé tactile et boutons"),
            CHARGE,
            STORAGE,
            MEMORY,
            WIFI,
            USB,
            SOUND,
            HEAT,
            ACCOUNTS,
            SYSTEM,
            DUST,
            CAMERA,
            MICROPHONE,
            BLUETOOTH,
            READER,
        ),
    ),
    Checklist(
        "desktop",
        VERSION,
        "Ordinateur fixe",
        ("computer", "desktop", "all_in_one", "mini_pc", "server"),
        (
            CASE,
            STARTS,
            Line("video", "Sortie vidéo ou écran intégré", "Image stable à la bonne définition."),
            CABLE,
            STORAGE,
            MEMORY,
            NETWORK,
            WIFI,
            USB,
            SOUND,
            HEAT,
            ACCOUNTS,
            SYSTEM,
            DUST,
            CAMERA,
            READER,
        ),
    ),
    Checklist(
        "tablet",
        VERSION,
        "Tablette",
        ("tablet",),
        (
            CASE,
            STARTS,
            PICTURE,
            TOUCH,
            BUTTONS,
            CHARGE,
            WIFI,
            SOUND,
            LOCK,
            Line("system", "Système à jour et réinitialisé"),
            DUST,
            CAMERA,
            MICROPHONE,
            BLUETOOTH,
        ),
    ),
    Checklist(
        "smartphone",
        VERSION,
        "Smartphone",
        ("smartphone",),
        (
            CASE,
            STARTS,
            PICTURE,
            TOUCH,
            BUTTONS,
            CHARGE,
            Line("calls", "Appel passé et reçu", "Micro, écouteur et réseau mobile."),
            Line("operator", "Accepte toute carte SIM", "Déverrouillé de l’opérateur."),
            WIFI,
            LOCK,
            Line("system", "Système à jour et réinitialisé"),
            DUST,
            CAMERA,
            BLUETOOTH,
        ),
    ),
    Checklist(
        "screen",
        VERSION,
        "Écran",
        ("screen",),
        (
            Line("case", "Pied stable, coque sans danger"),
            POWER,
            PICTURE,
            Line("inputs", "Entrées vidéo", "Chaque prise essayée."),
            BUTTONS,
            CABLE,
            DUST,
            Line("speakers", "Haut-parleurs", is_mandatory=False, may_not_apply=True),
        ),
    ),
    Checklist(
        "printer",
        VERSION,
        "Imprimante",
        ("printer", "multifunction"),
        (
            CASE,
            POWER,
            Line("print", "Imprime une page d’essai nette"),
            Line("paper", "Prend le papier sans bourrage", "Dix feuilles de suite."),
            Line("link", "Prise USB ou réseau"),
            Line("scan", "Numérise et copie", may_not_apply=True),
            Line("wipe", "Mémoire, carnet et réseau effacés", may_not_apply=True),
            Line("ink", "Encre ou toner présent", is_mandatory=False),
            DUST,
        ),
    ),
    Checklist(
        "router",
        VERSION,
        "Box ou routeur",
        ("router",),
        (
            CASE,
            POWER,
            Line("reset", "Réinitialisé, mot de passe d’usine remis"),
            NETWORK,
            WIFI,
            CABLES,
            DUST,
        ),
    ),
    Checklist(
        "accessory",
        VERSION,
        "Accessoire",
        ("keyboard", "mouse", "charger", "sim", "other"),
        (
            Line("works", "Fonctionne", "Essayé sur un appareil."),
            Line("safe", "Sans danger", "Ni fil à nu, ni coque fendue."),
            Line("fits", "Complet, avec ce qu’il faut pour s’en servir", may_not_apply=True),
            Line("clean", "Nettoyé", may_not_apply=True),
        ),
    ),
)

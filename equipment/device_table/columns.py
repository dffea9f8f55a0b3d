"""The columns of the table « appareils », and the words lists kept elsewhere use for its types."""

from equipment.models import DeviceType, OriginRegime
from inclusion.tables.kinds import Column
from inclusion.text import fold

COLUMNS = (
    Column(
        "etiquette",
        "Étiquette de votre parc. Une ligne qui la porte met cet appareil à jour\u00a0; celle d’un"
        " rouleau encore libre est collée au nouvel appareil. Vide\u00a0: une étiquette est faite.",
        synonyms=("label", "asset tag", "numero d inventaire", "inventaire", "etiquette inclusion"),
    ),
    Column(
        "type",
        "Ordinateur portable, Ordinateur fixe, Tablette, Écran… ou leurs noms courants.",
        type="liste",
        is_required=True,
        synonyms=("type d appareil", "categorie", "category", "nature", "chassis"),
        example="Ordinateur portable",
    ),
    Column(
        "marque",
        "Fabricant.",
        is_required=True,
        synonyms=("fabricant", "constructeur", "manufacturer", "brand"),
        example="Dell",
    ),
    Column(
        "modele",
        "Nom commercial du modèle.",
        is_required=True,
        synonyms=("model", "nom du modele", "reference", "produit", "model name"),
        example="Latitude 5490",
    ),
    Column(
        "numero_de_serie",
        "Avec la marque et le modèle, il reconnaît un appareil déjà entré.",
        synonyms=("serie", "n de serie", "no de serie", "serial", "serial number", "sn", "s n"),
        example="4QJ8XY2",
    ),
    Column("processeur", "Nom du processeur.", synonyms=("cpu", "proc"), example="Core i5-8350U"),
    Column(
        "memoire_go",
        "Mémoire vive, en gigaoctets.",
        type="nombre",
        synonyms=("memoire", "ram", "ram go", "memoire vive"),
        example="8",
    ),
    Column(
        "ecran_pouces",
        "Diagonale de l’écran. La virgule est admise.",
        type="nombre",
        synonyms=("ecran", "taille ecran", "pouces", "diagonale"),
        example="14",
    ),
    Column(
        "origine",
        "Don privé, Don public, Achat neuf ou Mise à disposition. Vide\u00a0: Don privé.",
        type="liste",
        synonyms=("provenance", "regime"),
        example="Don privé",
    ),
    Column(
        "donateur",
        "Nom du donateur.",
        synonyms=("donneur", "supplier", "fournisseur", "don de"),
        example="Cabinet Sancy Conseil",
    ),
    Column("lieu", "Nom d’un de vos lieux.", synonyms=("site", "location", "local")),
    Column(
        "emplacement",
        "Étagère, bac, tiroir.",
        synonyms=("etagere", "rayon", "rangement"),
        example="Étagère B2",
    ),
    Column(
        "date_entree",
        "Jour de l’entrée au parc. Vide\u00a0: le jour de l’import. Ne change pas un appareil déjà"
        " entré.",
        type="date",
        synonyms=("date d entree", "entree", "recu le", "date de reception"),
        example="2026-03-18",
    ),
)
# Column → field of Device; the label and the day of entry are no corrections.
FIELDS = {
    "type": "type",
    "marque": "manufacturer",
    "modele": "model",
    "numero_de_serie": "serial",
    "processeur": "processor",
    "memoire_go": "memory_gb",
    "ecran_pouces": "screen_inches",
    "origine": "origin",
    "donateur": "donor_name",
    "lieu": "venue",
    "emplacement": "shelf",
}
OTHER_WORDS = {
    DeviceType.COMPUTER: ("pc", "uc", "computer"),
    DeviceType.DESKTOP: ("fixe", "pc fixe", "unite centrale", "tour", "desktop", "tower"),
    DeviceType.LAPTOP: ("portable", "pc portable", "laptop", "notebook", "ultrabook"),
    DeviceType.ALL_IN_ONE: ("tout en un", "all in one", "aio"),
    DeviceType.MINI_PC: ("mini pc", "minipc", "nuc"),
    DeviceType.SERVER: ("server",),
    DeviceType.TABLET: ("tablet", "ipad"),
    DeviceType.SMARTPHONE: ("telephone", "mobile", "telephone portable", "phone"),
    DeviceType.SCREEN: ("moniteur", "monitor", "display"),
    DeviceType.PRINTER: ("printer", "imprimante individuelle"),
    DeviceType.MULTIFUNCTION: ("copieur", "imprimante multifonction"),
    DeviceType.ROUTER: ("box", "routeur", "router"),
    DeviceType.KEYBOARD: ("keyboard",),
    DeviceType.MOUSE: ("mouse",),
    DeviceType.CHARGER: ("alimentation", "adaptateur"),
    DeviceType.SIM: ("sim",),
}
TYPES = {fold(value.label): value for value in DeviceType} | {
    word: value for value, words in OTHER_WORDS.items() for word in words
}
ORIGINS = {fold(value.label): value for value in OriginRegime} | {
    "": OriginRegime.PRIVATE_GIFT,
    "don": OriginRegime.PRIVATE_GIFT,
    "achat": OriginRegime.PURCHASE,
}
